"""The search reads notes, calls and the names of files, for whoever may read these, and marks what it hit (KNW-1)."""

import random
from typing import Any
from unittest import mock

import pytest

from bihuan.core.trace import marked
from bihuan.db.search import index_statement, indexed_by, tokens_of
from bihuan.modules.files.messages import EraseFile
from bihuan.modules.flows.messages import SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.identity.messages import ChangeUser, SaveRole
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets.queries import rebuilding
from bihuan.modules.tickets.tables import ticket
from tests.modules.tickets.pumps import FORM
from tests.modules.trace.searches import Searches
from tests.modules.trace.words import hits, index_of, pool, read_by, upload

pytestmark = [pytest.mark.req("KNW-1"), pytest.mark.req("AUD-2")]


def note(searches: Searches, ticket: str, text: str, *files: str, who: str = "front_desk", public: bool = False) -> str:
    searches.later()
    sent = searches.company.send(who, m.AddNote(ticket=ticket, text=text, public=public, files=files))
    return str(next(event.event.note for event in sent.events if isinstance(event.event, m.NoteAdded)))


def test_a_note_and_the_name_of_a_file_find_their_ticket_and_are_marked(searches: Searches) -> None:
    searches.at(20)
    ticket = searches.report("front_desk", title="二号泵停机")
    note(searches, ticket, "电话里说是变频器报警，先断电再重启", upload(searches, "控制柜接线图_v2.pdf"))
    for who in ("admin", "lead", "front_desk", "auditor"):
        assert searches.titles(who, "变频器") == pool(searches, who, "变频器")[0] == ["二号泵停机"]
        assert pool(searches, who, "接线图")[0] == ["二号泵停机"]
    assert hits(searches, "admin", "变频器 断电") == [("note", "变频器|断电")]
    assert hits(searches, "admin", "接线图") == [("file", "接线图")]
    assert hits(searches, "admin", "V2") == [("file", "v2")]
    # One word in the title, the other in the note.
    assert searches.titles("admin", "二号泵 变频器") == ["二号泵停机"]
    assert searches.titles("admin", "变压器") == []


def test_a_call_is_found_by_what_was_said(searches: Searches) -> None:
    searches.at(20)
    ticket = searches.report("front_desk", title="二号泵停机")
    call = m.LogCall(ticket=ticket, direction="in", outcome="reached", text="客户说周五停产检修")
    searches.company.send("front_desk", call)
    assert hits(searches, "lead", "停产检修") == [("call", "停产检修")]


def test_what_says_it_in_its_record_comes_before_what_was_only_told_of_it(searches: Searches) -> None:
    searches.at(20)
    old = searches.report("front_desk", title="变频器坏了")
    searches.later()
    new = searches.report("front_desk", title="二号泵停机")
    note(searches, new, "怀疑变频器")
    assert searches.titles("admin", "变频器") == ["变频器坏了", "二号泵停机"]
    assert searches.titles("admin", "变频器", limit=1) == ["变频器坏了"]
    note(searches, old, "已换")
    assert searches.titles("admin", "变频器 已换") == ["变频器坏了"]


# --- who finds what -----------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-3")
def test_internal_notes_and_their_files_find_nothing_for_those_who_do_not_read_them(searches: Searches) -> None:
    mine = ("own_created", {"internal_notes": "hidden"})
    role(searches, "reporter", "approver", mine)
    searches.at(20)
    submitter, plate = searches.company.people["approver"], upload(searches, "铭牌.jpg")
    ticket = searches.report("front_desk", title="我报的", submitter=submitter, files=(plate,))
    note(searches, ticket, "客户欠款，慢慢来", upload(searches, "欠款清单.xlsx"))
    note(searches, ticket, "明天上午到场", upload(searches, "入厂须知.pdf"), public=True)
    for text in ("欠款", "清单", "欠款 我报的"):
        assert searches.titles("approver", text) == []
        assert pool(searches, "approver", text) == ([], 0)
        assert searches.titles("admin", text) == ["我报的"]
    for text in ("上午到场", "入厂须知"):
        assert searches.titles("approver", text) == ["我报的"]
    assert hits(searches, "approver", "明天") == [("note", "明天")]
    # Where an attachment of the report stands is not known: it may be a hidden place.
    assert searches.titles("admin", "铭牌") == ["我报的"]
    assert searches.titles("approver", "铭牌") == []
    # A file that a public note shows as well is for everybody.
    shared = upload(searches, "说明书.pdf")
    note(searches, ticket, "给客户看的", shared)
    assert searches.titles("approver", "说明书") == []
    note(searches, ticket, "请看附件", shared, public=True)
    assert searches.titles("approver", "说明书") == ["我报的"]


