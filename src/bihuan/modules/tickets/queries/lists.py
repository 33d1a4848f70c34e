"""The ticket pool and the lists of tasks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

import sqlalchemy as sa

from bihuan.core.access import READ, scope_of
from bihuan.core.flow import Actor, owner_for, run_from_json
from bihuan.core.late import dataclass
from bihuan.core.rules import Env, Option
from bihuan.core.values import PRIORITIES, Instant, Json
from bihuan.db.rule_sql import InColumn, InValueRow
from bihuan.db.scope_sql import Between, Link, placed, scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import (
    Asked,
    Circumstances,
    Column,
    ListAsk,
    Listing,
    Marks,
    Page,
    asked_of,
    list_marks,
    list_page,
    parse_filter,
    plain_column,
    text_column,
)
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries.narrowing import of_type, permitted, search_condition
from bihuan.modules.tickets.queries.rows import run_state
from bihuan.modules.tickets.tables import OPEN, TAGS, is_open, task, ticket, ticket_participant, ticket_value

_ON_CARDS = 200
# Beyond it positions have no room for an instant.
_NO_INSTANT = 1 << 42
# Shown whatever the caller's field rights are: without them a ticket cannot be named.
NEVER_HIDDEN = frozenset({"id", "number", "type", "stage", "category", "version", "created_at"})
_TAGS = {"zh": "标签", "en": "Tags"}
_PRIORITIES = tuple(Option(key, {"zh": key, "en": key}) for key in PRIORITIES)
_SELECTED = tuple(ticket.c[name] for name in (
    "id", "number", "type", "form", "form_version", "title", "priority", "stage", "category", "channel", "customer",
    "device", "region", "department", "assignee", "submitter", "created_by", "tags", "next_due", "next_clock",
    "clock_state", "red", "version", "created_at", "updated_at",
    "resolved_at", "archived_at",
))  # fmt: skip

# What a search shows of a ticket besides: `hits_of` looks for the words there.
SHOWN_BY_WORDS = (ticket.c.description, ticket.c.data)

TICKETS = Listing(
    kind="ticket",
    source=ticket,
    id=ticket.c.id,
    columns=(
        plain_column("number", "text", ticket.c.number, clean=True),
        plain_column("type", "text", ticket.c.type, clean=True),
        plain_column("priority", "choice", ticket.c.priority, clean=True, options=_PRIORITIES),
        plain_column("stage", "text", ticket.c.stage, clean=True),
        plain_column("category", "text", ticket.c.category, clean=True),
        plain_column("channel", "text", ticket.c.channel, clean=True),
        text_column("title", ticket.c.title, None),
        text_column("description", ticket.c.description, None),
        plain_column("customer", "text", ticket.c.customer, clean=True),
        plain_column("device", "text", ticket.c.device, clean=True),
        plain_column("contract", "text", ticket.c.contract, clean=True),
        plain_column("region", "region", ticket.c.region, clean=True),
        plain_column("department", "department", ticket.c.department, clean=True),
        plain_column("team", "text", ticket.c.team, clean=True),
        plain_column("assignee", "person", ticket.c.assignee, clean=True),
        plain_column("submitter", "person", ticket.c.submitter, clean=True),
        # Ordered by `pos`, which grows with it and is the primary key: newest first costs no sorting.
        Column("created_at", "instant", InColumn(ticket.c.created_at, clean=True), ticket.c.pos, empty=False),
        plain_column("updated_at", "instant", ticket.c.updated_at, clean=True),
        Column("tags", "multi", InValueRow(ticket.c.id, ticket_value, TAGS), None, label=_TAGS),
        plain_column("next_due", "instant", ticket.c.next_due, clean=True),
        plain_column("next_clock", "text", ticket.c.next_clock, clean=True),
        plain_column("clock_state", "text", ticket.c.clock_state, clean=True),
        plain_column("red", "boolean", ticket.c.red, clean=True),
        plain_column("resolved_at", "instant", ticket.c.resolved_at, clean=True),
        plain_column("archived_at", "instant", ticket.c.archived_at, clean=True),
    ),
    selected=_SELECTED,
    anchors={
        "created_by": ticket.c.submitter,
        "assignee": ticket.c.assignee,
        "department": ticket.c.department,
        "team": ticket.c.team,
        "area": ticket.c.region,
        "type": ticket.c.type,
        "participant": Link(ticket_participant.c.ticket, ticket_participant.c.person, ticket_participant.c.pos),
    },
    default_sort="-created_at",
    pos=ticket.c.pos,
)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What narrows the pool besides the filter: a search text, a type, whose fields then are columns too, when the
    tickets were made (up to and with `until`, after `since`), and which they are (`ids`; none: whichever)."""

    text: str = ""
    type: str | None = None
    until: Instant | None = None
    since: Instant | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The same with what filters may know, and the form's fields that each row brings along."""

    env: Env
    by: Narrowing = Narrowing()
    columns: tuple[str, ...] = ()


