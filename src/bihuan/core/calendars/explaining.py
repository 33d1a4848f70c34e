"""Why so much time counted: every counted stretch between two instants with its reason, and every holiday skipped."""

from bihuan.core.calendars.calendar import Calendar
from bihuan.core.calendars.openings import Piece, PieceKind, month_index, month_of
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject, Refusal

# More is no explanation for a person any more.
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Counted:
    """One stretch [start, end) in ms. `kind` says why it counts, or for a `holiday`, why it does not.

    weekday: an ordinary day's window · changed: a workday with other hours · make_up: 调休, a day that is usually
    closed · holiday: what an ordinary day's window would have been. `day` is the local day, `name` the holiday's.
    """

    start: Instant
    end: Instant
    kind: PieceKind
    day: str
    window: str
    name: str = ""

    @property
    def counts(self) -> bool:
        return self.kind != "holiday"

    def to_json(self) -> JsonObject:
        """As JSON, empty name left out."""
        body: JsonObject = {"from": self.start, "to": self.end, "kind": self.kind, "day": self.day}
        return {**body, "window": self.window, **({"name": self.name} if self.name else {})}


def counted_intervals(calendar: Calendar, since: Instant, until: Instant) -> tuple[Counted, ...]:
    """The stretches between two instants in order of time; those that count add up to `elapsed`.

    Raises `Refusal("calendar.out_of_range")` for more than ten years.
    """
    first, last = month_index(since), month_index(until)
    if last - first > MOST_MONTHS:
        raise Refusal("calendar.out_of_range")
    found: list[Counted] = []
    for index in range(first, last + 1):
        for piece in month_of(calendar, index).pieces:
            start, end = max(piece.start, since), min(piece.end, until)
            if start < end:
                _append(found, _explained(calendar, piece, start, end))
    return tuple(found)


def _append(found: list[Counted], next_one: Counted) -> None:
    """Months are UTC months: a window across their border is one stretch again."""
    if found:
        last = found[-1]
        if last.end == next_one.start and (last.day, last.window) == (next_one.day, next_one.window):
            found[-1] = Counted(last.start, next_one.end, last.kind, last.day, last.window, last.name)
            return
    found.append(next_one)


def _explained(calendar: Calendar, piece: Piece, start: Instant, end: Instant) -> Counted:
    special = calendar.days.get(piece.day)
    name = special.name if special is not None else ""
    return Counted(start, end, piece.kind, piece.day.isoformat(), str(piece.window), name)
