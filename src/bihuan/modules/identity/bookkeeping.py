"""Rows that are no events: last use of credentials, failed sign-ins. Losing them loses no fact."""

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Kind, Refusal
from bihuan.kernel.tx import Tx
from bihuan.modules.identity.tables import last_use, sign_in_attempt

_SECOND = 1_000
LONGEST_WAIT_MS = 15 * 60 * _SECOND
FORGET_MS = 24 * 3_600 * _SECOND
KNOWN_PLACE_MS = 90 * 24 * 3_600 * _SECOND


@dataclass(frozen=True, slots=True)
class Throttle:
    """Attempts counted under `key`: `free` failures cost nothing, then the wait doubles up to 15 minutes."""

    key: str
    free: int

    def wait_ms(self, failures: int) -> int:
        """How long after the last of `failures` the next attempt must wait. Never for ever: people mistype."""
        beyond = failures - self.free
        return 0 if beyond <= 0 else min(_SECOND << min(beyond - 1, 20), LONGEST_WAIT_MS)


def is_known_place(tx: Tx, key: str, now: Instant) -> bool:
    """Whether somebody signed in under `key` (login and address together) within 90 days."""
    row = tx.get(sign_in_attempt, key=key)
    return row is not None and now - row["last_at"] < KNOWN_PLACE_MS


def reserve_attempt(tx: Tx, throttles: tuple[Throttle, ...], now: Instant) -> int:
    """Count an attempt as failed before it is checked, so that many at once gain nothing.

    Returns the longest wait it would cause, ms. Refuses `sign_in.throttled` with `seconds` to wait.
    """
    rows = [tx.get(sign_in_attempt, key=throttle.key) for throttle in throttles]
    until = max((row["next_at"] for row in rows if row), default=0)
    if now < until:
        seconds = -(-(until - now) // _SECOND)
        raise Refusal("sign_in.throttled", Kind.TOO_MANY, seconds=seconds)
    longest = 0
    for throttle, row in zip(throttles, rows, strict=True):
        before = row["failures"] if row and now - row["last_at"] < FORGET_MS else 0
        wait = throttle.wait_ms(before + 1)
        longest = max(longest, wait)
        counted = {"key": throttle.key, "failures": before + 1, "last_at": now, "next_at": now + wait}
        tx.upsert(sign_in_attempt, counted)
    return longest


def release_attempt(tx: Tx, throttles: tuple[Throttle, ...]) -> None:
    """Take a reservation back: the attempt was no failure. Earlier failures still count."""
    for throttle in throttles:
        row = tx.get(sign_in_attempt, key=throttle.key)
        if row is not None:
            failures = max(0, row["failures"] - 1)
            tx.update(sign_in_attempt, {"key": throttle.key}, {"failures": failures, "next_at": row["last_at"]})


def forget_failures(tx: Tx, used: Throttle, place: str, now: Instant) -> None:
    """The right person came in: the failures counted under `used` are forgotten, the place is remembered.

    From a known place only that place's failures are: strangers guessing elsewhere gain nothing by its sign-ins.
    """
    if used.key != place:
        tx.delete(sign_in_attempt, key=used.key)
    tx.upsert(sign_in_attempt, {"key": place, "failures": 0, "last_at": now, "next_at": now})
    tx.execute(sign_in_attempt.delete().where(sign_in_attempt.c.last_at < now - KNOWN_PLACE_MS))


def note_use(tx: Tx, credential: str, now: Instant) -> None:
    """Remember that a session or token is in use."""
    tx.upsert(last_use, {"id": credential, "at": now})
