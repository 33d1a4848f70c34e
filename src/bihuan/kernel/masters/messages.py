"""Commands and events that every kind of master shares."""

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True)
class SaveRecord:
    """Make a record (`id` None) or change the fields of one that are named in `values`; null empties a field."""

    kind: str
    values: JsonObject
    id: str | None = None


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """Take a record out of use; what refers to it keeps doing so."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class RestoreRecord:
    """Take an archived record into use again."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class EraseRecord:
    """Erase the personal fields of a record for good, from its history too; the record stays, archived."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class RecordSaved:
    """The fields that changed, with their new values; `personal` holds the erasable ones, if any changed."""

    plain: JsonObject
    personal: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class RecordArchived:
    """Out of use."""


@dataclass(frozen=True, slots=True)
class RecordRestored:
    """In use again."""


@dataclass(frozen=True, slots=True)
class RecordErased:
    """Personal fields are gone, in this unit and from every earlier event of the stream."""


EVENTS: tuple[type, ...] = (RecordSaved, RecordArchived, RecordRestored, RecordErased)
PERSONAL: dict[type, tuple[str, ...]] = {RecordSaved: ("personal",)}


def record_stream(kind: str, record_id: str) -> str:
    """The stream of one record."""
    return f"{kind}:{record_id}"
