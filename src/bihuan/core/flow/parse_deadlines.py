"""Written deadlines → the rungs of a step."""

from dataclasses import replace
from typing import Any

from bihuan.core.flow.definition import DEADLINE_ACTS, Rung
from bihuan.core.flow.parse_waits import read_length
from bihuan.core.flow.reader import Reader

MOST_RUNGS = 20
# As far up as people sources count managers.
HIGHEST_MANAGER = 9
USUAL_HAND_OVER = 48 * 3_600_000
# How the document calls what is done; `return` reads better than `return_step`.
WRITTEN = {"return": "return_step", **{act: act for act in DEADLINE_ACTS if act != "return_step"}}


def read_deadlines(reader: Reader, returns: tuple[str, ...]) -> dict[str, Any]:
    """`deadline: {hours, calendar, rungs: [...]}` and `hand_over`."""
    return {"deadlines": _deadlines(reader, returns), "hand_over": _hand_over(reader)}


def _deadlines(reader: Reader, returns: tuple[str, ...]) -> tuple[Rung, ...]:
    written = reader.child("deadline")
    if written is None:
        return ()
    clock = _clock(written)
    rungs = tuple(rung for one in written.children("rungs") for rung in _rungs(one, clock, returns))
    if not 1 <= len(rungs) <= MOST_RUNGS:
        written.fault("rungs", "flow.bad_number", least=1, most=MOST_RUNGS)
    written.done()
    return tuple(sorted(rungs, key=lambda rung: rung.after))


def _clock(reader: Reader) -> dict[str, Any]:
    hours = reader.choice("hours", ("working", "wall"), "working")
    return {"working": hours == "working", "calendar": reader.key("calendar", "")}


def _rungs(reader: Reader, clock: dict[str, Any], returns: tuple[str, ...]) -> tuple[Rung, ...]:
    """One written rung; `every` and `times` repeat it."""
    after, every = read_length(reader, "after"), read_length(reader, "every")
    times = reader.whole("times", 1, 1, MOST_RUNGS)
    if not after:
        reader.fault("after", "flow.missing")
    if times > 1 and not every:
        reader.fault("every", "flow.missing")
    do = WRITTEN[reader.choice("do", tuple(WRITTEN))]
    target = reader.key("target", "")
    if do == "return_step" and (target or len(returns) != 1) and target not in returns:
        reader.fault("target", "flow.bad_choice", options=list(returns))
    told = reader.raw("to")
    to = () if told is None else tuple(told) if isinstance(told, list) else (told,)
    if not all(_is_recipient(word) for word in to):
        reader.fault("to", "flow.bad_names")
    first = Rung(after=after, do=do, to=to, target=target, action=reader.key("action", ""), **clock)
    reader.done()
    return tuple(replace(first, after=after + every * number) for number in range(times))


def _is_recipient(word: Any) -> bool:
    """A word such as `lead`, {person|role|department|field: name}, or {manager: how many levels up}."""
    if isinstance(word, dict) and word.keys() == {"manager"}:
        level = word["manager"]
        return isinstance(level, int) and not isinstance(level, bool) and 1 <= level <= HIGHEST_MANAGER
    if isinstance(word, dict):
        return len(word) == 1 and all(isinstance(part, str) and part for pair in word.items() for part in pair)
    return isinstance(word, str) and bool(word)


def _hand_over(reader: Reader) -> Rung | None:
    """true or wall: after 48 hours by the clock; working: 48 of working time; or {after, hours, calendar}."""
    written = reader.raw("hand_over")
    if written is None or written is False:
        return None
    if isinstance(written, dict):
        inner = Reader(written, reader.at("hand_over"), reader.problems)
        rung = Rung(after=read_length(inner, "after") or USUAL_HAND_OVER, do="transfer", **_clock(inner))
        inner.done()
        return rung
    if written is not True and written not in ("working", "wall"):
        reader.fault("hand_over", "flow.bad_choice", options=["working", "wall"])
    return Rung(after=USUAL_HAND_OVER, do="transfer", working=written == "working")
