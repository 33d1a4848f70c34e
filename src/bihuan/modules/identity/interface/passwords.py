"""Passwords: argon2id, then sealed with the tenant's key. Slow on purpose, so never inside a transaction."""

import base64
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bihuan.core.values import Problem, Refusal
from bihuan.kernel.keys import TenantKeys, seal, unseal

MIN_LENGTH = 8
MAX_LENGTH = 200
_PURPOSE = b"password"

# RFC 9106 and OWASP's floor for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# What guessers try first and our users would pick; longer lists belong to a directory service.
_COMMON = frozenset(
    (
        *("12345678", "123456789", "1234567890", "0123456789", "87654321", "12341234", "11223344", "66668888"),
        *("password", "password1", "passw0rd", "p@ssw0rd", "qwertyui", "qwertyuiop", "qwer1234", "1qaz2wsx"),
        *("1q2w3e4r", "a1234567", "a12345678", "aa123456", "abc12345", "abcd1234", "admin123", "admin888"),
        *("administrator", "woaini520", "woaini1314", "iloveyou", "5201314520", "bihuan123"),
    )
)


def check_password(password: str, login: str | None) -> None:
    """Refuse `password.weak` with what is wrong: too short, too long, too common or the login itself."""
    text = _folded(password)
    if len(text) < MIN_LENGTH:
        raise _weak("password.too_short", least=MIN_LENGTH)
    if len(text) > MAX_LENGTH:
        raise _weak("password.too_long", most=MAX_LENGTH)
    if text.casefold() in _COMMON or len(set(text)) < 3:
        raise _weak("password.too_common")
    if login and login.casefold() in text.casefold():
        raise _weak("password.contains_login")


def seal_password(keys: TenantKeys, password: str) -> str:
    """The form in which a password is stored and sent: its argon2id hash, sealed. Takes about 30 ms."""
    hashed = _HASHER.hash(_folded(password))
    return base64.b64encode(seal(keys.secrets, hashed.encode(), _PURPOSE)).decode()


def verify_password(keys: TenantKeys, password: str, sealed: str | None) -> bool:
    """Whether it is the password. Without one (`sealed` None) as slow as with one, so that nobody learns which."""
    hashed = _dummy() if sealed is None else unseal(keys.secrets, base64.b64decode(sealed), _PURPOSE).decode()
    try:
        return _HASHER.verify(hashed, _folded(password)[: MAX_LENGTH + 1]) and sealed is not None
    except (VerificationError, InvalidHashError):
        return False


def _folded(password: str) -> str:
    # The same characters typed on another keyboard (full width, combining accents) are the same password.
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _dummy() -> str:
    return _HASHER.hash("nobody has this password")


def _weak(code: str, **data: int) -> Refusal:
    return Refusal("password.weak", path="password", problems=[Problem("password", code, data)])
