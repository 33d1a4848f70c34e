"""Publishing calendars and policies."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from bihuan.core.access import check_access
from bihuan.core.calendars import (
    OfficialYear,
    calendar_to_json,
    parse_calendar,
    read_official_year,
    with_official_years,
)
from bihuan.core.sla import Finding
from bihuan.core.values import JsonObject, Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.sla import interface, queries
from bihuan.modules.sla.messages import (
    DEFAULT_STREAM,
    CalendarPublished,
    DefaultCalendarSet,
    ImportOfficialDays,
    PublishCalendar,
    PublishSla,
    SetDefaultCalendar,
    SlaPublished,
    calendar_stream,
    sla_stream,
)


def may_publish_calendar(_command: Any, context: Context) -> None:
    """Only who may publish calendars."""
    check_access(context.caller.subject, "publish", "calendar", {})


def may_publish_sla(_command: Any, context: Context) -> None:
    """Only who may publish policies."""
    check_access(context.caller.subject, "publish", "sla", {})


# --- calendars --------------------------------------------------------------------------------------------------


def publish_calendar(command: PublishCalendar, context: Context) -> Outcome:
    """The next version of a calendar. The same text again changes nothing."""
    calendar = parse_calendar(thaw_json(command.body))
    if command.official is not None:
        calendar = with_official_years(calendar, _shipped(command.official))
    known = queries.newest_calendar(context.tx, calendar.key)
    if known is not None and command.only_new:
        return Outcome(calendar_stream(calendar.key))
    _check_base(command.base_version, known)
    return _published(calendar.key, calendar_to_json(calendar), known)


def _published(key: str, body: JsonObject, known: Any) -> Outcome:
    stream = calendar_stream(key)
    if known is not None and known["body"] == body:
        return Outcome(stream)
    version = known["version"] + 1 if known is not None else 1
    return Outcome(stream, ((stream, CalendarPublished(key, version, body)),))


def _shipped(country: str) -> Iterable[OfficialYear]:
    if country.upper() != "CN":
        raise Refusal("calendar.no_official_days", path="official", country=country, known=["CN"])
    return interface.shipped_years().values()


def import_days(command: ImportOfficialDays, context: Context) -> Outcome:
    """A yearly notice in place of what the calendar had of that year; days that people wrote stand."""
    known = queries.newest_calendar(context.tx, command.calendar)
    if known is None:
        raise Refusal("calendar.not_found", Kind.NOT_FOUND)
    if (command.notice is None) == (command.year is None):
        raise Refusal("calendar.notice_or_year", path="notice")
    calendar = with_official_years(parse_calendar(known["body"]), [_notice(command)])
    return _published(command.calendar, calendar_to_json(calendar), known)


def _notice(command: ImportOfficialDays) -> OfficialYear:
    if command.notice is not None:
        return read_official_year(thaw_json(command.notice))
    shipped = interface.shipped_years()
    if command.year is None or command.year not in shipped:
        raise Refusal("calendar.year_not_shipped", path="year", year=command.year, known=sorted(shipped))
    return shipped[command.year]


def set_default(command: SetDefaultCalendar, context: Context) -> Outcome:
    """The company's own calendar."""
    in_force = queries.present(context.tx)
    if command.calendar not in in_force.calendars:
        raise Refusal("calendar.not_found", Kind.NOT_FOUND)
    chosen = queries.present_rows(context.tx, "default")
    if chosen and chosen[0]["key"] == command.calendar:
        return Outcome(DEFAULT_STREAM)
    return Outcome(DEFAULT_STREAM, ((DEFAULT_STREAM, DefaultCalendarSet(command.calendar)),))


# --- policies ---------------------------------------------------------------------------------------------------


def publish_sla(command: PublishSla, context: Context) -> Outcome:
    """The next version of a set, if nothing in it contradicts itself; what is merely odd comes back as advice."""
    body = thaw_json(command.body)
    checked = interface.check_set(context.tx, body, command.types, active=command.active)
    blocking = [finding for finding in checked.findings if finding.level == "error"]
    if blocking:
        raise Refusal("sla.not_publishable", problems=[_problem(one) for one in blocking])
    key = checked.applied.key
    stream = sla_stream(key)
    known = queries.newest_sla(context.tx, key)
    _check_base(command.base_version, known)
    written = {"body": body, "types": list(command.types), "forms": checked.forms, "active": command.active}
    if known is not None and all(known[name] == value for name, value in written.items()):
        return Outcome(stream)
    version = known["version"] + 1 if known is not None else 1
    findings = tuple(thaw_json(asdict(one)) for one in checked.findings)
    event = SlaPublished(key, version, body, command.types, checked.forms, findings, command.active)
    return Outcome(stream, ((stream, event),))


def _problem(finding: Finding) -> Problem:
    return Problem(finding.path, finding.code, finding.data)


def _check_base(base: int | None, known: Any) -> None:
    at = known["version"] if known is not None else 0
    if base is not None and base != at:
        raise Refusal("definition.moved", Kind.CONFLICT, base=base, current=at)
