"""What can be asked of reviews, and what then has happened: in the stream of the ticket, for colleagues only."""

from typing import ClassVar

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReview:
    """Write the review of a ticket that is over, or write it anew as a whole.

    `measures`: {"id"?, "text", "person", "due"} each: what is done about it, by whom, until which instant.
    """

    ticket: str
    cause: str
    lesson: str = ""
    measures: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True)
class SettleMeasure:
    """A measure is done, or after all not."""

    ticket: str
    measure: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindMeasure:
    """A measure is due soon. Sent by the timer."""

    ticket: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSaved:
    """The review as it reads now."""

    public: ClassVar[bool] = False
    cause: str
    lesson: str = ""
    measures: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureSettled:
    """Who is responsible (or whoever reviews) says so."""

    public: ClassVar[bool] = False
    measure: str
    done: bool
    due: Instant | None = None


@dataclass(frozen=True, slots=True)
class MeasureReminded:
    """Whoever is responsible is told that it is due soon and not done."""

    public: ClassVar[bool] = False
    measure: str


EVENTS: tuple[type, ...] = (ReviewSaved, MeasureSettled, MeasureReminded)
PERSONAL: dict[type, tuple[str, ...]] = {ReviewSaved: ("cause", "lesson", "measures")}


def stream_of(command: SaveReview | SettleMeasure | RemindMeasure) -> str:
    """The stream of the ticket."""
    return f"ticket:{command.ticket}"
