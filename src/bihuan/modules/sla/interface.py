"""What other modules may ask of calendars, policies and clocks."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from bihuan.core.calendars import Calendar, OfficialYear, read_official_year
from bihuan.core.late import dataclass
from bihuan.core.rules import Schema
from bihuan.core.sla import Finding, lint, parse_sla
from bihuan.core.values import Instant, JsonObject, Problem, Refusal
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.sla import queries
from bihuan.modules.sla.messages import PublishCalendar, PublishSla
from bihuan.modules.sla.queries import Applied, judged_clocks, told_clocks

__all__ = [
    "CheckedSet",
    "calendar",
    "calendar_command",
    "check_set",
    "clock_rows",
    "configured_calendars",
    "configured_sets",
    "default_calendar",
    "judged_clocks",
    "promised_by",
    "schema_for",
    "shipped_years",
    "sla_command",
    "told_clocks",
]


@dataclass(frozen=True, slots=True)
class CheckedSet:
    """A set as it would be applied, the form versions that its conditions were checked against, and the findings."""

    applied: Applied
    forms: dict[str, int]
    findings: tuple[Finding, ...]


def check_set(tx: Tx, body: JsonObject, types: tuple[str, ...], *, active: bool = True) -> CheckedSet:
    """Read and check a set for these types (none: all that no other set names), publishing nothing.

    One that is not in force (`active`) may be for types that another is for.

    Refuses `sla.invalid` naming every fault.
    """
    in_force = queries.present(tx)
    kinds = {kind.key: kind for kind in flows.ticket_types(tx)}
    problems = [
        Problem(f"types.{index}", "ticket_type.unknown", {"type": name})
        for index, name in enumerate(types)
        if name not in kinds
    ]
    versions = _forms_of(tx, types)
    schema = queries.schema_of_forms(tx, versions)
    try:
        definition = parse_sla(body, schema, in_force.calendars)
    except Refusal as refusal:
        raise Refusal(refusal.code, problems=[*problems, *refusal.problems], **refusal.data) from refusal
    others = in_force.sets if active else ()
    rivals = [one for one in others if one.key != definition.key and _same_types(one.types, types)]
    problems.extend(Problem("types", "sla.type_taken", {"policies": one.key}) for one in rivals)
    if problems:
        raise Refusal("sla.invalid", problems=problems)
    made = queries.applied(definition.key, 0, frozenset(types), definition)
    return CheckedSet(made, versions, lint(definition, schema))


def schema_for(tx: Tx, types: tuple[str, ...]) -> Schema:
    """What conditions of a set for these types (none: all) may speak of, without `work`."""
    return queries.schema_of_forms(tx, _forms_of(tx, types))


def _forms_of(tx: Tx, types: tuple[str, ...]) -> dict[str, int]:
    """The present form versions of these types; where none of them is known, of all that are used."""
    kinds = flows.ticket_types(tx)
    wanted = [kind for kind in kinds if kind.key in types] or [kind for kind in kinds if kind.active]
    return {kind.form: forms.current_version(tx, kind.form) for kind in wanted}


def _same_types(known: frozenset[str], wanted: tuple[str, ...]) -> bool:
    return bool(known & set(wanted)) if known and wanted else not known and not wanted


@lru_cache(maxsize=1)
def shipped_years() -> Mapping[int, OfficialYear]:
    """The yearly notices of the State Council that ship with Bihuan, by year. A later year is not known yet."""
    text = (files("bihuan.modules.sla") / "official_days.json").read_text(encoding="utf-8")
    return {notice["year"]: read_official_year(notice) for notice in json.loads(text)["years"]}


def calendar(tx: Tx, key: str) -> Calendar | None:
    """The present version of a calendar."""
    return queries.present(tx).calendars.get(key)


def clock_rows(tx: Tx, ticket_id: str) -> list[Row]:
    """One row per clock of a ticket, whoever asks."""
    return queries.clock_rows(tx, ticket_id)


def promised_by(tx: Tx, ticket_id: str) -> Instant | None:
    """When the ticket is promised to be resolved; None when nothing is promised or it has come about."""
    running = [row for row in queries.clock_rows(tx, ticket_id) if row["kind"] == "resolve" and row["ended_at"] is None]
    return min((row["due"] for row in running if row["due"] is not None), default=None)


def calendar_command(body: JsonObject, *, only_new: bool = True) -> PublishCalendar:
    """The command for a calendar as a bundle writes it: `official: CN` beside the calendar's own keys."""
    own = {key: value for key, value in body.items() if key != "official"}
    return PublishCalendar(own, official=body.get("official"), only_new=only_new)


def sla_command(body: JsonObject) -> PublishSla:
    """The command for a set as a bundle writes it: `types` and `active` beside the set's own keys."""
    own = {key: value for key, value in body.items() if key not in _BESIDE_SET}
    return PublishSla(own, tuple(body.get("types") or ()), active=body.get("active", True))


_BESIDE_SET = ("types", "active")


def configured_calendars(tx: Tx) -> list[JsonObject]:
    """Every calendar as it is in force, by key, its days included."""
    rows = (queries.newest_calendar(tx, row["key"]) for row in queries.present_rows(tx, "calendar"))
    return [row["body"] for row in rows if row is not None]


def configured_sets(tx: Tx) -> list[JsonObject]:
    """The newest version of every set of promises as `sla_command` reads it, by key."""
    return [
        {**row["body"], "types": list(row["types"]), "active": bool(row["active"])} for row in queries.sla_summaries(tx)
    ]


def default_calendar(tx: Tx) -> str | None:
    """The calendar whose working days count where none is named; None while nobody chose one."""
    return next((str(row["key"]) for row in queries.present_rows(tx, "default")), None)
