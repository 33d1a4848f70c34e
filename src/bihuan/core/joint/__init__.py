"""Joint sessions 会诊 (DSP-7): which slots may be booked, and a session as a calendar file."""

from collections.abc import Iterable

from bihuan.core.joint.ics import calendar_of
from bihuan.core.joint.moving import LEFT, MOVES, STATE_AFTER
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Kind, Problem, Refusal

__all__ = ["LEFT", "MOST_PEOPLE", "MOVES", "STATE_AFTER", "Slot", "calendar_of", "check_booking", "slot_faults"]

MOST_PEOPLE = 30
_MINUTE = 60_000
_LONGEST = 12 * 60 * _MINUTE
_FARTHEST = 366 * 24 * 60 * _MINUTE


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that somebody is asked for, half-open: who ends at ten is free at ten."""

    start: Instant
    end: Instant

    def meets(self, other: "Slot") -> bool:
        """Whether nobody could be at both."""
        return self.start < other.end and other.start < self.end


def slot_faults(slot: Slot, now: Instant) -> list[Problem]:
    """What is wrong with a slot by itself. One that has begun may still be written down: it was not planned ahead."""
    faults = []
    if slot.end <= slot.start:
        faults.append(Problem("end", "session.ends_before_start"))
    elif slot.end - slot.start > _LONGEST:
        faults.append(Problem("end", "session.too_long", {"hours": _LONGEST // (60 * _MINUTE)}))
    if abs(slot.start - now) > _FARTHEST:
        faults.append(Problem("start", "session.too_far"))
    return faults


def check_booking(busy: Iterable[str], *, refuses: bool, despite: bool) -> None:
    """Whether people who are booked at that time already may be booked again.

    Refuses `session.busy` naming them: for good where the company `refuses`, else until it is said `despite`.
    """
    people = sorted(set(busy))
    if people and (refuses or not despite):
        raise Refusal("session.busy", Kind.CONFLICT, people=people, may_insist=not refuses)