@pytest.mark.req("AUD-3")
def test_who_reads_internal_notes_of_some_tickets_finds_those_only(searches: Searches) -> None:
    role(searches, "mixed", "approver", ("own_created", {}), ("all", {"internal_notes": "hidden"}))
    searches.at(20)
    for who, title in (("front_desk", "别人的"), ("approver", "我的")):
        ticket = searches.report(who, title=title)
        note(searches, ticket, "怀疑变频器")
        note(searches, ticket, "现场勘查", public=True)
    assert searches.titles("approver", "变频器") == ["我的"]
    assert pool(searches, "approver", "变频器") == (["我的"], 1)
    assert searches.titles("approver", "现场勘查") == ["我的", "别人的"]
    assert searches.titles("approver", "现场 变频器") == ["我的"]
    assert pool(searches, "approver", "勘查")[1] == 2


@pytest.mark.req("AUD-3")
def test_customers_look_through_their_reports_only(searches: Searches) -> None:
    searches.at(20)
    ticket = searches.report("requester", title="水泵漏水")
    note(searches, ticket, "明天上午到场", upload(searches, "入厂须知.pdf"), public=True)
    assert searches.titles("requester", "漏水") == ["水泵漏水"]
    for text in ("上午到场", "入厂须知"):
        assert searches.titles("requester", text) == []
        assert pool(searches, "requester", text) == ([], 0)


@pytest.mark.req("AUD-3")
def test_the_name_of_a_file_in_a_hidden_field_finds_nothing(searches: Searches) -> None:
    fields = [*FORM["fields"], {"key": "contract_scan", "kind": "files", "label": {"zh": "合同扫描件"}}]
    searches.company.send("admin", PublishForm({**FORM, "fields": fields}))
    role(searches, "blind", "approver", ("all", {"contract_scan": "hidden", "description": "masked"}))
    searches.at(20)
    data = {"fault": "leak", "contract_scan": [upload(searches, "年度框架协议.pdf")]}
    ticket = searches.report("front_desk", title="一号泵", data=data, description="价格另议")
    note(searches, ticket, "怀疑变频器", upload(searches, "现场照片.jpg"))
    assert hits(searches, "admin", "框架协议") == [("file", "框架协议")]
    for text in ("框架协议", "框架协议 变频器", "价格", "变频器 价格"):
        assert searches.titles("admin", text) == ["一号泵"]
        assert searches.titles("approver", text) == []
        assert pool(searches, "approver", text) == ([], 0)
    # Nor does it once it is taken out of the field.
    searches.company.send("admin", m.AmendTicket(ticket=ticket, data={"contract_scan": None}))
    assert (searches.titles("admin", "框架协议"), searches.titles("approver", "框架协议")) == (["一号泵"], [])
    # What stands beside the record is none of the hidden fields.
    for text in ("变频器", "现场照片", "一号泵 变频器"):
        assert searches.titles("approver", text) == pool(searches, "approver", text)[0] == ["一号泵"]
    assert hits(searches, "approver", "一号泵 现场") == [("file", "现场")]


