"""Codes on their way to phones: no events, for they are worth nothing after ten minutes."""

from bihuan.core.values import Instant, Kind, Refusal
from bihuan.kernel.tx import Tx
from bihuan.modules.portal import queries
from bihuan.modules.portal.tables import phone_code

GOOD_FOR_MS = 10 * 60_000
_MOST_TRIES = 5
_MOST_SENT = 5
_SPAN_MS = 24 * 3_600_000
_PAUSE_MS = 60_000


def keep_code(tx: Tx, phone: str, code: str, now: Instant) -> None:
    """Remember the code that is being sent. Refuses `portal.too_many_codes`: one a minute, five a day."""
    row = queries.code_row(tx, phone)
    fresh = row is None or now - row["first_at"] >= _SPAN_MS
    if row is not None and not fresh and (row["sent"] >= _MOST_SENT or now - row["sent_at"] < _PAUSE_MS):
        raise Refusal("portal.too_many_codes", Kind.TOO_MANY)
    first, sent = (now, 0) if row is None or fresh else (row["first_at"], row["sent"])
    tx.upsert(
        phone_code, {"phone": phone, "code": code, "tries": 0, "sent": sent + 1, "first_at": first, "sent_at": now}
    )
    tx.execute(phone_code.delete().where(phone_code.c.sent_at < now - _SPAN_MS))


def count_address(tx: Tx, address: str, most: int, now: Instant) -> None:
    """Count what an address begins. Refuses `portal.too_many_here` beyond `most` a day: a whole factory may share one,
    but nobody sends codes to a thousand phones from it. `address` is a keyed hash, as phones are."""
    row = queries.code_row(tx, address)
    fresh = row is None or now - row["first_at"] >= _SPAN_MS
    first, sent = (now, 0) if row is None or fresh else (row["first_at"], row["sent"])
    if sent >= most:
        raise Refusal("portal.too_many_here", Kind.TOO_MANY)
    counted = {"phone": address, "code": "", "tries": 0, "sent": sent + 1, "first_at": first, "sent_at": now}
    tx.upsert(phone_code, counted)


def use_code(tx: Tx, phone: str, code: str, now: Instant) -> bool:
    """Whether this is the code that was sent; it opens once, and five wrong ones close it."""
    row = queries.code_row(tx, phone)
    if row is None or now - row["sent_at"] >= GOOD_FOR_MS or row["tries"] >= _MOST_TRIES:
        return False
    if row["code"] == code:
        tx.update(phone_code, {"phone": phone}, {"code": "", "tries": _MOST_TRIES})
        return True
    tx.update(phone_code, {"phone": phone}, {"tries": row["tries"] + 1})
    return False
