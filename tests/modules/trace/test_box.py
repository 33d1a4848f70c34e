"""One box finds any ticket by what is remembered of it, and tells nobody what he may not know (AUD-2, AUD-3)."""

from typing import Any

import pytest

from bihuan.core.trace import Chosen
from bihuan.modules.identity.messages import ChangeUser, CreateUser, SaveRole
from bihuan.modules.tickets import messages as m
from tests.modules.trace.searches import Searches

pytestmark = pytest.mark.req("AUD-2")


def repair(searches: Searches, title: str, day: int, device: str = "XX-8892", engineer: str = "engineer") -> str:
    """Reported by the front desk for 东吴's or 太湖's pump, given to an engineer, who looks at it the same day."""
    searches.at(day)
    ticket = searches.report("front_desk", title=title, device=searches.devices[device])
    searches.later()
    searches.assign(ticket, engineer)
    for action in ("accept", "depart", "arrive"):
        searches.later(20)
        searches.act(engineer, ticket, action)
    return ticket


def test_who_when_and_which_device_find_the_ticket_with_what_he_did_that_day(searches: Searches) -> None:
    repair(searches, "别的日子", 27)
    repair(searches, "轴承异响", 28)
    repair(searches, "别人的活", 28, engineer="other_engineer")
    repair(searches, "别的设备", 28, device="HP-2207")
    found = searches.box("lead", "张工 2026-01-28 XX-8892")
    assert [token.kind for token in found["tokens"]] == ["person", "days", "device"]
    (item,) = found["items"]
    assert (item["title"], item["device_name"], item["customer_name"]) == (
        "轴承异响", "主轴电机", "苏州东吴精密制造有限公司",
    )  # fmt: skip
    (act,) = item["acts"]
    # Given to him, accepted, set out, arrived.
    assert (act["name"], act["count"], act["last"] - act["first"]) == ("张工", 4, 60 * 60_000)
    for said in ("张工2026-01-28XX-8892", "xx8892 1月28日 张工", "XX-8829，2026/1/28，张工"):
        assert searches.titles("lead", said) == ["轴承异响"], said
    assert searches.titles("lead", "张工 2026-01-28 XX-8892 水泵") == []


def test_parts_of_one_kind_widen_days_devices_and_customers_and_narrow_people_and_words(searches: Searches) -> None:
    shared = repair(searches, "漏油 一", 26)
    repair(searches, "漏油 二", 27, device="HP-2207", engineer="other_engineer")
    searches.at(28)
    searches.note("lead", shared)
    assert searches.titles("admin", "XX-8892 HP-2207") == ["漏油 二", "漏油 一"]
    assert searches.titles("admin", "1月26日 1月27日 漏油") == ["漏油 二", "漏油 一"]
    assert searches.titles("admin", "1月26日到1月28日 东吴") == ["漏油 一"]
    assert searches.titles("admin", "张工 李工") == []
    assert searches.titles("admin", "张工 赵刚") == ["漏油 一"]
    assert searches.titles("admin", "漏油 一号") == []
    assert searches.titles("admin", "太湖") == ["漏油 二"]
    assert searches.titles("admin", "今天") == ["漏油 一"]
    assert searches.titles("admin", "周敏 1月27日") == ["漏油 二"]


def test_a_ticket_is_found_by_its_number_whatever_else_is_typed_must_fit_too(searches: Searches) -> None:
    ticket = repair(searches, "轴承异响", 28)
    number = searches.view("admin", ticket)["number"]
    assert searches.titles("lead", number.lower().replace("-", "")) == ["轴承异响"]
    assert searches.titles("lead", f"{number}张工") == ["轴承异响"]
    assert searches.titles("lead", f"{number} 李工") == []


def test_whoever_reported_is_found_though_somebody_else_filed_it(searches: Searches) -> None:
    searches.at(28)
    searches.report("front_desk", title="替客户报修", submitter=searches.company.people["requester"])
    assert searches.titles("admin", "钱女士 1月28日") == ["替客户报修"]
    assert searches.titles("admin", "钱女士 1月27日") == []
    assert searches.titles("admin", "周敏") == ["替客户报修"]


def test_work_done_offline_is_found_on_the_day_it_was_done(searches: Searches) -> None:
    ticket = repair(searches, "地下室水泵", 27)
    searches.at(28)
    done = searches.company.clock.now() - 12 * 3_600_000
    searches.company.send("engineer", m.ActOnTask(task=searches.task(ticket), action="begin"), claimed=done)
    (item,) = searches.box("lead", "张工 1月27日")["items"]
    assert item["acts"][0]["last"] == done
    assert searches.titles("lead", "张工 1月28日") == []


