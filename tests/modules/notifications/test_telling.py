"""Who is told what of a ticket, and in which words: once of each cause, and with his own rights."""

import pytest
import sqlalchemy as sa

from bihuan.core.values import Refusal
from bihuan.kernel.tables import command_result
from bihuan.modules.identity.messages import ChangeUser, SaveRole
from bihuan.modules.notifications import messages as m
from bihuan.modules.tickets import messages as t
from bihuan.modules.tickets.tables import ticket as ticket_table
from tests.modules.company import Member
from tests.modules.notifications.house import House

pytestmark = pytest.mark.req("COL-2.server")


def test_each_step_of_a_repair_tells_whom_it_concerns_and_nobody_of_his_own_doing(house: House) -> None:
    pumps = house.pumps
    ticket = pumps.report()
    house.work()
    assert [house.kinds(who) for who in ("requester", "dispatcher", "engineer")] == [[], [], []]
    pumps.assign(ticket)
    pumps.work(ticket)
    house.work()
    assert house.kinds("engineer") == ["visit_offered"]
    assert house.kinds("requester") == ["to_accept", "visit_accepted", "visit_arrived"]
    pumps.act("requester", ticket, "agree", signature="strokes")
    house.work()
    # He accepted it himself: he need not be told that it is resolved.
    assert len(house.kinds("requester")) == 3 and house.kinds("dispatcher") == []


def test_creating_a_ticket_that_waits_for_dispatch_leaves_no_work_behind(house: House) -> None:
    house.pumps.report()
    assert house.outbox("waiting") == []


def test_one_look_serves_all_that_a_unit_did(house: House) -> None:
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    before = len(house.outbox("done"))
    for action in ("accept", "depart", "arrive", "begin"):
        house.pumps.act("engineer", ticket, action)
    house.pumps.act("engineer", ticket, "finish", data={"cause": "密封圈", "hours": "1"})
    house.work()
    # Departing and beginning tell nobody; finishing did three things and cost one look.
    assert len(house.outbox("done")) - before == 3


def test_a_refused_job_is_told_to_those_who_dispatch_with_the_reason(house: House) -> None:
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.pumps.act("engineer", ticket, "refuse", comment="车辆故障")
    house.work()
    told = house.told("dispatcher", "visit_refused")[0]
    assert "车辆故障" in told["text"] and "张工" in told["text"]


@pytest.mark.req("FLD-3")
def test_the_dispatcher_hears_of_a_check_in_elsewhere_and_of_no_other(house: House) -> None:
    at_home = {"latitude": 31.3, "longitude": 120.6, "accuracy": 12.0}
    for far, said in ((0.0, ""), (0.02, "客户临时换了地址")):
        ticket = house.pumps.report(geo={"latitude": 31.3 + far, "longitude": 120.6})
        house.pumps.assign(ticket)
        for action in ("accept", "depart"):
            house.pumps.act("engineer", ticket, action)
        house.pumps.act("engineer", ticket, "arrive", position=at_home, comment=said)
    house.work()
    (told,) = house.told("dispatcher", "check_in_doubtful")
    assert "张工" in told["text"] and "客户临时换了地址" in told["text"]


def test_an_internal_note_reaches_the_engineer_and_not_the_customer(house: House) -> None:
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.company.send("front_desk", t.AddNote(ticket=ticket, text="客户脾气急"))
    house.company.send("front_desk", t.AddNote(ticket=ticket, text="备件已到", public=True))
    house.work()
    first_lines = {row["text"].splitlines()[0] for row in house.told("engineer", "note_added")}
    assert first_lines == {"周敏：客户脾气急", "周敏：备件已到"}
    assert ["备件已到" in row["text"] for row in house.told("requester", "note_added")] == [True]


@pytest.mark.req("AUD-3", "AUD-4")
def test_two_recipients_of_one_notice_read_what_each_may(house: House) -> None:
    grants = ({"action": "read", "kind": "ticket", "rows": "all", "fields": {
        "named": {"cause": "hidden", "title": "masked"}, "others": "read"}},)  # fmt: skip
    house.company.send("operator", SaveRole("approver", {"zh": "审批"}, grants))
    ticket = house.pumps.close_loop()
    house.word("urgent", "{{title}}", "原因：{{cause}}\n故障：{{fault}}\n提交人：{{submitter}}")
    house.notify(ticket=ticket, to=[{"role": "approver"}, "lead"], template="urgent")
    lead, approver = house.told("lead", "urgent")[0], house.told("approver", "urgent")[0]
    assert (lead["title"], lead["text"]) == ("水泵漏水", "原因：密封圈老化\n故障：leak\n提交人：钱女士")
    assert (approver["title"], approver["text"]) == ("****", "故障：leak\n提交人：钱女士")


