"""Invitations: a link with which somebody chooses his own password, once, before it ends.

`bh_i_<tenant>.<no>.<until>.<person>.<mac>`, worked out with the tenant's key and stored nowhere. `no` is the number of
the last event about his credentials: whatever happens to them, a password chosen or a newer invitation, ends it.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.kernel.keys import TenantKeys, derive

INVITATION_PREFIX = "bh_i_"
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who may choose a password until `until` (ms), as long as nothing newer than event `no` happened."""

    user: str
    no: int
    until: Instant


def invitation_token(keys: TenantKeys, slug: str, invitation: Invitation) -> str:
    """What opens the invitation."""
    person = urlsafe_b64encode(invitation.user.encode()).decode().rstrip("=")
    return f"{INVITATION_PREFIX}{slug}.{invitation.no}.{invitation.until}.{person}.{_mac(keys, invitation)}"


def read_invitation(keys: TenantKeys, token: str, now: Instant) -> Invitation | None:
    """The invitation that a token vouches for; None when it is not ours or has ended."""
    parts = token.removeprefix(INVITATION_PREFIX).split(".")
    if len(token) > _LONGEST or not token.isascii() or len(parts) != 5:
        return None
    _, no, until, person, mac = parts
    if not (no.isdigit() and until.isdigit() and len(no) < 16 and len(until) < 16):
        return None
    invitation = Invitation(_name(person), int(no), int(until))
    is_ours = hmac.compare_digest(mac.encode(), _mac(keys, invitation).encode())
    return invitation if is_ours and now < invitation.until else None


def _name(person: str) -> str:
    try:
        return urlsafe_b64decode(person + "=" * (-len(person) % 4)).decode()
    except ValueError:
        return ""


def _mac(keys: TenantKeys, invitation: Invitation) -> str:
    said = f"{invitation.user}\x1f{invitation.no}\x1f{invitation.until}".encode()
    return urlsafe_b64encode(hmac.digest(derive(keys.root, "invitations"), said, hashlib.sha256)).decode().rstrip("=")
