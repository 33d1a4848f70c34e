"""From what a request carries to its caller; runs before every request, so it reads little."""

import hashlib
import hmac
from dataclasses import replace

from bihuan.core.access import Subject
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.ids import new_secret
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import queries
from bihuan.modules.identity.interface.subjects import subject_of

SESSION_PREFIX = "bh_s_"
TOKEN_PREFIX = "bh_t_"  # noqa: S105 - how tokens begin, no secret
# What modules provide under this and the first five characters of their tokens.
OTHER_DOORS = "identity.door."
SESSION_COOKIE = "bihuan_session"
CSRF_COOKIE = "bihuan_csrf"
CSRF_HEADER = "X-CSRF-Token"
USE_NOTED_EVERY_MS = 5 * 60_000
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request says about who sends it. `in_cookie`: a browser added it by itself (see `check_same_site`)."""

    token: str
    in_cookie: bool = False
    ip: str | None = None
    device: str | None = None


def authenticate(tx: Tx, credential: Credential, now: Instant) -> Caller | None:
    """The caller, or None when the token is unknown, over, revoked, or its person has left."""
    token = credential.token
    if len(token) > _LONGEST:
        return None
    caller = None
    if token.startswith(SESSION_PREFIX):
        caller = _by_session(tx, hash_token(token), now)
    elif token.startswith(TOKEN_PREFIX) and not credential.in_cookie:
        caller = _by_token(tx, hash_token(token), now)
    elif not credential.in_cookie:
        caller = _by_other_door(tx, token, now)
    return caller and replace(caller, ip=credential.ip, device=credential.device)


def _by_session(tx: Tx, token_hash: str, now: Instant) -> Caller | None:
    row = queries.session_by_hash(tx, token_hash)
    if row is None or row["state"] != "active" or now >= queries.session_ends(row):
        return None
    subject = subject_of(tx, row["user"])
    unguarded = bool(row["must_enrol"]) and row["totp_state"] != "on"
    if row["password_expires"] or unguarded:
        # A password that somebody else has seen opens one door: the one to a new password. So does one that is not
        # enough for what its person may do: the door to a second factor.
        subject = Subject(person=row["user"], confidential_types=subject.confidential_types)
    return Caller("user", row["user"], subject, row["language"], session=row["id"], unguarded=unguarded)


def _by_token(tx: Tx, token_hash: str, now: Instant) -> Caller | None:
    row = queries.token_by_hash(tx, token_hash)
    if row is None or row["state"] != "active" or row["revoked"]:
        return None
    if row["expires_at"] is not None and now >= row["expires_at"]:
        return None
    scopes = frozenset(row["scopes"])
    subject = subject_of(tx, row["user"], scopes)
    return Caller("token", row["user"], subject, row["language"], scopes=scopes, session=row["id"])


def _by_other_door(tx: Tx, token: str, now: Instant) -> Caller | None:
    """Tokens of other modules (`provide(OTHER_DOORS + prefix, (tx, token, now) -> Caller | None)`), as links are."""
    kind = token[: len(TOKEN_PREFIX)]
    recognise = tx.memo.provided.get(OTHER_DOORS + kind)
    found: Caller | None = recognise(tx, token, now) if recognise is not None else None
    return found


def anonymous(tx: Tx, *, language: str = "zh", ip: str | None = None, device: str | None = None) -> Caller:
    """A caller nobody knows: no grants."""
    subject = Subject(kind="anonymous", confidential_types=queries.confidential_types(tx))
    return Caller("anonymous", None, subject, language, ip, device)


def new_token(prefix: str, slug: str) -> str:
    """A session or API token: 256 random bits behind its kind and its tenant."""
    return f"{prefix}{slug}.{new_secret(32)}"


def hash_token(token: str) -> str:
    """What is stored of a token. It is random, so a plain hash tells nothing."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class UseNotes:
    """Which sessions and tokens this process noted as used lately, so that a request rarely causes a write."""

    def __init__(self) -> None:
        self._noted: dict[str, Instant] = {}

    def is_due(self, caller: Caller, now: Instant) -> bool:
        """Whether `note_use` should be called for the caller's session or token now: once in 5 minutes."""
        if caller.session is None or now - self._noted.get(caller.session, 0) < USE_NOTED_EVERY_MS:
            return False
        if len(self._noted) > 50_000:
            self._noted.clear()
        self._noted[caller.session] = now
        return True


# --- requests that a browser sends by itself -----------------------------------------------------------------------


def csrf_token(session_token: str) -> str:
    """What a page must repeat in `X-CSRF-Token`: another site can make a browser send cookies, not read them."""
    return hashlib.sha256(b"csrf\0" + session_token.encode("utf-8", "replace")).hexdigest()


def check_same_site(
    method: str, credential: Credential, *, origin: str | None, own_origins: frozenset[str], header: str | None
) -> None:
    """Refuse `csrf.refused` when a changing request by cookie may come from another site.

    A request with an Origin must have one of ours. Besides it must repeat the token in the header, unless the Origin
    proved itself already.
    """
    if not credential.in_cookie or method.upper() in _SAFE_METHODS:
        return
    if origin is not None:
        if origin in own_origins:
            return
        raise Refusal("csrf.refused", Kind.FORBIDDEN)
    if not hmac.compare_digest((header or "").encode("utf-8", "replace"), csrf_token(credential.token).encode()):
        raise Refusal("csrf.refused", Kind.FORBIDDEN)
