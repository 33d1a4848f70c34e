"""Calendars and policies: what is in force, and every version there ever was."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import sqlalchemy as sa
import structlog

from bihuan.core.calendars import Calendar, parse_calendar
from bihuan.core.forms import rules_schema
from bihuan.core.late import dataclass
from bihuan.core.rules import Condition, Field, Schema, describe, fields_of, parse_condition
from bihuan.core.sla import CONDITIONS, KINDS, CalendarShelf, SlaDefinition, parse_sla, sla_schema
from bihuan.core.values import Json, JsonObject, Refusal
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.forms import interface as forms
from bihuan.modules.sla.tables import calendar_version, sla_present, sla_version
from bihuan.modules.tickets.interface import CORE_FIELDS

log = structlog.get_logger("bihuan.sla")

OFFICE = "office"
Language = Literal["zh", "en"]
_PRESENT = "SELECT kind, key, version, types, digest FROM sla_present ORDER BY stream_id"
_ANY_SET = "SELECT 1 FROM sla_present WHERE kind = 'sla' LIMIT 1"


@dataclass(frozen=True, slots=True)
class Applied:
    """A set of policies in force. `reads`: the records beside a ticket that its conditions look into."""

    key: str
    version: int
    types: frozenset[str]
    definition: SlaDefinition
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Present:
    """All that is in force: sets, the present version of every calendar, and the company's own calendar."""

    sets: tuple[Applied, ...]
    calendars: Mapping[str, Calendar]
    shelf: CalendarShelf
    default: str | None

    def set_for(self, type_: str) -> Applied | None:
        """The set that is for tickets of this type: the one that names it, else the one for all."""
        named = next((one for one in self.sets if type_ in one.types), None)
        return named or next((one for one in self.sets if not one.types), None)


def any_set(tx: Tx) -> bool:
    """Whether any policies are in force: without them tickets have no clocks, and this is all they cost."""
    return tx.run(_ANY_SET).fetchone() is not None


def present(tx: Tx) -> Present:
    """What is in force, parsed; made anew only after something was published."""
    rows = tuple(tuple(row) for row in tx.run(_PRESENT).fetchall())
    return tx.memo.get(("sla", rows), lambda: _present(tx, rows))


def _present(tx: Tx, rows: tuple[tuple[Any, ...], ...]) -> Present:
    calendars, sets, versions, default = {}, [], {}, None
    for kind, key, version, types, _digest in rows:
        if kind == "calendar":
            calendars[key] = versions[key, version] = _parsed_calendar(tx, key, version)
        elif kind == "sla":
            sets.extend(_readable_set(tx, key, version, frozenset(types.split())))
        else:
            default = key
    fallback = OFFICE if OFFICE in calendars else None
    return Present(tuple(sets), calendars, CalendarShelf(versions), default or fallback)


def _parsed_calendar(tx: Tx, key: str, version: int) -> Calendar:
    row = calendar_row(tx, key, version)
    if row is None:
        raise LookupError(f"calendar {key} has no version {version}")
    return parse_calendar(row["body"])


def _readable_set(tx: Tx, key: str, version: int, types: frozenset[str]) -> list[Applied]:
    """The set; none when this build cannot read it any more, for no ticket may be lost over what was promised."""
    try:
        return [_parsed_set(tx, key, version, types)]
    except Refusal as refusal:
        log.error(
            "policies cannot be read", policies=key, version=version, problems=[str(one) for one in refusal.problems]
        )
        return []


def _parsed_set(tx: Tx, key: str, version: int, types: frozenset[str]) -> Applied:
    row = sla_row(tx, key, version)
    if row is None:
        raise LookupError(f"policies {key} have no version {version}")
    return applied(key, version, types, parse_sla(row["body"], schema_of_forms(tx, row["forms"])))


def applied(key: str, version: int, types: frozenset[str], definition: SlaDefinition) -> Applied:
    """A parsed set as it is applied."""
    return Applied(key, version, types, definition, frozenset(_reads(definition)))


def shelf_with(tx: Tx, shelf: CalendarShelf, wanted: Iterable[tuple[str, int]]) -> CalendarShelf:
    """The shelf with older versions put on it that clocks are still measured on."""
    missing = frozenset(wanted) - shelf.versions.keys()
    if not missing:
        return shelf
    older = {(key, version): _older_calendar(tx, key, version) for key, version in missing}
    return CalendarShelf({**older, **shelf.versions})


def _older_calendar(tx: Tx, key: str, version: int) -> Calendar:
    return tx.memo.get(("calendar", key, version), lambda: _parsed_calendar(tx, key, version))


def _reads(definition: SlaDefinition) -> Iterator[str]:
    for condition in _conditions(definition):
        for path in fields_of(condition):
            yield path.partition(".")[0]
    for reminder in definition.reminders:
        yield reminder.field.partition(".")[0]
    if definition.priority is not None:
        yield definition.priority.urgency.partition(".")[0]
        yield definition.priority.impact.partition(".")[0]


