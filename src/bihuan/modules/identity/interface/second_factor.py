"""Time-based codes (RFC 6238): 6 digits, 30 seconds, SHA-1, as every authenticator app has them."""

import base64
import hmac

import pyotp

from bihuan.core.values import Instant
from bihuan.kernel.ids import random_bytes
from bihuan.kernel.keys import TenantKeys, seal, unseal
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import queries

STEP_MS = 30_000
RECOVERY_CODES = 10
# Letters and digits that nobody takes for another: 32 of them, five bits each.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_HALF = 5
_PURPOSE = b"totp"


def new_totp_secret() -> str:
    """160 random bits in base32."""
    return base64.b32encode(random_bytes(20)).decode()


def totp_address(secret: str, account: str, issuer: str) -> str:
    """The otpauth:// address that an app scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def seal_totp(keys: TenantKeys, secret: str) -> str:
    """The form in which a secret is stored and sent."""
    return base64.b64encode(seal(keys.secrets, secret.encode(), _PURPOSE)).decode()


def new_recovery_codes() -> tuple[str, ...]:
    """Ten different codes of 50 random bits each, as XXXXX-XXXXX."""
    codes: dict[str, None] = {}
    while len(codes) < RECOVERY_CODES:
        letters = "".join(_LETTERS[byte % 32] for byte in random_bytes(2 * _HALF))
        codes[f"{letters[:_HALF]}-{letters[_HALF:]}"] = None
    return tuple(codes)


def hash_recovery_code(keys: TenantKeys, user_id: str, code: str) -> str:
    """What is stored of a recovery code, however it is typed: keyed, for 50 bits could be guessed from a plain hash."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    text = "\x1f".join(("recovery", user_id, plain)).encode("utf-8", "replace")
    return hmac.digest(keys.secrets, text, "sha256").hex()


def needs_second_factor(tx: Tx, user_id: str) -> bool:
    """Whether somebody has a role that must sign in in two steps."""
    guarded = tx.memo.get(
        ("identity.guarded_roles", queries.epoch(tx)),
        lambda: frozenset(row["key"] for row in queries.roles(tx) if row["second_factor"]),
    )
    return bool(guarded) and not guarded.isdisjoint(queries.targets(tx, user_id)["role"])


def matching_step(keys: TenantKeys, sealed: str, code: str, now: Instant, used: int) -> int | None:
    """The time step whose code this is: the present one or a neighbour, and later than `used`. None if none is.

    A code that was used once is worth nothing to whoever looked over the shoulder.
    """
    totp = pyotp.TOTP(unseal(keys.secrets, base64.b64decode(sealed), _PURPOSE).decode())
    present = now // STEP_MS
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(totp.at(step * STEP_MS // 1000).encode(), code.encode("utf-8", "replace")):
            found = step
    return found if found is not None and found > used else None
