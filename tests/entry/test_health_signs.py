"""What the health page says, and the file for whoever helps: nothing secret, nothing personal (TEN-3, AUD-6)."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import structlog

from bihuan.core.values import Refusal
from bihuan.entry import cli, health
from bihuan.entry.logs import LOG_FILE, configure_logging, redacted
from bihuan.entry.operations import run_operation
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel.tables import outbox, timer
from bihuan.kernel.tenants import Tenant
from bihuan.settings import Settings

pytestmark = pytest.mark.req("TEN-3")

PASSWORD, PHONE, NAME = "Suzhou-Motor-77", "13777770042", "欧阳锦鹏"
LATE_MS = 3_600_000


def made(folder: Path, url: str = "") -> Install:
    install = build_install(Settings(data=folder / "data", key_file=folder / "master.key", database_url=url))
    install.tenants.set_up_recovery()
    run_operation(install, "tenant.create", {"slug": "acme", "name": "恒锐机电"})
    return install


def tenant_of(install: Install) -> Tenant:
    return install.tenants.get("acme")


def levels(install: Install) -> dict[str, str]:
    return {sign.key: sign.level for sign in health.signs_of(install, tenant_of(install))}


def settle(install: Install) -> None:
    """What the worker would have done within a second."""
    run_operation(install, "ledger.checkpoint", {"tenant": "acme"})


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_new_install_is_green_but_for_what_a_person_has_to_do(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    install = made(tmp_path, request.getfixturevalue("postgres_url") if kind == "postgresql" else "")
    settle(install)
    found = levels(install)
    assert {key for key, level in found.items() if level != "good"} == {"no_backup", "phrase"}
    run_operation(install, "tenant.backup", {"slug": "acme", "path": str(tmp_path / "acme.backup")})
    assert levels(install)["backup"] == "good"
    install.tenants.close_all()


def test_each_thing_that_is_wrong_shows_in_its_colour(tmp_path: Path) -> None:
    install = made(tmp_path)
    settle(install)
    tenant, now = tenant_of(install), install.clock.now()
    row = {"stream": "x:1", "no": 1, "follower": "f", "attempts": 9, "at": now, "last_error": f"Refusal: {PHONE}"}
    due = {"stream": "x:1", "name": "t", "due": now - LATE_MS, "command": "Nothing", "body": "{}"}

    def spoil(tx: Any) -> None:
        tx.insert(outbox, {**row, "id": "late", "state": "waiting", "due": now - LATE_MS})
        tx.insert(outbox, {**row, "id": "dead", "state": "dead", "due": now})
        tx.insert(timer, due)

    tenant.writer.call(spoil)
    found = levels(install)
    assert (found["outbox"], found["dead"], found["timers"]) == ("bad", "bad", "bad")
    assert health.worst(health.signs_of(install, tenant)) == "bad"
    [dead] = tenant.read(health.dead_followers)
    assert dead["follower"] == "f" and redacted(dead["last_error"]) == "Refusal: […]"
    tenant.writer.call(lambda tx: health.try_again(tx, "dead", now))
    assert levels(install)["dead"] == "good"
    with pytest.raises(Refusal, match=r"outbox\.not_dead"):
        tenant.writer.call(lambda tx: health.try_again(tx, "dead", now))
    install.tenants.close_all()


def test_a_moved_clock_a_dead_thread_and_a_full_disk_are_seen(tmp_path: Path) -> None:
    install = made(tmp_path)
    settle(install)
    ahead = install.clock.now() + 2 * LATE_MS
    with mock.patch.object(type(install.clock), "now", lambda _self: ahead):
        assert levels(install)["clock"] == "bad"
    behind = install.clock.now() - 2 * LATE_MS
    with mock.patch.object(type(install.clock), "now", lambda _self: behind):
        assert levels(install)["future"] == "bad"
    install.threads.dead["bihuan-worker"] = "MemoryError()"
    assert levels(install)["worker"] == "bad"
    with mock.patch("bihuan.entry.health.shutil.disk_usage", lambda _path: mock.Mock(free=100 << 20)):
        assert levels(install)["disk"] == "bad"
    install.tenants.close_all()


# --- logs -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-6")
def test_what_others_say_is_cleaned_before_it_is_logged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug", "json", tmp_path)
    log = structlog.get_logger("test")
    fault = RuntimeError(f"550 no such user <li.gong@example.org>, tel {PHONE} or +4915112345678")
    log.error("failed", exc_info=fault, error=f"duplicate key\nDETAIL:  Key (name)=({NAME}) exists", head="Bearer abc")
    printed, kept = capfd.readouterr().err, (tmp_path / LOG_FILE).read_text()
    for text in (printed, kept):
        assert not any(word in text for word in ("example.org", PHONE, "4915112345678", NAME, "abc"))
        assert "550 no such user" in text
    assert json.loads(printed)["event"] == "failed"
    configure_logging("critical")


def test_the_format_is_what_was_asked_for(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "text", tmp_path)
    structlog.get_logger("test").info("hello", count=1)
    assert not capfd.readouterr().err.startswith("{")
    with pytest.raises(Refusal, match=r"settings\.log_format"):
        configure_logging("info", "xml")
    configure_logging("critical")


# --- the file for whoever helps ---------------------------------------------------------------------------------------


@pytest.mark.req("AUD-6")
def test_the_support_bundle_holds_nothing_secret_and_nothing_personal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, path = tmp_path / "data", tmp_path / "help.zip"
    monkeypatch.setenv("BIHUAN_METRICS_TOKEN", "sc4ape-me")
    monkeypatch.setenv("BIHUAN_PORT", "18999")

    def types(*words: str, then: str = "") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(then))
        cli.main([*words, "--data", str(data)])
        return capsys.readouterr().out

    phrase = next(line.strip() for line in types("tenant", "create", "acme").splitlines() if line.count("-") == 7)
    types("user", "create", "ouyang", "--name", NAME, "--role", "admin", then=PASSWORD + "\n")
    structlog.get_logger("test").error("failed", error=f"{PHONE} {PASSWORD[:0]}")
    assert str(path) in types("doctor", "--bundle", str(path))
    with zipfile.ZipFile(path) as bundle:
        parts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert set(parts) == {"versions.json", "settings.json", "doctor.txt", "health.json", "log.jsonl"}
    everything = "\n".join(parts.values())
    key = (tmp_path / "data.key").read_text().strip()
    for word in (NAME, "ouyang", PASSWORD, PHONE, phrase, "sc4ape-me", key):
        assert word not in everything
    told = json.loads(parts["settings.json"])
    assert (told["metrics_token"], told["database_url"], told["port"]) == ("***", "–", "18999")
    report = json.loads(parts["health.json"])["acme"]
    assert report["revision"] == json.loads(parts["versions.json"])["newest_revision"]
    assert report["signs"]["no_backup"]["level"] == "bad"


def test_a_bundle_is_never_written_over_a_file(tmp_path: Path) -> None:
    from bihuan.entry.support_bundle import write_bundle

    path = tmp_path / "help.zip"
    path.write_text("mine")
    with pytest.raises(Refusal, match="bundle_exists"):
        write_bundle(replace(Settings(), data=tmp_path), path, [], {})
    assert path.read_text() == "mine"
