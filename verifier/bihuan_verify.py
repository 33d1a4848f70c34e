#!/usr/bin/env python3
"""Checks an export of a Bihuan ledger without trusting Bihuan: one file, Python >= 3.9 and `cryptography`, no more.

    python bihuan_verify.py EXPORT [--checkpoint earlier.note ...] [--tsa roots.pem ...] [--public-key KEY ...] [--json]

EXPORT is a directory or .zip in the format of docs/ledger.md. Give a checkpoint that left the server earlier (a note,
the mail that it came in, a time stamp over it): whoever owns the server owns its signing key too and can rebuild
everything inside an export, but not the checkpoint in your hands. A time stamp (.tsr, RFC 3161) counts when a
certificate given with --tsa signed it, or issued the one that did.
Exit code: 0 nothing wrong found, 1 tampered with, 2 the input cannot be used.

How to read this file: `verify` is the whole check, and what it uses stands above it, simplest first.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import hashlib
import heapq
import hmac
import io
import json
import os
import re
import stat
import sys
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Any, NamedTuple

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.stderr.write("需要 Python 库 cryptography / the library is needed: pip install cryptography\n")
    sys.exit(2)

LONGEST_LINE = 64 * 1024 * 1024
LONGEST_DOCUMENT = 4 * 1024 * 1024
HIGHEST_COMPRESSION = 200  # real exports shrink to an eighth; what shrinks more than this was made to do harm
SHOWN_FAULTS = 50

FAULTS = {
    "hash_differs": ("事件内容与其哈希不符", "the content of an event does not have its hash"),
    "gap": ("事件链有缺失", "a stream does not count 1, 2, 3, ..."),
    "prev_differs": ("事件没有接在前一事件之后", "an event does not follow on the one before it"),
    "place_differs": ("事件内容属于另一位置", "the content of an event belongs elsewhere"),
    "line_unreadable": ("此行不符合格式", "a line is not in the format"),
    "leaf_order": ("叶序号不连续", "leaf numbers are not 0, 1, 2, ..."),
    "root_differs": ("事件与存证点的根哈希不符", "the events do not have the root that a checkpoint states"),
    "events_missing": ("存证点涵盖的事件缺失", "events that a checkpoint covers are missing"),
    "checkpoint_order": ("存证点未按大小排列", "the checkpoints are not in order of size"),
    "origin_differs": ("存证点属于另一账本", "a checkpoint belongs to another log"),
    "signature_bad": ("存证点签名无效", "the signature of a checkpoint is bad"),
    "key_unknown": ("存证点不是由已知密钥签名", "a checkpoint is not signed by a known key"),
    "payload_differs": ("个人信息不是事件所承诺的", "a personal payload is not the one its event committed to"),
    "payload_stray": ("个人信息没有对应的事件", "no event committed to a personal payload"),
    "count_differs": ("与清单不符", "not what the manifest states"),
    "proof_missing": ("缺少包含证明", "an inclusion proof is missing"),
    "proof_stray": ("包含证明没有对应的事件", "an inclusion proof belongs to no event"),
    "proof_bad": ("包含证明不成立", "an inclusion proof does not hold"),
    "consistency_bad": ("一致性证明不成立", "a consistency proof does not hold"),
}


class UnusableError(Exception):
    """The input cannot be checked at all; why, in Chinese and English."""


def read_json(text: str | bytes) -> dict[str, Any]:
    """A JSON object in which no key stands twice: two readers might see two different things."""

    def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise ValueError("a key stands twice")
        return members

    try:
        document = json.loads(text, object_pairs_hook=without_doubles)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(document, dict):
        raise ValueError("not an object")
    return document


# --- The Merkle tree, RFC 6962; proofs are checked as in RFC 9162 ------------------------------------------------


def leaf_hash(event_hash: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + event_hash).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows leaf by leaf; keeps only the roots of its complete subtrees, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.subtrees: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        position = self.size
        while position & 1:
            leaf = node_hash(self.subtrees.pop(), leaf)
            position >>= 1
        self.subtrees.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self.subtrees:
            return hashlib.sha256(b"").digest()
        root = self.subtrees[-1]
        for subtree in reversed(self.subtrees[:-1]):
            root = node_hash(subtree, root)
        return root


def climb(start: bytes, position: int, last: int, proof: list[bytes]) -> tuple[bytes, bytes] | None:
    """From a node up to the root of the old tree (only what lies left of it) and of the new tree (all)."""
    old_root = new_root = start
    for sibling in proof:
        if last == 0:
            return None
        if position & 1 or position == last:
            old_root, new_root = node_hash(sibling, old_root), node_hash(sibling, new_root)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new_root = node_hash(new_root, sibling)
        position, last = position >> 1, last >> 1
    return (old_root, new_root) if last == 0 else None


def inclusion_holds(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    roots = climb(leaf, index, size - 1, proof) if 0 <= index < size else None
    return roots is not None and roots[1] == root


def consistency_holds(old: Checkpoint, new: Checkpoint, proof: list[bytes]) -> bool:
    nodes = [old.root, *proof] if old.size & (old.size - 1) == 0 else proof
    if not 0 < old.size < new.size or not nodes:
        return False
    position, last = old.size - 1, new.size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    return climb(nodes[0], position, last, nodes[1:]) == (old.root, new.root)


# --- Keys and checkpoints: C2SP signed note and tlog-checkpoint --------------------------------------------------

NAME = r"[^\s+\x00-\x1f\x7f]+"
LAST = "AEIMQUYcgkosw048"  # the only letters that may stand before the "=": one spelling for one value
CHECKPOINT = re.compile(rf"({NAME})\n(0|[1-9][0-9]{{0,18}})\n([A-Za-z0-9+/]{{42}}[{LAST}]=)\nat (0|[1-9][0-9]{{0,13}})")
SIGNATURE = re.compile(rf"— ({NAME}) ([A-Za-z0-9+/]{{90}}[{LAST}]=)")  # 4 bytes of key id, 64 of Ed25519
KEY = re.compile(rf"({NAME})\+([0-9a-f]{{8}})\+([A-Za-z0-9+/]{{44}})")


class Key(NamedTuple):
    name: str
    id: bytes
    public: bytes

    def fingerprint(self) -> str:
        return hashlib.sha256(self.public).hexdigest()


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes
    at: int
    note: str
    source: str
    outside: bool

    def time(self) -> str:
        moment = datetime.fromtimestamp(0, timezone(timedelta(hours=8))) + timedelta(milliseconds=self.at)
        return moment.isoformat(" ", "seconds")


def read_key(text: str) -> Key:
    """name+id+base64(0x01 and the 32 bytes of an Ed25519 key); the id is SHA-256(name, LF, 0x01, key)[:4]."""
    match = KEY.fullmatch(text.strip())
    raw = b64decode(match[3]) if match else b""
    key_id = hashlib.sha256(match[1].encode() + b"\n" + raw).digest()[:4] if match else b""
    if not match or raw[0] != 1 or key_id.hex() != match[2]:
        raise ValueError("not a public key")
    return Key(match[1], key_id, raw[1:])


def read_checkpoint(note: str, source: str, outside: bool) -> Checkpoint:
    match = CHECKPOINT.fullmatch(note.rpartition("\n\n")[0])
    if not match:
        raise ValueError("not a checkpoint")
    root = b64decode(match[3])
    return Checkpoint(match[1], int(match[2]), root, int(match[4]), note, source, outside)


def signature_fault(checkpoint: Checkpoint, keys: list[Key]) -> str | None:
    """None if a known key signed it. Lines of other signers (witnesses) are passed over."""
    body, _, tail = checkpoint.note.rpartition("\n\n")
    fault = "key_unknown"
    for match in filter(None, map(SIGNATURE.fullmatch, tail.split("\n"))):
        raw = b64decode(match[2])
        for key in keys:
            if key.name == match[1] == checkpoint.origin and key.id == raw[:4]:
                try:
                    Ed25519PublicKey.from_public_bytes(key.public).verify(raw[4:], f"{body}\n".encode())
                    return None
                except InvalidSignature:
                    fault = "signature_bad"
    return fault


# --- Time stamps, RFC 3161 in CMS (RFC 5652): just as much of DER as a token needs --------------------------------

OID_TOKEN, OID_DIGEST, OID_TYPE = "2a864886f70d0109100104", "2a864886f70d010904", "2a864886f70d010903"
DIGESTS: dict[str, Any] = {
    "608648016503040201": hashes.SHA256,
    "608648016503040202": hashes.SHA384,
    "608648016503040203": hashes.SHA512,
}
LONGEST_CHAIN = 5


class Node(NamedTuple):
    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> list[Node]:
        """What a constructed value is made of. Raises ValueError for what is no DER."""
        found, rest = [], self.content
        while rest:
            found.append(read_node(rest))
            rest = rest[len(found[-1].whole) :]
        return found


def read_node(data: bytes) -> Node:
    if len(data) < 2:
        raise ValueError("not DER")
    size, start = data[1], 2
    if size & 0x80:
        start = 2 + (size & 0x7F)
        size = int.from_bytes(data[2:start], "big")
    if start + size > len(data):
        raise ValueError("not DER")
    return Node(data[0], data[start : start + size], data[: start + size])


class Token(NamedTuple):
    imprint: bytes
    at: int


def read_token(data: bytes, roots: list[x509.Certificate]) -> Token:
    """What a time stamp states, once its signature has been checked. Raises ValueError when it cannot be believed."""
    outer = read_node(data).parts()
    if outer[0].tag == 0x30:  # a whole response: status, then the token
        outer = outer[1].parts()
    signed_data = outer[1].parts()[0].parts()
    content_type, content = signed_data[2].parts()
    if content_type.content.hex() != OID_TOKEN:
        raise ValueError("no time stamp")
    info = content.parts()[0].content
    certificates = [x509.load_der_x509_certificate(each.whole) for each in tagged(signed_data, 0xA0).parts()]
    fields = read_node(info).parts()
    algorithm, imprint = fields[2].parts()
    if DIGESTS.get(algorithm.parts()[0].content.hex()) is not hashes.SHA256:
        raise ValueError("the time stamp is not over SHA-256")
    written = fields[4].content.decode("ascii").rstrip("Z").partition(".")[0]
    moment = datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
    check_signer(signed_data[-1].parts()[0].parts(), info, certificates, (roots, moment))
    return Token(imprint.content, int(moment.timestamp() * 1000))


def tagged(nodes: list[Node], tag: int) -> Node:
    found = next((node for node in nodes if node.tag == tag), None)
    if found is None:
        raise ValueError("a part of the time stamp is missing")
    return found


def check_signer(
    signer: list[Node],
    info: bytes,
    certificates: list[x509.Certificate],
    trust: tuple[list[x509.Certificate], datetime],
) -> None:
    """The attributes name the content by its digest; the signer signed the attributes; somebody trusted issued him."""
    digest = DIGESTS[signer[2].parts()[0].content.hex()]()
    attributes = tagged(signer, 0xA0)
    stated = {each.parts()[0].content.hex(): each.parts()[1].parts()[0].content for each in attributes.parts()}
    hashed = hashes.Hash(digest)
    hashed.update(info)
    if stated.get(OID_DIGEST) != hashed.finalize() or stated.get(OID_TYPE, b"").hex() != OID_TOKEN:
        raise ValueError("the time stamp is not about its own content")
    number = int.from_bytes(signer[1].parts()[1].content, "big")
    own = next((each for each in certificates if each.serial_number == number), None)
    if own is None:
        raise ValueError("the signer's certificate is missing")
    check_signature(own.public_key(), tagged(signer, 0x04).content, b"\x31" + attributes.whole[1:], digest)
    check_issued(own, certificates, *trust)


def check_signature(key: Any, signature: bytes, signed_bytes: bytes, digest: hashes.HashAlgorithm) -> None:
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed_bytes, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed_bytes, ec.ECDSA(digest))
        else:
            raise ValueError("the signer's kind of key is not known")
    except InvalidSignature as error:
        raise ValueError("the signature of the time stamp is bad") from error


def check_issued(
    own: x509.Certificate, others: list[x509.Certificate], roots: list[x509.Certificate], moment: datetime
) -> None:
    usage = own.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if x509.oid.ExtendedKeyUsageOID.TIME_STAMPING not in usage:
        raise ValueError("the signer may not stamp times")
    for _ in range(LONGEST_CHAIN):
        if not own.not_valid_before_utc <= moment <= own.not_valid_after_utc:
            raise ValueError("a certificate was not valid at the time")
        if own in roots or any(issued(own, root) for root in roots):
            return
        above = next((each for each in others if each != own and issued(own, each)), None)
        if above is None:
            break
        own = above
    raise ValueError("none of the certificates given with --tsa issued the signer's")


def issued(own: x509.Certificate, above: x509.Certificate) -> bool:
    with suppress(ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        own.verify_directly_issued_by(above)
        return above.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    return False


# --- Reading an export -------------------------------------------------------------------------------------------


class Report:
    """Faults with their places, counts, and the outside checkpoints that the events agree with."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str]] = []
        self.fault_count = self.erased = self.streams = 0
        self.counts = {"events": 0, "payloads": 0, "checkpoints": 0}
        self.leaves: list[int] | range = range(0)
        self.proven: list[Checkpoint] = []
        self.keys: list[Key] = []
        self.partial = False

    def fault(self, code: str, where: str) -> None:
        self.fault_count += 1
        if self.fault_count <= SHOWN_FAULTS:
            # Names come from the export: they must not be able to write lines of their own on the auditor's screen.
            self.faults.append((code, "".join(char if char.isprintable() else "?" for char in where[:300])))


