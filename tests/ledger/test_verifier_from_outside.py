"""Outside checkpoints as people really hold them: in a saved mail, and as a time stamp of somebody else."""

import hashlib
import shutil
import subprocess
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.adapters.authority import OPENSSL, make_certificates, stamp
from tests.ledger.conftest import Honest
from tests.ledger.world import result

pytestmark = pytest.mark.req("AUD-1")

ELLIPTIC = ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


def mail_with(note: str) -> EmailMessage:
    """As the adapter composes it: text, and the same as a page."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "【存证】恒锐机电 账本存证点 15"
    message.set_content(f"这是账本的存证点，请保存。\n\n{note}\n\n无需回复。")
    message.add_alternative(f"<p>{note}</p>", subtype="html")
    return message


def test_the_mail_itself_serves_as_the_checkpoint(honest: Honest, tmp_path: Path) -> None:
    saved = tmp_path / "earlier.eml"
    saved.write_bytes(mail_with(honest.february.read_text()).as_bytes())
    answer = result(honest.folder, "--checkpoint", saved)
    assert (answer["verdict"], answer["covered"]) == ("proven", 15)


def test_what_was_copied_from_a_reply_serves_too(honest: Honest, tmp_path: Path) -> None:
    quoted = "\r\n".join(f"> {line}" for line in honest.february.read_text().splitlines())
    copied = tmp_path / "copied.txt"
    copied.write_bytes(f"见下:\r\n{quoted}\r\n> \r\n谢谢".encode())
    assert result(honest.folder, "--checkpoint", copied)["covered"] == 15


def test_a_mail_with_two_checkpoints_or_none_says_nothing(honest: Honest, tmp_path: Path) -> None:
    saved = tmp_path / "two.eml"
    saved.write_bytes(mail_with(honest.january.read_text() + "\n" + honest.february.read_text()).as_bytes())
    assert result(honest.folder, "--checkpoint", saved)["exit"] == 2
    saved.write_bytes(mail_with("nothing").as_bytes())
    assert result(honest.folder, "--checkpoint", saved)["exit"] == 2


@pytest.fixture(scope="module", params=[("rsa:2048",), ELLIPTIC], ids=["rsa", "ec"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority's folder; certificates take a moment to make."""
    folder = tmp_path_factory.mktemp("authority")
    make_certificates(folder, request.param)
    return folder


@pytest.fixture
def tsa(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "tsa"
    shutil.copytree(made, folder)
    (folder / "tsa.cnf").write_text((made / "tsa.cnf").read_text().replace(str(made), str(folder)))
    return folder


def stamped(tsa: Path, content: bytes) -> Path:
    """A time stamp over the content, asked for by openssl."""
    (tsa / "note").write_bytes(content)
    words = ("ts", "-query", "-data", "note", "-sha256", "-cert", "-out", "asked.tsq")
    subprocess.run([OPENSSL, *words], cwd=tsa, check=True, capture_output=True)
    token = tsa / "token.tsr"
    token.write_bytes(stamp(tsa, (tsa / "asked.tsq").read_bytes()))
    return token


def test_a_time_stamp_over_a_checkpoint_of_the_export_proves_it(honest: Honest, tsa: Path) -> None:
    token = stamped(tsa, honest.february.read_bytes())
    answer = result(honest.folder, "--checkpoint", token, "--tsa", tsa / "root.pem")
    assert (answer["verdict"], answer["covered"], answer["source"]) == ("proven", 15, str(token))
    # The authority's instant, not the one that the server claimed.
    assert not answer["time"].startswith("2026-02-01")
    # The signer's own certificate may be what the auditor trusts.
    assert result(honest.folder, "--checkpoint", token, "--tsa", tsa / "tsa.pem")["verdict"] == "proven"


def test_a_time_stamp_counts_only_with_somebody_whom_the_auditor_trusts(
    honest: Honest, tsa: Path, tmp_path: Path
) -> None:
    token = stamped(tsa, honest.february.read_bytes())
    assert result(honest.folder, "--checkpoint", token)["exit"] == 2
    (tmp_path / "other").mkdir()
    make_certificates(tmp_path / "other", ELLIPTIC)
    assert result(honest.folder, "--checkpoint", token, "--tsa", tmp_path / "other" / "root.pem")["exit"] == 2


def test_a_time_stamp_over_something_else_proves_nothing(honest: Honest, tsa: Path) -> None:
    token = stamped(tsa, b"something else")
    assert result(honest.folder, "--checkpoint", token, "--tsa", tsa / "root.pem")["exit"] == 2


def test_a_time_stamp_that_was_changed_anywhere_that_matters_is_not_believed(honest: Honest, tsa: Path) -> None:
    note = honest.february.read_bytes()
    good = stamped(tsa, b"something else").read_bytes()
    old, new = hashlib.sha256(b"something else").digest(), hashlib.sha256(note).digest()
    assert good.count(old) == 1
    changed = tsa / "changed.tsr"
    changed.write_bytes(good.replace(old, new))
    assert result(honest.folder, "--checkpoint", changed, "--tsa", tsa / "root.pem")["exit"] == 2
    for cut in range(1, len(good), 97):
        changed.write_bytes(good[:cut])
        assert result(honest.folder, "--checkpoint", changed, "--tsa", tsa / "root.pem")["exit"] == 2


def test_a_rewritten_log_is_exposed_by_the_time_stamp(honest: Honest, tsa: Path, tmp_path: Path) -> None:
    token = stamped(tsa, honest.february.read_bytes())
    notes = honest.folder / "checkpoints.jsonl"
    lines = notes.read_text().splitlines(keepends=True)
    events = honest.folder / "events.jsonl"
    events.write_text(events.read_text().replace("电机异响 0", "电机正常 0", 1))
    answer = result(honest.folder, "--checkpoint", token, "--tsa", tsa / "root.pem")
    assert answer["exit"] == 1
    # Without the checkpoint in the export, its note must be brought along.
    notes.write_text("".join(line for line in lines if "\\n15\\n" not in line))
    assert result(honest.folder, "--checkpoint", token, "--tsa", tsa / "root.pem")["exit"] == 2
    both = ("--checkpoint", token, "--checkpoint", honest.february, "--tsa", tsa / "root.pem")
    assert result(honest.folder, *both)["exit"] == 1
