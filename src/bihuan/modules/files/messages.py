"""Commands and events of files. How far an upload has come is no event (semantics §2.5): see bookkeeping.py."""

from bihuan.core.late import dataclass

FILE = "file"


@dataclass(frozen=True, slots=True)
class StoreFile:
    """Make a file of an upload whose content is complete and examined; its id stays the upload's."""

    upload: str


@dataclass(frozen=True, slots=True)
class BindFiles:
    """Give files to an object of `kind`: from then on its module decides who reads them. For other modules' use."""

    files: tuple[str, ...]
    kind: str
    owner: str


@dataclass(frozen=True, slots=True)
class SweepFile:
    """Forget a file that nothing was done with for a week."""

    file: str


@dataclass(frozen=True, slots=True)
class EraseFile:
    """Destroy a file's content and name for good."""

    file: str


@dataclass(frozen=True, slots=True)
class FileStored:
    """A content is kept under this file's id.

    `address` and `thumbnail` are keyed hashes and say nothing without the tenant's key; `name` and the plain `sha256`
    may tell something about a person and are erasable. `kind`: photo, video, audio or document.
    """

    size: int
    media_type: str
    kind: str
    address: str
    width: int | None = None
    height: int | None = None
    thumbnail: str | None = None
    name: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class FileBound:
    """The file belongs to this object, too."""

    kind: str
    owner: str


@dataclass(frozen=True, slots=True)
class FileSwept:
    """Nobody used it: it is gone."""


@dataclass(frozen=True, slots=True)
class FileErased:
    """Content and name were destroyed."""


EVENTS: tuple[type, ...] = (FileStored, FileBound, FileSwept, FileErased)
PERSONAL: dict[type, tuple[str, ...]] = {FileStored: ("name", "sha256")}


def file_stream(file: str) -> str:
    """The stream of one file."""
    return f"{FILE}:{file}"
