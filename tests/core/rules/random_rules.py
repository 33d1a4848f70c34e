"""Random rules and random records: what hypothesis feeds to every reading of a rule."""

import random
from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from bihuan.core.rules import Env, Field, Option, Schema, TreeTables

NOW = 1_780_000_000_000  # 2026-05-29T04:26:40+08:00
DAY_MS = 86_400_000

PART_COLUMNS = (
    Field("name", "text"),
    Field("price", "number"),
    Field("count", "number"),
    Field("bought", "date"),
    Field("checked", "boolean"),
    Field("kind", "choice", options=(Option("a"), Option("b"))),
)
SCHEMA = Schema(
    [
        Field("title", "text", {"zh": "标题", "en": "Title"}),
        Field("note", "text"),
        Field("amount", "number", {"zh": "金额"}),
        Field("cost", "number"),
        Field("urgent", "boolean"),
        Field("source", "choice", {}, (Option("expo", {"zh": "展会"}), Option("web"), Option("call"))),
        Field("tags", "multi", options=(Option("vip"), Option("new"), Option("old"))),
        Field("created", "instant"),
        Field("closed", "instant"),
        Field("planned", "date"),
        Field("owner", "person", fields=(Field("team", "department"),)),
        Field("team", "department"),
        Field("area", "region"),
        Field("category", "tree"),
        Field("contract", "record", fields=(Field("amount", "number"), Field("title", "text"))),
        Field("photos", "files"),
        Field("parts", "rows", fields=PART_COLUMNS),
    ]
)
TREES = TreeTables(
    departments={"root": None, "east": "root", "suzhou": "east", "wuxi": "east", "west": "root", "loop": "loop"},
    people={"zhang": ("suzhou",), "li": ("wuxi",), "wang": ("west", "suzhou"), "nobody": ()},
    regions={"zone-1": "320500", "320506": None},
    others={"category": {"pump": "hydraulic", "hydraulic": None, "motor": None}},
)
ENV = Env(NOW, "Asia/Shanghai", TREES)
OTHER_ENV = Env(1_772_956_000_000, "America/New_York", TREES)  # the night the clocks go forward

TEXTS = ["ABC", "ＡＢＣ", "abc", "空调不制冷", "Å", "Å", "ﬁ", "fi", " ", "a'b\"c%_\\", "泵", "𠮷", "ABC空调"]
NUMBERS = ["0", "-0", "1", "1.0", "-1.5", "0.1", "0.2", "0.3", "500000", "500000.000000000000000001", "9" * 30]
NUMBERS += ["0.000000000000000001", "-" + "9" * 30, "12345678901234567890.123456789", "2.5", "-2.5", "7", "3"]
DAYS = ["2026-05-29", "2026-05-28", "2026-05-25", "2024-02-29", "2026-12-31", "2027-01-01", "0001-01-01", "9999-12-31"]
MOMENTS = [NOW, NOW - 1, NOW + DAY_MS, NOW - 3 * DAY_MS, NOW - 16_000_000, NOW - 15_999_999, 0, -1, NOW + 90 * DAY_MS]
MOMENTS += [1_772_956_000_000, 1_772_953_200_000, 253_402_128_000_000]
IDS: Mapping[str, list[str]] = {
    "source": ["expo", "web", "call"],
    "owner": ["zhang", "li", "wang", "nobody", "ghost"],
    "team": ["root", "east", "suzhou", "wuxi", "west", "loop", "ghost"],
    "area": ["320000", "320500", "320506", "320506001", "320506001002", "310000", "zone-1", "x"],
    "category": ["pump", "hydraulic", "motor", "ghost"],
    "contract": ["c1", "c2"],
    "kind": ["a", "b"],
}
# Wrong for some kind or for all: old versions, imports and hostile clients leave such things behind.
GARBAGE: list[Any] = [
    None,
    "",
    [],
    {},
    0,
    1,
    True,
    False,
    1.5,
    1e30,
    1e-7,
    5.0,
    -0.0,
    "x",
    "1e5",
    "+1",
    "1 ",
    "１",
    "2026-02-30",
]
GARBAGE += ["2025-02-29", "0000-01-01", 10**30, -(10**31), 2**63, 253_402_128_000_001, ["vip", 5, None, {"id": "new"}]]
GARBAGE += [{"id": "east"}, {"id": 5}, {"id": ""}, [[]], [{}], "9" * 31, "0." + "1" * 19, "true", ["", "vip"]]


def _value(rng: random.Random, field: Field) -> Any:
    if rng.random() < 0.18:
        return rng.choice(GARBAGE)
    if field.type == "text":
        return rng.choice(TEXTS)
    if field.type == "number":
        return rng.choice([*NUMBERS, 7, 3, 0.1, -2])
    if field.type == "boolean":
        return rng.random() < 0.5
    if field.type == "instant":
        return rng.choice(MOMENTS)
    if field.type == "date":
        return rng.choice(DAYS)
    return _structured(rng, field)