Shape = dict[str, tuple[type, ...]]


class Export:
    """The files of an export, by their fixed names. Nothing is unpacked to disk; lines are read one by one."""

    def __init__(self, path: str) -> None:
        self.folder = Path(path)
        self.archive = None if self.folder.is_dir() else zipfile.ZipFile(path)
        names = self.archive.namelist() if self.archive else []
        if len(names) != len(set(names)):
            raise UnusableError("压缩包内有重名文件", "the archive holds two files of one name")

    def open(self, name: str) -> IO[bytes] | None:
        if not self.archive:
            path = self.folder / name
            if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
                raise UnusableError(f"{name} 不是普通文件", f"{name} is not a plain file")
            return path.open("rb") if path.exists() else None
        if name not in self.archive.namelist():
            return None
        member = self.archive.getinfo(name)
        if member.flag_bits & 1 or member.file_size > HIGHEST_COMPRESSION * max(member.compress_size, 1024):
            raise UnusableError(f"{name} 已加密或压缩率异常", f"{name} is encrypted or compressed beyond reason")
        return self.archive.open(name)

    def document(self, name: str) -> dict[str, Any]:
        stream = self.open(name)
        if stream is None:
            raise UnusableError(f"缺少 {name}，不是账本导出", f"{name} is missing: not an export of a ledger")
        with stream:
            return read_json(stream.read(LONGEST_DOCUMENT))

    def lines(self, name: str, report: Report, fields: Shape) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each line that has exactly these fields and types, with its place; any other is a fault."""
        number, stream = 0, self.open(name)
        while line := stream.readline(LONGEST_LINE) if stream else b"":
            number += 1
            try:
                row = read_json(line)
            except ValueError:
                row = {}
            fits = row.keys() == fields.keys() and line.endswith(b"\n")
            if fits and all(type(row[field]) in types for field, types in fields.items()):
                yield f"{name}:{number}", row
            else:
                report.fault("line_unreadable", f"{name}:{number}")
        if stream:
            stream.close()


# --- The check ---------------------------------------------------------------------------------------------------

EVENT: Shape = {"leaf": (int, type(None)), "stream": (str,), "no": (int,), "hash": (str,), "body": (str,)}
PAYLOAD: Shape = {"stream": (str,), "no": (int,), "key": (str,), "data": (str,)}
CHECKPOINTS: Shape = {"note": (str,)}
PROOF: Shape = {"leaf": (int,), "proof": (list,)}
CONSISTENCY: Shape = {"from": (int,), "to": (int,), "proof": (list,)}


class Chains:
    """Checks events one after the other: hash, place, predecessor, and the personal payload if it is there."""

    def __init__(self, export: Export, report: Report) -> None:
        self.report = report
        self.last: dict[str, tuple[int, str | None]] = {}
        self.early: dict[tuple[str, int], tuple[str, Any, str]] = {}
        self.payloads = export.lines("payloads.jsonl", report, PAYLOAD)
        self.payload = next(self.payloads, None)

    def check(self, where: str, row: dict[str, Any]) -> bytes:
        """Check one line of events.jsonl. Returns the hash of the content as computed here."""
        self.report.counts["events"] += 1
        stream, no, body = row["stream"], row["no"], row["body"].encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(body).digest()
        if row["hash"] != digest.hex():
            self.report.fault("hash_differs", where)
        try:
            fields = read_json(body)
        except ValueError:
            fields = {}
        if (fields.get("v"), fields.get("stream"), fields.get("no")) != (1, stream, no):
            self.report.fault("place_differs", where)
        self.link(stream, no, (where, fields.get("prev"), digest.hex()))
        self.check_payload((stream, no), fields.get("payload"))
        return digest

    def link(self, stream: str, no: int, event: tuple[str, Any, str]) -> None:
        """Each event must name the hash of the one before it. With several server processes two neighbours may have
        been given their leaves the other way round: the later waits until the earlier has come."""
        last_no, last_hash = self.last.setdefault(stream, (0, None))
        if no <= last_no or (stream, no) in self.early:
            self.report.fault("gap", f"{event[0]} {stream} {no}")
            return
        self.early[stream, no] = event
        while (stream, last_no + 1) in self.early:
            where, prev, digest = self.early.pop((stream, last_no + 1))
            if prev != last_hash:
                self.report.fault("prev_differs", where)
            last_no, last_hash = self.last[stream] = (last_no + 1, digest)

    def check_payload(self, place: tuple[str, int], commitment: Any) -> None:
        """Payloads stand in the order of their events. One that is absent was erased: that breaks nothing."""
        where, row = self.payload or ("", {})
        if (row.get("stream"), row.get("no")) != place:
            self.report.erased += commitment is not None
            return
        key, data = read_hashes([row["key"]])[0], row["data"].encode("utf-8", "surrogatepass")
        if hmac.new(key, data, "sha256").hexdigest() != commitment:
            self.report.fault("payload_differs", where)
        self.report.counts["payloads"] += 1
        self.payload = next(self.payloads, None)

    def finish(self) -> None:
        self.report.streams = len(self.last)
        for (stream, no), (where, _, _) in self.early.items():
            self.report.fault("gap", f"{where} {stream} {self.last[stream][0]} -> {no}")
        while self.payload:
            self.report.fault("payload_stray", self.payload[0])
            self.payload = next(self.payloads, None)


def check_full(export: Export, checkpoints: Iterator[Checkpoint], report: Report) -> None:
    """Grow the tree from the events as they are; compare its root with every checkpoint when its size is reached."""
    chains, tree = Chains(export, report), Tree()
    upcoming = compare_roots(tree, next(checkpoints, None), checkpoints, report)
    ended = False  # after the first event that has no leaf yet, none may have one
    for where, row in export.lines("events.jsonl", report, EVENT):
        digest = chains.check(where, row)
        ended = ended or row["leaf"] is None
        if row["leaf"] is not None:
            if ended or row["leaf"] != tree.size:
                report.fault("leaf_order", where)
            tree.append(leaf_hash(digest))
            upcoming = compare_roots(tree, upcoming, checkpoints, report)
    while upcoming:
        report.fault("events_missing", f"{upcoming.source} {tree.size} < {upcoming.size}")
        upcoming = next(checkpoints, None)
    report.leaves = range(tree.size)
    chains.finish()


def compare_roots(
    tree: Tree, upcoming: Checkpoint | None, later: Iterator[Checkpoint], report: Report
) -> Checkpoint | None:
    """Compare the tree with all checkpoints of its size; returns the first of a larger one."""
    while upcoming and upcoming.size <= tree.size:
        if upcoming.size < tree.size:
            report.fault("checkpoint_order", upcoming.source)
        elif upcoming.root != tree.root():
            report.fault("root_differs", upcoming.source)
        elif upcoming.outside:
            report.proven.append(upcoming)
        upcoming = next(later, None)
    return upcoming


def check_partial(export: Export, manifest: dict[str, Any], checkpoints: list[Checkpoint], report: Report) -> None:
    """Some streams only: each event must be proven to stand in the tree of the one checkpoint that is named."""
    named = next((c for c in checkpoints if c.size == manifest.get("checkpoint") and not c.outside), None)
    if named is None:
        raise UnusableError("缺少清单所指的存证点", "the checkpoint that the manifest names is missing")
    relate_checkpoints(export, named, checkpoints, report)
    proofs = export.lines("proofs.jsonl", report, PROOF)
    chains, leaves = Chains(export, report), []
    for where, row in export.lines("events.jsonl", report, EVENT):
        digest, leaf = chains.check(where, row), row["leaf"]
        if leaf is None or leaf >= named.size:
            continue
        place, proof = next(proofs, (where, {}))
        if proof.get("leaf") != leaf:
            report.fault("proof_missing", where)
        elif not inclusion_holds(leaf_hash(digest), leaf, named.size, read_hashes(proof["proof"]), named.root):
            report.fault("proof_bad", place)
        leaves.append(leaf)
    for place, _ in proofs:
        report.fault("proof_stray", place)
    report.leaves = leaves
    chains.finish()
    if sorted(chains.last) != manifest.get("streams"):
        report.fault("count_differs", "streams")


def relate_checkpoints(export: Export, named: Checkpoint, others: list[Checkpoint], report: Report) -> None:
    """Every other checkpoint must be shown to be an earlier or later state of the log that `named` is a state of."""
    rows = [row for _, row in export.lines("consistency.jsonl", report, CONSISTENCY)]
    proofs = {(row["from"], row["to"]): read_hashes(row["proof"]) for row in rows}
    for other in others:
        old, new = sorted((other, named), key=lambda checkpoint: checkpoint.size)
        proof = proofs.get((old.size, new.size))
        if old.size == new.size:
            fault = "" if old.root == new.root else "root_differs"
        elif proof is None and other.outside:
            english = f"the export holds no consistency proof for {other.source}: ask for an export against it"
            raise UnusableError(f"导出不含与 {other.source} 的一致性证明，请对照它重新导出", english)
        else:
            fault = "" if proof is not None and consistency_holds(old, new, proof) else "consistency_bad"
        if fault:
            report.fault(fault, other.source)
        elif other.outside:
            report.proven.append(other)


def read_hashes(texts: list[Any]) -> list[bytes]:
    """Hashes in hex; what is none becomes one that fits nowhere."""
    return [bytes.fromhex(text) if re.fullmatch("[0-9a-f]{64}", str(text)) else b"" for text in texts]


def read_checkpoints(export: Export, report: Report) -> Iterator[Checkpoint]:
    for where, row in export.lines("checkpoints.jsonl", report, CHECKPOINTS):
        report.counts["checkpoints"] += 1
        try:
            yield read_checkpoint(row["note"], where, outside=False)
        except ValueError:
            report.fault("line_unreadable", where)


IN_A_MAIL = re.compile(rf"{CHECKPOINT.pattern}\n\n(?:{SIGNATURE.pattern}\n)+")


def read_outside(path: str) -> Checkpoint:
    """A note as it is, or the one that stands in a mail."""
    try:
        raw = Path(path).read_bytes()
        with suppress(ValueError):
            return read_checkpoint(raw.decode().replace("\r\n", "\n"), path, outside=True)
        notes = {found[0] for text in texts_of(raw) for found in IN_A_MAIL.finditer(text)}
        if len(notes) != 1:
            raise ValueError("not one checkpoint")
        return read_checkpoint(notes.pop(), path, outside=True)
    except (OSError, ValueError) as error:
        raise UnusableError(f"存证点 {path} 无法读取", f"checkpoint {path} cannot be read") from error


def texts_of(raw: bytes) -> Iterator[str]:
    """What a saved mail or text says, without what mail programs put around lines."""
    found = [raw.decode("utf-8", "replace")]
    for part in email.message_from_bytes(raw, policy=email.policy.default).walk():
        if part.get_content_type() == "text/plain":
            with suppress(LookupError, ValueError, AttributeError):
                found.append(part.get_content())
    for text in found:
        yield "".join(f"{line.lstrip('> ').rstrip()}\n" for line in text.splitlines())


def read_stamped(path: str, roots: list[x509.Certificate], known: Iterable[Checkpoint]) -> Checkpoint:
    """The checkpoint that a time stamp is about, among those that are known."""
    if not roots:
        raise UnusableError(
            f"时间戳 {path} 需用 --tsa 提供时间戳服务的证书", f"for the time stamp {path}, give certificates with --tsa"
        )
    try:
        token = read_token(Path(path).read_bytes(), roots)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, x509.ExtensionNotFound) as error:
        raise UnusableError(f"时间戳 {path} 不可信：{error}", f"time stamp {path}: {error}") from error
    for one in known:
        if hashlib.sha256(one.note.encode()).digest() == token.imprint:
            return one._replace(at=token.at, source=path, outside=True)
    english = f"the export holds no checkpoint that {path} is about: give its note, too"
    raise UnusableError(f"导出不含 {path} 所指的存证点，请一并提供其原文", english)


def read_roots(paths: Iterable[str]) -> list[x509.Certificate]:
    try:
        return [each for path in paths for each in x509.load_pem_x509_certificates(Path(path).read_bytes())]
    except (OSError, ValueError) as error:
        raise UnusableError("时间戳证书无法读取", "a certificate given with --tsa cannot be read") from error


def is_token(path: str) -> bool:
    with suppress(OSError), Path(path).open("rb") as file:
        return file.read(1) == b"\x30"
    return False


def read_all_outside(export: Export, paths: list[str], tsa_paths: Iterable[str]) -> list[Checkpoint]:
    notes = [read_outside(path) for path in paths if not is_token(path)]
    roots = read_roots(tsa_paths)
    stamped = [
        read_stamped(path, roots, (*notes, *read_checkpoints(export, Report()))) for path in filter(is_token, paths)
    ]
    return sorted((*notes, *stamped), key=lambda checkpoint: checkpoint.size)


def read_keys(export: Export, given: list[str]) -> list[Key]:
    """The keys to trust: those given, else those of the export, which shows only that the export fits itself."""
    try:
        if given:
            texts = [Path(text).read_text("utf-8") if os.path.isfile(text) else text for text in given]
            return [read_key(line) for text in texts for line in text.splitlines() if line.strip()]
        rows = [(read_key(row["key"]), row["fingerprint"]) for row in export.document("keys.json")["keys"]]
        if any(key.fingerprint() != fingerprint for key, fingerprint in rows):
            raise ValueError("a fingerprint differs")
        return [key for key, _ in rows]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnusableError("公钥无法读取", "a public key cannot be read") from error


def signed(checkpoints: Iterable[Checkpoint], origin: Any, report: Report) -> Iterator[Checkpoint]:
    """The same checkpoints; those that this log's keys did not sign become faults."""
    for checkpoint in checkpoints:
        fault = signature_fault(checkpoint, report.keys) if checkpoint.origin == origin else "origin_differs"
        if fault:
            report.fault(fault, checkpoint.source)
        yield checkpoint


