"""A second writer of ledger exports, made from docs/ledger.md alone; imports nothing of bihuan."""

import hmac
import json
from base64 import b64encode
from hashlib import sha256


def text(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def subtree(leaves, start, end):
    if end - start < 2:
        return leaves[start] if end > start else sha256(b"").digest()
    middle = start + (1 << (end - start - 1).bit_length() - 1)
    return sha256(b"\x01" + subtree(leaves, start, middle) + subtree(leaves, middle, end)).digest()


class Log:
    def __init__(self, origin, signing_key):
        self.origin, self.signing_key = origin, signing_key
        self.public = signing_key.public_key().public_bytes_raw()
        self.key_id = sha256(origin.encode() + b"\n\x01" + self.public).digest()[:4]
        self.events, self.payloads, self.leaves, self.notes, self.heads = [], [], [], [], {}

    def add(self, stream, data, personal=None, numbered=True):
        no, prev = self.heads.get(stream, (0, None))
        body = {"v": 1, "stream": stream, "no": no + 1, "type": "TicketNoted", "version": 1, "at": 1769558400000 + no}
        body |= {"caller": {"kind": "user", "id": "u1"}, "channel": "api", "correlation": "c1", "command": "c1"}
        body |= {"data": data} | ({"prev": prev} if prev else {})
        if personal is not None:
            key = sha256(f"{stream} {no} {len(self.events)}".encode()).digest()
            body["payload"] = hmac.new(key, text(personal).encode(), "sha256").hexdigest()
            self.payloads.append({"stream": stream, "no": no + 1, "key": key.hex(), "data": text(personal)})
        entry = sha256(text(body).encode()).digest()
        leaf = len(self.leaves) if numbered else None
        self.events.append({"leaf": leaf, "stream": stream, "no": no + 1, "hash": entry.hex(), "body": text(body)})
        self.heads[stream] = (no + 1, entry.hex())
        self.leaves += [sha256(b"\x00" + entry).digest()] if numbered else []

    def checkpoint(self, at):
        root = b64encode(subtree(self.leaves, 0, len(self.leaves))).decode()
        body = f"{self.origin}\n{len(self.leaves)}\n{root}\nat {at}\n"
        signature = b64encode(self.key_id + self.signing_key.sign(body.encode())).decode()
        self.notes.append({"note": f"{body}\n— {self.origin} {signature}\n"})
        return self.notes[-1]["note"]

    def write(self, folder):
        counts = {"events": len(self.events), "payloads": len(self.payloads), "checkpoints": len(self.notes)}
        manifest = {"format": "bihuan-ledger-export", "version": 1, "kind": "full", "origin": self.origin} | counts
        (folder / "manifest.json").write_text(text(manifest))
        key = f"{self.origin}+{self.key_id.hex()}+{b64encode(bytes([1]) + self.public).decode()}"
        keys = {"keys": [{"key": key, "fingerprint": sha256(self.public).hexdigest()}]}
        (folder / "keys.json").write_text(text(keys))
        for name, rows in (("events", self.events), ("payloads", self.payloads), ("checkpoints", self.notes)):
            (folder / f"{name}.jsonl").write_text("".join(text(row) + "\n" for row in rows))
