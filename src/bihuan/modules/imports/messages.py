"""What can be asked of imports, and what then has happened: which rows were faulty, never what stood in them."""

from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject

IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginImport:
    """Take over the rows of an uploaded file as records of `kind`.

    `settings`: how the file is read and what becomes of rows that are there already (`queries.asking.Asking`);
    `rows`: how many rows it has below the heading, by which progress is told.
    """

    kind: str
    file: str
    settings: JsonObject
    rows: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row: its number in the file, its values by column, and the faults of cells as (column, code)."""

    no: int
    values: JsonObject
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TakeRows:
    """The next rows of an import. `start`: the place (0, 1, …) of the first below the heading; `end`: where the next
    ones will start. For the platform's own route, which reads them from the file."""

    id: str
    start: int
    end: int
    rows: tuple[ImportRow, ...]


@dataclass(frozen=True, slots=True)
class CancelImport:
    """Take over no more; what was taken over stays."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBegun:
    """Somebody (the caller) takes over a file."""

    kind: str
    file: str
    settings: JsonObject = field(default_factory=dict)
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsTaken:
    """What became of rows: [number, outcome, the record's id or null, [[column, code], …]]; the records themselves
    stand in their own streams, in the same unit."""

    start: int
    end: int
    rows: tuple[tuple[int, str, str | None, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class ImportCancelled:
    """The rest stays where it was."""


EVENTS: tuple[type, ...] = (ImportBegun, RowsTaken, ImportCancelled)
PERSONAL: dict[type, tuple[str, ...]] = {}


def import_stream(import_id: str) -> str:
    """The stream of one import."""
    return f"{IMPORT}:{import_id}"
