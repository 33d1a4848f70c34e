"""What the trace box asks of the company, and what it answers. Every look-up sees no more than its caller."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import NOTHING, FieldAccess, field_scope
from bihuan.core.late import dataclass
from bihuan.core.trace import MOST_CHOICES, Choice, Chosen, Directory, LookUps, Token, directory, read_box
from bihuan.core.values import Instant, JsonObject
from bihuan.db.many_values import one_of_many
from bihuan.db.patterns import holds_text
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.masters import Master, listing_of
from bihuan.kernel.tx import Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

# Further words are looked for in tickets only.
MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Box:
    """What was typed, how its parts are meant, and how many tickets are wanted."""

    text: str
    chosen: tuple[Chosen, ...] = ()
    limit: int = 20


def trace(tx: Tx, tenant: TenantInfo, caller: Caller, now: Instant, box: Box) -> JsonObject:
    """The parts of what was typed, the newest tickets that fit, and whether there are more."""
    tokens = read_tokens(tx, tenant, caller, now, box)
    known = remembered(tokens)
    found = tickets.find_remembered(tx, caller, known, box.limit + 1)
    ids = found[: box.limit]
    rows = tickets.remembered_rows(tx, caller, ids, known.words) if ids else []
    acts = tickets.acts_of(tx, caller, known, ids) if ids and (known.people or known.periods) else []
    names = identity.person_briefs(tx, {act["person"] for act in acts}) if acts else {}
    beside: dict[str, list[JsonObject]] = {}
    for act in acts:
        brief = names.get(act["person"])
        beside.setdefault(act.pop("ticket"), []).append({**act, "name": brief.name if brief else None})
    return {
        "tokens": tokens,
        "items": [{**row, "acts": beside.get(row["id"], [])} for row in rows],
        "more": len(found) > box.limit,
    }


def read_tokens(tx: Tx, tenant: TenantInfo, caller: Caller, now: Instant, box: Box) -> tuple[Token, ...]:
    """What was typed, part by part; namesakes are told apart by their departments."""
    look = LookUps(_people(tx, caller), partial(_devices, tx, caller), partial(_customers, tx, caller))
    tokens = read_box(box.text, now, tenant.zone, look, box.chosen)
    several = {
        choice.id for token in tokens if token.kind == "person" and len(token.choices) > 1 for choice in token.choices
    }
    hints = _departments(tx, several)
    return tuple(_hinted(token, hints) if token.kind == "person" else token for token in tokens)


def remembered(tokens: Iterable[Token]) -> tickets.Remembered:
    """What the parts say together of a ticket."""
    of: dict[str, list[Token]] = {}
    for token in tokens:
        of.setdefault(token.kind, []).append(token)

    def ids(kind: str) -> tuple[str, ...] | None:
        return tuple(choice.id for token in of[kind] for choice in token.choices) if kind in of else None

    return tickets.Remembered(
        people=tuple(tuple(choice.id for choice in token.choices) for token in of.get("person", ())),
        periods=tuple((token.span.first, token.span.until) for token in of.get("days", ()) if token.span),
        devices=ids("device"),
        customers=ids("customer"),
        numbers=tuple(token.value for token in of.get("number", ())),
        words=" ".join(token.value for token in of.get("text", ())),
    )


# --- people -------------------------------------------------------------------------------------------------------


def _people(tx: Tx, caller: Caller) -> Directory:
    known = identity.known_people(tx, caller)
    # The same tuple of people is the same directory: whoever reads the same is given the same one (`known_people`).
    found: tuple[Any, Directory] = tx.memo.get(("trace.directory", id(known)), lambda: (known, _directory(known)))
    return found[1]


def _directory(people: Iterable[identity.PersonBrief]) -> Directory:
    return directory(Choice(one.id, one.name or "") for one in people)


def _departments(tx: Tx, people: set[str]) -> Mapping[str, str]:
    if not people:
        return {}
    units = identity.organisation(tx).units
    facts = identity.people_facts(tx, people)
    firsts = {key: person.departments[0] for key, person in facts.items() if person.departments}
    return {key: str(units[unit]["name"]) for key, unit in firsts.items() if unit in units}


def _hinted(token: Token, hints: Mapping[str, str]) -> Token:
    return replace(token, choices=tuple(replace(one, hint=hints.get(one.id, "")) for one in token.choices))


# --- devices and customers ----------------------------------------------------------------------------------------


def _devices(tx: Tx, caller: Caller, keys: tuple[str, ...]) -> dict[str, tuple[Choice, ...]]:
    """Devices by the keys of their serial numbers, those out of use too: their history stays."""
    master = assets.DEVICES
    table = master.table.c
    found: dict[str, list[Choice]] = {}
    for row in _records(
        tx, caller, master, "sn", one_of_many(tx.kind, table.sn_key, keys), (table.sn_key.label("key"),)
    ):
        found.setdefault(row["key"], []).append(Choice(row["id"], row["sn"], row["name"] or ""))
    return {key: tuple(choices) for key, choices in found.items()}


def _customers(tx: Tx, caller: Caller, words: tuple[str, ...]) -> dict[str, tuple[Choice, ...]]:
    """Customers in whose names the words stand, a few at most for each word."""
    found = {}
    for word in words[:MOST_NAMES]:
        holds = holds_text(customers.CUSTOMERS.table.c.name, word)
        rows = _records(tx, caller, customers.CUSTOMERS, "name", holds)
        found[word] = tuple(Choice(row["id"], row["name"]) for row in rows)
    return found


def _records(
    tx: Tx,
    caller: Caller,
    master: Master,
    field: str,
    holds: sa.ColumnElement[bool],
    more: tuple[sa.ColumnElement[Any], ...] = (),
) -> Iterator[Any]:
    """Id, name and `field` of records for which `holds` and in which the caller reads that field."""
    listing, columns = listing_of(master), master.table.c
    readable = field_scope(caller.subject, master.kind, field, FieldAccess.READ)
    if readable == NOTHING:
        return
    shown = [columns.id, columns[field], *more]
    if field != "name":
        named = field_scope(caller.subject, master.kind, "name", FieldAccess.READ)
        shown.append(sa.case((scope_condition(named, listing.anchors, listing.id), columns.name)).label("name"))
    where = (holds, scope_condition(readable, listing.anchors, listing.id))
    statement = sa.select(*shown).select_from(listing.source).where(*where).order_by(columns.id)
    yield from tx.rows(statement.limit(MOST_CHOICES + 1))