def test_namesakes_are_a_choice_and_are_told_apart_by_their_departments(searches: Searches) -> None:
    company = searches.company
    units = {name: company.units[name] for name in ("苏州组", "无锡组")}
    twins = [
        company.send("admin", CreateUser("张伟", departments=(unit,), roles=("engineer",))).ref.partition(":")[2]
        for unit in units.values()
    ]
    searches.at(28)
    mine = searches.report("front_desk", title="给无锡的")
    company.send("dispatcher", m.AssignTask(task=searches.task(mine), person=twins[1]))
    found = searches.box("lead", "张伟")
    assert {(one.id, one.hint) for one in found["tokens"][0].choices} == set(zip(twins, units, strict=True))
    assert [item["title"] for item in found["items"]] == ["给无锡的"]
    assert searches.titles("lead", "张伟", Chosen("张伟", "person", twins[1])) == ["给无锡的"]
    assert searches.titles("lead", "张伟", Chosen("张伟", "person", twins[0])) == []


def test_there_are_more_than_are_shown(searches: Searches) -> None:
    for number in range(3):
        repair(searches, f"第{number}张", 20 + number)
    found = searches.box("lead", "XX-8892", limit=2)
    assert ([item["title"] for item in found["items"]], found["more"]) == (["第2张", "第1张"], True)
    assert searches.box("lead", "XX-8892", limit=3)["more"] is False


def test_nothing_typed_finds_nothing(searches: Searches) -> None:
    repair(searches, "轴承异响", 28)
    for text in ("", "  ", "的", "？"):
        assert searches.box("admin", text)["items"] == []


# --- rights -------------------------------------------------------------------------------------------------------

SEES: dict[str, Any] = {
    "admin": ["太湖的", "东吴的"],
    "front_desk": ["太湖的", "东吴的"],
    "dispatcher": ["太湖的", "东吴的"],
    "auditor": ["太湖的", "东吴的"],
    "lead": ["太湖的", "东吴的"],
    "engineer": ["东吴的"],
    "other_engineer": ["太湖的"],
    "approver": [],
    "requester": [],
}


@pytest.mark.req("AUD-3")
@pytest.mark.parametrize("who", SEES)
def test_everybody_finds_his_own_tickets_only(searches: Searches, who: str) -> None:
    repair(searches, "东吴的", 28)
    repair(searches, "太湖的", 29, device="HP-2207", engineer="other_engineer")
    assert searches.titles(who, "本月") == SEES[who]
    assert searches.titles(who, "XX-8892 HP-2207") == SEES[who]


@pytest.mark.req("AUD-3")
def test_who_may_not_know_of_people_devices_or_customers_is_not_told_of_them(searches: Searches) -> None:
    repair(searches, "轴承异响", 28)
    assert searches.kinds("lead", "张工 XX-8892 东吴") == ["person", "device", "customer"]
    assert searches.kinds("requester", "张工 XX-8892 东吴") == ["text", "text", "text"]


@pytest.mark.req("AUD-3")
def test_a_hidden_field_finds_nothing(searches: Searches) -> None:
    grants = (
        {"action": "read", "kind": "ticket", "rows": "all",
         "fields": {"named": dict.fromkeys(("device", "customer", "submitter", "title"), "hidden"), "others": "read"}},
        {"action": "read", "kind": "user", "rows": "all"},
        {"action": "read", "kind": "device", "rows": "all"},
        {"action": "read", "kind": "customer", "rows": "all"},
    )  # fmt: skip
    company = searches.company
    company.send("admin", SaveRole("blind", {"zh": "只看过程"}, grants))
    company.send("admin", ChangeUser(company.people["approver"], {"roles": ["blind"]}))
    searches.at(28)
    searches.report(
        "front_desk", title="轴承异响", device=searches.devices["XX-8892"], submitter=company.people["requester"]
    )
    assert len(searches.box("approver", "本月")["items"]) == 1
    assert len(searches.box("approver", "周敏")["items"]) == 1
    for text in ("XX-8892", "东吴", "钱女士", "轴承", "周敏 XX-8892"):
        assert searches.box("approver", text)["items"] == [], text
    assert not {"device", "customer", "title"} & set(searches.box("approver", "本月")["items"][0])


@pytest.mark.req("AUD-3")
def test_an_internal_note_is_nobodys_trace_to_those_who_do_not_read_it(searches: Searches) -> None:
    company = searches.company
    grants = (
        {"action": "read", "kind": "ticket", "rows": "own_created",
         "fields": {"named": {"internal_notes": "hidden"}, "others": "read"}},
        {"action": "create", "kind": "ticket", "rows": "all"},
        {"action": "read", "kind": "user", "rows": "all"},
    )  # fmt: skip
    company.send("admin", SaveRole("outside", {"zh": "外部"}, grants))
    company.send("admin", ChangeUser(company.people["requester"], {"roles": ["outside"]}))
    searches.at(27)
    ticket = searches.report("requester", title="我的")
    searches.at(28)
    searches.note("front_desk", ticket, "客户又催了")
    assert searches.titles("admin", "周敏 1月28日") == ["我的"]
    assert searches.titles("requester", "周敏 1月28日") == []
    assert searches.titles("requester", "1月28日") == []
    searches.note("front_desk", ticket, "明天上门", public=True)
    (item,) = searches.box("requester", "周敏 1月28日")["items"]
    assert item["acts"][0]["count"] == 1
    assert searches.box("admin", "周敏 1月28日")["items"][0]["acts"][0]["count"] == 2
