"""Engineers' profiles, and everybody's place in the roster."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bihuan.core.values import JsonObject, Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

MOST = 1_000
MOST_ITEMS = 200
MOST_WORD = 100
MOST_NOTE = 500
MOST_PLANNED = 5_000
MAX_LEAVE_MS = 5 * 366 * 86_400_000
_LAST = 253_402_300_799_000


# --- profiles --------------------------------------------------------------------------------------------------


def save_engineer(command: m.SaveEngineer, context: Context) -> Outcome:
    """The profile as a whole; saying the same again changes nothing."""
    problems = list(_faults(command, context))
    if problems:
        raise Refusal("engineer.rejected", problems=problems)
    stream = m.engineer_stream(command.user)
    profile = {name: thaw_json(getattr(command, name)) for name in m.PROFILE}
    known = queries.engineer_row(context.tx, command.user)
    if known is not None and known["active"] and all(_plain(known[name]) == _plain(profile[name]) for name in profile):
        return Outcome(stream)
    values: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in profile.items()}
    return Outcome(stream, ((stream, m.EngineerSaved(**values)),))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _faults(command: m.SaveEngineer, context: Context) -> Iterator[Problem]:
    if not identity.is_active(context.tx, command.user):
        yield Problem("user", "user.unknown", {})
    if command.home is not None and not _is_point(command.home):
        yield Problem("home", "record.point_invalid", {})
    for name in ("capacity", "day_cap"):
        if not 0 <= (getattr(command, name) or 0) <= MOST:
            yield Problem(name, "engineer.number_invalid", {"most": MOST})
    for name in ("languages", "exclusions", "tags"):
        if not _are_words(getattr(command, name)):
            yield Problem(name, "engineer.words_invalid", {"most": MOST_ITEMS})
    yield from _certificate_faults(command.certificates)


def _certificate_faults(certificates: tuple[JsonObject, ...]) -> Iterator[Problem]:
    for index, item in enumerate(certificates):
        if not _is_certificate(item) or index >= MOST_ITEMS:
            yield Problem(f"certificates.{index}", "engineer.certificate_invalid", {})


def _are_words(words: tuple[str, ...]) -> bool:
    return len(words) <= MOST_ITEMS and len(set(words)) == len(words) and all(_is_word(word) for word in words)


def _is_word(word: Any) -> bool:
    return isinstance(word, str) and 0 < len(word.strip()) == len(word) <= MOST_WORD


def _is_certificate(item: Any) -> bool:
    until = item.get("until") if isinstance(item, dict) else ""
    good_until = until is None or (isinstance(until, int) and not isinstance(until, bool) and 0 <= until <= _LAST)
    return isinstance(item, dict) and _is_word(item.get("name")) and good_until and item.keys() <= {"name", "until"}


def _is_point(value: JsonObject) -> bool:
    if value.keys() != {"lat", "lng"}:
        return False
    try:
        return all(abs(Decimal(str(value[name]))) <= most for name, most in (("lat", 90), ("lng", 180)))
    except InvalidOperation:
        return False


def pause(command: m.PauseEngineer, context: Context) -> Outcome:
    """暂停接单 or not; the same again changes nothing."""
    row = _engineer(context, command.user)
    stream = m.engineer_stream(command.user)
    same = row["paused"] == command.paused
    return Outcome(stream, () if same else ((stream, m.EngineerPaused(command.paused)),))


def remove_engineer(command: m.RemoveEngineer, context: Context) -> Outcome:
    """No candidate any more."""
    _engineer(context, command.user)
    stream = m.engineer_stream(command.user)
    return Outcome(stream, ((stream, m.EngineerRemoved()),))


def _engineer(context: Context, user: str) -> JsonObject:
    row = queries.engineer_row(context.tx, user)
    if row is None or not row["active"]:
        raise Refusal("engineer.not_found", Kind.NOT_FOUND)
    return row


def forget(command: m.ForgetPerson, context: Context) -> Outcome:
    """Erase what is personal in the person's streams here, as far as there are any."""
    rows = {
        m.engineer_stream(command.user): queries.engineer_row(context.tx, command.user),
        m.duty_stream(command.user): queries.duty_row(context.tx, command.user),
    }
    events = tuple((stream, m.PersonForgotten()) for stream, row in rows.items() if row is not None)
    return Outcome(m.engineer_stream(command.user), events)


# --- roster ----------------------------------------------------------------------------------------------------


def set_memberships(command: m.SetMemberships, context: Context) -> Outcome:
    """The patterns that somebody follows, all of them."""
    patterns = _roster(context).roster.patterns
    problems = [
        Problem(f"memberships.{index}", code, {"known": sorted(patterns)})
        for index, item in enumerate(command.memberships)
        if (code := _membership_fault(item, patterns)) is not None
    ]
    if problems or len(command.memberships) > MOST_ITEMS:
        raise Refusal("roster.rejected", problems=problems)
    stream = m.duty_stream(command.user)
    made = tuple(
        {"pattern": item["pattern"], "from": item["from"], "to": item.get("to"), "shifted": item.get("shifted", 0)}
        for item in command.memberships
    )
    known = queries.duty_row(context.tx, command.user)
    same = (known["memberships"] if known else []) == list(made)
    return Outcome(stream, () if same else ((stream, m.MembershipsSet(made)),))


