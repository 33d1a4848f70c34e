"""Lists: the caller's rows, narrowed, in an order, a page at a time; the same on both databases (semantics §10)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.access import FieldAccess, FieldSet, Grant, Subject
from bihuan.core.rules import Env
from bihuan.core.values import Refusal
from bihuan.db.rule_sql import ExactNumber, InColumn
from bihuan.db.scope_sql import Link
from bihuan.db.sort_key import SortKey, sort_key
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import (
    COUNT_CAP,
    Circumstances,
    Column,
    ListAsk,
    Listed,
    Listing,
    asked_of,
    count_lists,
    list_marks,
    list_page,
    page_of,
    plain_column,
    text_column,
)
from tests.kernel.shop import Shop

_metadata = sa.MetaData()
crate = sa.Table(
    "listed_crate",
    _metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("name_key", SortKey),
    sa.Column("weight", ExactNumber),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("due", sa.BigInteger),
    sa.Column("secret", sa.Text),
    sa.Column("team", sa.Text),
    sa.Index("ix_crate_made", "run", "made_at", "id"),
)
helper = sa.Table("listed_helper", _metadata, sa.Column("crate", sa.Text), sa.Column("person", sa.Text))
CRATES = Listing(
    "crate",
    crate,
    crate.c.id,
    (
        text_column("name", crate.c.name, crate.c.name_key),
        Column("weight", "number", InColumn(crate.c.weight, clean=True), crate.c.weight),
        plain_column("made_at", "instant", crate.c.made_at),
        plain_column("due", "instant", crate.c.due),
        plain_column("secret", "text", crate.c.secret),
    ),
    (crate.c.id, crate.c.name, crate.c.made_at, crate.c.due, crate.c.weight, crate.c.secret),
    anchors={"team": crate.c.team, "participant": Link(helper.c.crate, helper.c.person)},
    default_sort="-made_at",
)
ENV = Env(1_750_000_000_000)
_runs = count(1)


def caller(*grants: Grant, person: str = "alice", **more: Any) -> Caller:
    subject = Subject(person=person, grants=grants, confidential_types=frozenset(), **more)
    return Caller("user", person, subject)


EVERYBODY = Grant("read", "crate", "all")
BOSS = caller(EVERYBODY)


class Store:
    """A tenant with crates in it; each test has its own run of them."""

    def __init__(self, shop: Shop) -> None:
        self.tenant = shop.tenant
        _metadata.create_all(self.tenant.database.writer)
        self.run = 0

    def fill(self, *rows: dict[str, Any]) -> None:
        self.run = next(_runs)
        plain = {"name": None, "weight": None, "made_at": 0, "due": None, "secret": None, "team": None}
        full = [
            {
                **plain,
                **row,
                "id": f"{self.run:05d}-{number:05d}",
                "run": self.run,
                "name_key": sort_key(row.get("name")),
            }
            for number, row in enumerate(rows)
        ]
        self.tenant.writer.call(lambda tx: tx.insert(crate, *full))

    def page(self, ask: ListAsk, who: Caller = BOSS, listing: Listing = CRATES):
        around = Circumstances(ENV, (crate.c.run == self.run,), "run")
        return self.tenant.read(lambda tx: list_page(tx, listing, who, ask, around))

    def marks(self, ask: ListAsk, every: int, who: Caller = BOSS):
        around = Circumstances(ENV, (crate.c.run == self.run,), "run")
        return self.tenant.read(lambda tx: list_marks(tx, asked_of(tx, CRATES, who, ask, around), every))

    def counts(self, *asks: ListAsk, who: Caller = BOSS) -> list[tuple[int, bool]]:
        around = Circumstances(ENV, (crate.c.run == self.run,), "run")
        return self.tenant.read(lambda tx: count_lists(tx, [asked_of(tx, CRATES, who, ask, around) for ask in asks]))

    def all_ids(self, ask: ListAsk, who: Caller = BOSS) -> list[int]:
        found: list[int] = []
        while True:
            page = self.page(ask, who)
            found += [int(listed.row["id"][-5:]) for listed in page.rows]
            if page.next_cursor is None:
                return found
            assert len(page.rows) == ask.limit
            ask = replace(ask, cursor=page.next_cursor)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("listing")
    if request.param == "sqlite":
        shop = Shop(folder)
        yield Store(shop)
        shop.close()
        return
    server = request.getfixturevalue("postgres_server")
    with server.new_database() as name:
        shop = Shop(folder, url=server.url(name))
        yield Store(shop)
        shop.close()


def refused(store: Store, ask: ListAsk, who: Caller = BOSS) -> Refusal:
    with pytest.raises(Refusal) as caught:
        store.page(ask, who)
    return caught.value


def filtered(**comparison: Any) -> str:
    return json.dumps({"op": comparison["op"], "left": {"field": comparison["field"]}, "right": comparison["right"]})


few = st.none() | st.integers(0, 3)
crates = st.lists(
    st.tuples(few, st.integers(0, 3), st.sampled_from([None, "", "b", "a", "张", "10", "9"])), max_size=14
)
orders = st.lists(st.sampled_from(["due", "made_at", "name", "weight"]), unique=True, max_size=3).flatmap(
    lambda names: st.tuples(*(st.sampled_from([name, f"-{name}"]) for name in names))
)


@pytest.mark.req("API-1")
@given(things=crates, order=orders, every=st.integers(1, 5))
def test_marks_cut_a_list_into_parts_that_together_are_the_list(store: Store, things, order, every):
    store.fill(
        *({"due": d, "made_at": m, "name": n, "weight": None if d is None else Decimal(d) / 2} for d, m, n in things)
    )
    ask = ListAsk(sort=",".join(order), limit=every)
    marks = store.marks(ask, every)
    parts = [store.page(replace(ask, cursor=cursor)) for cursor in ("", *marks.cursors)]
    found = [int(one.row["id"][-5:]) for part in parts for one in part.rows]
    assert found == store.all_ids(replace(ask, limit=50))
    assert marks.counted == (len(things), True)
    assert all(len(part.rows) == every for part in parts[:-1])


def test_marks_end_where_scrolling_does(store: Store, monkeypatch: pytest.MonkeyPatch):
    store.fill(*({"made_at": number} for number in range(9)))
    monkeypatch.setattr("bihuan.kernel.listing.marks.MARKS_CAP", 6)
    marks = store.marks(ListAsk(), 2)
    assert (marks.counted, len(marks.cursors)) == ((6, False), 2)


def test_a_mark_is_of_no_use_for_another_list_or_caller(store: Store):
    store.fill(*({"made_at": number} for number in range(4)))
    (mark,) = store.marks(ListAsk(), 2).cursors
    assert refused(store, ListAsk(cursor=mark, sort="due")).code == "list.cursor_foreign"
    assert refused(store, ListAsk(cursor=mark), caller(EVERYBODY, person="bob")).code == "list.cursor_foreign"


def test_many_lists_are_counted_at_once_each_for_its_caller_and_up_to_the_cap(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    store.fill(*({"made_at": number, "team": "north" if number < 2 else "south"} for number in range(5)))
    late = filtered(op="ge", field="made_at", right=1)
    none = filtered(op="eq", field="made_at", right=9)
    asks = (ListAsk(), ListAsk(filter=late), ListAsk(filter=none))
    assert store.counts(*asks) == [(5, True), (4, True), (0, True)]
    assert store.counts() == []
    north = caller(Grant("read", "crate", "own_team"), teams=frozenset({"north"}))
    assert store.counts(ListAsk(), ListAsk(filter=late), who=north) == [(2, True), (1, True)]
    monkeypatch.setattr("bihuan.kernel.listing.marks.COUNT_CAP", 3)
    assert store.counts(ListAsk(), ListAsk(filter=late)) == [(3, False), (3, False)]


@pytest.mark.req("API-1")
@given(things=crates, order=orders, limit=st.integers(1, 5))
def test_paging_walks_every_row_once_in_order_and_empty_ones_last(store: Store, things, order, limit):
    store.fill(
        *({"due": d, "made_at": m, "name": n, "weight": None if d is None else Decimal(d) / 2} for d, m, n in things)
    )

    def expected_key(number: int) -> list[Any]:
        due, made_at, name = things[number]
        values = {"due": due, "made_at": made_at, "name": sort_key(name), "weight": due}
        key: list[Any] = []
        for part in order:
            value = values[part.lstrip("-")]
            key.append((value is None, _Turned(value, part.startswith("-")) if value is not None else 0))
        down = order[-1].startswith("-") if order else True
        return [*key, -number if down else number] if order else [-made_at, -number]

    wanted = sorted(range(len(things)), key=expected_key)
    assert store.all_ids(ListAsk(sort=",".join(order), limit=limit)) == wanted


class _Turned:  # noqa: PLW1641 - never hashed
    def __init__(self, value: Any, down: bool) -> None:
        self.value, self.down = value, down

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Turned) and self.value == other.value

    def __lt__(self, other: "_Turned") -> bool:
        return self.value > other.value if self.down else self.value < other.value


@pytest.mark.req("API-1")
def test_a_filter_narrows_and_its_cursor_fits_no_other_filter_sort_or_caller(store: Store):
    store.fill(*({"made_at": n, "due": n % 2} for n in range(7)))
    ask = ListAsk(filter=filtered(op="eq", field="due", right=1), sort="made_at", limit=2)
    assert store.all_ids(ask) == [1, 3, 5]

    cursor = store.page(ask).next_cursor
    assert cursor
    others = [
        (replace(ask, filter=filtered(op="eq", field="due", right=0)), BOSS),
        (replace(ask, filter=""), BOSS),
        (replace(ask, sort="-made_at"), BOSS),
        (ask, caller(EVERYBODY, person="bob")),
    ]
    for other, who in others:
        refusal = refused(store, replace(other, cursor=cursor), who)
        assert (refusal.code, refusal.kind.value) == ("list.cursor_foreign", 400)


@pytest.mark.req("API-1")
@pytest.mark.parametrize(
    "harm", [lambda c: c[:-1], lambda c: "A" + c, lambda c: c.swapcase(), lambda _: "张", lambda _: "="]
)
def test_a_cursor_that_was_touched_is_refused(store: Store, harm):
    store.fill(*({"made_at": n} for n in range(3)))
    cursor = store.page(ListAsk(limit=1)).next_cursor
    assert cursor
    assert refused(store, ListAsk(limit=1, cursor=harm(cursor))).code == "list.cursor_foreign"


def test_rows_that_come_and_go_between_pages_neither_repeat_nor_hide_others(store: Store):
    store.fill(*({"made_at": n} for n in range(6)))
    first = store.page(ListAsk(sort="made_at", limit=2))
    late = {"id": f"{store.run:05d}-99999", "run": store.run, "made_at": 0}
    store.tenant.writer.call(lambda tx: tx.insert(crate, late))
    rest = store.page(ListAsk(sort="made_at", limit=10, cursor=first.next_cursor or ""))
    assert [listed.row["made_at"] for listed in rest.rows] == [2, 3, 4, 5]


def test_counting_stops_at_a_thousand_unless_asked(store: Store):
    store.fill(*({"made_at": n} for n in range(COUNT_CAP + 5)))
    page = store.page(ListAsk(limit=1))
    assert page.counted == (COUNT_CAP, False)
    assert store.page(ListAsk(limit=1, exact=True)).counted == (COUNT_CAP + 5, True)
    assert store.page(ListAsk(limit=1, cursor=page.next_cursor or "")).counted == (COUNT_CAP, False)


@pytest.mark.req("AUD-3")
def test_only_the_callers_rows_are_there_and_counted(store: Store):
    store.fill({"team": "red"}, {"team": "blue"}, {"team": None})
    participates = {"crate": f"{store.run:05d}-00002", "person": "carol"}
    store.tenant.writer.call(lambda tx: tx.execute(helper.insert().values(participates)))
    red = caller(Grant("read", "crate", "own_team"), teams=frozenset({"red"}))
    carol = caller(Grant("read", "crate", "participant"), person="carol")

    assert store.all_ids(ListAsk(), red) == [0]
    assert store.page(ListAsk(), red).counted == (1, True)
    assert store.all_ids(ListAsk(), carol) == [2]
    assert store.all_ids(ListAsk(), caller()) == []


NO_SECRET = caller(Grant("read", "crate", "all", FieldSet({"secret": FieldAccess.HIDDEN})))
MASKED_SECRET = caller(Grant("read", "crate", "all", FieldSet({"secret": FieldAccess.MASKED})))


@pytest.mark.req("AUD-3", "AUD-4")
def test_a_hidden_field_answers_like_one_that_does_not_exist(store: Store):
    store.fill({"secret": "x"})
    hidden = refused(store, ListAsk(filter=filtered(op="eq", field="secret", right="x")), NO_SECRET)
    unknown = refused(store, ListAsk(filter=filtered(op="eq", field="nowhere", right="x")), NO_SECRET)
    ill_typed = refused(store, ListAsk(filter=filtered(op="eq", field="secret", right=5)), NO_SECRET)

    def told(refusal: Refusal) -> str:
        return f"{refusal!r} {refusal.kind} {refusal}".replace("secret", "nowhere")

    assert told(hidden) == told(unknown)
    assert told(ill_typed) == told(
        refused(store, ListAsk(filter=filtered(op="eq", field="nowhere", right=5)), NO_SECRET)
    )
    sorts = [refused(store, ListAsk(sort=name), NO_SECRET) for name in ("secret", "nowhere")]
    assert told(sorts[0]) == told(sorts[1])


def _readable(listed: Listed) -> dict[str, Any]:
    names = [column.name for column in CRATES.selected]
    return {name: listed.row[name] for name in names if listed.rights[name] >= FieldAccess.READ}


@pytest.mark.req("AUD-3", "AUD-4")
def test_two_stores_that_differ_only_in_hidden_fields_answer_alike(store: Store):
    answers = []
    for secrets in (["a", "b", "c"], ["c", "a", "b"]):
        store.fill(*({"made_at": n, "name": f"n{n}", "secret": secret} for n, secret in enumerate(secrets)))
        page = store.page(ListAsk(sort="name,-made_at", limit=2), NO_SECRET)
        shown = page_of(page, _readable)
        shown.pop("next_cursor")
        text = json.dumps(shown, default=str).replace(f"{store.run:05d}-", "")
        answers.append(text)
    assert answers[0] == answers[1]


@pytest.mark.req("AUD-4")
def test_a_masked_field_can_be_asked_for_by_its_whole_value_only_and_that_is_told(store: Store):
    store.fill({"secret": "13812345678"}, {"secret": "13900000000"})
    whole = ListAsk(filter=filtered(op="eq", field="secret", right="13812345678"))
    page = store.page(whole, MASKED_SECRET)
    assert [listed.row["secret"] for listed in page.rows] == ["13812345678"]
    assert page.logged == ("secret",)
    for tree in (
        {"op": "starts_with", "left": {"field": "secret"}, "right": "138"},
        {"op": "gt", "left": {"field": "secret"}, "right": {"field": "secret"}},
        {"op": "eq", "left": {"fn": "lower", "args": [{"field": "secret"}]}, "right": "x"},
        {"op": "not_empty", "left": {"field": "secret"}},
        {"op": "in", "left": {"field": "secret"}, "right": ["1", "2"]},
    ):
        assert refused(store, ListAsk(filter=json.dumps(tree)), MASKED_SECRET).code in (
            "filter.rejected",
            "rule.invalid",
        )
    assert refused(store, ListAsk(sort="secret"), MASKED_SECRET).code == "filter.rejected"


@pytest.mark.req("AUD-3")
def test_a_field_readable_in_some_rows_only_is_missing_in_the_others(store: Store):
    store.fill({"team": "red", "secret": "b"}, {"team": "blue", "secret": "a"}, {"team": "red", "secret": "c"})
    who = caller(
        Grant("read", "crate", "all", FieldSet({"secret": FieldAccess.HIDDEN})),
        Grant("read", "crate", "own_team"),
        teams=frozenset({"red"}),
    )
    assert store.all_ids(ListAsk(sort="secret"), who) == [0, 2, 1]
    assert store.all_ids(ListAsk(sort="-secret"), who) == [2, 0, 1]
    assert store.all_ids(ListAsk(sort="-secret", limit=1), who) == [2, 0, 1]
    assert store.all_ids(ListAsk(filter=json.dumps({"op": "not_empty", "left": {"field": "secret"}})), who) == [2, 0]


@pytest.mark.parametrize("text", ["{", "[1", '"', "nul", "[" * 5_000])
def test_a_filter_that_is_no_json_is_a_bad_request(store: Store, text):
    store.fill({})
    assert refused(store, ListAsk(filter=text)).kind.value in (400, 422)


@pytest.mark.parametrize("text", ["name,name", "name,-name", "name,due,made_at,weight,secret"])
def test_an_order_that_repeats_or_is_too_long_is_a_bad_request(store: Store, text):
    store.fill({})
    assert refused(store, ListAsk(sort=text)).code == "list.sort_invalid"


def test_the_usual_order_is_read_from_its_index(store: Store):
    """Neither a first nor a deep page sorts anything."""
    store.fill(*({"made_at": n} for n in range(300)))
    seen: list[tuple[str, Any]] = []
    engine = store.tenant.database.reader

    def note(_conn, _cursor, statement, parameters, _context, _many):
        seen.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        first = store.page(ListAsk(limit=5))
        store.page(ListAsk(limit=5, cursor=first.next_cursor or ""))
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    for statement, parameters in seen:
        if "ORDER BY listed_crate.made_at" not in statement:
            continue
        explain = "EXPLAIN QUERY PLAN " if store.tenant.database.kind == "sqlite" else "EXPLAIN "

        def plan(tx, text=explain + statement, values=parameters):
            if tx.kind == "postgresql":
                tx.run("ANALYZE listed_crate")
                tx.run("SET LOCAL enable_seqscan = off")
            return str(tx.run(text, values).fetchall())

        told = store.tenant.read(plan)
        assert "ix_crate_made" in told
        assert "TEMP B-TREE" not in told and "Sort" not in told
