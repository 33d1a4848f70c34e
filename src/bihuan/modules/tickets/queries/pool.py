"""What the pool can be asked: its columns with their names and choices, and a filter said in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bihuan.core.access import NOTHING, READ, FieldAccess, field_scope, scope_of
from bihuan.core.rules import Field, FieldKind, Option, Schema, describe, parse_condition
from bihuan.core.values import JsonObject, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import MYSELF, Column, Listed, Listing, View, all_rows, parse_filter, visible_schema
from bihuan.kernel.masters import Master, listing_of
from bihuan.kernel.tx import Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers
from bihuan.modules.flows import interface as flows
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries.lists import TICKETS
from bihuan.modules.tickets.queries.narrowing import may_read_type, of_type
from bihuan.modules.tickets.queries.records import CORE_FIELDS

# What other modules add to each row of the pool is registered as a card section of this kind.
ROW_CARD = "ticket_row"
_MOST_COLUMNS = 40
# What a row points at, and the fields that name it, the best one first.
_NAMED: dict[str, tuple[Master, tuple[str, ...]]] = {
    "customer": (customers.CUSTOMERS, ("name",)),
    "device": (assets.DEVICES, ("name", "sn")),
}
_REFERS = {"customer": "customer", "device": "device", "contract": "contract"}
_LABELS: dict[str, tuple[str, str]] = {
    "channel": ("来源渠道", "Source channel"),
    "description": ("描述", "Description"),
    "customer": ("客户", "Customer"),
    "device": ("设备", "Device"),
    "contract": ("合同", "Contract"),
    "updated_at": ("最近更新", "Updated at"),
    "next_due": ("最近到期", "Due next"),
    "next_clock": ("最近到期的计时", "Clock due next"),
    "clock_state": ("时效状态", "State of clocks"),
    "red": ("标红", "Marked red"),
    "archived_at": ("归档时间", "Archived at"),
}
_CLOCK_STATES = (("running", "计时中", "Running"), ("paused", "已暂停", "Paused"), ("breached", "已超时", "Overdue"))
Namer = Callable[[FieldKind, str], str]
_ME = {"zh": "我自己", "en": "me"}


def column_keys(text: str) -> tuple[str, ...]:
    """The form's fields named in an address."""
    return tuple(dict.fromkeys(filter(None, text.split(","))))[:_MOST_COLUMNS]


def pool_fields(tx: Tx, caller: Caller, type_: str | None) -> list[JsonObject]:
    """The columns that the caller may know of, with `type_` those of its form too. Refuses `ticket_type.unknown`."""
    view, own = _view(tx, caller, type_)
    spoken = _spoken(tx, view, type_).fields
    return [
        {
            "key": column.key,
            "kind": spoken[column.key].type if column.key in spoken else column.type,
            "label": dict(_labelled(column)),
            "options": [_option(one) for one in (spoken[column.key].options if column.key in spoken else ())],
            "of": _REFERS.get(column.key),
            "filterable": column.key in spoken,
            "sortable": column.value is not None and _knows(caller, column.key, FieldAccess.READ),
            "own": column.key in own,
        }
        for column in view.listing.columns
        if _knows(caller, column.key, FieldAccess.MASKED)
    ]


def filter_sentence(tx: Tx, caller: Caller, told: tuple[str, str], text: str, type_: str | None) -> str:
    """A filter in words; `told`: the language and the zone of moments. "" for none.

    Refuses what a list would refuse.
    """
    tree = parse_filter(text)
    if tree is None:
        return ""
    view, _ = _view(tx, caller, type_)
    # What was filtered by and is gone (a type, a stage) is still a filter: it is then said by its key.
    try:
        schema = _spoken(tx, view, type_)
        condition = parse_condition(tree, schema)
    except Refusal:
        schema = visible_schema(view)
        condition = parse_condition(tree, schema)
    language: Any = told[0] if told[0] in ("zh", "en") else "zh"
    return describe(condition, schema, language, zone=told[1], name_of=namer(tx, caller, language))


def spoken_fields(tx: Tx, caller: Caller, type_: str | None) -> Mapping[str, Field]:
    """The columns that the caller may filter by, with the names of things and what there is to choose from."""
    view, _ = _view(tx, caller, type_)
    return _spoken(tx, view, type_).fields


def _view(tx: Tx, caller: Caller, type_: str | None) -> tuple[View, frozenset[str]]:
    """The pool as the caller sees it, and which of its columns are fields of the type's form."""
    listing: Listing = TICKETS
    if type_ is not None:
        listing, _ = of_type(tx, caller, TICKETS, type_)
    own = frozenset(listing.by_key) - frozenset(TICKETS.by_key)
    return View(listing, caller, scope_of(caller.subject, READ, listing.kind)), own