def _membership_fault(item: JsonObject, patterns: Any) -> str | None:
    if item.get("pattern") not in patterns:
        return "roster.pattern_unknown"
    start, end = _date(item.get("from")), _date(item.get("to"))
    if start is None or (item.get("to") is not None and (end is None or end < start)):
        return "dispatch.bad_date"
    shifted = item.get("shifted", 0)
    return None if isinstance(shifted, int) and 0 <= shifted <= MOST else "roster.shifted_invalid"


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def set_day(command: m.SetDay, context: Context) -> Outcome:
    """A swap, an extra duty, a day off; or as the pattern says again."""
    shifts = _roster(context).roster.shifts
    unknown = [key for key in command.shifts or () if key not in shifts]
    if unknown:
        raise Refusal("dispatch.shift_unknown", path="shifts", known=sorted(shifts))
    if _date(command.day) is None:
        raise Refusal("dispatch.bad_date", path="day")
    stream = m.duty_stream(command.user)
    known = (queries.duty_row(context.tx, command.user) or {"days": {}})["days"].get(command.day)
    same = known == (None if command.shifts is None else list(command.shifts))
    return Outcome(stream, () if same else ((stream, m.DaySet(command.day, command.shifts)),))


def publish_plan(command: m.PublishRosterPlan, context: Context) -> Outcome:
    """All days of a plan or none. Refuses `roster.rejected` with every fault, and `roster.moved` if somebody's entries
    are not those that the plan was made from."""
    shifts = _roster(context).roster.shifts
    problems = list(_plan_faults(command.days, shifts))
    if problems or len(command.days) > MOST_PLANNED:
        raise Refusal("roster.rejected", problems=problems)
    planned: dict[str, dict[str, Any]] = {}
    for item in thaw_json(command.days):
        planned.setdefault(item["person"], {})[item["day"]] = item["shifts"]
    rows = {person: queries.duty_row(context.tx, person) or {"days": {}, "version": 0} for person in planned}
    moved = sorted(person for person, row in rows.items() if command.bases.get(person) != row["version"])
    if moved:
        raise Refusal("roster.moved", Kind.CONFLICT, people=moved)
    events = []
    for person, days in planned.items():
        new = {day: keys for day, keys in days.items() if rows[person]["days"].get(day) != keys}
        events += [(m.duty_stream(person), m.RosterPlanned(new))] if new else []
    return Outcome(m.definition_stream(m.ROSTER), tuple(events))


def _plan_faults(days: tuple[JsonObject, ...], shifts: Any) -> Iterator[Problem]:
    for index, item in enumerate(days):
        if _date(item.get("day")) is None:
            yield Problem(f"days.{index}.day", "dispatch.bad_date", {})
        if any(key not in shifts for key in item.get("shifts") or ()):
            yield Problem(f"days.{index}.shifts", "dispatch.shift_unknown", {"known": sorted(shifts)})


def _roster(context: Context) -> queries.RosterBook:
    book = queries.roster_book(context.tx, queries.fingerprints(context.tx), context.tenant.zone)
    if book is None:
        raise Refusal("roster.not_published", Kind.CONFLICT)
    return book


# --- leave -----------------------------------------------------------------------------------------------------


def enter_leave(command: m.EnterLeave, context: Context) -> Outcome:
    """A leave; its timers see to the work."""
    if not 0 <= command.start < command.end <= _LAST or command.end - command.start > MAX_LEAVE_MS:
        raise Refusal("roster.leave_times", path="end")
    if not _is_word(command.kind):
        raise Refusal("roster.leave_kind", path="kind", most=MOST_WORD)
    if len(command.note) > MOST_NOTE:
        raise Refusal("roster.leave_note", path="note", most=MOST_NOTE)
    stream, leave = m.duty_stream(command.user), context.new_id()
    known = (queries.duty_row(context.tx, command.user) or {"leaves": []})["leaves"]
    if any(item["start"] < command.end and command.start < item["end"] for item in known):
        raise Refusal("roster.leave_overlaps", Kind.CONFLICT, path="start")
    event = m.LeaveEntered(leave, command.start, command.end, command.kind, command.note)
    return Outcome(f"leave:{leave}", ((stream, event),))


def cancel_leave(command: m.CancelLeave, context: Context) -> Outcome:
    """Strike it out; one that has begun ends now. One that is over stays as it was."""
    found = _leave(context, command.user, command.leave)
    stream = m.duty_stream(command.user)
    if found is None:
        raise Refusal("roster.leave_not_found", Kind.NOT_FOUND)
    if found["end"] <= context.now:
        raise Refusal("roster.leave_over", Kind.CONFLICT)
    end = context.now if found["start"] < context.now else None
    return Outcome(stream, ((stream, m.LeaveCancelled(command.leave, end)),))


def turn_leave(command: m.TurnLeave, context: Context) -> Outcome:
    """A leave begins: name the work that is open now; or it ends."""
    stream = m.duty_stream(command.user)
    found = _leave(context, command.user, command.leave)
    if found is None:
        return Outcome(stream)
    if command.ended:
        return Outcome(stream, ((stream, m.LeaveEnded(command.leave)),))
    tasks = tuple(row["id"] for row in tickets.work_of(context.tx, command.user))
    return Outcome(stream, ((stream, m.LeaveBegan(command.leave, found["end"], tasks)),))


def _leave(context: Context, user: str, leave: str) -> JsonObject | None:
    row = queries.duty_row(context.tx, user) or {"leaves": []}
    return next((item for item in row["leaves"] if item["id"] == leave), None)


def note_leaver(command: m.NoteLeaver, context: Context) -> Outcome:
    """The open work of somebody who has left for good, where dispatch is in use."""
    stream = m.duty_stream(command.user)
    marks = queries.fingerprints(context.tx)
    tasks = tuple(row["id"] for row in tickets.work_of(context.tx, command.user))
    if not tasks or queries.policy_book(context.tx, marks) is None:
        return Outcome(stream)
    return Outcome(stream, ((stream, m.LeaverNoted(tasks)),))