def verify(path: str, outside_paths: list[str], given_keys: list[str], tsa_paths: Iterable[str] = ()) -> Report:
    """The whole check. Raises UnusableError when there is nothing that could be checked."""
    export, report = Export(path), Report()
    manifest = export.document("manifest.json")
    if (manifest.get("format"), manifest.get("version")) != ("bihuan-ledger-export", 1):
        raise UnusableError("导出格式未知", "the format of the export is unknown")
    report.keys = read_keys(export, given_keys)
    report.partial = manifest.get("kind") == "partial"
    outside = read_all_outside(export, outside_paths, tsa_paths)
    merged = heapq.merge(read_checkpoints(export, report), outside, key=lambda checkpoint: checkpoint.size)
    checkpoints = signed(merged, manifest.get("origin"), report)
    if manifest.get("kind") == "full":
        check_full(export, checkpoints, report)
    elif report.partial:
        check_partial(export, manifest, list(checkpoints), report)
    else:
        raise UnusableError("导出种类未知", "the kind of the export is unknown")
    for name, count in report.counts.items():
        if manifest.get(name) != count:
            report.fault("count_differs", f"{name} {manifest.get(name)} != {count}")
    return report


# --- What is said about it ---------------------------------------------------------------------------------------

VERDICTS = {
    "proven": (
        "绿色：记录完整，未被改动。{covered} 条事件已对照外部存证点（{source}，其自述时间 {time}）得到证明。",
        "GREEN: complete and unchanged. {covered} events are proven against the outside checkpoint {source}, which "
        "states the time {time}.",
    ),
    "proven in part": (
        "绿色：所列事件未被改动。{covered} 条已对照外部存证点（{source}，其自述时间 {time}）得到证明。",
        "GREEN: the events listed are unchanged. {covered} are proven against the outside checkpoint {source}, which "
        "states the time {time}.",
    ),
    "consistent": (
        "灰色：仅内部一致，未对照外部存证点得到证明；掌握服务器的人可能整体改写过。"
        "请用 --checkpoint 提供此前离开服务器的存证点。",
        "GREY: internally consistent only, not proven against an outside checkpoint; whoever holds the server could "
        "have rewritten it all. Use --checkpoint to give a checkpoint that left the server earlier.",
    ),
    "tampered": ("红色：记录已被改动或损坏，发现 {faults} 处问题。", "RED: changed or damaged, {faults} faults found."),
    "unusable": ("输入无法核验：{why}", "The input cannot be checked: {why}"),
}
CONTENTS = (
    "事件 {events} 条，分属 {streams} 个事件流；存证点 {checkpoints} 个；个人信息 {payloads} 份，已删除 {erased} 份。",
    "{events} events in {streams} streams; {checkpoints} checkpoints; {payloads} personal payloads, {erased} erased.",
)
LIMITS = {
    "later": (
        "{later} 条事件晚于该存证点，仅内部一致。",
        "{later} events are later than it: internally consistent only.",
    ),
    "partial": (
        "部分导出：只含部分事件流，且不能证明这些事件流之后没有更多事件。",
        "A partial export: other streams are left out, and it cannot show that those listed did not go on.",
    ),
    "keys": (
        "签名公钥来自导出本身，请与另行取得的指纹核对：{fingerprints}",
        "The public keys are those of the export itself; compare with fingerprints you hold: {fingerprints}",
    ),
}


