"""Checkpoints as signed notes: what is signed reads back as the same, and nothing else reads."""

import json
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.ledger import (
    Checkpoint,
    checkpoint_body,
    key_id,
    key_text,
    parse_checkpoint_body,
    parse_note,
    signature_line,
    signed_note,
)
from bihuan.core.values import Refusal

pytestmark = pytest.mark.req("AUD-1")

LOG = json.loads((Path(__file__).parents[3] / "spec/vectors/ledger/log.json").read_text(encoding="utf-8"))
ROOT = bytes(range(32))


def test_the_body_is_that_of_a_transparency_log() -> None:
    body = checkpoint_body("bihuan/7f3c", 20852163, ROOT, 1769558400000)
    assert body == (b"bihuan/7f3c\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nat 1769558400000\n")
    assert parse_checkpoint_body(body) == Checkpoint("bihuan/7f3c", 20852163, ROOT, 1769558400000)


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32), st.integers(0, 10**14 - 1))
def test_what_is_signed_reads_back_as_the_same(size: int, root: bytes, at: int) -> None:
    body = checkpoint_body("log.example/t/苏州", size, root, at)
    assert parse_checkpoint_body(body) == Checkpoint("log.example/t/苏州", size, root, at)


@pytest.mark.parametrize(
    ("origin", "size", "root", "at"),
    [
        ("", 1, ROOT, 1),
        ("two words", 1, ROOT, 1),
        ("a+b", 1, ROOT, 1),
        ("evil\n999", 1, ROOT, 1),
        ("log", -1, ROOT, 1),
        ("log", 1, ROOT[:31], 1),
        ("log", 1, ROOT, -1),
        ("log", 1, ROOT, 10**14),
    ],
)
def test_nothing_is_signed_that_would_read_as_something_else(origin: str, size: int, root: bytes, at: int) -> None:
    with pytest.raises(Refusal, match=r"ledger\.bad_checkpoint"):
        checkpoint_body(origin, size, root, at)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"log\n01\n" + b"A" * 43 + b"=\nat 1\n",
        b"log\n1\n" + b"A" * 42 + b"B=\nat 1\n",
        b"log\n1\n" + b"A" * 43 + b"=\n",
        b"log\n1\n" + b"A" * 43 + b"=\nat 1\nmore\n",
        b"log\n1\n" + b"A" * 43 + b"=\nat 1",
        b"\xff\n1\n" + b"A" * 43 + b"=\nat 1\n",
    ],
)
def test_another_spelling_of_a_checkpoint_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal, match=r"ledger\.bad_checkpoint"):
        parse_checkpoint_body(body)


def test_a_note_is_the_body_an_empty_line_and_who_signed_it() -> None:
    public = b64decode(LOG["key"].split("+", 2)[2])[1:]
    assert key_text(LOG["origin"], public) == LOG["key"]
    for checkpoint, size in zip(LOG["checkpoints"], (10, 15, 20), strict=True):
        note = parse_note(checkpoint["note"])
        read = parse_checkpoint_body(note.body)
        assert (read.size, read.root.hex()) == (size, LOG["roots"][size])
        (signature,) = note.signatures
        assert (signature.name, signature.key_id) == (LOG["origin"], key_id(LOG["origin"], public))
        line = signature_line(signature.name, public, signature.signature)
        assert signed_note(note.body, line) == checkpoint["note"]


def test_the_key_id_is_that_of_the_signed_note_specification() -> None:
    """The example of c2sp.org/signed-note: its key, and the id that its signature line begins with."""
    public = b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    assert key_id("PeterNeumann", public).hex() == "c74f20a3"


def test_signatures_of_witnesses_stand_beside_ours() -> None:
    body = checkpoint_body("log", 1, ROOT, 1)
    note = signed_note(body, signature_line("log", ROOT, b"s" * 64), signature_line("witness", ROOT, b"w" * 76))
    assert [signature.name for signature in parse_note(note).signatures] == ["log", "witness"]


@pytest.mark.parametrize(
    "text", ["", "body\n", "body\n\n", "body\n\n— log\n", "body\n\n- log AAAAAAAA\n", "b\n\n— log AA==\n"]
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"ledger\.bad_note"):
        parse_note(text)


def test_a_key_that_is_none_has_no_text() -> None:
    with pytest.raises(Refusal, match=r"ledger\.bad_key"):
        key_text("log", b"short")
    with pytest.raises(Refusal, match=r"ledger\.bad_key"):
        key_text("two words", ROOT)
