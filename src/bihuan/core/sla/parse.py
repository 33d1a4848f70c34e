"""Reads a written set of policies and names every fault in it. docs/sla.md shows the shape."""

from collections.abc import Collection, Iterator, Mapping

from bihuan.core.rules import Schema
from bihuan.core.sla.definition import Offset, PriorityMatrix, QuietHours, Reminder, SlaDefinition
from bihuan.core.sla.kinds import OPEN, sla_schema
from bihuan.core.sla.parse_clocks import read_clocks
from bihuan.core.sla.parse_goals import read_policies
from bihuan.core.sla.quiet_hours import awake_calendar, read_time
from bihuan.core.sla.reading import Reading, read_actions
from bihuan.core.values import PRIORITIES, DocumentReader, Json, Refusal


def parse_sla(data: Json, schema: Schema, calendars: Collection[str] | None = None) -> SlaDefinition:
    """The definition, its conditions checked against the ticket's fields and `work`.

    `calendars`: the keys of the calendars there are; None leaves that unchecked. Raises `Refusal("sla.invalid")` with
    a problem per fault. Contradictions between conditions are found by `lint`.
    """
    reading = Reading(sla_schema(schema), calendars)
    whole = DocumentReader(data, "", reading.problems)
    key = whole.key("key")
    clocks = read_clocks(whole, reading)
    policies = tuple(read_policies(whole, reading, clocks))
    definition = SlaDefinition(
        key,
        whole.label(key),
        clocks,
        policies,
        _matrix(whole.child("priority"), reading),
        _quiet(whole.child("quiet"), [policy.key for policy in policies]),
        tuple(_reminder(entry, reading) for entry in whole.children("reminders")),
    )
    whole.done()
    if reading.problems:
        raise Refusal("sla.invalid", problems=reading.problems)
    return definition


def _matrix(entry: DocumentReader | None, reading: Reading) -> PriorityMatrix | None:
    if entry is None:
        return None
    cells: dict[str, Mapping[str, str]] = {}
    for urgency, row in entry.table("matrix"):
        cells[urgency] = dict(row) if isinstance(row, Mapping) else {}
        if not cells[urgency] or any(level not in PRIORITIES for level in cells[urgency].values()):
            entry.fault(f"matrix.{urgency}", "sla.bad_matrix_row", known=list(PRIORITIES))
    if not cells:
        entry.fault("matrix", "document.missing")
    matrix = PriorityMatrix(reading.field(entry, "urgency"), reading.field(entry, "impact"), cells)
    entry.done()
    return matrix


def _quiet(entry: DocumentReader | None, policies: list[str]) -> QuietHours | None:
    if entry is None:
        return None
    exempt = entry.names("except")
    for name in exempt:
        if name not in policies:
            entry.fault("except", "sla.unknown_policy", policy=name)
    awake = awake_calendar(entry.text("hours"), entry.text("zone", "Asia/Shanghai"))
    if awake is None:
        entry.fault("hours", "sla.bad_quiet_hours")
    entry.done()
    return None if awake is None else QuietHours(awake, exempt)


def _reminder(entry: DocumentReader, reading: Reading) -> Reminder:
    key = entry.key("key")
    minute = read_time(entry.text("time", "09:00"))
    if minute is None:
        entry.fault("time", "sla.bad_time")
    tree = entry.raw("when")
    reminder = Reminder(
        key,
        entry.label(key),
        reading.field(entry, "field", ("date", "instant")),
        tuple(_offsets(entry)),
        minute or 0,
        reading.condition(OPEN if tree is None else tree, entry.at("when")),
        tuple(read_actions(entry)),
    )
    entry.done()
    return reminder


def _offsets(entry: DocumentReader) -> Iterator[Offset]:
    """`-7d`, `0d`, `3d`, `-1wd`: days or working days before (-) or after the date."""
    for text in entry.names("at") or ("0d",):
        is_working = text.endswith("wd")
        number = text.removesuffix("d").removesuffix("w")
        if text.endswith("d") and number.removeprefix("-").isdecimal() and number.isascii() and len(number) <= 5:
            yield Offset(text, int(number), "working_day" if is_working else "day")
        else:
            entry.fault("at", "sla.bad_offset", value=text)