def test_who_was_named_but_may_not_read_the_ticket_learns_no_more_than_its_headline(house: House) -> None:
    ticket = house.pumps.report()
    house.notify(ticket=ticket, to=[{"role": "approver"}, "lead"], template="urgent")
    told = house.told("approver")[0]
    assert told["bare"] and "水泵漏水" not in told["title"] + told["text"]
    assert house.company.read(lambda tx: tx.get(ticket_table, id=ticket))["number"] in told["title"]
    # By standing to the ticket, only those are meant who may read it.
    house.notify(key="k2", ticket=ticket, to=["department_head", "manager"], template="urgent")
    assert [row["bare"] for row in house.told("lead")] == [False, False]


def test_the_same_request_again_tells_nobody_twice(house: House) -> None:
    ticket = house.pumps.report()
    for _ in range(2):
        house.notify(key="clock:1", ticket=ticket, to=["lead", {"role": "lead"}], template="urgent")
    assert len(house.told("lead")) == 1
    house.notify(key="clock:2", ticket=ticket, to=["lead"], template="urgent")
    assert len(house.told("lead")) == 2


def test_telling_many_is_cut_up_and_leaves_nobody_out(house: House) -> None:
    for number in range(20):
        member = Member(f"调度{number}", f"dispatcher{number}", "dispatcher", ("客服部",))
        house.company.people[f"d{number}"] = house.company.hire(member)
    ticket = house.pumps.report()
    before = house.company.read(lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(command_result)))
    house.notify(ticket=ticket, to=["dispatchers"], template="urgent")
    assert all(len(house.told(f"d{number}")) == 1 for number in range(20)) and len(house.told("dispatcher")) == 1
    after = house.company.read(lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(command_result)))
    assert after - before == 3, "eight at once"


def test_a_recipient_that_nobody_understands_is_refused_rather_than_ignored(house: House) -> None:
    for word in ("boss", {"planet": "mars"}, 7):
        with pytest.raises(Refusal, match=r"notice\.recipient_unknown"):
            house.notify(to=[word])


def test_words_that_a_source_brings_along_fill_the_template(house: House) -> None:
    ticket = house.pumps.report()
    source = {"kind": "sla", "policy": "standard", "threshold": "75%"}
    due = house.company.clock.now()
    house.notify(
        ticket=ticket,
        to=["lead"],
        source=source,
        template="sla.threshold",
        values={"clock": {"zh": "首次响应", "en": "First response"}, "due": due},
    )
    told = house.told("lead", "sla.threshold")[0]
    assert "“首次响应”已到 75%" in told["text"] and "应完成于：2025-06-15 23:06" in told["text"]
    assert told["source"]["policy"] == "standard"


def test_a_kind_that_was_switched_off_tells_nobody(house: House) -> None:
    house.word("visit_offered", "派单", "{{number}}", enabled=False)
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    assert house.told("engineer") == []


def test_a_notice_is_in_the_language_of_its_recipient(house: House) -> None:
    house.company.send("operator", ChangeUser(house.person("engineer"), {"language": "en"}))
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    assert house.told("engineer")[0]["title"].startswith("A job for you: 水泵漏水")


def test_faulty_words_are_refused_with_the_path_of_every_fault(house: House) -> None:
    texts = {"zh": {"title": "{{nonsense}}", "text": "{{contract.amount}} {{fault}} {{values.any}} {{ x"}, "fr": {}}
    refusal = house.company.refusal("admin", m.PublishNoticeTemplate("urgent", texts, by=("app", "pigeon")))
    assert [(problem.path, problem.code) for problem in refusal.problems] == [
        ("texts.zh.title", "notice.field_unknown"),
        ("texts.zh.text", "notice.braces"),
        ("texts.fr", "notice.words_malformed"),
        ("by", "notice.channel_unknown"),
    ]


@pytest.mark.req("AUD-1")
def test_with_the_ticket_what_notices_quoted_from_it_is_erased(house: House) -> None:
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    house.company.send("admin", t.EraseTicket(ticket=ticket, reason="客户要求"))
    row = house.told("engineer")[0]
    assert (row["title"], row["text"], row["erased"]) == (None, None, True)