def _knows(caller: Caller, key: str, access: FieldAccess) -> bool:
    return field_scope(caller.subject, "ticket", key, access) != NOTHING


def _spoken(tx: Tx, view: View, type_: str | None) -> Schema:
    """What the caller may filter by, with the names of things and what there is to choose from."""
    choices = _choices(tx, view.caller, type_)
    known = visible_schema(view).fields
    return Schema(_named(view.listing.by_key[key], choices) for key in known)


def _named(column: Column, choices: dict[str, tuple[Option, ...]]) -> Field:
    options = choices.get(column.key, column.options)
    kind: FieldKind = "choice" if column.key in choices and column.type == "text" else column.type
    return Field(column.key, kind, _labelled(column), options)


def _labelled(column: Column) -> dict[str, str]:
    if column.label:
        return dict(column.label)
    core = {item.key: item.label for item in CORE_FIELDS}
    zh, en = _LABELS.get(column.key, (column.key, column.key))
    return dict(core.get(column.key) or {"zh": zh, "en": en})


def _choices(tx: Tx, caller: Caller, type_: str | None) -> dict[str, tuple[Option, ...]]:
    types = [one for one in flows.ticket_types(tx) if may_read_type(caller.subject, one.key)]
    core = {item.key: item.options for item in CORE_FIELDS}
    return {
        "type": tuple(Option(one.key, _texts(one.label)) for one in types),
        "stage": tuple(_stages(tx, (one for one in types if type_ in (None, one.key)))),
        "category": core["category"],
        "team": _teams(tx, caller),
        "clock_state": tuple(Option(key, {"zh": zh, "en": en}) for key, zh, en in _CLOCK_STATES),
    }


def _teams(tx: Tx, caller: Caller) -> tuple[Option, ...]:
    """What the teams are called, for who may read of them."""
    if scope_of(caller.subject, READ, "team") == NOTHING:
        return ()
    units = identity.organisation(tx).units
    teams = ((key, str(unit["name"])) for key, unit in units.items() if unit["kind"] == "team")
    return tuple(Option(key, {"zh": name, "en": name}) for key, name in teams)


def _stages(tx: Tx, types: Iterable[flows.TicketType]) -> Iterator[Option]:
    seen: set[str] = set()
    for one in types:
        for key, stage in flows.flow_definition(tx, one.flow, flows.current_version(tx, one.flow)).stages.items():
            if key not in seen:
                seen.add(key)
                yield Option(key, _texts(stage.label))


def _texts(label: Any) -> dict[str, str]:
    return {language: str(text) for language, text in dict(label).items()}


def _option(option: Option) -> JsonObject:
    return {"value": option.value, "label": dict(option.label)}


def namer(tx: Tx, caller: Caller, language: str) -> Namer:
    """Says who or what an id is, as far as the caller may know; else the id itself."""
    people: dict[str, str] = {MYSELF: _ME.get(language, _ME["zh"])}
    knows_people = scope_of(caller.subject, READ, "user").everything

    def person(key: str) -> str:
        if key not in people:
            found = identity.person_briefs(tx, [key]).get(key) if knows_people or key == caller.id else None
            people[key] = found.name if found is not None and found.name else key
        return people[key]

    def name_of(kind: FieldKind, key: str) -> str:
        if kind == "person":
            return person(key)
        unit = identity.organisation(tx).units.get(key) if kind in ("department", "region") else None
        return str(unit["name"]) if unit else key

    return name_of


def names_beside(tx: Tx, caller: Caller, rows: Sequence[Listed]) -> dict[str, dict[str, str]]:
    """What the customers and devices of some rows are called, where the caller may know it: one question for each
    kind, however many rows there are. By ticket, then by column."""
    found: dict[str, dict[str, str]] = {}
    for key, master, fields in (
        ("customer", customers.CUSTOMERS, ("name",)),
        ("device", assets.DEVICES, ("name", "sn")),
    ):
        shown = [one for one in rows if one.row[key] and one.rights[key] >= FieldAccess.READ]
        ids = {one.row[key] for one in shown}
        names = _record_names(tx, caller, master, fields, ids) if ids else {}
        for one in shown:
            if one.row[key] in names:
                found.setdefault(one.row["id"], {})[key] = names[one.row[key]]
    return found


def _record_names(
    tx: Tx, caller: Caller, master: Master, fields: tuple[str, ...], ids: Iterable[str]
) -> dict[str, str]:
    listing = listing_of(master)
    records = all_rows(tx, listing, caller, (listing.id.in_(sorted(ids)),), (listing.id,))
    named: dict[str, str] = {}
    for record in records:
        known = [record.row[name] for name in fields if record.rights[name] >= FieldAccess.READ and record.row[name]]
        if known:
            named[record.row["id"]] = str(known[0])
    return named
