"""Routes of calendars, policies and clocks."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.calendars import CalendarChange, compare_calendars, parse_calendar
from bihuan.core.sla import Fact, event_to_json, try_out
from bihuan.core.values import JsonObject, Kind, Refusal, thaw_json
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.sla import interface, messages, queries

calendars = APIRouter(tags=["calendars"], responses=PROBLEMS)
policies = APIRouter(tags=["clocks"], responses=PROBLEMS)
clocks = APIRouter(tags=["clocks"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Version = Annotated[int | None, Query(ge=1, le=1_000_000)]
Base = Annotated[int | None, Field(ge=0, le=1_000_000)]
Key = Annotated[str, Field(min_length=1, max_length=50)]
Instant = Annotated[int, Field(ge=0, le=7_258_118_400_000)]
_YEAR_MS = 366 * 86_400_000


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


# --- calendars --------------------------------------------------------------------------------------------------


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


class CalendarIn(_In):
    """A calendar to publish. `official`: the country whose shipped yearly notices are put in (`CN`)."""

    body: dict[str, Any]
    base_version: Base = None
    official: Annotated[str | None, Field(max_length=2)] = None


class CalendarDraft(_In):
    """A calendar that is not published."""

    body: dict[str, Any]


class OfficialIn(_In):
    """A yearly notice: the `notice` itself in the shape of NateScarlet/holiday-cn, or the `year` that ships."""

    notice: dict[str, Any] | None = None
    year: Annotated[int | None, Field(ge=1970, le=2199)] = None


class DefaultIn(_In):
    """The company's own calendar."""

    calendar: Key


class ChangeOut(BaseModel):
    """One difference between two versions."""

    what: str
    where: str
    old: Any
    new: Any


class EffectOut(BaseModel):
    """A clock of an open ticket that would read otherwise."""

    ticket: str
    number: str
    clock: str
    due: int | None
    new_due: int | None
    breached: bool
    new_breached: bool


class PreviewOut(BaseModel):
    """What publishing would change: the differences, advice, and open clocks. `more`: not all tickets were judged."""

    changes: list[ChangeOut]
    findings: list[dict[str, Any]]
    judged: int
    more: bool
    effects: list[EffectOut]


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
        return [_change_out(change) for change in changes]

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
        effects = _effects(tx, desk, queries.with_calendar(in_force, wanted))
        return PreviewOut(changes=[_change_out(one) for one in changes], findings=[], **effects)

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


def _change_out(change: CalendarChange) -> ChangeOut:
    return ChangeOut(what=change.what, where=change.where, old=change.old, new=change.new)


def _effects(tx: Tx, desk: Desk, wanted: queries.Present) -> dict[str, Any]:
    found = queries.effects_of(tx, desk.info, desk.caller, desk.now(), wanted)
    names = EffectOut.model_fields
    effects = [EffectOut(**{name: getattr(one, name) for name in names}) for one in found.changes]
    return {"judged": found.judged, "more": found.more, "effects": effects}


# --- policies ---------------------------------------------------------------------------------------------------


class SlaSummary(BaseModel):
    """A set of policies and its newest version; `types` empty: for all types that no other set names."""

    key: str
    version: int
    label: dict[str, str]
    types: list[str]
    active: bool
    at: int = Field(description="Published at, ms since 1970-01-01 UTC")


class SlaOut(SlaSummary):
    """One version of a set, complete (docs/sla.md), with what the check advised."""

    body: dict[str, Any]
    findings: list[dict[str, Any]]


class SlaDraft(_In):
    """A set of policies that is not published."""

    body: dict[str, Any]
    types: Annotated[list[Key], Field(max_length=100)] = []


class SlaIn(SlaDraft):
    """A set of policies to publish."""

    base_version: Base = None
    active: bool = True


class FactIn(_In):
    """Something that is to have happened: the record as it is since `at`, `work` included."""

    at: Instant
    received: Instant | None = None
    record: dict[str, Any]


class TrialIn(SlaDraft):
    """Facts to try a set on, and until when; at most a year."""

    facts: Annotated[list[FactIn], Field(max_length=100)]
    until: Instant


@policies.get("")
async def list_policies(desk: DeskDep) -> list[SlaSummary]:
    """Every set of policies."""

    def read(tx: Tx) -> list[SlaSummary]:
        check_access(desk.caller.subject, "read", "sla", {})
        return [SlaSummary(**_sla_values(row)) for row in queries.sla_summaries(tx)]

    return await desk.read(read)


@policies.get("/{key}")
async def get_policies(key: str, desk: DeskDep, version: Version = None) -> SlaOut:
    """One version of a set; the newest when none is named."""

    def read(tx: Tx) -> SlaOut:
        check_access(desk.caller.subject, "read", "sla", {})
        row = queries.newest_sla(tx, key) if version is None else queries.sla_row(tx, key, version)
        return _sla_out(row)

    return await desk.read(read)


