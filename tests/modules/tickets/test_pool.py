"""The pool as a screen asks for it: a list that holds still, marks to jump to, names, words, and a file."""

import csv
import io
import json
from typing import Any

import pytest
import sqlalchemy as sa

from bihuan.kernel.tables import event
from tests.kernel.test_spreadsheets import read_xlsx
from tests.modules.company import Line
from tests.modules.tickets.pumps import Pumps

pytestmark = pytest.mark.req("INT-1")
LEAKS = {"op": "eq", "left": {"field": "fault"}, "right": "leak"}
MINE = {"op": "eq", "left": {"field": "assignee"}, "right": "@me"}


def get(line: Line, who: str, path: str, **params: Any) -> Any:
    answer = line(
        who, "GET", path, params={k: v if isinstance(v, str | int) else json.dumps(v) for k, v in params.items()}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(page: Any) -> list[str]:
    return [row["id"] for row in page["items"]]


def reports(pumps: Pumps, number: int, **more: Any) -> list[str]:
    """So many tickets, one a millisecond, newest first: that is how the pool shows them."""
    found = []
    for _ in range(number):
        pumps.company.clock.instant += 1
        found.append(pumps.report(**more))
    return found[::-1]


@pytest.fixture
def line(pumps: Pumps):
    with pumps.company.http() as line:
        yield line


def test_a_list_holds_still_while_new_tickets_come_and_says_how_many_came(pumps: Pumps, line: Line):
    old = reports(pumps, 3)
    opened = pumps.company.clock.now()
    new = reports(pumps, 2)
    assert ids(get(line, "lead", "/tickets", until=opened)) == old
    assert get(line, "lead", "/tickets", since=opened, limit=1)["count"] == {"value": 2, "exact": True}
    assert ids(get(line, "lead", "/tickets", since=opened)) == new
    assert ids(get(line, "lead", "/tickets", ids=f"{old[0]},{new[0]}")) == [new[0], old[0]]
    assert ids(get(line, "other_engineer", "/tickets", ids=old[0])) == []


def test_a_part_of_a_list_is_opened_by_its_mark(pumps: Pumps, line: Line):
    made = reports(pumps, 23)
    marks = get(line, "lead", "/tickets/marks", every=10)
    assert (marks["count"], len(marks["cursors"])) == ({"value": 23, "exact": True}, 2)
    assert ids(get(line, "lead", "/tickets", limit=10, cursor=marks["cursors"][1])) == made[20:]
    assert get(line, "other_engineer", "/tickets/marks")["count"]["value"] == 0


@pytest.mark.req("AUD-3")
def test_when_tickets_were_made_narrows_to_the_millisecond_and_nested(pumps: Pumps, line: Line):
    found = []
    for _ in range(3):
        found.append(pumps.report())
        pumps.company.clock.instant += 1
    at = pumps.company.clock.instant - 2

    def ids(op: str, right: int, nested: bool) -> set[str]:
        one = {"op": op, "left": {"field": "created_at"}, "right": right}
        tree = json.dumps({"all": [{"all": [one]}]} if nested else one)
        answer = line("dispatcher", "GET", "/tickets", params={"filter": tree, "limit": 200})
        return {row["id"] for row in answer.json()["items"]} & set(found)

    for nested in (False, True):
        assert ids("ge", at, nested) == set(found[1:])
        assert ids("gt", at, nested) == set(found[2:])
        assert ids("le", at, nested) == set(found[:2])
        assert ids("lt", at, nested) == set(found[:1])
        assert ids("ge", 0, nested) == set(found)
    one = '{"op":"ge","left":{"field":"created_at"},"right":1}'
    deep = '{"all":[' * 900 + one + "]}" * 900
    answer = line("dispatcher", "GET", "/tickets", params={"filter": deep})
    assert answer.status_code in (400, 422)


def test_oneself_in_a_filter_is_whoever_asks(pumps: Pumps, line: Line):
    mine, other = pumps.report(), pumps.report()
    pumps.assign(mine)
    pumps.assign(other, "other_engineer")
    assert ids(get(line, "engineer", "/tickets", filter=MINE)) == [mine]
    assert ids(get(line, "other_engineer", "/tickets", filter=MINE)) == [other]
    assert ids(get(line, "lead", "/tickets", filter=MINE)) == []
    among = {"op": "in", "left": {"field": "assignee"}, "right": ["@me"]}
    assert ids(get(line, "engineer", "/tickets", filter={"any": [among]})) == [mine]


def test_rows_name_customer_and_device_where_one_may_know_them(pumps: Pumps, line: Line):
    customer = pumps.save("customer", name="恒力液压")
    device = pumps.save("device", name="1 号水泵", sn="SB-1", customer=customer)
    pumps.report("front_desk", customer=customer, device=device)
    (row,) = get(line, "front_desk", "/tickets")["items"]
    assert (row["customer_name"], row["device_name"]) == ("恒力液压", "1 号水泵")
    assert "values" not in row


def test_fields_of_the_form_stand_in_the_rows_that_ask_for_them(pumps: Pumps, line: Line):
    pumps.report(data={"fault": "leak", "asset_tag": "P-7"})
    (row,) = get(line, "lead", "/tickets", columns="asset_tag,fault,nothing")["items"]
    assert row["values"] == {"asset_tag": "P-7", "fault": "leak"}


def test_the_pool_says_what_can_be_asked_of_it(pumps: Pumps, line: Line):
    fields = {one["key"]: one for one in get(line, "lead", "/tickets/fields", type="pump")}
    assert fields["fault"]["own"] and [one["value"] for one in fields["fault"]["options"]] == ["leak", "noise", "dead"]
    assert "cause" not in fields, "only what is filterable is kept beside the ticket"
    assert [one["label"]["zh"] for one in fields["stage"]["options"]][:2] == ["待受理", "处理中"]
    assert (fields["customer"]["of"], fields["title"]["sortable"]) == ("customer", False)
    assert all(one["own"] or (one["label"]["zh"] and one["label"]["en"]) for one in fields.values())
    assert "fault" not in {one["key"] for one in get(line, "lead", "/tickets/fields")}


def test_a_filter_is_said_in_words(pumps: Pumps, line: Line):
    tree = {"all": [{"op": "in", "left": {"field": "stage"}, "right": ["work"]}, LEAKS, MINE]}
    said = get(line, "lead", "/tickets/sentence", type="pump", filter=tree)["text"]
    assert said == "阶段 是 处理中 之一 且 故障 等于 leak 且 处理人 等于 我自己"
    assert get(line, "lead", "/tickets/sentence") == {"text": ""}
    gone = {"op": "eq", "left": {"field": "stage"}, "right": "melted"}
    assert "melted" in get(line, "lead", "/tickets/sentence", filter=gone)["text"]
    person = pumps.company.people["engineer"]
    of_him = {"op": "eq", "left": {"field": "assignee"}, "right": person}
    assert get(line, "lead", "/tickets/sentence", filter=of_him)["text"] == "处理人 等于 张工"
    assert "张工" not in get(line, "requester", "/tickets/sentence", filter=of_him)["text"]


# --- as a file --------------------------------------------------------------------------------------------------


def exported(line: Line, who: str = "lead", **params: Any) -> list[list[str]]:
    answer = line(who, "GET", "/tickets/export", params=params)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.mark.req("IMP-4")
def test_a_view_is_exported_with_names_and_local_times(pumps: Pumps, line: Line):
    ticket = pumps.report(title="=HYPERLINK(1)", data={"fault": "leak", "asset_tag": "P-7"})
    pumps.assign(ticket)
    number = pumps.view("lead", ticket)["number"]
    heads, row = exported(line, columns="number,title,stage,assignee,created_at,asset_tag,description", type="pump")
    assert heads == ["工单号", "标题", "阶段", "处理人", "创建时间", "资产编号", "描述"]
    assert row == [number, "'=HYPERLINK(1)", "处理中", "张工", "2025-06-15 23:06", "P-7", ""]


@pytest.mark.req("IMP-4")
def test_every_format_holds_the_same_rows(pumps: Pumps, line: Line):
    for _ in range(3):
        pumps.report(title="漏水")
    plain = exported(line, columns="number,title")
    old = line("lead", "GET", "/tickets/export", params={"columns": "number,title", "format": "csv-gb18030"})
    assert list(csv.reader(io.StringIO(old.content.decode("gb18030"), newline=""))) == plain
    book = line("lead", "GET", "/tickets/export", params={"columns": "number,title", "format": "xlsx"})
    assert read_xlsx(book.content) == plain
    assert old.headers["x-total-count"] == book.headers["x-total-count"] == "3"


def test_an_export_of_many_parts_has_every_row_once(pumps: Pumps, line: Line, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bihuan.modules.tickets.api.exporting.MAX_LIMIT", 4)
    made = [pumps.view("admin", ticket)["number"] for ticket in reports(pumps, 11)]
    assert [row[0] for row in exported(line, columns="number")[1:]] == made


@pytest.mark.req("AUD-3", "AUD-4")
def test_only_who_may_export_takes_tickets_away_and_it_is_written_down(pumps: Pumps, line: Line):
    pumps.report()
    assert line("front_desk", "GET", "/tickets/export").json()["code"] == "access.denied"
    exported(line, columns="number")
    told = sa.select(event.c.stream, event.c.type).order_by(event.c.seq)
    last = pumps.company.read(lambda tx: tx.rows(told))[-1]
    assert (last["stream"], last["type"]) == (f"access:{pumps.company.people['lead']}", "AccessRecorded")


def test_a_table_without_rows_has_its_heads(pumps: Pumps, line: Line):
    assert exported(line, columns="number") == [["工单号"]]


@pytest.mark.req("AUD-3")
def test_what_may_be_read_is_not_yet_what_may_be_taken_away(pumps: Pumps, line: Line):
    pumps.report()
    asked = line("other_engineer", "GET", "/tickets/export")
    assert (asked.status_code, asked.json()["data"]["action"]) == (403, "export")
    assert len(exported(line, "admin", columns="number")) == 2


OPEN_ONLY = {"op": "in", "left": {"field": "category"}, "right": ["new", "active", "waiting"]}
URGENT = {"all": [OPEN_ONLY, {"op": "in", "left": {"field": "priority"}, "right": ["P0", "P1"]}]}


@pytest.mark.req("AUD-3")
@pytest.mark.parametrize(
    "sort", ["-created_at", pytest.param("created_at", marks=pytest.mark.full), "-updated_at", "next_due"]
)
@pytest.mark.parametrize("tree", [None, OPEN_ONLY, MINE])
def test_few_are_found_as_a_set_and_many_by_walking_and_both_are_the_same(
    pumps: Pumps, line: Line, monkeypatch: pytest.MonkeyPatch, tree: Any, sort: str
):
    reports(pumps, 7)
    asked = {"sort": sort, "limit": 3} | ({} if tree is None else {"filter": tree})
    for who in ("lead", "engineer", "other_engineer", "dispatcher"):
        found = []
        for cap in (1_000, 2):
            monkeypatch.setattr("bihuan.kernel.listing.pages.COUNT_CAP", cap)
            first = get(line, who, "/tickets", **asked)
            more = {"cursor": first["next_cursor"]} if first["next_cursor"] else {"limit": 1}
            found.append((ids(first), ids(get(line, who, "/tickets", **{**asked, **more}))))
        assert found[0] == found[1]


@pytest.mark.parametrize("who", ["dispatcher", "lead", "engineer"])
def test_open_tickets_are_counted_and_put_in_order_in_an_index_of_their_own(
    pumps: Pumps, line: Line, monkeypatch: pytest.MonkeyPatch, who: str
):
    plans: list[str] = []

    def explain(_conn: Any, cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if "category IN ('new', 'active', 'waiting')" in statement and not statement.startswith("EXPLAIN"):
            plans.append(str(cursor.connection.execute("EXPLAIN QUERY PLAN " + statement, values).fetchall()))

    engine = pumps.company.tenant.database.reader
    sa.event.listen(engine, "after_cursor_execute", explain)
    try:
        get(line, who, "/tickets", filter=URGENT, sort="-updated_at")
    finally:
        sa.event.remove(engine, "after_cursor_execute", explain)
    assert len(plans) == 2
    assert all("COVERING INDEX ix_ticket_open" in plan for plan in plans)
