"""What can be asked of erasing people, and what then has happened.

Streams: `erasure:<id>`, `backup_keeping:all`.
"""

from bihuan.core.late import dataclass
from bihuan.kernel.errors import coded

ERASURE = "erasure"
KEEPING_STREAM = "backup_keeping:all"
# What is said wherever something goes because a person was erased.
WHY = coded("erasure.asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePerson:
    """Erase somebody for good, with the tickets that are about him.

    `kind`: contact, customer (a private person), user or caller (of a phone number, which itself must not stand here:
    the fingerprint of a command is kept). `records`: whom it is about, as streams (`contact:…`, `user:…`). `more`:
    tickets that only mention him. `confirm`: the code of the preview, which says that nothing was added since.
    """

    kind: str
    records: tuple[str, ...]
    more: tuple[str, ...] = ()
    confirm: str
    reason: str


@dataclass(frozen=True, slots=True)
class SetBackupKeeping:
    """After how many days the company destroys a backup; None: nobody has said so."""

    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased:
    """`records` and `tickets` by their ids, `payloads` and `files` by their number: what went is named nowhere."""

    kind: str
    records: tuple[str, ...]
    tickets: tuple[str, ...]
    payloads: int
    files: int
    reason: str


@dataclass(frozen=True, slots=True)
class BackupKeepingSet:
    """So long do backups hold what was erased."""

    days: int | None


EVENTS: tuple[type, ...] = (PersonErased, BackupKeepingSet)
PERSONAL: dict[type, tuple[str, ...]] = {PersonErased: ("reason",)}


def erasure_stream(erasure: str) -> str:
    """The stream of one erasure."""
    return f"{ERASURE}:{erasure}"