@pytest.mark.req("AUD-3")
def test_a_confidential_type_is_not_betrayed_by_its_notes(searches: Searches) -> None:
    searches.at(20)
    ticket = searches.report("front_desk", title="二号泵")
    note(searches, ticket, "怀疑变频器", upload(searches, "接线图.pdf"))
    assert searches.titles("lead", "变频器") == ["二号泵"]
    label, department = {"zh": "水泵维修"}, searches.company.units["售后部"]
    searches.company.send(
        "admin", SaveTicketType("pump", label, "pump", "pump", "SB", department=department, confidential=True)
    )
    for text in ("变频器", "接线图"):
        assert searches.titles("lead", text) == []
        assert pool(searches, "lead", text) == ([], 0)


def role(searches: Searches, key: str, who: str, *grants: tuple[str, dict[str, str]]) -> None:
    """Give somebody this role alone: which rows he reads, and the fields that he does not in these."""
    reads = tuple(
        {"action": "read", "kind": "ticket", "rows": rows, "fields": {"named": named, "others": "read"}}
        for rows, named in grants
    )
    company = searches.company
    company.send("admin", SaveRole(key, {"zh": key}, (*reads, {"action": "create", "kind": "ticket", "rows": "all"})))
    company.send("admin", ChangeUser(company.people[who], {"roles": [key]}))


# --- erasing, replay ----------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-4")
def test_what_is_erased_is_found_no_more(searches: Searches) -> None:
    searches.at(20)
    ticket = searches.report("front_desk", title="二号泵")
    file = upload(searches, "张三身份证.jpg")
    note(searches, ticket, "张三的电话打不通", file)
    searches.company.send("admin", EraseFile(file))
    assert searches.titles("admin", "身份证") == []
    assert searches.titles("admin", "电话打不通") == ["二号泵"]
    number = searches.view("admin", ticket)["number"]
    searches.company.send("admin", m.EraseTicket(ticket=ticket, reason="到期"))
    assert pool(searches, "admin", "打不通") == pool(searches, "admin", "二号泵") == ([], 0)
    [tokens] = index_of(searches).values()
    assert tokens == set(tokens_of([number]))


def corpus(searches: Searches, seed: int, count: int = 8) -> None:
    """Tickets whose titles, notes and files say the same few words in many mixtures."""
    chance = random.Random(seed)
    words = ("漏水", "异响", "变频器", "XX-9", "接线图", "轴承")
    searches.at(10)
    tickets = []
    for number in range(count):
        searches.later()
        who = chance.choice(("front_desk", "lead", "engineer", "requester"))
        tickets.append(searches.report(who, title=f"{chance.choice(words)} {number}", description=chance.choice(words)))
    for _ in range(count * 2):
        files = [upload(searches, f"{chance.choice(words)}.jpg")] if chance.random() < 0.3 else []
        text = " ".join(chance.sample(words, 2))
        note(searches, chance.choice(tickets), text, *files, public=chance.random() < 0.4)


QUESTIONS = ("漏水", "异响 轴承", "变频器", "xx9", "接线图 jpg", "轴承 7", "频", "漏水 异响 变频器", "没有的词")
ASKERS = ("admin", "lead", "engineer", "requester", "front_desk")


def answers(searches: Searches, askers: tuple[str, ...] = ASKERS) -> dict[tuple[str, str], list[str]]:
    """Checked against what each asker is shown of each ticket."""
    found = {}
    for who in askers:
        shown = {title: " ".join(texts).casefold() for title, texts in read_by(searches, who).items()}
        for text in QUESTIONS:
            words = text.replace("xx9", "xx-9").split()
            fits = sorted(title for title, texts in shown.items() if all(word in texts for word in words))
            found[who, text] = searches.titles(who, text)
            assert sorted(found[who, text]) == fits, (who, text)
            listed, counted = pool(searches, who, text)
            assert (sorted(listed), counted) == (fits, len(fits)), (who, text)
    return found


def test_everybody_finds_what_he_is_shown_and_nothing_else(searches: Searches) -> None:
    corpus(searches, 1)
    assert sum(map(len, answers(searches).values())) > 60
    check_rebuilt(searches)