def _structured(rng: random.Random, field: Field) -> Any:
    if field.type == "multi":
        return rng.choices(["vip", "new", "old"], k=rng.randrange(4))
    if field.type == "files":
        return [f"file{index}" for index in range(rng.randrange(3))]
    if field.type == "rows":
        return [
            _record(rng, field.fields) if rng.random() < 0.9 else rng.choice(GARBAGE) for _ in range(rng.randrange(5))
        ]
    chosen = rng.choice(IDS[field.key])
    return {"id": chosen, **_record(rng, field.fields)} if field.fields else chosen


def _record(rng: random.Random, fields: tuple[Field, ...]) -> dict[str, Any]:
    return {field.key: _value(rng, field) for field in fields if rng.random() < 0.85}


def random_records(count: int) -> list[dict[str, Any]]:
    """Always the same records; the first is empty."""
    rng = random.Random(20260529)
    return [{}, *(_record(rng, tuple(SCHEMA.fields.values())) for _ in range(count - 1))]


# Rules. Each strategy gives JSON that parses; `row` = inside a sub-table row. Cached: a strategy is dear to make.

_OUTER = tuple(SCHEMA.fields.values())


def _paths(kind: str, row: bool) -> list[Any]:
    if row:
        inner = [{"field": field.key} for field in PART_COLUMNS if field.type == kind]
        return inner + [{"record": field.key} for field in _OUTER if field.type == kind]
    extra = {"number": ["contract.amount"], "text": ["contract.title"], "department": ["owner.team"]}
    return [{"field": key} for key in [*(f.key for f in _OUTER if f.type == kind), *extra.get(kind, [])]]


def _call(fn: str, *args: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(*args).map(lambda found: {"fn": fn, "args": list(found)})


def _if(kind: str, depth: int, row: bool) -> st.SearchStrategy[Any]:
    return _call(
        "if", conditions(depth - 1, row), values(kind, depth - 1, row, fields=True), values(kind, depth - 1, row)
    )


@cache
def values(kind: str, depth: int, row: bool = False, fields: bool = False) -> st.SearchStrategy[Any]:
    """An expression of a kind; `fields`: no bare constant, so that the kind is plain to see."""
    paths = _paths(kind, row)
    leaves = [st.sampled_from(paths)] if paths else []
    if not fields:
        leaves.append(_constants(kind))
    if kind in {"instant", "date"}:
        leaves.append(_relatives(kind))
    if depth <= 0:
        return st.one_of(leaves)
    return st.one_of(*leaves, *leaves, *_calls(kind, depth, row))


def _constants(kind: str) -> st.SearchStrategy[Any]:
    plain: dict[str, list[Any]] = {"text": TEXTS, "number": [*NUMBERS, 3, 0.1], "date": DAYS, "boolean": [True, False]}
    if kind == "instant":
        return st.sampled_from([*MOMENTS, "2026-05-29T00:00:00+08:00"])
    return st.sampled_from(plain[kind])


def _relatives(kind: str) -> st.SearchStrategy[Any]:
    days = [
        "today",
        "start_of_week",
        "end_of_week",
        "start_of_month",
        "end_of_month",
        "start_of_quarter",
        "end_of_year",
    ]
    units = ["day", "working_day", "week", "month", "quarter", "year"]
    bases, units = (["now"], [*units, "hour", "minute"]) if kind == "instant" else (days, units)
    return st.fixed_dictionaries(
        {"rel": st.sampled_from(bases), "add": st.integers(-5, 5), "unit": st.sampled_from(units)}
    )


def _calls(kind: str, depth: int, row: bool) -> list[st.SearchStrategy[Any]]:
    inner = depth - 1
    calls = [_if(kind, depth, row), _call("coalesce", values(kind, inner, row, fields=True), values(kind, inner, row))]
    if kind in {"number", "date", "instant"}:
        fn = st.sampled_from(["least", "greatest"])
        args = st.tuples(values(kind, inner, row, fields=True), values(kind, inner, row))
        calls.append(st.builds(lambda name, found: {"fn": name, "args": list(found)}, fn, args))
    if kind == "number":
        calls += _number_calls(inner, row)
    if kind == "text":
        calls.append(
            _call(
                "concat",
                values("text", inner, row),
                values("number", inner, row),
                values("date", inner, row, fields=True),
            )
        )
    if kind == "date":
        calls.append(_call("date_of", values("instant", inner, row, fields=True)))
        steps = st.sampled_from([0, 1, -1, 31, -400, 99999, 0.5])
        calls += [_call(fn, values("date", inner, row, fields=True), steps) for fn in ("add_days", "add_months")]
    if kind == "instant":
        calls.append(_call("add_hours", values("instant", inner, row, fields=True), values("number", inner, row)))
    return calls


def _number_calls(inner: int, row: bool) -> list[st.SearchStrategy[Any]]:
    number = values("number", inner, row)
    days = values("date", inner, row, fields=True)
    moments = values("instant", inner, row, fields=True)
    calls = [_call(fn, number, number) for fn in ("add", "sub", "mul", "div")]
    calls += [_call(fn, number) for fn in ("neg", "abs", "floor", "ceil")]
    calls += [_call("round", number, st.integers(0, 3)), _call("length", values("text", inner, row))]
    calls += [_call("days_between", days, days), _call("hours_between", moments, moments)]
    calls += [_call(fn, days) for fn in ("year", "month", "day", "weekday")]
    return calls if row else [*calls, *_aggregates(inner)]


def _aggregates(inner: int) -> list[st.SearchStrategy[Any]]:
    of, where = values("number", inner, True), conditions(inner, True)
    found = [st.fixed_dictionaries({name: st.just("parts"), "of": of}) for name in ("sum", "avg", "min", "max")]
    found += [st.fixed_dictionaries({name: st.just("parts"), "of": of, "where": where}) for name in ("sum", "avg")]
    found.append(st.fixed_dictionaries({"count": st.just("parts"), "where": where}))
    return [*found, st.fixed_dictionaries({"count": st.sampled_from(["parts", "photos", "tags"])})]


@cache
def conditions(depth: int, row: bool = False) -> st.SearchStrategy[Any]:
    """A condition that parses."""
    leaves = st.one_of(*_leaves(depth, row))
    if depth <= 0:
        return leaves
    inner = st.deferred(lambda: conditions(depth - 1, row))
    groups = [st.fixed_dictionaries({key: st.lists(inner, max_size=3)}) for key in ("all", "any")]
    groups.append(st.fixed_dictionaries({"not": inner}))
    if not row:
        where = st.deferred(lambda: conditions(depth - 1, True))
        names = ("any_row", "every_row", "no_row")
        tables: list[st.SearchStrategy[Any]] = [st.just(name) for name in names]
        groups += [st.builds(lambda name, found: {name: "parts", "where": found}, name, where) for name in tables]
    return st.one_of(leaves, leaves, *groups)


def _compare(ops: list[str], left: st.SearchStrategy[Any], right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"op": st.sampled_from(ops), "left": left, "right": right})


