"""Tokens of people without an account. They are worked out with the tenant's key, so none is stored anywhere.

`bh_l_<tenant>.<link>.<mac>` opens one ticket for as long as its link is good (PTL-1).
`bh_g_<tenant>.<person>.<until>.<mac>` is a visitor who is about to report, or who proved whose phone he holds.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from bihuan.core.access import Subject
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.keys import TenantKeys, derive
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.portal import queries

LINK_PREFIX = "bh_l_"
GUEST_PREFIX = "bh_g_"
_PURPOSE = "portal-links"


@dataclass(frozen=True, slots=True)
class Ticketed:
    """What a link opens: its ticket, for this person."""

    link: str
    ticket: str
    person: str


def link_token(keys: TenantKeys, slug: str, link: str) -> str:
    """What opens a link's ticket while the link is good."""
    return f"{LINK_PREFIX}{slug}.{link}.{_mac(keys, 'link', link)}"


def guest_token(keys: TenantKeys, slug: str, person: str, until: Instant) -> str:
    """What a visitor shows until `until`."""
    return f"{GUEST_PREFIX}{slug}.{person}.{until}.{_mac(keys, 'guest', person, str(until))}"


def authenticate_link(tx: Tx, token: str, now: Instant) -> Caller | None:
    """The person behind a token of either kind, with what guests may do; None when it is no longer good."""
    if token.startswith(GUEST_PREFIX):
        return _guest(tx, token, now)
    row = queries.link(tx, _checked(tx.keys, token.removeprefix(LINK_PREFIX), "link", 1)[0])
    if row is None or not queries.is_good(row, now):
        return None
    return _caller(tx, row["person"], row["id"])


def ticket_behind(tx: Tx, caller: Caller, now: Instant) -> Ticketed:
    """What the caller's link opens. Refuses `link.not_good` to whoever shows no good one."""
    row = queries.link(tx, caller.session or "") if caller.kind == "link" else None
    if row is None or not queries.is_good(row, now):
        raise Refusal("link.not_good", Kind.NOT_FOUND)
    return Ticketed(row["id"], row["ticket"], row["person"])


def _guest(tx: Tx, token: str, now: Instant) -> Caller | None:
    person, until = _checked(tx.keys, token.removeprefix(GUEST_PREFIX), "guest", 2)
    if not person or now >= int(until):
        return None
    return _caller(tx, person, None)


def _caller(tx: Tx, person: str, link: str | None) -> Caller | None:
    if not identity.is_active(tx, person):
        return None
    # Whoever's ticket it is: through a link he is a visitor, however much he may do when he signs in.
    subject = Subject(
        kind="link",
        person=person,
        roles=frozenset({identity.GUEST}),
        grants=identity.grants_of_role(tx, identity.GUEST),
        confidential_types=identity.confidential_types(tx),
    )
    return Caller("link", person, subject, session=link)


def _checked(keys: TenantKeys, rest: str, kind: str, parts: int) -> tuple[str, ...]:
    """The parts that the token vouches for; empty texts when it is not ours."""
    given = rest.split(".")[1:]
    if len(given) != parts + 1 or not hmac.compare_digest(given[-1].encode(), _mac(keys, kind, *given[:-1]).encode()):
        return ("",) * parts
    return tuple(given[:-1])


def _mac(keys: TenantKeys, *parts: str) -> str:
    key = derive(keys.root, _PURPOSE)
    return urlsafe_b64encode(hmac.digest(key, "\x1f".join(parts).encode(), hashlib.sha256)).decode().rstrip("=")
