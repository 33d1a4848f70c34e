"""Routes of calendars."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field

from bihuan.core.access import check_access
from bihuan.core.calendars import compare_calendars, parse_calendar
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.sla import messages, queries
from bihuan.modules.sla.api.shapes import (
    Base,
    ChangeOut,
    DeskDep,
    In,
    Key,
    PreviewOut,
    Version,
    change_out,
    effects_out,
)

calendars = Router(tags=["calendars"], responses=PROBLEMS)


class CalendarSummary(BaseModel):
    """A calendar and its newest version."""

    key: str
    version: int
    label: dict[str, str]
    zone: str
    is_default: bool
    official_years: list[int] | None = Field(description="Years whose official notice is known; null: it needs none")


class CalendarOut(BaseModel):
    """One version of a calendar, complete (docs/calendars.md)."""

    key: str
    version: int
    body: dict[str, Any]
    versions: list[int]
    at: int = Field(description="Published at, ms since 1970-01-01 UTC")


class CalendarIn(In):
    """A calendar to publish. `official`: the country whose shipped yearly notices are put in (`CN`)."""

    body: dict[str, Any]
    base_version: Base = None
    official: Annotated[str | None, Field(max_length=2)] = None


class CalendarDraft(In):
    """A calendar that is not published."""

    body: dict[str, Any]


class OfficialIn(In):
    """A yearly notice: the `notice` itself in the shape of NateScarlet/holiday-cn, or the `year` that ships."""

    notice: dict[str, Any] | None = None
    year: Annotated[int | None, Field(ge=1970, le=2199)] = None


class DefaultIn(In):
    """The company's own calendar."""

    calendar: Key


@calendars.get("")
async def list_calendars(desk: DeskDep) -> list[CalendarSummary]:
    """Every calendar."""

    def read(tx: Tx) -> list[CalendarSummary]:
        check_access(desk.caller.subject, "read", "calendar", {})
        in_force = queries.present(tx)
        versions = {row["key"]: row["version"] for row in queries.present_rows(tx, "calendar")}
        return [
            CalendarSummary(
                key=key,
                version=versions[key],
                label=dict(one.label),
                zone=one.zone,
                is_default=key == in_force.default,
                official_years=None if one.official_years is None else sorted(one.official_years),
            )
            for key, one in sorted(in_force.calendars.items())
        ]

    return await desk.read(read)


@calendars.get("/{key}")
async def get_calendar(key: str, desk: DeskDep, version: Version = None) -> CalendarOut:
    """One version of a calendar; the newest when none is named."""
    return await desk.read(lambda tx: _calendar_out(_readable_calendar(tx, desk, key, version), tx))


@calendars.get("/{key}/changes")
async def calendar_changes(
    key: str, desk: DeskDep, since: Annotated[int, Query(ge=1, le=1_000_000)]
) -> list[ChangeOut]:
    """What the newest version changed since version `since`."""

    def read(tx: Tx) -> list[ChangeOut]:
        old, new = _readable_calendar(tx, desk, key, since), _readable_calendar(tx, desk, key, None)
        changes = compare_calendars(parse_calendar(old["body"]), parse_calendar(new["body"]))
        return [change_out(change) for change in changes]

    return await desk.read(read)


@calendars.post("", status_code=201)
async def publish_calendar(body: CalendarIn, desk: DeskDep) -> CalendarOut:
    """Publish the next version; open clocks follow within moments."""
    command = messages.PublishCalendar(body.body, body.base_version, body.official)
    accepted = await desk.submit(command)
    key = accepted.ref.removeprefix(messages.calendar_stream(""))
    return await desk.read(lambda tx: _calendar_out(queries.newest_calendar(tx, key), tx))


@calendars.post("/preview")
async def preview_calendar(body: CalendarDraft, desk: DeskDep) -> PreviewOut:
    """What publishing this calendar would change for tickets that are open now."""

    def read(tx: Tx) -> PreviewOut:
        check_access(desk.caller.subject, "publish", "calendar", {})
        wanted = parse_calendar(body.body)
        in_force = queries.present(tx)
        known = in_force.calendars.get(wanted.key)
        changes = compare_calendars(known, wanted) if known is not None else ()
        effects = effects_out(tx, desk, queries.with_calendar(in_force, wanted))
        return PreviewOut(changes=[change_out(one) for one in changes], findings=[], **effects)

    return await desk.read(read)


@calendars.post("/{key}/official")
async def import_official_days(key: str, body: OfficialIn, desk: DeskDep) -> CalendarOut:
    """Put a year's official holidays and make-up workdays 调休 into a calendar; what people wrote stands."""
    await desk.submit(messages.ImportOfficialDays(key, body.notice, body.year))
    return await desk.read(lambda tx: _calendar_out(queries.newest_calendar(tx, key), tx))


@calendars.put("/default")
async def set_default_calendar(body: DefaultIn, desk: DeskDep) -> CalendarOut:
    """Choose the company's own calendar: whose working days count where none is named."""
    await desk.submit(messages.SetDefaultCalendar(body.calendar))
    return await desk.read(lambda tx: _calendar_out(queries.newest_calendar(tx, body.calendar), tx))


def _readable_calendar(tx: Tx, desk: Desk, key: str, version: int | None) -> Row:
    check_access(desk.caller.subject, "read", "calendar", {})
    row = queries.newest_calendar(tx, key) if version is None else queries.calendar_row(tx, key, version)
    if row is None:
        raise Refusal("calendar.not_found", Kind.NOT_FOUND)
    return row


def _calendar_out(row: Row | None, tx: Tx) -> CalendarOut:
    if row is None:
        raise Refusal("calendar.not_found", Kind.NOT_FOUND)
    versions = [one["version"] for one in queries.calendar_versions(tx, row["key"])]
    return CalendarOut(
        key=row["key"], version=row["version"], body=row["body"], versions=versions, at=row["published_at"]
    )
