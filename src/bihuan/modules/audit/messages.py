"""Facts about access that change nothing else: a value revealed, a list exported, a sign-in that failed."""

from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject

SIGN_IN_FAILED = "sign_in_failed"
REVEAL = "reveal"
MASKED_SEARCH = "masked_search"
EXPORT = "export"
CONFIDENTIAL_VIEW = "confidential_view"
VIEW_AS = "view_as"
FACTS = frozenset({SIGN_IN_FAILED, REVEAL, MASKED_SEARCH, EXPORT, CONFIDENTIAL_VIEW, VIEW_AS})


@dataclass(frozen=True, slots=True)
class RecordAccess:
    """Write down a fact of `FACTS` about the person `user` (None: nobody known).

    `kind`, `object` and `fields` say what was looked at. `detail` holds counts and reasons, never personal data:
    it cannot be erased.
    """

    what: str
    user: str | None = None
    kind: str = ""
    object: str | None = None
    fields: tuple[str, ...] = ()
    detail: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccessRecorded:
    """What `RecordAccess` said. Address and device of the caller lie beside the event, erasably."""

    what: str
    kind: str = ""
    object: str | None = None
    fields: tuple[str, ...] = ()
    detail: JsonObject = field(default_factory=dict)


def access_stream(user: str | None) -> str:
    """Where sign-ins, credentials and looks of a person are recorded.

    Beside `user:<id>`, not in it: signing in must not make an edit of the person's profile stale.
    """
    return "tenant" if user is None else f"access:{user}"


EVENTS: tuple[type, ...] = (AccessRecorded,)
PERSONAL: dict[type, tuple[str, ...]] = {}