def _conditions(definition: SlaDefinition) -> Iterator[Condition]:
    for clock in definition.clocks.values():
        yield from (when.condition for when in clock.conditions.values())
    for policy in definition.policies:
        goals = (goal.when for rows in policy.goals.values() for goal in rows)
        yield from (when.condition for when in (policy.when, *goals) if when is not None)
    yield from (reminder.when.condition for reminder in definition.reminders)


def schema_of_forms(tx: Tx, versions: Mapping[str, int]) -> Schema:
    """What conditions may say of tickets with these forms: the core record, and the fields on which the forms agree."""
    found: dict[str, Field] = {}
    odd: set[str] = set()
    for key, version in versions.items():
        for name, item in rules_schema(forms.form_definition(tx, key, version)).fields.items():
            if found.setdefault(name, item).type != item.type:
                odd.add(name)
    core = {item.key for item in CORE_FIELDS} | odd
    return Schema((*CORE_FIELDS, *(item for name, item in found.items() if name not in core)))


# --- versions ---------------------------------------------------------------------------------------------------


def calendar_row(tx: Tx, key: str, version: int) -> Row | None:
    """One version of a calendar."""
    return tx.get(calendar_version, stream_id=f"calendar.{key}", version=version)


def newest_calendar(tx: Tx, key: str) -> Row | None:
    """The newest version of a calendar."""
    found = tx.all(calendar_version, order=("-version",), stream_id=f"calendar.{key}")
    return found[0] if found else None


def calendar_versions(tx: Tx, key: str) -> list[Row]:
    """Every version of a calendar, oldest first."""
    return tx.all(calendar_version, order=("version",), stream_id=f"calendar.{key}")


def sla_row(tx: Tx, key: str, version: int) -> Row | None:
    """One version of a set."""
    return tx.get(sla_version, stream_id=f"sla.{key}", version=version)


def newest_sla(tx: Tx, key: str) -> Row | None:
    """The newest version of a set, whether it applies or not."""
    found = tx.all(sla_version, order=("-version",), stream_id=f"sla.{key}")
    return found[0] if found else None


def present_rows(tx: Tx, kind: str) -> list[Row]:
    """What is in force of one kind (calendar, sla, default), by key."""
    return tx.all(sla_present, order=("key",), kind=kind)


def sla_versions(tx: Tx, key: str) -> list[Row]:
    """Every version of a set, newest first."""
    return tx.all(sla_version, order=("-version",), stream_id=f"sla.{key}")


def sla_summaries(tx: Tx) -> list[JsonObject]:
    """The newest version of every set."""
    top = (
        sa.select(sla_version.c.stream_id, sa.func.max(sla_version.c.version).label("version"))
        .group_by(sla_version.c.stream_id)
        .subquery()
    )
    same = (sla_version.c.stream_id == top.c.stream_id) & (sla_version.c.version == top.c.version)
    statement = sa.select(sla_version).select_from(sla_version.join(top, same)).order_by(sla_version.c.key)
    return tx.rows(statement)


def conditions_in_words(tx: Tx, row: Row, language: Language, zone: str) -> dict[str, str]:
    """The conditions of a set's clocks, policies and goals as sentences, by their place in the body."""
    schema = sla_schema(schema_of_forms(tx, row["forms"]))
    words = (schema, language, zone)
    parts = (_sentences(row["body"].get(part, []), part, words) for part in ("clocks", "policies"))
    return {path: text for part in parts for path, text in part}


def kinds_in_words(schema: Schema, language: Language, zone: str) -> list[JsonObject]:
    """What each kind of clock does where nothing else is written: its conditions as trees and as sentences."""
    words = (sla_schema(schema), language, zone)
    return [
        {
            "key": key,
            "again": kind.again,
            "alarm": kind.alarm,
            "conditions": dict(kind.conditions),
            "said": {name: text for name, tree in kind.conditions.items() for _, text in _sentence(tree, name, words)},
        }
        for key, kind in KINDS.items()
    ]


def _sentences(written: Json, path: str, words: tuple[Schema, Language, str]) -> Iterator[tuple[str, str]]:
    if isinstance(written, list | tuple):
        for index, item in enumerate(written):
            yield from _sentences(item, f"{path}.{index}", words)
    elif isinstance(written, Mapping):
        for key, value in written.items():
            if key == "when" or (key in CONDITIONS and path.startswith("clocks.")):
                yield from _sentence(value, f"{path}.{key}", words)
            else:
                yield from _sentences(value, f"{path}.{key}", words)


def _sentence(tree: Json, path: str, words: tuple[Schema, Language, str]) -> Iterator[tuple[str, str]]:
    schema, language, zone = words
    try:
        yield path, describe(parse_condition(tree, schema), schema, language, zone=zone)
    except Refusal:
        # A field that is gone: the form changed since. The page names the condition as it is written.
        return
