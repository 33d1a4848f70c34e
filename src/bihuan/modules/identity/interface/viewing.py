"""Looking at the product as a role sees it (AUD-3). Whoever manages roles looks; nobody can do anything meanwhile.

What is seen is what both hold: the role's grants, and the looker's own. Else a look would be a way up, to ticket types
that are confidential, say. The rows of one's own team or area are the looker's: a role has none.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from bihuan.core.access import ANY, FieldSet, Grant, Subject, check_access
from bihuan.core.values import Instant, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.keys import TenantKeys, derive
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import queries
from bihuan.modules.identity.interface.subjects import grants_of_role

VIEW_AS_HEADER = "Bihuan-View-As"
VIEW_MS = 3_600_000
_ALL_ROWS = "all"


def view_token(keys: TenantKeys, session: str, role: str, until: Instant) -> str:
    """What a session sends to see as the role does, until `until`. Given only after the look was recorded."""
    return f"{role}.{until}.{_mac(keys, session, role, until)}"


def look_as(tx: Tx, caller: Caller, token: str, now: Instant) -> Caller:
    """The caller with what the role of the token shows him. Refuses `view_as.not_good` and `access.denied`."""
    role, until = _read(tx.keys, caller.session or "", token)
    if caller.kind != "user" or now >= until or queries.role(tx, role) is None:
        raise Refusal("view_as.not_good", Kind.FORBIDDEN)
    check_access(caller.subject, "manage", "role", {})
    return replace(caller, subject=seen_as(caller.subject, role, grants_of_role(tx, role)), viewing=role)


def seen_as(own: Subject, role: str, grants: Iterable[Grant]) -> Subject:
    """The same person in the same places with what both the role and he himself may."""
    shared = _shared(grants, own.grants, own.confidential_types)
    return replace(own, roles=frozenset({role}), grants=tuple(shared))


def _shared(left: Iterable[Grant], right: Iterable[Grant], confidential: frozenset[str]) -> Iterator[Grant]:
    for one, other in product(left, tuple(right)):
        action, kind = _narrower(one.action, other.action, ANY), _narrower(one.kind, other.kind, ANY)
        rows = _narrower(one.rows, other.rows, _ALL_ROWS)
        if action is not None and kind is not None and rows is not None:
            types = _types(one.types, other.types, confidential)
            yield Grant(action, kind, rows, _fields(one.fields, other.fields), types)


def _narrower(one: str, other: str, everything: str) -> str | None:
    """What is in both; None when they have nothing in common, or nothing that can be said in one word."""
    if everything in (one, other):
        return other if one == everything else one
    return one if one == other else None


def _fields(one: FieldSet | None, other: FieldSet | None) -> FieldSet | None:
    if one is None or other is None:
        return other if one is None else one
    names = one.named.keys() | other.named.keys()
    return FieldSet({name: min(one[name], other[name]) for name in names}, min(one.others, other.others))


def _types(
    one: frozenset[str] | None, other: frozenset[str] | None, confidential: frozenset[str]
) -> frozenset[str] | None:
    if one is not None and other is not None:
        return one & other
    named = other if one is None else one
    # No types named means all that are not confidential.
    return None if named is None else named - confidential


def _read(keys: TenantKeys, session: str, token: str) -> tuple[str, Instant]:
    role, _, rest = token.partition(".")
    until, _, mac = rest.partition(".")
    good = until.isascii() and until.isdigit() and len(until) < 16
    if not good or not hmac.compare_digest(mac.encode(), _mac(keys, session, role, int(until)).encode()):
        return "", 0
    return role, int(until)


def _mac(keys: TenantKeys, session: str, role: str, until: Instant) -> str:
    said = f"{session}\x1f{role}\x1f{until}".encode()
    return urlsafe_b64encode(hmac.digest(derive(keys.root, "view-as"), said, hashlib.sha256)).decode().rstrip("=")
