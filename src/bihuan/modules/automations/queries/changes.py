"""A ticket's events as changes that rules understand: what happened by name, the record before and after.

The same for what happens now and for what happened once (the dry run), so that both give the same answer. What a
ticket was is folded here as `tickets/apply.py` folds it, which no other module may use; the tests of this module
compare the two for every ticket that occurs in them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from itertools import groupby
from typing import Any

from bihuan.core.automation import Change
from bihuan.core.flow import FlowEvent, FlowRun, evolve
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject, thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations.queries.rulesets import RuleSet
from bihuan.modules.automations.queries.vocabulary import CAME_DUE, MOVING, TOLD_BY
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import TicketArchived, TicketChanged, TicketCreated, TicketPlaced

_DAY_MS = 86_400_000
_OF_THE_RUN = ("stage", "category", "assignee", "department", "team", "resolved_at")
_NOT_YET = dict.fromkeys(("assignee", "team", "tags", "resolved_at", "archived_at"))
ReadStream = Callable[[Tx, str], list[StoredEvent]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one unit did to one ticket, and the ticket's row before (None: it did not exist) and after."""

    events: tuple[StoredEvent, ...]
    before: Row | None
    after: Row


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, under the name that rules know. `due`: the rule whose schedule came round."""

    name: str
    ref: str
    data: JsonObject = field(default_factory=dict)
    due: str | None = None


def happened(events: Sequence[StoredEvent]) -> Iterator[Happened]:
    """What these events say by themselves, in order; whether the stage changed only the rows can say."""
    for stored in events:
        name = type(stored.event).__name__
        if name == CAME_DUE:
            yield Happened("", stored.ref, due=stored.event.rule)
        elif name in TOLD_BY:
            for told, data in TOLD_BY[name](stored.event):
                yield Happened(told, stored.ref, data)


def may_have_moved(events: Sequence[StoredEvent]) -> str | None:
    """The event by which the ticket may have come to another stage."""
    return next((stored.ref for stored in reversed(events) if type(stored.event).__name__ in MOVING), None)


def changes_of(context: Context, batch: Batch, rules: RuleSet, chain: tuple[str, ...] = ()) -> list[Change]:
    """A change for each thing that happened. All have the same record before and after."""
    after = record_with_counts(context, batch.after, rules)
    before = None
    if batch.before is not None:
        before = _record(context, batch.before, rules) if rules.reads_before else {}
    found = [*happened(batch.events), *_moved(batch)]
    return [
        Change(
            id=f"{item.due}:{item.ref}" if item.due else item.ref,
            event=item.name,
            after=after,
            before=before,
            data=item.data,
            due=item.due,
            chain=chain,
        )
        for item in found
    ]


def _moved(batch: Batch) -> Iterator[Happened]:
    ref = may_have_moved(batch.events)
    if ref is None or batch.before is None or batch.before["stage"] == batch.after["stage"]:
        return
    yield Happened("stage_changed", ref, {"from": batch.before["stage"], "to": batch.after["stage"]})


def _record(context: Context, row: Row, rules: RuleSet) -> JsonObject:
    return tickets.record_at(context.tx, context.tenant, context.now, row, rules.wanted)


def record_with_counts(context: Context, row: Row, rules: RuleSet) -> JsonObject:
    """The ticket as rules read it, with the counts over earlier tickets that they ask for."""
    record = _record(context, row, rules)
    for history in rules.histories:
        name = history.same.path[0]
        value = row.get(name) or (row["data"] or {}).get(name)
        since = context.now - history.days * _DAY_MS
        record[history.key] = tickets.count_same(context.tx, name, value, since, row["id"])
    return record


# --- rows of the past -------------------------------------------------------------------------------------------


def live_batch(context: Context, read: ReadStream, events: Sequence[StoredEvent], row: Row, rules: RuleSet) -> Batch:
    """The batch that the unit under way has made of `events`; `row` is the ticket's row as it is now."""
    if any(isinstance(stored.event, TicketCreated) for stored in events):
        return Batch(tuple(events), None, row)
    before = dict(row)
    for stored in reversed(events):
        if isinstance(stored.event, TicketChanged):
            _undo(before, stored.event)
    if rules.reads_run_before and any(isinstance(item.event, FlowEvent | TicketPlaced) for item in events):
        earlier = [item for item in read(context.tx, events[0].stream) if item.no < events[0].no]
        past = None
        for batch in batches_of(context.tx, earlier):
            past = batch.after
        before |= {name: past[name] for name in _OF_THE_RUN} if past is not None else {}
    return Batch(tuple(events), before, row)


def _undo(row: Row, event: TicketChanged) -> None:
    row.update(thaw_json(event.before or {}))
    row.update(thaw_json(event.texts_before or {}))
    data = {**(row["data"] or {}), **thaw_json(event.data_before or {})}
    row["data"] = {key: value for key, value in data.items() if value is not None}


def batches_of(tx: Tx, events: Sequence[StoredEvent]) -> Iterator[Batch]:
    """A ticket's whole history, unit by unit, from its events alone."""
    row: Row | None = None
    run: FlowRun | None = None
    for _, group in groupby(events, key=lambda stored: stored.correlation):
        unit = tuple(group)
        before = row
        for stored in unit:
            row, run = _folded(tx, row, run, stored)
        if row is not None:
            yield Batch(unit, before, row)


def _folded(tx: Tx, row: Row | None, run: FlowRun | None, stored: StoredEvent) -> tuple[Row | None, FlowRun | None]:
    event = stored.event
    if isinstance(event, TicketCreated):
        names = type(event).__dataclass_fields__
        values: Row = {name: thaw_json(getattr(event, name)) for name in names}
        values |= {"id": stored.stream_id, "stage": "", "category": "new", "created_at": stored.at, **_NOT_YET}
        values["data"] = values["data"] or {}
        return values, run
    if row is None:
        return None, run
    if isinstance(event, FlowEvent):
        return _after_flow(tx, row, run, event)
    changed: dict[str, Any] = {}
    if isinstance(event, TicketChanged):
        data = {**(row["data"] or {}), **thaw_json(event.data or {})}
        changed = {**thaw_json(event.changes or {}), **thaw_json(event.texts or {})}
        changed["data"] = {key: value for key, value in data.items() if value is not None}
    elif isinstance(event, TicketPlaced):
        changed = {"department": event.department, "team": event.team}
    elif isinstance(event, TicketArchived):
        changed = {"archived_at": stored.at}
    return {**row, **changed}, run


def _after_flow(tx: Tx, row: Row, run: FlowRun | None, event: FlowEvent) -> tuple[Row, FlowRun]:
    definition = flow_definition(tx, row["flow"], row["flow_version"])
    after = evolve(definition, run, event)
    category = "cancelled" if after.state == "merged" else definition.stages[after.stage].category
    moved = {"stage": after.stage, "category": category, "assignee": after.assignee, "resolved_at": after.resolved_at}
    return {**row, **moved}, after
