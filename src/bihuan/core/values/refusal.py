"""The one way the core says no: a code with data. Texts for people live in the catalogues."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import Enum

from bihuan.core.late import dataclass
from bihuan.core.values.json_values import Json


class Kind(Enum):
    """Why it was refused, as far as a caller can act on it. The value is the HTTP status."""

    BAD_REQUEST = 400
    UNAUTHENTICATED = 401
    FORBIDDEN = 403
    NOT_FOUND = 404
    CONFLICT = 409
    STALE = 412
    TOO_LARGE = 413
    UNSUPPORTED = 415
    INVALID = 422
    TOO_MANY = 429
    UNAVAILABLE = 503


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the input: where (a dotted path), what (a code), and the values its text needs."""

    path: str
    code: str
    data: Mapping[str, Json] = field(default_factory=dict)


class Refusal(Exception):  # noqa: N818 - the field's word; it is no error
    """A command or a value was refused; nothing was changed.

    `code` names the rule (`task.not_open`), `data` holds what the text in the catalogue needs,
    `problems` lists every fault when the input has several, so that one answer names them all.
    """

    def __init__(
        self,
        code: str,
        kind: Kind = Kind.INVALID,
        *,
        path: str | None = None,
        problems: Iterable[Problem] = (),
        **data: Json,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.kind = kind
        self.path = path
        self.problems = tuple(problems)
        self.data = data

    def __str__(self) -> str:
        details = "; ".join(f"{p.path}: {p.code} {dict(p.data) or ''}".rstrip() for p in self.problems)
        return " ".join(part for part in (self.code, str(self.data) if self.data else "", details) if part)
