"""What can be asked of custom tables and their records, and what then has happened."""

from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

RECORD = "table_record"


# --- commands ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaveTable:
    """Make a table, or change one: `body` is the whole definition (docs/tables.md).

    `base_version`: the version that the author started from; another one in between refuses `definition.moved`.
    """

    body: JsonObject
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class ArchiveTable:
    """Take a table out of use; its records stay."""

    table: str


@dataclass(frozen=True, slots=True)
class RestoreTable:
    """Take it into use again."""

    table: str


@dataclass(frozen=True, slots=True)
class CreateTableRecord:
    """A new record with these values of the table's form."""

    table: str
    data: JsonObject


@dataclass(frozen=True, slots=True)
class ChangeTableRecord:
    """Lay `data`, a patch, over a record; null empties a field.

    `seen`: the version that stood before the writer's eyes; what others changed since is merged (semantics §7).
    """

    record: str
    data: JsonObject
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ArchiveTableRecord:
    """Into the recycle bin; what a booking occupied is free again."""

    record: str


@dataclass(frozen=True, slots=True)
class RestoreTableRecord:
    """Out of the recycle bin."""

    record: str


@dataclass(frozen=True, slots=True)
class EraseTableRecord:
    """Erase what stands in a record for good, from its history too; that it was there stays."""

    record: str


@dataclass(frozen=True, slots=True)
class ReachTableReminder:
    """A reminder's instant has come. Sent by the record's timer."""

    record: str
    reminder: str


# --- events -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TableSaved:
    """The definition as it is from now on, complete."""

    key: str
    version: int
    body: JsonObject


@dataclass(frozen=True, slots=True)
class TableArchived:
    """Out of use."""


@dataclass(frozen=True, slots=True)
class TableRestored:
    """In use again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRecordCreated:
    """A record. `occupies`: {resource, start, end} of a booking; `due`: instants of reminders by their keys."""

    table: str
    form: str
    form_version: int
    department: str | None = None
    owner: str | None = None
    occupies: JsonObject | None = None
    due: JsonObject = field(default_factory=dict)
    title: str | None = None
    data: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRecordChanged:
    """What changed, old values beside new ones; the rest is as it stands from now on."""

    form_version: int
    owner: str | None = None
    occupies: JsonObject | None = None
    due: JsonObject = field(default_factory=dict)
    title: str | None = None
    data: JsonObject | None = None
    data_before: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class TableRecordArchived:
    """In the recycle bin."""


@dataclass(frozen=True, slots=True)
class TableRecordRestored:
    """In use again."""


@dataclass(frozen=True, slots=True)
class TableRecordErased:
    """What stood in it is gone, in this unit and from every earlier event of the stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReminderReached:
    """A reminder's instant came. `people` and `roles` are told; the instant reminded of is `due`."""

    table: str
    reminder: str
    due: Instant
    roles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableReminderPassed:
    """A reminder's instant came, and there was nothing to remind of: enough take part, or the record is archived."""

    reminder: str


EVENTS: tuple[type, ...] = (
    TableSaved,
    TableArchived,
    TableRestored,
    TableRecordCreated,
    TableRecordChanged,
    TableRecordArchived,
    TableRecordRestored,
    TableRecordErased,
    TableReminderReached,
    TableReminderPassed,
)
PERSONAL: dict[type, tuple[str, ...]] = {
    TableRecordCreated: ("title", "data"),
    TableRecordChanged: ("title", "data", "data_before"),
}


def table_stream(key: str) -> str:
    """The stream of a table's definition."""
    return f"definition:table.{key}"


def reminder_timer(reminder: str) -> str:
    """What the timer of a reminder is called among those of its record."""
    return f"reminder:{reminder}"


def record_stream(record: str) -> str:
    """The stream of one record."""
    return f"{RECORD}:{record}"