def _leaves(depth: int, row: bool) -> list[st.SearchStrategy[Any]]:
    inner = depth - 1
    found = []
    for kind in ("number", "instant", "date"):
        left, right = values(kind, inner, row, fields=True), values(kind, inner, row)
        found.append(_compare(["eq", "ne", "gt", "ge", "lt", "le"], left, right))
        pair = st.tuples(right, values(kind, inner, row)).map(list)
        found.append(_compare(["between", "not_between"], left, pair))
    days = values("date", inner, row)
    found.append(_compare(["eq", "ne", "gt", "ge", "lt", "le"], values("instant", inner, row, fields=True), days))
    texts = values("text", inner, row, fields=True)
    found.append(
        _compare(
            ["eq", "ne", "contains", "not_contains", "starts_with", "not_starts_with", "ends_with"],
            texts,
            values("text", inner, row),
        )
    )
    some = st.lists(st.sampled_from(TEXTS), max_size=3)
    found.append(_compare(["in", "not_in", "contains_any", "contains_none", "contains_all"], texts, some))
    numbers = st.lists(st.sampled_from(NUMBERS), max_size=3)
    found.append(_compare(["in", "not_in"], values("number", inner, row, fields=True), numbers))
    found.append(
        _compare(
            ["eq", "ne"], values("boolean", inner, row, fields=True) if _paths("boolean", row) else texts, st.booleans()
        )
    )
    return found + _id_leaves(row) + _empty_leaves(row)


def _id_leaves(row: bool) -> list[st.SearchStrategy[Any]]:
    named = "record" if row else "field"
    found = []
    for key, ids in IDS.items():
        if key == "kind" and not row:
            continue
        left = st.just({"field" if key == "kind" else named: key})
        found.append(_compare(["eq", "ne"], left, st.sampled_from(ids)))
        found.append(_compare(["in", "not_in"], left, st.lists(st.sampled_from(ids), max_size=3)))
        if key in {"owner", "team", "area", "category"}:
            tops = st.sampled_from(IDS["team"] if key == "owner" else ids)
            found.append(_compare(["within", "not_within"], left, st.one_of(tops, st.lists(tops, max_size=2))))
    if not row:
        tags = st.sampled_from(["vip", "new", "old"])
        left = st.just({"field": "tags"})
        found.append(_compare(["contains", "not_contains"], left, st.one_of(tags)))
        listed = ["contains_any", "contains_none", "contains_all", "eq", "ne"]
        found.append(_compare(listed, left, st.lists(tags, max_size=3)))
    return found


def _empty_leaves(row: bool) -> list[st.SearchStrategy[Any]]:
    fields = PART_COLUMNS if row else _OUTER
    left = st.sampled_from([{"field": field.key} for field in fields])
    return [st.fixed_dictionaries({"op": st.sampled_from(["empty", "not_empty"]), "left": left})]
