"""What the form engine must know around a record, and what follows from its values for the table."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bihuan.core.access import FieldAccess, FieldSet
from bihuan.core.forms import (
    EvaluationContext,
    FieldDefinition,
    FieldRight,
    FileFacts,
    FormDefinition,
    Needs,
    check_submission,
    needs,
)
from bihuan.core.records import (
    Booking,
    Reminder,
    Span,
    booking_problems,
    clash_of,
    day_of,
    free_spans,
    is_within,
    opening,
    spans_text,
    too_few_or_many,
)
from bihuan.core.values import Instant, Json, JsonObject, Kind, Problem, Refusal, local_time
from bihuan.kernel.context import Context
from bihuan.kernel.named import is_named, named_facts
from bihuan.kernel.tx import Row
from bihuan.modules.assets import interface as assets
from bihuan.modules.files import interface as files
from bihuan.modules.identity import interface as identity
from bihuan.modules.records.interface import named_record, record_facts
from bihuan.modules.records.messages import RECORD
from bihuan.modules.records.queries.definitions import Standing
from bihuan.modules.records.queries.rows import occupied, value_is_taken

HOUR_MS = 3_600_000


def checked_data(context: Context, table: Standing, row: Row | None, new: JsonObject, rights: FieldSet) -> JsonObject:
    """The record after laying `new` over it. Refuses `form.rejected` with every fault."""
    form, old = table.form, (row or {}).get("data") or {}
    required = needs(form, old, new)
    env = identity.env_of(context.tx, context.tenant, context.now)
    related = {
        key: _thing(context, required, form.fields[key], (kind, value), old.get(key))
        if is_named(context.tx, kind)
        else _referenced(context, form, key, (kind, value), old.get(key))
        for key, (kind, value) in required.references.items()
    }
    taken = frozenset(
        key
        for key, value in required.unique.items()
        if value_is_taken(context.tx, table.definition.key, key, str(value), (row or {}).get("id", ""))
    )
    around = EvaluationContext(
        env=env,
        rights={key: _right(rights[key]) for key in form.fields},
        related={**_counted(form), **related},
        files=_attached(context, row, required.files),
        taken=taken,
    )
    return check_submission(form, old, new, around)


def _right(access: FieldAccess) -> FieldRight:
    if access <= FieldAccess.MASKED:
        return "hidden"
    return "edit" if access == FieldAccess.EDIT else "read"


def _counted(form: FormDefinition) -> JsonObject:
    """Counts over history are asked of tickets; no record of a table has one."""
    return {history.key: 0 for part in form.parts() for history in part.histories}


def _referenced(context: Context, form: FormDefinition, key: str, named: tuple[str, str], before: Json) -> Json:
    kind, value = named
    tx = context.tx
    if kind == "record":
        if value == before:
            # What stood there before may be archived by now, or not the writer's to see: it stays.
            return record_facts(tx, value) or {"id": value}
        return named_record(tx, context.caller, str(form.fields[key].setting("table")), value)
    if kind == "device":
        known = value == before or assets.named_device(tx, context.caller, value) == value
        return assets.device_facts(tx, value, context.now, context.tenant.zone) if known else None
    if kind == "person":
        return {"id": value} if value == before or identity.is_active(tx, value) else None
    unit = identity.organisation(tx).units.get(value)
    wanted = {"department": "department", "region": "area"}.get(kind)
    return {"id": value} if unit is not None and unit["kind"] == wanted else None


def _thing(context: Context, required: Needs, field: FieldDefinition, named: tuple[str, str], before: Json) -> Json:
    """A customer, a ticket …: something that a module keeps, of the customer that another field names."""
    of = required.references.get(str(field.settings.get("of")), ("", ""))[1]
    return named_facts(context.tx, context.caller, named, stands=named[1] == before, of=of)


def _attached(context: Context, row: Row | None, ids: frozenset[str]) -> Mapping[str, FileFacts]:
    mine = dict(files.attachable(context.tx, context.caller, ids)) if ids else {}
    if row is not None and ids:
        mine.update(files.bound_to(context.tx, RECORD, row["id"], ids - mine.keys()))
    return mine


# --- what follows from the values -------------------------------------------------------------------------------


def title_of(table: Standing, data: Mapping[str, Json], zone: str) -> str | None:
    """What the record is called."""
    field = table.form.fields.get(table.definition.title)
    value = data.get(table.definition.title)
    if field is None or value is None:
        return None
    option = field.option(value) if isinstance(value, str) else None
    if option is not None:
        return option.label["zh"]
    if field.kind.name == "date_time" and isinstance(value, int):
        return local_time(value, zone).strftime("%Y-%m-%d %H:%M")
    return field.kind.tell(value, field, "zh") or str(value)


def owner_of(table: Standing, data: Mapping[str, Json]) -> str | None:
    """Whose record it is."""
    value = data.get(table.definition.owner) if table.definition.owner else None
    return value if isinstance(value, str) else None


def due_of(table: Standing, row: Row | None, data: Mapping[str, Json], now: Instant) -> JsonObject:
    """When reminders fall due, by their keys; None where there is nothing to remind of any more.

    Only what changed: a reminder that was sent is not sent again because of something else. A date that is past when
    it is written reminds of nothing; of several reminders that came too late for a date still ahead, the newest does.
    """
    old = (row or {}).get("data") or {}
    changed = [one for one in table.definition.reminders if row is None or data.get(one.field) != old.get(one.field)]
    due = {one.key: due_instant(one, data.get(one.field)) for one in changed}
    newest: dict[tuple[str, bool], Instant] = {}
    for one in changed:
        at = due[one.key]
        if at is not None and at <= now:
            about = (one.field, one.too_few)
            newest[about] = max(at, newest.get(about, at))
    return {one.key: _still_due(one, data.get(one.field), newest.get((one.field, one.too_few)), now) for one in changed}


def due_instant(reminder: Reminder, at: Json) -> Instant | None:
    """When a reminder of the instant `at` falls due."""
    return at - reminder.hours * HOUR_MS if isinstance(at, int) else None


def _still_due(reminder: Reminder, at: Json, newest: Instant | None, now: Instant) -> Instant | None:
    due = due_instant(reminder, at)
    if due is None or not isinstance(at, int) or at <= now:
        return None
    return due if due > now or due == newest else None


def occupies_of(context: Context, table: Standing, row: Row | None, data: Mapping[str, Json]) -> JsonObject | None:
    """What the record occupies. Refuses `booking.taken` with the free times, and `form.rejected`."""
    booking = table.definition.booking
    if booking is None:
        return None
    resource, start, end = (data.get(key) for key in (booking.resource, booking.start, booking.end))
    if not isinstance(resource, str) or not isinstance(start, int) or not isinstance(end, int):
        return None
    wanted = Span(start, end)
    problems = list(booking_problems(wanted, (booking.start, booking.end)))
    problems += () if problems else _hours_fault(context, booking, wanted)
    problems += _people_fault(context, table, booking, data)
    if problems:
        raise Refusal("form.rejected", problems=[_labelled(table, problem) for problem in problems])
    check_free(context, booking, resource, wanted, (row or {}).get("id", ""))
    return {"resource": resource, "start": start, "end": end}


def _labelled(table: Standing, problem: Problem) -> Problem:
    field = table.form.fields[problem.path]
    return Problem(problem.path, problem.code, field.with_label(problem.data))


def _hours_fault(context: Context, booking: Booking, wanted: Span) -> list[Problem]:
    zone = context.tenant.zone
    if is_within(wanted, booking.hours, zone):
        return []
    window = opening(day_of(wanted.start, zone), booking.hours, zone)
    return [Problem(booking.start, "booking.closed", {"hours": spans_text((window,), zone)})]


def _people_fault(context: Context, table: Standing, booking: Booking, data: Mapping[str, Json]) -> list[Problem]:
    if not booking.people:
        return []
    facts = record_facts(context.tx, str(data.get(booking.resource))) or {}
    least, most = (_number(facts.get(key)) if key else None for key in (booking.least, booking.most))
    bound = None if _is_settled_later(table, data, context.now) else least
    code = too_few_or_many(_number(data.get(booking.people)), bound, most)
    if code is None:
        return []
    return [Problem(booking.people, code, {"least": str(least or 0), "most": str(most)})]


def _is_settled_later(table: Standing, data: Mapping[str, Json], now: Instant) -> bool:
    """Whether the table has a rule for too few that is still to come, or that was followed already: held online."""
    return any(
        (due_instant(one, data.get(one.field)) or 0) > now
        or (bool(one.change) and all(data.get(key) == value for key, value in one.change.items()))
        for one in table.definition.reminders
        if one.too_few
    )


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, str) and value else Decimal(value) if isinstance(value, int) else None


def has_too_few(context: Context, table: Standing, data: Mapping[str, Json]) -> bool:
    """Whether fewer take part than what is booked asks for; nobody said counts as none."""
    booking = table.definition.booking
    if booking is None or not booking.least:
        return False
    facts = record_facts(context.tx, str(data.get(booking.resource))) or {}
    people = _number(data.get(booking.people)) or Decimal(0)
    return too_few_or_many(people, _number(facts.get(booking.least)), None) is not None


def check_free(context: Context, booking: Booking, resource: str, wanted: Span, but: str) -> None:
    """That nobody else has it then. Units of a tenant are decided one after another on both databases, so what this
    finds free stays free until the unit is done. Refuses `booking.taken`."""
    clash = clash_of(occupied(context.tx, resource, wanted.start, wanted.end, but), wanted)
    if clash is None:
        return
    free = free_on(context, booking, resource, wanted, but)
    zone = context.tenant.zone
    spans: list[Json] = [{"from": span.start, "until": span.end} for span in free]
    day = local_time(wanted.start, zone).strftime("%Y-%m-%d")
    raise Refusal(
        "booking.taken",
        Kind.CONFLICT,
        path=booking.start,
        day=day,
        spans=spans,
        taken=spans_text((clash,), zone),
        free=spans_text(free, zone) or "–",
    )


def free_on(context: Context, booking: Booking, resource: str, wanted: Span, but: str = "") -> tuple[Span, ...]:
    """What is free of the resource on the day that was wanted."""
    zone = context.tenant.zone
    window = opening(day_of(wanted.start, zone), booking.hours, zone)
    return free_spans(occupied(context.tx, resource, window.start, window.end, but), window)
