"""What other modules may ask of calendars, policies and clocks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bihuan.core.calendars import Calendar, OfficialYear, read_official_year
from bihuan.core.sla import Finding, lint, parse_sla
from bihuan.core.values import Instant, JsonObject, Problem, Refusal
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.sla import queries
from bihuan.modules.sla.messages import PublishCalendar, PublishSla
from bihuan.modules.sla.queries import Applied, told_clocks

__all__ = [
    "CheckedSet",
    "calendar",
    "calendar_command",
    "check_set",
    "clock_rows",
    "promised_by",
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


def check_set(tx: Tx, body: JsonObject, types: tuple[str, ...]) -> CheckedSet:
    """Read and check a set for these types (none: all that no other set names), publishing nothing.

    Refuses `sla.invalid` naming every fault.
    """
    in_force = queries.present(tx)
    kinds = {kind.key: kind for kind in flows.ticket_types(tx)}
    problems = [
        Problem(f"types.{index}", "ticket_type.unknown", {"type": name})
        for index, name in enumerate(types)
        if name not in kinds
    ]
    wanted = [kinds[name] for name in types if name in kinds] or [kind for kind in kinds.values() if kind.active]
    versions = {kind.form: forms.current_version(tx, kind.form) for kind in wanted}
    schema = queries.schema_of_forms(tx, versions)
    try:
        definition = parse_sla(body, schema, in_force.calendars)
    except Refusal as refusal:
        raise Refusal(refusal.code, problems=[*problems, *refusal.problems], **refusal.data) from refusal
    rivals = [one for one in in_force.sets if one.key != definition.key and _same_types(one.types, types)]
    problems.extend(Problem("types", "sla.type_taken", {"policies": one.key}) for one in rivals)
    if problems:
        raise Refusal("sla.invalid", problems=problems)
    made = queries.applied(definition.key, 0, frozenset(types), definition)
    return CheckedSet(made, versions, lint(definition, schema))


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


def calendar_command(body: JsonObject) -> PublishCalendar:
    """The command for a calendar as a bundle writes it: `official: CN` beside the calendar's own keys."""
    own = {key: value for key, value in body.items() if key != "official"}
    return PublishCalendar(own, official=body.get("official"), only_new=True)


def sla_command(body: JsonObject) -> PublishSla:
    """The command for a set as a bundle writes it: `types` beside the set's own keys."""
    own = {key: value for key, value in body.items() if key != "types"}
    return PublishSla(own, tuple(body.get("types") or ()))
