"""Why him, why not her: stored tables in words, as far as their reader may see them."""

from collections.abc import Mapping
from typing import Any, Literal

from bihuan.core.access import FieldAccess, visible_fields
from bihuan.core.dispatch import DispatchDecided, ScoreTable, Teller, removed_by, rule_labels, table_of
from bihuan.core.values import JsonObject, thaw_json
from bihuan.kernel.command import Caller, StoredEvent
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch.queries.definitions import POLICIES, fingerprints, published, read_policies
from bihuan.modules.dispatch.queries.people import names_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

# The field right of a ticket under which its tables stand: who could have done the work, and why others not. Whoever
# has it masked sees his own line.
RIGHT = "candidates"
_LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")


def dispatch_of(tx: Tx, hooks: Hooks, caller: Caller, key: str, tenant: TenantInfo) -> JsonObject:
    """Every dispatch of a ticket's tasks, oldest first. Refuses `ticket.not_found`."""
    row, anchors = tickets.readable_row(tx, caller, key)
    access = visible_fields(caller.subject, "ticket", anchors)[RIGHT]
    if access == FieldAccess.HIDDEN:
        return {"ticket": row["id"], "rounds": [], "names": {}}
    decided = _decisions(tx, hooks, row)
    told = [round_told(tx, tenant, (stored.no, stored.event), _own(caller, access)) for stored in decided]
    people = {line["person"] for item in told for line in item["candidates"]}
    people |= {person for item in told for person in item["people"]}
    return {"ticket": row["id"], "rounds": told, "names": names_of(tx, people)}


def _own(caller: Caller, access: FieldAccess) -> str | None:
    """Whose line alone is shown; None: everybody's."""
    return None if access >= FieldAccess.READ else caller.subject.person or ""


def _decisions(tx: Tx, hooks: Hooks, row: Row) -> list[StoredEvent]:
    events = EventLog(hooks).read(tx, f"ticket:{row['id']}")
    return [stored for stored in events if isinstance(stored.event, DispatchDecided)]


def trace_section(hooks: Hooks, tx: Tx, caller: Caller, ticket: str) -> JsonObject:
    """The same in a ticket's trace, without sentences: those cost, and the ticket's own page has them."""
    marks = fingerprints(tx)
    row = tickets.ticket_row(tx, ticket) if marks is not None and marks["policies"] is not None else None
    if row is None:
        return {"rounds": []}
    access = visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row))[RIGHT]
    if access == FieldAccess.HIDDEN:
        return {"rounds": []}
    own = _own(caller, access)
    return {"rounds": [_facts(stored.no, stored.event, own) for stored in _decisions(tx, hooks, row)]}


def _facts(no: int, event: DispatchDecided, own: str | None) -> JsonObject:
    rows = [thaw_json(line) for line in event.candidates or ()]
    names = ("task", "policy", "policy_version", "trigger", "round", "mode", "move", "why", "accept_until")
    return {
        "no": no,
        "at": event.at,
        **{name: getattr(event, name) for name in names},
        "accept_counted": event.accept_counted,
        "people": [person for person in event.people if own in (None, person)],
        "weights": thaw_json(event.weights),
        "unrated": list(event.unrated),
        "candidates": [line for line in rows if own in (None, line["person"])],
        "erased": event.candidates is None,
    }


def round_told(tx: Tx, tenant: TenantInfo, decided: tuple[int, DispatchDecided], own: str | None = None) -> JsonObject:
    """A decision (with its number in the stream) as data and in words; `own`: only this person's line."""
    no, event = decided
    return {**_facts(no, event, own), **_told(tx, tenant, event, own)}


def _told(tx: Tx, tenant: TenantInfo, event: DispatchDecided, own: str | None) -> JsonObject:
    """In both languages: each line of the table, why not the others, why nobody."""
    rows = tuple(line for line in event.candidates or () if own in (None, line["person"]))
    table = table_of(event.weights, event.unrated, thaw_json(rows))
    labels = _labels(tx, event)
    name_of = _namer(tx, table)
    tellers = {language: Teller(language, tenant.zone, name_of, labels) for language in _LANGUAGES}
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
    elif own is None:
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
    nobody: Mapping[str, str] | None = _told(tx, tenant, decided[-1], None)["nobody"]
    return nobody


def _labels(tx: Tx, event: DispatchDecided) -> dict[str, Mapping[str, str]]:
    """What the policy of that version called its own conditions."""
    row = published(tx, POLICIES, event.policy_version)
    if row is None:
        return {}
    key = ("dispatch.told", row["version"], row["published_at"])
    book = tx.memo.get(key, lambda: read_policies(row["body"], row["version"], tickets.shared_schema(tx), lenient=True))
    policy = book.policy(event.policy)
    return rule_labels(policy) if policy is not None else {}


def _namer(tx: Tx, table: ScoreTable) -> Any:
    people = names_of(tx, _people(table))
    units = identity.organisation(tx).units

    def name_of(kind: str, key: str) -> str:
        if kind == "person":
            return people.get(key) or key
        return str(units[key]["name"]) if key in units else key

    return name_of
