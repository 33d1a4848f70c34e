"""Two people at one ticket: what somebody sends is laid on what others wrote since he looked (semantics §7)."""

from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.sync import FieldConflict, merge_fields
from bihuan.core.values import Instant, Json, JsonObject, Kind, Problem, Refusal
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.tickets import messages as m


@dataclass(slots=True)
class _Since:
    """What others changed: the value that stood before the first change, by whom and when the last one was."""

    before: JsonObject = field(default_factory=dict)
    last: dict[str, tuple[str | None, Instant]] = field(default_factory=dict)

    def note(self, stored: StoredEvent, before: JsonObject | None, by: str | None) -> None:
        for name, value in (before or {}).items():
            self.before.setdefault(name, value)
            self.last[name] = (by, stored.at)


def merged_amendment(context: Context, row: Row, command: m.AmendTicket) -> tuple[JsonObject, JsonObject]:
    """`changes` and `data` as they are to be written. Refuses `ticket.fields_changed` with every clash."""
    if command.seen is None:
        return command.changes, command.data
    core, data = _changed_since(context, row, command.seen)
    changes, core_faults = _merged(core, command.changes, {**row, "tags": row["tags"] or []}, "")
    patch, data_faults = _merged(data, command.data, row["data"] or {}, "data.")
    _check(row, (*core_faults, *data_faults))
    return changes, patch


def merged_patch(context: Context, row: Row, seen: int | None, patch: JsonObject) -> JsonObject:
    """The form's patch of an action, likewise."""
    if seen is None or not patch:
        return patch
    _, data = _changed_since(context, row, seen)
    merged, faults = _merged(data, patch, row["data"] or {}, "data.")
    _check(row, faults)
    return merged


def check_inputs(context: Context, row: Row, seen: int | None, readable: frozenset[str]) -> None:
    """A decision counts for what was before the decider's eyes. Refuses `ticket.inputs_changed` when the form says
    something else by now, of what he may read."""
    if seen is None:
        return
    _, data = _changed_since(context, row, seen)
    record = row["data"] or {}
    moved = [name for name, value in data.before.items() if name in readable and record.get(name) != value]
    if moved:
        faults = [_problem(data, FieldConflict(name, data.before[name], None, record.get(name))) for name in moved]
        raise Refusal("ticket.inputs_changed", Kind.CONFLICT, problems=faults, version=row["version"])


def _changed_since(context: Context, row: Row, seen: int) -> tuple[_Since, _Since]:
    """Changes of the core record and of the form after version `seen`."""
    core, data = _Since(), _Since()
    callers: dict[str, str | None] = {}
    for stored in context.since(m.ticket_stream(row["id"]), seen):
        # What the platform changed because of what somebody did here (a new version of a file) is told as his.
        by = callers.get(stored.cause or "") if stored.caller_kind == "system" else stored.caller_id
        callers[stored.ref] = by
        if isinstance(stored.event, m.TicketChanged):
            core.note(stored, stored.event.before, by)
            core.note(stored, stored.event.texts_before, by)
            data.note(stored, stored.event.data_before, by)
    return core, data


def _merged(since: _Since, mine: JsonObject, record: Row, path: str) -> tuple[JsonObject, tuple[Problem, ...]]:
    now: dict[str, Json] = {name: record.get(name) for name in mine}
    merged = merge_fields({**now, **since.before}, mine, now)
    return merged.values, tuple(_problem(since, conflict, path) for conflict in merged.conflicts)


def _problem(since: _Since, conflict: FieldConflict, path: str = "data.") -> Problem:
    by, at = since.last[conflict.field]
    told = {"base": conflict.base, "mine": conflict.mine, "theirs": conflict.theirs, "by": by, "at": at}
    return Problem(path + conflict.field, "field.changed_meanwhile", told)


def _check(row: Row, faults: tuple[Problem, ...]) -> None:
    if faults:
        raise Refusal("ticket.fields_changed", Kind.CONFLICT, problems=faults, version=row["version"])
