"""Time stamps from a real authority (`openssl ts`), and what is made of answers that are none."""

import subprocess
import time
from pathlib import Path

import pytest

from bihuan.adapters import Outbound, TimeStamper
from bihuan.kernel.ports import Account, RefusedForGoodError, TryAgainError
from tests.adapters.authority import OPENSSL, authority, make_certificates
from tests.adapters.providers import provider

pytestmark = pytest.mark.req("AUD-1")

NOTE = "bihuan/7f3c\n20\nroot\nat 1\n\n— bihuan/7f3c sig\n".encode()
NOW = 1_750_000_000_000


def stamper() -> TimeStamper:
    return TimeStamper(Outbound("127.0.0.1"))


def test_a_stamp_is_checked_and_openssl_agrees(tmp_path: Path) -> None:
    with authority(tmp_path) as tsa:
        roots = tsa.root.read_text()
        found = stamper().stamp(Account({"url": tsa.url, "roots": roots}), NOTE, NOW)
    assert abs(found.at - time.time() * 1000) < 60_000 and found.serial == "2"
    (tmp_path / "note").write_bytes(NOTE)
    (tmp_path / "note.tsr").write_bytes(found.response)
    # The very command that docs/ledger.md gives an auditor.
    words = ("ts", "-verify", "-in", "note.tsr", "-data", "note", "-CAfile", "root.pem")
    run = subprocess.run([OPENSSL, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0 and "Verification: OK" in run.stdout + run.stderr


def test_a_stamp_of_somebody_else_is_refused_for_good(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    make_certificates(tmp_path / "other")
    roots = (tmp_path / "other" / "root.pem").read_text()
    with authority(tmp_path / "tsa") as tsa, pytest.raises(RefusedForGoodError, match=r"delivery\.certificate"):
        stamper().stamp(Account({"url": tsa.url, "roots": roots}), NOTE, NOW)


def test_an_old_stamp_sent_again_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    with authority(tmp_path) as tsa:
        old = stamper().stamp(Account({"url": tsa.url}), NOTE, NOW).response
    reply = {"Content-Type": "application/timestamp-reply"}
    with provider(lambda _request: (200, reply, old)) as parrot, pytest.raises(RefusedForGoodError, match="else"):
        stamper().stamp(Account({"url": parrot.url}), NOTE, NOW)


def test_a_page_instead_of_a_stamp_is_tried_again(tmp_path: Path) -> None:
    with provider(lambda _request: (200, {}, b"<html>")) as portal, pytest.raises(TryAgainError, match="understood"):
        stamper().stamp(Account({"url": portal.url}), NOTE, NOW)
    with provider(lambda _request: (503, {}, b"")) as down, pytest.raises(TryAgainError, match="provider_fault"):
        stamper().stamp(Account({"url": down.url}), NOTE, NOW)


def test_an_authority_that_says_no_is_refused_for_good(tmp_path: Path) -> None:
    # status 2 (rejection) without a token.
    with (
        provider(lambda _request: (200, {}, bytes.fromhex("30053003020102"))) as no,
        pytest.raises(RefusedForGoodError, match=r"delivery\.rejected"),
    ):
        stamper().stamp(Account({"url": no.url}), NOTE, NOW)
