"""A written wait → its step."""

from typing import Any

from bihuan.core.flow.definition import WAIT_EVENTS, WaitStep
from bihuan.core.flow.reader import Nesting, Reader, read_step
from bihuan.core.sla import read_duration


def read_wait(reader: Reader, _nesting: Nesting) -> WaitStep:
    """`for` a length of time, `until` a date of the form, or an `event`, which `for` may put an end to."""
    step = WaitStep(
        **read_step(reader, "wait"),
        **read_longest(reader),
        **_until(reader),
        **_event(reader),
    )
    if all(reader.raw(key) is None for key in ("for", "until", "event")):
        reader.fault("for", "flow.wait_for_what")
    if step.field and (step.length or step.event):
        reader.fault("until", "flow.wait_twice")
    return step


def read_longest(reader: Reader) -> dict[str, Any]:
    """How long it waits, by which hours, and whether a lead may end it."""
    hours = reader.choice("hours", ("wall", "working"), "wall")
    return {
        "length": read_length(reader, "for"),
        "working": hours == "working",
        "calendar": reader.key("calendar", ""),
        "early": reader.flag("early") is not False,
    }


def _until(reader: Reader) -> dict[str, Any]:
    """A field's name, or {field, plus or minus}."""
    written = reader.raw("until")
    if not isinstance(written, dict):
        return {"field": reader.names("until")[0]} if written and reader.names("until") else {}
    inner = Reader(written, reader.at("until"), reader.problems)
    field = inner.names("field")
    if len(field) != 1:
        inner.fault("field", "flow.bad_names")
    offset = read_length(inner, "plus") - read_length(inner, "minus")
    inner.done()
    return {"field": field[0] if field else "", "offset": offset}


def _event(reader: Reader) -> dict[str, Any]:
    """A word of WAIT_EVENTS; a signal has a key: {signal: key}."""
    written = reader.raw("event")
    if written is None:
        return {}
    if isinstance(written, dict):
        inner = Reader(written, reader.at("event"), reader.problems)
        key = inner.key("signal")
        inner.done()
        return {"event": "signal", "key": key}
    return {"event": reader.choice("event", tuple(word for word in WAIT_EVENTS if word != "signal"))}


def read_length(reader: Reader, key: str) -> int:
    """A length of time such as `90m`, `4h`, `2d`, in ms; 0 if absent."""
    written = reader.raw(key)
    if written is None:
        return 0
    length = read_duration(written)
    if length is None:
        reader.fault(key, "flow.bad_length")
    return length or 0
