"""Keys (semantics §2.10): a master key outside the data folder, one random key per tenant wrapped by it,
and a recovery phrase whose public half wraps every tenant key for backups.

Everything a tenant needs is derived from its own key by HKDF-SHA256, so moving the key moves the tenant.
"""

import base64
import os
from contextlib import suppress
from dataclasses import field
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bihuan.core.late import dataclass
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.ids import random_bytes

_NONCE = 12
_PHRASE_BYTES = 20
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def derive(key: bytes, purpose: str, size: int = 32) -> bytes:
    """A sub-key of `size` bytes for one purpose; keys of different purposes say nothing about each other."""
    return HKDF(hashes.SHA256(), size, salt=None, info=purpose.encode()).derive(key)


def seal(key: bytes, data: bytes, context: bytes = b"") -> bytes:
    """AES-256-GCM of `data`, bound to `context`; a random nonce stands in front."""
    nonce = random_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, context)


def unseal(key: bytes, sealed: bytes, context: bytes = b"") -> bytes:
    """The inverse of `seal`. Raises Refusal `key.wrong` when key, context or data are not the sealed ones."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context)
    except (InvalidTag, ValueError) as error:
        raise Refusal("key.wrong", Kind.FORBIDDEN) from error


@dataclass(frozen=True)
class TenantKeys:
    """Every key of one tenant, derived from `root`."""

    # Never in a log or a traceback.
    root: bytes = field(repr=False)

    @cached_property
    def database(self) -> bytes:
        """Raw key of the SQLCipher file."""
        return derive(self.root, "database")

    @cached_property
    def payload(self) -> bytes:
        """Encrypts personal payloads on PostgreSQL, where the file itself is not encrypted by us."""
        return derive(self.root, "payload")

    @cached_property
    def files(self) -> bytes:
        """Encrypts uploaded files."""
        return derive(self.root, "files")

    @cached_property
    def cursor(self) -> bytes:
        """Signs list cursors and links."""
        return derive(self.root, "cursor")

    @cached_property
    def secrets(self) -> bytes:
        """Encrypts secrets such as TOTP seeds."""
        return derive(self.root, "secrets")

    @cached_property
    def signing(self) -> Ed25519PrivateKey:
        """Signs checkpoints."""
        return Ed25519PrivateKey.from_private_bytes(derive(self.root, "ledger-signing"))

    @cached_property
    def signing_public(self) -> bytes:
        """The 32 bytes an auditor keeps to check this tenant's checkpoints."""
        return self.signing.public_key().public_bytes(*_RAW)


def load_master_key(path: Path, *, create: bool) -> bytes:
    """Read the master key, or make it when `create`. Refuses a key file that others can read."""
    if path.exists():
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise Refusal("key.file_is_open", Kind.FORBIDDEN, path=str(path))
        return _decode_master(path)
    if not create:
        raise Refusal("key.file_missing", Kind.NOT_FOUND, path=str(path))
    # Another process that starts at the same time may be faster; then its key is the one.
    with suppress(FileExistsError):
        write_master_key(path, random_bytes(32))
    return _decode_master(path)


def write_master_key(path: Path, key: bytes) -> None:
    """Write a new key file that only its owner can read; whole and on the disk when this returns.

    Raises FileExistsError when there is one: a key is never written over.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    finally:
        part.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have a new, renamed or removed name in `folder` on the disk; where folders cannot be opened, do nothing."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _decode_master(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError as error:
        raise Refusal("key.file_broken", Kind.INVALID, path=str(path)) from error
    if len(key) != 32:
        raise Refusal("key.file_broken", Kind.INVALID, path=str(path))
    return key


def new_recovery_phrase() -> str:
    """160 random bits as eight groups of four letters and digits, to be written on paper."""
    text = base64.b32encode(random_bytes(_PHRASE_BYTES)).decode().rstrip("=")
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def recovery_public_key(phrase: str) -> bytes:
    """The public half of the phrase: it wraps keys without the phrase being kept anywhere."""
    return _recovery_key(phrase).public_key().public_bytes(*_RAW)


def wrap_for_recovery(public: bytes, key: bytes) -> bytes:
    """Seal `key` so that only the holder of the recovery phrase opens it (X25519, HKDF, AES-GCM)."""
    ephemeral = X25519PrivateKey.generate()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    return ephemeral.public_key().public_bytes(*_RAW) + seal(derive(shared, "recovery"), key)


def unwrap_with_phrase(phrase: str, wrapped: bytes) -> bytes:
    """The key sealed by `wrap_for_recovery`. Raises Refusal `key.wrong` for another phrase."""
    shared = _recovery_key(phrase).exchange(X25519PublicKey.from_public_bytes(wrapped[:32]))
    return unseal(derive(shared, "recovery"), wrapped[32:])


def _recovery_key(phrase: str) -> X25519PrivateKey:
    # People mistype on paper: case and separators do not matter, and the two digits base32 lacks read as letters.
    letters = "".join(c for c in phrase.upper().replace("0", "O").replace("1", "I") if c.isalnum())
    try:
        secret = base64.b32decode(letters)
    except ValueError as error:
        raise Refusal("key.phrase_malformed") from error
    if len(secret) != _PHRASE_BYTES:
        raise Refusal("key.phrase_malformed")
    return X25519PrivateKey.from_private_bytes(derive(secret, "recovery-phrase"))