def summary(report: Report) -> dict[str, Any]:
    best = max(report.proven, key=lambda checkpoint: checkpoint.size, default=None)
    covered = sum(leaf < best.size for leaf in report.leaves) if best else 0
    return {
        "verdict": "tampered" if report.fault_count else "proven" if covered else "consistent",
        **report.counts,
        "streams": report.streams,
        "erased": report.erased,
        "covered": covered,
        "later": report.counts["events"] - covered,
        "time": best.time() if best else None,
        "source": best.source if best else None,
        "faults": report.fault_count,
        "first_faults": [{"code": code, "where": where} for code, where in report.faults],
        "partial": report.partial,
        "fingerprints": " ".join(key.fingerprint() for key in report.keys),
    }


def sentences(result: dict[str, Any], keys_given: bool, language: int) -> Iterator[str]:
    verdict = result["verdict"]
    yield VERDICTS["proven in part" if verdict == "proven" and result["partial"] else verdict][language].format(
        **result
    )
    if verdict == "unusable":
        return
    for fault in result["first_faults"]:
        yield f"  {FAULTS[fault['code']][language]} [{fault['code']}] {fault['where']}"
    yield CONTENTS[language].format(**result)
    conditions = {"later": result["covered"] and result["later"], "partial": result["partial"], "keys": not keys_given}
    for limit, applies in conditions.items():
        if applies:
            yield LIMITS[limit][language].format(**result)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="核验闭环账本导出 / checks an export of a Bihuan ledger")
    parser.add_argument("export", help="目录或 .zip / directory or .zip")
    parser.add_argument(
        "--checkpoint",
        action="append",
        default=[],
        help="此前离开服务器的存证点：原文、邮件或时间戳 / an earlier note, mail or time stamp",
    )
    parser.add_argument("--tsa", action="append", default=[], help="时间戳服务的证书 PEM / its certificates")
    parser.add_argument(
        "--public-key", action="append", default=[], help="可信公钥或其文件 / a trusted key or its file"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出 / answer in JSON")
    options = parser.parse_args(arguments)
    try:
        result = summary(verify(options.export, options.checkpoint, options.public_key, options.tsa))
    except UnusableError as error:
        result = {"verdict": "unusable", "why": " / ".join(error.args)}
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        result = {"verdict": "unusable", "why": f"{type(error).__name__}: {error}"}
    if options.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        for language in (0, 1):
            sys.stdout.writelines(f"{line}\n" for line in sentences(result, bool(options.public_key), language))
    return {"tampered": 1, "unusable": 2}.get(result["verdict"], 0)


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
