"""Proving a password and a second factor: counted before they are checked, checked outside any transaction."""

import hmac
import ipaddress

from bihuan.core.access import SYSTEM
from bihuan.core.late import dataclass
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Caller, Envelope
from bihuan.kernel.ids import new_id
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import Desk
from bihuan.modules.audit.messages import SIGN_IN_FAILED, RecordAccess
from bihuan.modules.identity import bookkeeping, interface, queries
from bihuan.modules.identity.bookkeeping import Throttle

FREE_PER_LOGIN = 5
# A whole office may stand behind one address.
FREE_PER_ADDRESS = 30


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt is counted under. `place` = login and address together."""

    throttles: tuple[Throttle, ...]
    place: str
    wait_ms: int = 0


@dataclass(frozen=True, slots=True)
class Proven:
    """Whose password was right. `sealed` is the stored form it was right for."""

    user: Row
    sealed: str
    totp_step: int | None
    password_expires: bool
    attempt: Attempt
    recovery: str | None = None


async def prove(desk: Desk, login: str, password: str, code: str | None, recovery: str | None = None) -> Proven:
    """Check a sign-in; `code` is the app's, `recovery` one of those kept for the day without it.

    Refuses `sign_in.throttled`, `sign_in.totp_required` and, for all else, `sign_in.failed`.
    """
    login = interface.folded_login(login)
    attempt = await desk.write(lambda tx: _reserve(tx, desk, login))
    user, known = await desk.read(lambda tx: _account(tx, login))
    sealed = known["password"] if known is not None else None
    keys = desk.tenant.keys
    # Always the same work, whoever exists: the answer's time must not tell.
    right: bool = await desk.offload(lambda: interface.verify_password(keys, password, sealed))
    if not right or user is None or known is None or user["state"] != "active":
        raise await _failed(desk, user, attempt, "password")
    step, used = None, None
    if known["totp_state"] == "on":
        if code is None and recovery is None:
            await desk.write(lambda tx: bookkeeping.release_attempt(tx, attempt.throttles))
            raise Refusal("sign_in.totp_required", Kind.UNAUTHENTICATED)
        step, used = _second_factor(desk, known, code, recovery)
        if step is None and used is None:
            raise await _failed(desk, user, attempt, "second_factor")
    return Proven(user, known["password"], step, known["password_expires"], attempt, used)


def _second_factor(desk: Desk, known: Row, code: str | None, recovery: str | None) -> tuple[int | None, str | None]:
    """The time step of a right code, or the hash of a recovery code that is left; neither where none is right."""
    keys = desk.tenant.keys
    if recovery is not None:
        hashed = interface.hash_recovery_code(keys, known["user"], recovery)
        return None, hashed if hashed in (known["recovery"] or ()) else None
    return interface.matching_step(keys, known["totp_secret"], code or "", desk.now(), known["totp_step"]), None


async def prove_own_password(desk: Desk, password: str) -> Proven:
    """The signed-in person's password once more, before something that a borrowed session must not do."""
    user = await desk.read(lambda tx: queries.user(tx, desk.caller.id or ""))
    login = (user or {}).get("login") or ""
    attempt = await desk.write(lambda tx: _reserve(tx, desk, login))
    known = await desk.read(lambda tx: queries.credential(tx, desk.caller.id or ""))
    sealed = known["password"] if known is not None else None
    keys = desk.tenant.keys
    right: bool = await desk.offload(lambda: interface.verify_password(keys, password, sealed))
    if not right or user is None or known is None:
        await _failed(desk, user, attempt, "password")
        raise Refusal("password.wrong", Kind.FORBIDDEN, path="password")
    await succeeded(desk, attempt)
    return Proven(user, known["password"], None, known["password_expires"], attempt)


async def succeeded(desk: Desk, attempt: Attempt) -> None:
    """The right person: their failures are forgotten, their place is remembered."""

    def forget(tx: Tx) -> None:
        bookkeeping.forget_failures(tx, attempt.throttles[0], attempt.place, desk.now())
        bookkeeping.release_attempt(tx, attempt.throttles[1:])

    await desk.write(forget)


def as_platform(desk: Desk) -> Caller:
    """The platform acting for somebody who is not signed in yet; address and device are theirs."""
    return Caller("system", None, SYSTEM, desk.language, desk.caller.ip, desk.caller.device)


def _reserve(tx: Tx, desk: Desk, login: str) -> Attempt:
    address = counted_address(desk.caller.ip)
    place = _key(desk, "place", login, address or "")
    # Guessing from elsewhere must not keep people out of the places where they usually sign in.
    known = bookkeeping.is_known_place(tx, place, desk.now())
    throttles = [Throttle(place if known else _key(desk, "login", login), FREE_PER_LOGIN)]
    if address is not None:
        throttles.append(Throttle(_key(desk, "address", address), FREE_PER_ADDRESS))
    wait = bookkeeping.reserve_attempt(tx, tuple(throttles), desk.now())
    return Attempt(tuple(throttles), place, wait)


def _account(tx: Tx, login: str) -> tuple[Row | None, Row | None]:
    user = queries.user_by_login(tx, login)
    return user, queries.credential(tx, user["id"]) if user is not None else None


async def _failed(desk: Desk, user: Row | None, attempt: Attempt, what: str) -> Refusal:
    # What was typed as a login is not written down: it is sometimes a password.
    detail = {"reason": what if user is not None else "login", "wait_ms": attempt.wait_ms}
    user_id = user["id"] if user is not None and user["state"] != "erased" else None
    command = RecordAccess(SIGN_IN_FAILED, user_id, detail=detail)
    envelope = Envelope(new_id(desk.now()), command, as_platform(desk), desk.channel)
    await desk.bus.submit(desk.info.slug, envelope)
    return Refusal("sign_in.failed", Kind.UNAUTHENTICATED)


def _key(desk: Desk, *parts: str) -> str:
    """Keyed, so that a copy of the table tells neither logins nor addresses."""
    text = "\x1f".join(("sign-in", *parts)).encode("utf-8", "replace")
    return hmac.digest(desk.tenant.keys.secrets, text, "sha256").hex()


def counted_address(ip: str | None) -> str | None:
    """The address that is counted: one IPv4, or the /64 that an IPv6 household has."""
    if ip is None:
        return None
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if address.version == 6 and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)
