"""Why him, why not her: stored tables in words, as far as their reader may see them."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Literal

from bihuan.core.access import visible_fields
from bihuan.core.dispatch import DispatchDecided, ScoreTable, Teller, removed_by, rule_labels, table_of
from bihuan.core.values import JsonObject, thaw_json
from bihuan.kernel.command import Caller, StoredEvent
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.errors import texts
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch.queries.definitions import POLICIES, fingerprints, published
from bihuan.modules.dispatch.queries.people import names_of
from bihuan.modules.dispatch.queries.sight import TableSight, sight_of, table_sight
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

Decided = Iterable[tuple[int, DispatchDecided]]
Labels = Mapping[str, Mapping[str, str]]
# Where events beside the table name people of it.
_NAMING = ("people", "others")
_LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")


def dispatch_of(tx: Tx, hooks: Hooks, caller: Caller, key: str, tenant: TenantInfo) -> JsonObject:
    """Every dispatch of a ticket's tasks, oldest first. Refuses `ticket.not_found`."""
    row, anchors = tickets.readable_row(tx, caller, key)
    sight = table_sight(caller, visible_fields(caller.subject, "ticket", anchors))
    decided = [] if sight.hidden else [(stored.no, stored.event) for stored in _decisions(tx, hooks, row)]
    return {"ticket": row["id"], **rounds_told(tx, tenant, decided, sight)}


def rounds_told(
    tx: Tx, tenant: TenantInfo, decided: Decided, sight: TableSight, written: JsonObject | None = None
) -> JsonObject:
    """Decisions, each with its number in the stream, as data and in words: `rounds` and `names`.

    `written`: the policies that decided, if they are not published.
    """
    if sight.hidden:
        return {"rounds": [], "names": {}}
    told = [
        {**_facts(no, event, sight), **_told(tx, tenant, event, sight, _labels(tx, event, written))}
        for no, event in decided
    ]
    people = {line["person"] for item in told for line in item["candidates"]}
    people |= {person for item in told for person in item["people"]}
    return {"rounds": told, "names": names_of(tx, people)}


def _decisions(tx: Tx, hooks: Hooks, row: Row) -> list[StoredEvent]:
    events = EventLog(hooks).read(tx, f"ticket:{row['id']}")
    return [stored for stored in events if isinstance(stored.event, DispatchDecided)]


def trace_section(hooks: Hooks, tx: Tx, caller: Caller, ticket: str) -> JsonObject:
    """The same in a ticket's trace, without sentences: those cost, and the ticket's own page has them."""
    marks = fingerprints(tx)
    row = tickets.ticket_row(tx, ticket) if marks is not None and marks["policies"] is not None else None
    sight = sight_of(tx, caller, row) if row is not None else TableSight(hidden=True)
    if row is None or sight.hidden:
        return {"rounds": []}
    return {"rounds": [_facts(stored.no, stored.event, sight) for stored in _decisions(tx, hooks, row)]}


def narrowed_event(tx: Tx, caller: Caller, ticket: str, said: JsonObject) -> JsonObject:
    """An event of the history that repeats whom a table named (`people`, `others`), without whom the caller may not
    see there."""
    row = tickets.ticket_row(tx, ticket)
    sight = sight_of(tx, caller, row) if row is not None else TableSight(hidden=True)
    kept = {name: [person for person in said[name] if sight.sees(person)] for name in _NAMING if name in said}
    return {**said, **kept}


def _facts(no: int, event: DispatchDecided, sight: TableSight) -> JsonObject:
    rows = [thaw_json(line) for line in event.candidates or ()]
    names = ("task", "policy", "policy_version", "trigger", "round", "mode", "move", "why", "accept_until")
    return {
        "no": no,
        "at": event.at,
        **{name: getattr(event, name) for name in names},
        "accept_counted": event.accept_counted,
        "people": [person for person in event.people if sight.sees(person)],
        "weights": thaw_json(event.weights),
        "unrated": list(event.unrated),
        "candidates": [line for line in rows if sight.sees(line["person"])],
        "erased": event.candidates is None,
    }


def _told(tx: Tx, tenant: TenantInfo, event: DispatchDecided, sight: TableSight, labels: Labels) -> JsonObject:
    """In both languages: each line of the table, why not the others, why nobody."""
    rows = tuple(line for line in event.candidates or () if sight.sees(line["person"]))
    table = table_of(event.weights, event.unrated, thaw_json(rows))
    name_of = _namer(tx, table)
    tellers = {lang: Teller(lang, tenant.zone, partial(name_of, lang), labels) for lang in _LANGUAGES}
    chosen = table.scored[0].person if table.scored else None
    lines = _people(table)
    found: JsonObject = {
        "lines": {person: {lang: one.why(table, person) for lang, one in tellers.items()} for person in lines},
        "why_not": {},
        "nobody": None,
        "removed_by": [],
    }
    if chosen is not None:
        found["why_not"] = {
            person: {lang: one.why_not(table, chosen, person) for lang, one in tellers.items()}
            for person in lines
            if person != chosen
        }
    elif sight.own is None:
        found["nobody"] = {lang: one.why_nobody(table) for lang, one in tellers.items()}
        groups = removed_by(table)
        found["removed_by"] = [
            {"rule": one.rule, "people": list(one.people), "alone": list(one.alone)} for one in groups
        ]
    return found


def _people(table: ScoreTable) -> list[str]:
    return [*(line.person for line in table.scored), *(line.person for line in table.removed)]


def nobody_told(tx: Tx, hooks: Hooks, tenant: TenantInfo, called: StoredEvent) -> Mapping[str, str] | None:
    """Why nobody fitted when a dispatcher was called, in both languages; None once the table is erased."""
    events = EventLog(hooks).read(tx, called.stream, after=called.no - 2)
    decided = [one.event for one in events if one.no < called.no and isinstance(one.event, DispatchDecided)]
    if not decided or decided[-1].candidates is None:
        return None
    nobody: Mapping[str, str] | None = _told(tx, tenant, decided[-1], TableSight(), _labels(tx, decided[-1]))["nobody"]
    return nobody


def _labels(tx: Tx, event: DispatchDecided, written: JsonObject | None = None) -> Labels:
    """What the policy of that version called its own conditions, whatever has become of the forms since."""
    row = published(tx, POLICIES, event.policy_version) if written is None else None
    policies = (row["body"] if row else written or {}).get("policies") or ()
    return next((rule_labels(one) for one in policies if one.get("key") == event.policy), {})


def _namer(tx: Tx, table: ScoreTable) -> Any:
    people = names_of(tx, _people(table))
    units = identity.organisation(tx).units

    def name_of(language: str, kind: str, key: str) -> str:
        if kind == "person":
            return people.get(key) or key
        if kind == "leave":  # a word of the company's own is said as it was written
            return texts(language).get(f"roster.leave.{key}", key)
        return str(units[key]["name"]) if key in units else key

    return name_of
