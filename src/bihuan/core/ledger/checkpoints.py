"""Checkpoints: what is signed about the tree, in the form of C2SP tlog-checkpoint inside a C2SP signed note.

    bihuan.example.com/t/acme              origin: the log's one name, also the name of its key
    20852163                               number of leaves
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2…      root, base64
    at 1769558400000                       our extension line: ms since 1970-01-01 UTC, as the machine claimed
                                           (empty line: end of what is signed)
    — bihuan.example.com/t/acme Az3grl…    base64 of the 4-byte key id and the Ed25519 signature

Signing and checking signatures is the shell's; here are only the bytes. References: c2sp.org/tlog-checkpoint,
c2sp.org/signed-note.
"""

import re
from base64 import b64decode, b64encode
from hashlib import sha256

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Refusal

ED25519 = b"\x01"
_ORIGIN = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_BODY = re.compile(
    r"(?P<origin>[^\s+\x00-\x1f\x7f]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\n"
    r"at (?P<at>0|[1-9][0-9]{0,13})\n"
)
_SIGNATURE = re.compile(r"— (?P<name>[^\s+\x00-\x1f\x7f]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """At instant `at` the log `origin` had `size` leaves with this 32-byte root."""

    origin: str
    size: int
    root: bytes
    at: Instant


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line. `key_id` is a hint (4 bytes), not proof of which key signed."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A signed note taken apart: the exact bytes that were signed, and who says to have signed them."""

    body: bytes
    signatures: tuple[NoteSignature, ...]


def checkpoint_body(origin: str, size: int, root: bytes, at: Instant) -> bytes:
    """The bytes to sign for a checkpoint. Refuses `ledger.bad_checkpoint` what would not read back as the same."""
    text = f"{origin}\n{size}\n{b64encode(root).decode()}\nat {at}\n"
    if len(root) != 32 or not _BODY.fullmatch(text):
        raise Refusal("ledger.bad_checkpoint", origin=origin, size=size, at=at)
    return text.encode()


def parse_checkpoint_body(body: bytes) -> Checkpoint:
    """The inverse of `checkpoint_body`; refuses `ledger.bad_checkpoint`."""
    try:
        match = _BODY.fullmatch(body.decode())
        if match is None:
            raise ValueError("not the form of a checkpoint")
        checkpoint = Checkpoint(match["origin"], int(match["size"]), b64decode(match["root"]), int(match["at"]))
    except ValueError as error:
        raise Refusal("ledger.bad_checkpoint") from error
    return checkpoint


def key_id(name: str, public_key: bytes) -> bytes:
    """The 4-byte id of a raw 32-byte Ed25519 key under this name: SHA-256(name ‖ LF ‖ 0x01 ‖ key)[:4]."""
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def key_text(name: str, public_key: bytes) -> str:
    """The key as auditors keep it, one line: name+id+base64(0x01 ‖ key), the "vkey" of signed notes."""
    if not _ORIGIN.fullmatch(name) or len(public_key) != 32:
        raise Refusal("ledger.bad_key", name=name)
    return f"{name}+{key_id(name, public_key).hex()}+{b64encode(ED25519 + public_key).decode()}"


def signature_line(name: str, public_key: bytes, signature: bytes) -> str:
    """The line that says: this key signed the body above (no line end)."""
    return f"— {name} {b64encode(key_id(name, public_key) + signature).decode()}"


def signed_note(body: bytes, *signature_lines: str) -> str:
    """The whole note: body, empty line, signature lines. This text is what leaves the machine."""
    return body.decode() + "\n" + "".join(f"{line}\n" for line in signature_lines)


def parse_note(text: str) -> Note:
    """Take a signed note apart; refuses `ledger.bad_note`. Says nothing about whether the signatures are good."""
    body, separator, tail = text.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise Refusal("ledger.bad_note")
    return Note(f"{body}\n".encode(), tuple(_parse_signature(line) for line in tail[:-1].split("\n")))


def _parse_signature(line: str) -> NoteSignature:
    match = _SIGNATURE.fullmatch(line)
    try:
        raw = b64decode(match["signature"], validate=True) if match else b""
    except ValueError:
        raw = b""
    if match is None or len(raw) < 5:
        raise Refusal("ledger.bad_note")
    return NoteSignature(match["name"], raw[:4], raw[4:])
