"""Routes of reports: what can be asked, the answer, and the answer as a file."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Response
from pydantic import BaseModel, Field

from bihuan.core.access import EVERYTHING, NOTHING, Scope, scope_of
from bihuan.core.reports import FORMULAS, GROUP_LABELS, LABELS, MEASURES, PERIODS, day_of, read_question
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.listing import MAX_FILTER_LENGTH
from bihuan.kernel.routing import Router
from bihuan.kernel.spreadsheets import CsvTable, XlsxTable
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.audit.interface import record_access
from bihuan.modules.audit.messages import EXPORT, MASKED_SEARCH
from bihuan.modules.features import interface as features
from bihuan.modules.identity import interface as identity
from bihuan.modules.reports import queries

router = Router(tags=["reports"], responses=PROBLEMS, dependencies=[features.needs_feature("reports")])
DeskDep = Annotated[Desk, Depends(desk_of)]
_EPOCH = date(1970, 1, 1)
FileFormat = Literal["csv", "csv-gb18030", "xlsx"]
_MEDIA: dict[FileFormat, tuple[str, str]] = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "csv-gb18030": ("text/csv; charset=gb18030", "csv"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}


class MeasureOut(BaseModel):
    """Something that can be asked for. `unit`: count, share (0 to 1) or ms."""

    key: str
    label: dict[str, str]
    formula: dict[str, str]
    unit: str


class GroupOut(BaseModel):
    """Something that an answer can be divided by. `kind`: period, or the kind of the field (docs/rules.md)."""

    key: str
    kind: str
    label: dict[str, str]


class OfferOut(BaseModel):
    """What the caller can ask."""

    measures: list[MeasureOut]
    groups: list[GroupOut]


class AnsweredGroupOut(GroupOut):
    """The same with what its values are called, for those that have a name."""

    names: dict[str, dict[str, str]]


class ReportRowOut(BaseModel):
    """A row: the values it stands for, then the measures. A day or week (its Monday) is a date, a month its first day;
    weekday 0 is Monday; age is the day since which it counts. null: nothing is said there, or there is nothing to
    divide by."""

    by: list[str | int | bool | None]
    values: list[float | int | None]


class ReportOut(BaseModel):
    """An answer, ordered by its groups."""

    by: list[AnsweredGroupOut]
    measures: list[MeasureOut]
    rows: list[ReportRowOut]
    more: bool = Field(description="There are further rows: narrow the question")
    lag_ms: int = Field(description="For how long the oldest change that is not counted yet has waited")
    complete: bool = Field(description="False while everything is being counted anew: figures are too low")


class Asked(BaseModel):
    """The parameters of a question."""

    measures: str
    by: str = ""
    first: date | None = None
    last: date | None = None
    narrowed: dict[str, str | None]


async def narrowing(
    filter: Annotated[str, Query(max_length=MAX_FILTER_LENGTH, description="As for the list of tickets")] = "",
    type: Annotated[str | None, Query(max_length=100, description="One type; its filterable fields join in")] = None,
    q: Annotated[str, Query(max_length=200, description="Search text")] = "",
) -> dict[str, str | None]:
    """Which tickets are meant (a FastAPI dependency)."""
    return {"filter": filter, "type": type, "q": q}


async def asked(
    narrowed: Annotated[dict[str, str | None], Depends(narrowing)],
    measures: Annotated[str, Query(max_length=1_000, description="What to reckon: keys with commas")],
    by: Annotated[str, Query(max_length=400, description="day, week, month, weekday, age or fields, with commas")] = "",
    first: Annotated[date | None, Query(alias="from", description="First day, in the company's zone")] = None,
    last: Annotated[date | None, Query(alias="to", description="Last day, counted in")] = None,
) -> Asked:
    """A question as it comes (a FastAPI dependency)."""
    return Asked(measures=measures, by=by, first=first, last=last, narrowed=narrowed)


AskedDep = Annotated[Asked, Depends(asked)]


@router.get("/measures")
async def list_measures(desk: DeskDep, type: Annotated[str | None, Query(max_length=100)] = None) -> OfferOut:
    """What the caller can ask for, with the formula of each, and what he can divide it by."""

    def read(tx: Tx) -> OfferOut:
        _check_colleague(tx, desk)
        keys, columns = queries.offer(tx, desk.caller, type, identity.env_of(tx, desk.info, desk.now()))
        periods = [GroupOut(key=key, kind="period", label=_named(key, {})) for key in PERIODS]
        fields = [GroupOut(key=one.key, kind=one.type, label=_named(one.key, one.label)) for one in columns]
        return OfferOut(measures=[_measure(key) for key in keys], groups=[*periods, *fields])

    return await desk.read(read)


@router.get("/query")
async def query_report(desk: DeskDep, question: AskedDep) -> ReportOut:
    """The answer to a question, of the tickets that the caller may read: one statement, his rights inside."""
    report, logged = await desk.read(lambda tx: _report(tx, desk, question))
    if logged:
        await record_access(desk, MASKED_SEARCH, kind="ticket", fields=logged)
    return report


_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.partition(";")[0]: {} for kind, _ in _MEDIA.values()}, "description": "The file"}
}


@router.get("/export", responses=_FILE, response_class=Response)
async def export_report(
    desk: DeskDep,
    question: AskedDep,
    format: Annotated[FileFormat, Query(description="csv is UTF-8 with BOM, csv-gb18030 for old Excel")] = "csv",
) -> Response:
    """The answer as a table, for whoever may export tickets; it is written down that he did."""
    within = scope_of(desk.caller.subject, "export", "ticket")
    if within == NOTHING:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="export", object="ticket")
    report, logged = await desk.read(lambda tx: _report(tx, desk, question, within))
    if logged:
        await record_access(desk, MASKED_SEARCH, kind="ticket", fields=logged)
    keys = (*(one.key for one in report.by), *(one.key for one in report.measures))
    await record_access(desk, EXPORT, kind="ticket", fields=keys, detail={"rows": len(report.rows)})
    media, ending = _MEDIA[format]
    name = {"Content-Disposition": f'attachment; filename="report.{ending}"'}
    return Response(_table(report, desk.language, format), media_type=media, headers=name)


# --- answers ----------------------------------------------------------------------------------------------------


def _report(tx: Tx, desk: Desk, asked: Asked, within: Scope = EVERYTHING) -> tuple[ReportOut, tuple[str, ...]]:
    _check_colleague(tx, desk)
    question = read_question(_keys(asked.measures), _keys(asked.by), asked.first, asked.last)
    now, info = desk.now(), desk.info
    about = (identity.env_of(tx, info, now), day_of(now, info.zone))
    asking = queries.ask(tx, desk.caller, question, asked.narrowed, about, within)
    found, fresh = queries.answer(tx, asking), queries.freshness(tx, now)
    rows = [
        ReportRowOut(by=[_said(name, value) for name, value in zip(question.by, by, strict=True)], values=list(values))
        for by, values in found.rows
    ]
    report = ReportOut(
        by=[_group(tx, desk, asking, index, found) for index in range(len(question.by))],
        measures=[_measure(one.key) for one in question.measures],
        rows=rows,
        more=found.more,
        lag_ms=fresh.lag_ms,
        complete=fresh.complete,
    )
    return report, asking.logged


def _check_colleague(tx: Tx, desk: Desk) -> None:
    person = desk.caller.subject.person
    if person is None or identity.is_customers(tx, person):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.colleagues_only")


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key for key in (part.strip() for part in text.split(",")) if key)


def _measure(key: str) -> MeasureOut:
    return MeasureOut(key=key, label=dict(LABELS[key]), formula=dict(FORMULAS[key]), unit=MEASURES[key].unit)


def _group(tx: Tx, desk: Desk, asking: queries.Asking, index: int, found: queries.Answer) -> AnsweredGroupOut:
    name = asking.question.by[index]
    if name in PERIODS:
        return AnsweredGroupOut(key=name, kind="period", label=_named(name, {}), names={})
    column = queries.groupable(asking.among.view.listing)[name]
    names = queries.names_of(tx, desk.caller, column, {by[index] for by, _ in found.rows})
    return AnsweredGroupOut(key=name, kind=column.type, label=_named(name, column.label), names=names)


def _named(key: str, label: Mapping[str, str]) -> dict[str, str]:
    return dict(GROUP_LABELS.get(key, label))


def _said(name: str, value: Any) -> Any:
    """A value of a group as answers write it."""
    if value is None or name not in ("day", "week", "month"):
        return value
    if name == "month":
        return date(value // 100, value % 100, 1).isoformat()
    return (_EPOCH + timedelta(days=value)).isoformat()


def _table(report: ReportOut, language: str, format: FileFormat) -> bytes:
    made: CsvTable | XlsxTable = XlsxTable() if format == "xlsx" else CsvTable("gb18030" if "gb" in format else "utf-8")
    heads = [one.label.get(language) or one.key for one in report.by]
    heads += [f"{one.label.get(language) or one.key}{_UNITS[one.unit][language]}" for one in report.measures]
    units = [one.unit for one in report.measures]
    rows = [
        [
            *(_cell(group, value, language) for group, value in zip(report.by, row.by, strict=True)),
            *map(_number, units, row.values),
        ]
        for row in report.rows
    ]
    return made.rows([heads, *rows]) + made.end()


_HOUR_MS = 3_600_000
_UNITS = {
    "count": {"zh": "", "en": ""},
    "share": {"zh": "（%）", "en": " (%)"},
    "ms": {"zh": "（小时）", "en": " (hours)"},
}


def _number(unit: str, value: float | None) -> float | None:
    """A figure as people reckon on with it: hours and percent."""
    if value is None or unit == "count":
        return value
    return round(value / _HOUR_MS, 2) if unit == "ms" else round(value * 100, 2)


def _cell(group: AnsweredGroupOut, value: Any, language: str) -> Any:
    named = group.names.get(str(value), {}) if isinstance(value, str) else {}
    return named.get(language, value)