def list_tickets(tx: Tx, listing: Listing, caller: Caller, ask: ListAsk, narrowed: Narrowed) -> Page:
    """A page of the tickets that the caller may read, narrowed by filter (with its Env), search text and type."""
    listing, around = narrowed_listing(tx, listing, caller, narrowed, ask.filter)
    return list_page(tx, listing, caller, ask, around)


def mark_tickets(tx: Tx, listing: Listing, caller: Caller, ask: ListAsk, narrowed: Narrowed, every: int) -> Marks:
    """Where each part of `every` tickets of that list begins."""
    listing, around = narrowed_listing(tx, listing, caller, narrowed, ask.filter)
    return list_marks(tx, asked_of(tx, listing, caller, ask, around), every)


def asked_of_pool(tx: Tx, caller: Caller, query: Mapping[str, Any], env: Env) -> Asked:
    """What a saved view (`filter`, `q`, `type`, `sort`) asks for this caller. Refuses what a list refuses."""
    by = Narrowing(str(query.get("q") or ""), query.get("type") or None)
    ask = ListAsk(filter=str(query.get("filter") or ""), sort=str(query.get("sort") or ""))
    listing, around = narrowed_listing(tx, TICKETS, caller, Narrowed(env, by), ask.filter)
    return asked_of(tx, listing, caller, ask, around)


def narrowed_listing(
    tx: Tx, listing: Listing, caller: Caller, narrowed: Narrowed, filter_: str = ""
) -> tuple[Listing, Circumstances]:
    """The listing with the fields of the type that is asked for, and what narrows it. Refuses `ticket_type.unknown`."""
    by, tree, text = narrowed.by, parse_filter(filter_), narrowed.by.text.strip()
    between = _between(by, tree)
    where = placed(ticket.c.pos, between)
    few = _says_open(tree)
    if few:
        where.append(is_open())
    if by.type is not None:
        listing, of_this_type = of_type(tx, caller, listing, by.type)
        where.append(of_this_type)
    if text:
        where.append(search_condition(tx, caller, listing, text))
    if by.ids:
        where.append(ticket.c.id.in_(by.ids))
    if text:
        listing = replace(listing, selected=(*listing.selected, *SHOWN_BY_WORDS))
    elif narrowed.columns:
        listing = replace(listing, selected=(*listing.selected, ticket.c.data))
    where_key = repr((by.type, text, by.until, by.since, by.ids))
    return listing, Circumstances(narrowed.env, tuple(where), where_key, between, few)


def _between(by: Narrowing, tree: Json) -> Between:
    """By `pos`, which grows with the instant a ticket was made at and is in every index."""
    until: Between = () if by.until is None else (("up to", last_position(by.until)),)
    since: Between = () if by.since is None else (("after", last_position(by.since)),)
    return (*_made_within(tree), *until, *since)


def _says_open(tree: Json, depth: int = 4) -> bool:
    """Whether a filter leaves open tickets alone: they have an index of their own."""
    if not isinstance(tree, dict) or not depth:
        return False
    parts = tree.get("all")
    if isinstance(parts, list) and any(_says_open(part, depth - 1) for part in parts):
        return True
    if tree.get("left") != {"field": "category"}:
        return False
    op, right = tree.get("op"), tree.get("right")
    if op == "in" and isinstance(right, list) and right:
        return all(category in OPEN for category in right)
    return op == "eq" and right in OPEN


def _made_within(tree: Json, depth: int = 4) -> Iterator[tuple[Literal["after", "up to"], int]]:
    """What a filter that asks when tickets were made says of `pos`, which grows with it and is in every index: without
    it a list that begins with the oldest would walk through all that were made before."""
    if not isinstance(tree, dict) or not depth:
        return
    for part in tree["all"] if isinstance(tree.get("all"), list) else ():
        yield from _made_within(part, depth - 1)
    at = tree.get("right")
    if tree.get("left") == {"field": "created_at"} and type(at) is int and 0 < at < _NO_INSTANT:
        op = tree.get("op")
        if op in ("ge", "gt"):
            yield "after", last_position(at - 1 if op == "ge" else at)
        elif op in ("le", "lt"):
            yield "up to", last_position(at if op == "le" else at - 1)


