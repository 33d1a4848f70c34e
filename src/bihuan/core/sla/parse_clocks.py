"""Reads clocks: the conditions of their kind with what is written over them, and their ladders."""

from collections.abc import Iterator, Mapping
from typing import get_args

from bihuan.core.sla.definition import CONDITIONS, Again, ClockDefinition, Notice, Threshold, When
from bihuan.core.sla.durations import read_duration
from bihuan.core.sla.kinds import DONE, KINDS, OPEN, has_step
from bihuan.core.sla.reading import Reading, read_actions, read_length
from bihuan.core.values import DocumentReader, Json

MOST_REPEATS = 20
MOST_PERCENT = 1_000


def read_clocks(whole: DocumentReader, reading: Reading) -> dict[str, ClockDefinition]:
    """The clocks in the order written; `ladder` beside them is for those that have none of their own."""
    ladder = tuple(_ladder(whole))
    clocks: dict[str, ClockDefinition] = {}
    for entry in whole.children("clocks"):
        clock = _clock(entry, reading, ladder)
        if clock.key in clocks:
            entry.fault("key", "sla.key_twice", key=clock.key)
        clocks[clock.key] = clock
    return clocks


def _clock(entry: DocumentReader, reading: Reading, ladder: tuple[Threshold, ...]) -> ClockDefinition:
    key = entry.key("key")
    name = entry.choice("kind", KINDS, "custom")
    kind = KINDS[name]
    clock = ClockDefinition(
        key,
        name,
        entry.label(key),
        dict(_conditions(entry, reading, {**kind.conditions, **_steps(entry, name)})),
        entry.choice("again", get_args(Again), kind.again),
        entry.flag("alarm", kind.alarm),
        tuple(_ladder(entry)) if entry.has("ladder") else ladder,
    )
    entry.done()
    return clock


def _conditions(entry: DocumentReader, reading: Reading, usual: Mapping[str, Json]) -> Iterator[tuple[str, When]]:
    """What is written replaces what the kind would do; `false` takes it away."""
    for name in CONDITIONS:
        written = entry.raw(name)
        tree = usual.get(name) if written is None else written
        if tree is not None and tree is not False:
            yield name, reading.condition(tree, entry.at(name))
        elif name in ("start", "stop"):
            entry.fault(name, "document.missing")


def _steps(entry: DocumentReader, kind: str) -> Mapping[str, Json]:
    """`from: diagnose`, `to: {entered: repair}`; a step alone means its beginning there and its end here."""
    if kind != "between":
        return {}
    begins, ends = _step(entry, "from", "entered"), _step(entry, "to", "left")
    return {"start": {"all": [OPEN, begins]}, "stop": {"any": [ends, DONE]}}


def _step(entry: DocumentReader, key: str, usual: str) -> Json:
    value = entry.raw(key)
    written = {usual: value} if isinstance(value, str) else value
    if isinstance(written, Mapping) and len(written) == 1:
        ((which, step),) = written.items()
        if which in ("entered", "left") and isinstance(step, str) and step:
            return has_step(which, step)
    entry.fault(key, "sla.step_expected")
    return has_step(usual, "?")


def _ladder(owner: DocumentReader) -> Iterator[Threshold]:
    seen: set[str] = set()
    for entry in owner.children("ladder"):
        for threshold in _rungs(entry):
            if threshold.key in seen:
                entry.fault("at", "sla.threshold_twice", at=threshold.key)
            seen.add(threshold.key)
            yield threshold
        entry.done()


def _rungs(entry: DocumentReader) -> Iterator[Threshold]:
    """One rung, or with `every` and `times` several at equal distances, from the end on."""
    text = entry.text("at")
    notice = entry.choice("notice", get_args(Notice), "quiet")
    actions, policies = tuple(read_actions(entry)), entry.names("policies")
    every = read_length(entry, "every") if entry.has("every") else 0
    times = entry.whole("times", MOST_REPEATS if every else 1, 1, MOST_REPEATS)
    place = _place(text)
    if place is None:
        entry.fault("at", "sla.bad_threshold")
        return
    percent, offset = place
    yield Threshold(text, percent, offset, actions, notice, policies)
    if every and (percent not in (None, 100) or offset < 0):
        entry.fault("every", "sla.repeat_before_end")
    for number in range(2, times + 1 if every else 2):
        yield Threshold(f"{text}#{number}", None, offset + every * (number - 1), actions, notice, policies)


def _place(text: str) -> tuple[int | None, int] | None:
    """`75%` as (75, 0); `+1h` and `-30m` as (None, ms beside the end)."""
    if text.endswith("%"):
        number = text[:-1]
        usable = number.isascii() and number.isdecimal() and len(number) <= 4 and 0 < int(number) <= MOST_PERCENT
        return (int(number), 0) if usable else None
    length = read_duration(text[1:])
    if text[:1] not in ("+", "-") or length is None:
        return None
    return None, length if text[0] == "+" else -length