@pytest.mark.postgres
@pytest.mark.req("TEN-2")
def test_so_it_is_on_postgresql_with_the_same_answers(searches: Searches, searches_on_postgres: Searches) -> None:
    corpus(searches, 2)
    corpus(searches_on_postgres, 2)
    askers = ("admin", "engineer", "requester")
    assert answers(searches, askers) == answers(searches_on_postgres, askers)
    check_rebuilt(searches_on_postgres)


def check_rebuilt(searches: Searches) -> None:
    """Whatever became of the index, a rebuild makes it what it was; what happens meanwhile is in it, too."""
    company, live = searches.company, index_of(searches)
    run: Any = company.tenant.writer.call
    spoilt = ticket_of(searches, 0)
    run(lambda tx: tx.run(f"DELETE FROM ticket_search WHERE {indexed_by(tx.kind)} = {spoilt['pos']}"))
    for stranger in (1, spoilt["pos"] + 1, 1 << 62):
        run(lambda tx, pos=stranger: tx.write(index_statement("ticket", tx.kind), (pos, "nobodys")))
    assert company.read(rebuilding.rebuild_of) is None
    run(lambda tx: rebuilding.begin_rebuild(tx, 5))
    assert company.read(rebuilding.rebuild_of) == rebuilding.Rebuild(0, 8, 5, None)
    slices = []
    with mock.patch.object(rebuilding, "AT_ONCE", 3):
        while company.read(lambda tx: rebuilding.is_rebuilding(tx, company.tenant.info)):
            slices.append(run(lambda tx: rebuilding.rebuild_some(tx, company.tenant.info, 7)))
    assert slices == [3, 3, 2]
    assert company.read(rebuilding.rebuild_of) == rebuilding.Rebuild(8, 8, 5, 7)
    assert index_of(searches) == live


def ticket_of(searches: Searches, place: int) -> Any:
    return searches.company.read(lambda tx: tx.all(ticket, ("pos",)))[place]


def test_what_happens_during_a_rebuild_is_found_and_stays_so(searches: Searches) -> None:
    searches.at(20)
    first = searches.report("front_desk", title="一号泵")
    searches.later()
    second = searches.report("front_desk", title="二号泵")
    company = searches.company
    company.tenant.writer.call(lambda tx: rebuilding.begin_rebuild(tx, 5))
    with mock.patch.object(rebuilding, "AT_ONCE", 1):
        company.tenant.writer.call(lambda tx: rebuilding.rebuild_some(tx, company.tenant.info, 7))
    for one in (first, second):
        note(searches, one, "怀疑变频器")
    while company.tenant.writer.call(lambda tx: rebuilding.rebuild_some(tx, company.tenant.info, 7)):
        assert searches.titles("admin", "变频器") == ["二号泵", "一号泵"]
    assert searches.titles("admin", "变频器") == ["二号泵", "一号泵"]


# --- marks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "shown", "hit"),
    [
        ("水泵漏水了", "漏水", "水泵漏水了", ["漏水"]),
        ("ＸＸ－8892 电机", "xx-8892", "ＸＸ－8892 电机", ["ＸＸ－8892"]),
        ("XX-8892", "xx8892", "XX-8892", ["XX-8892"]),
        ("泵漏，水多", "漏水多", "泵漏，水多", ["水多"]),
        ("pumps and pump", "pump", "pumps and pump", ["pump"]),
        ("一\n二 漏水 三", "漏水", "一 二 漏水 三", ["漏水"]),
        ("漏水漏水", "漏水", "漏水漏水", ["漏水漏水"]),
    ],
)
def test_what_was_looked_for_is_marked_as_the_index_finds_it(text: str, words: str, shown: str, hit: list[str]) -> None:
    found = marked(text, words)
    assert found is not None
    assert (found.text, [found.text[start:end] for start, end in found.marks]) == (shown, hit)


def test_a_long_text_is_cut_around_the_first_hit() -> None:
    found = marked("前" * 200 + "漏水" + "后" * 200, "漏水")
    assert found is not None
    assert found.text == "…" + "前" * 16 + "漏水" + "后" * 62 + "…"
    assert found.marks == ((17, 19),)
    assert marked("没有", "漏水") is None
    assert marked("没有", "") is None
