"""What can be asked about versions of files, and what then has happened. All of it stands in the ticket's stream.

A version is a file of its own. Which one is in force is what the field holds: replacing a file changes the field, so
that decisions, merging and rules see it as they see every change of the form (ADR 0025).
"""

from typing import ClassVar

from bihuan.core.late import dataclass
from bihuan.modules.tickets.messages import ticket_stream


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFileVersion:
    """上传新版本: `file` takes the place of `base`, which must be the version that counts now."""

    ticket: str
    base: str
    file: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentOnFile:
    """批注: say something about one version; `place` is where in it (page, clause), in words."""

    ticket: str
    file: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleFileComment:
    """A comment is dealt with, or after all not."""

    ticket: str
    comment: str
    resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVersionAdded:
    """`file` is version `number` of `document` (its first file) and took the place of `replaced`.

    It hangs where the document hangs: in a `field` of the form, or on a `note`. `public` is False on internal notes.
    """

    document: str
    replaced: str
    file: str
    number: int
    field: str | None = None
    note: str | None = None
    public: bool = True
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCommented:
    """Somebody said something about a version, for colleagues."""

    public: ClassVar[bool] = False
    comment: str
    file: str
    field: str | None = None
    text: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCommentSettled:
    """It is dealt with, or after all not."""

    public: ClassVar[bool] = False
    comment: str
    file: str
    resolved: bool
    field: str | None = None


EVENTS: tuple[type, ...] = (FileVersionAdded, FileCommented, FileCommentSettled)
PERSONAL: dict[type, tuple[str, ...]] = {FileVersionAdded: ("remark",), FileCommented: ("text", "place")}


def stream_of(command: AddFileVersion | CommentOnFile | SettleFileComment) -> str:
    """The stream of the ticket."""
    return ticket_stream(command.ticket)