@policies.post("", status_code=201)
async def publish_policies(body: SlaIn, desk: DeskDep) -> SlaOut:
    """Publish the next version. Contradictions are refused; open tickets are judged anew within moments."""
    command = messages.PublishSla(body.body, tuple(body.types), body.base_version, body.active)
    accepted = await desk.submit(command)
    key = accepted.ref.removeprefix(messages.sla_stream(""))
    return await desk.read(lambda tx: _sla_out(queries.newest_sla(tx, key)))


@policies.post("/preview")
async def preview_policies(body: SlaDraft, desk: DeskDep) -> PreviewOut:
    """What publishing this set would change for tickets that are open now, and what is wrong with it."""

    def read(tx: Tx) -> PreviewOut:
        check_access(desk.caller.subject, "publish", "sla", {})
        checked = interface.check_set(tx, body.body, tuple(body.types))
        known = queries.newest_sla(tx, checked.applied.key)
        changes = queries.changes_between(known["body"] if known else {}, body.body)
        effects = _effects(tx, desk, queries.with_set(queries.present(tx), checked.applied))
        findings = [thaw_json(_finding(one)) for one in checked.findings]
        return PreviewOut(changes=[ChangeOut(**one) for one in changes], findings=findings, **effects)

    return await desk.read(read)


@policies.post("/try")
async def try_policies(body: TrialIn, desk: DeskDep) -> list[dict[str, Any]]:
    """Tell a ticket's story to a set, every timer going off in time: which events its clocks would have."""

    def read(tx: Tx) -> list[dict[str, Any]]:
        check_access(desk.caller.subject, "publish", "sla", {})
        checked = interface.check_set(tx, body.body, tuple(body.types))
        in_force = queries.present(tx)
        facts = sorted(((one.received or one.at, Fact(one.at, one.record)) for one in body.facts), key=lambda f: f[0])
        if facts and body.until - facts[0][0] > _YEAR_MS:
            raise Refusal("sla.trial_too_long", path="until")
        env = queries.env_for(tx, desk.info, desk.now(), in_force)
        _, events = try_out(checked.applied.definition, facts, in_force.shelf, env, body.until)
        return [event_to_json(event) for event in events]

    return await desk.read(read)


def _finding(one: Any) -> JsonObject:
    return {"code": one.code, "level": one.level, "path": one.path, "data": one.data}


def _sla_values(row: Row) -> JsonObject:
    names = ("key", "version", "types", "active")
    label = row["body"].get("label") or row["key"]
    label = label if isinstance(label, dict) else {"zh": label, "en": label}
    return {**{name: row[name] for name in names}, "label": label, "at": row["published_at"]}


def _sla_out(row: Row | None) -> SlaOut:
    if row is None:
        raise Refusal("sla.not_found", Kind.NOT_FOUND)
    return SlaOut(**_sla_values(row), body=row["body"], findings=row["findings"])


# --- clocks of a ticket -----------------------------------------------------------------------------------------


class ClockOut(BaseModel):
    """How one clock stands. Lengths in ms. A breach outshines what the clock is doing, which `moving` still says."""

    key: str
    label: dict[str, str]
    kind: str
    alarm: bool = Field(description="It watches rather than promises, and is never the next due")
    state: str = Field(description="idle, running, outside_hours, paused, met, breached, cancelled")
    moving: str = Field(description="idle, running, outside_hours, paused, over")
    breached: bool
    goal: int
    elapsed: int
    remaining: int
    percent: int
    due: int | None
    changes_at: int | None = Field(description="When opening hours next begin or end for a clock that runs")
    policy: str | None
    hours: str | None
    calendar: str | None
    calendar_version: int | None
    cycle: int
    breaches: list[dict[str, Any]] = Field(description="Breaches that are no more, and why not")


class ClocksOut(BaseModel):
    """Every clock of a ticket, and the policy that promises."""

    policies: str | None
    version: int
    policy: dict[str, Any] | None
    next: str | None = Field(description="The clock that is due first")
    clocks: list[ClockOut]
    reminders: list[dict[str, Any]]


class ClockStory(BaseModel):
    """Why it is due then: every move with its reason, every stretch of time that counted, and the same in words."""

    key: str
    policy: str
    goal: int
    elapsed: int
    remaining: int
    due: int | None
    provisional: list[int] = Field(description="Years on the way whose official holidays are not known yet")
    moments: list[dict[str, Any]]
    legs: list[dict[str, Any]]
    stretches: list[dict[str, Any]]
    texts: list[str]


@clocks.get("/{key}/clocks")
async def ticket_clocks(key: str, desk: DeskDep) -> ClocksOut:
    """Every clock of the ticket with this id or number, as it reads now."""
    told = await desk.read(lambda tx: queries.told_clocks(tx, desk.caller, key, desk.now()))
    return ClocksOut(**told)


@clocks.get("/{key}/clocks/{clock}")
async def ticket_clock(key: str, clock: str, desk: DeskDep) -> ClockStory:
    """Why one clock is due when it is."""
    asked = (desk.caller, key, clock)
    told = await desk.read(lambda tx: queries.told_clock(tx, desk.hooks, desk.info, asked, desk.now()))
    return ClockStory(**told)