def last_position(at: Instant) -> int:
    """No ticket made at this instant stands behind it (`kernel.ids.position_of`)."""
    return (at << 20 | 0xFFFFF) & 0x7FFFFFFFFFFFFFFF


def list_tasks(tx: Tx, caller: Caller, person: str, limit: int) -> list[Row]:
    """The open tasks of a person and of those for whom he stands in, oldest first, each with what the caller may see
    of its ticket's headline."""
    shown = (permitted(caller, TICKETS, name) for name in ("title", "priority"))
    columns = (ticket.c.number, ticket.c.type, ticket.c.stage, *shown)
    statement = (
        sa.select(task, *columns)
        .select_from(task.join(ticket, task.c.ticket == ticket.c.id))
        .where(task.c.state == "open")
        .order_by(task.c.opened_at, task.c.id)
        .limit(limit)
    )
    own = tx.rows(statement.where(task.c.owner == person))
    lent = _lent(tx, statement, Actor(person, caller.subject.roles))
    names = identity.person_briefs(tx, {row["owner"] for row in lent}) if lent else {}
    named = [{**row, "owner_name": names[row["owner"]].name if row["owner"] in names else None} for row in lent]
    both = (*({**row, "owner_name": None} for row in own), *named)
    return sorted(both, key=lambda row: (row["opened_at"], row["id"]))[:limit]


def _lent(tx: Tx, statement: sa.Select[Any], actor: Actor) -> list[Row]:
    """The tasks of those for whom somebody stands in now, as far as he may act on them."""
    principals = identity.principals_now(tx, actor.person, tx.memo.now()) if identity.any_deputies(tx) else ()
    if not principals:
        return []
    rows = tx.rows(statement.where(task.c.owner.in_(sorted({one.person for one in principals}))))
    return [row for row in rows if _acts_on(tx, row, actor, principals)]


def _acts_on(tx: Tx, row: Row, actor: Actor, principals: tuple[identity.StandIn, ...]) -> bool:
    known = [one for one in principals if one.person == row["owner"] and one.covers(row["type"])]
    stands_in = frozenset(one.person for one in known if one.roles is None)
    within = {row["owner"]: frozenset().union(*(one.roles or () for one in known))}
    run, ticket_row = run_from_json(run_state(tx, row["ticket"])), tx.get(ticket, id=row["ticket"])
    found = run.tasks.get(row["id"])
    if found is None or ticket_row is None:
        return False
    flow = flow_definition(tx, ticket_row["flow"], ticket_row["flow_version"])
    return owner_for(flow, run, found, replace(actor, stands_in_for=stands_in, within=within)) is not None


def open_tickets(tx: Tx, caller: Caller, column: str, ids: tuple[str, ...]) -> dict[str, list[Row]]:
    """The open tickets of some customers or devices (`column`) that the caller may read, newest first."""
    names = ("id", "number", "type", "stage", "category", "created_at")
    shown = (permitted(caller, TICKETS, name) for name in ("title", "priority"))
    scope = scope_condition(scope_of(caller.subject, READ, "ticket"), TICKETS.anchors, ticket.c.id)
    statement = (
        sa.select(ticket.c[column].label("_on"), *(ticket.c[name] for name in names), *shown)
        .where(ticket.c[column].in_(ids), is_open(), scope)
        .order_by(ticket.c.pos.desc())
        .limit(_ON_CARDS)
    )
    found: dict[str, list[Row]] = {}
    for row in tx.rows(statement):
        found.setdefault(row.pop("_on"), []).append(row)
    return found


def open_by_type(tx: Tx, caller: Caller) -> dict[str, int]:
    """How many tickets of each type are open, of those that the caller may read."""
    scope = scope_condition(scope_of(caller.subject, READ, "ticket"), TICKETS.anchors, ticket.c.id)
    counted = sa.select(ticket.c.type, sa.func.count().label("number")).where(is_open(), scope)
    return {row["type"]: row["number"] for row in tx.rows(counted.group_by(ticket.c.type).order_by(ticket.c.type))}
