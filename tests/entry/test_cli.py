"""What an operator does on the command line, with and without a server running (semantics §2.8, TEN-1, TEN-3)."""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bihuan.entry import cli
from tests.http.process import BIHUAN, ServerProcess, running

VERIFIER = Path(__file__).parents[2] / "verifier" / "bihuan_verify.py"
PASSWORD = "Suzhou-Motor-77"


class Operator:
    """Types commands and reads what they print."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.data, self._capsys, self._monkeypatch = data, capsys, monkeypatch

    def types(self, *words: str, then: str = "", exit_code: int = 0) -> str:
        """The command's output; `then` is what is typed at its prompts."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(then))
        self._capsys.readouterr()
        code = cli.main([*words, "--data", str(self.data)])
        printed = self._capsys.readouterr()
        assert code == exit_code, printed.err
        return printed.out if code == 0 else printed.err

    def gets(self, *words: str, then: str = "") -> Any:
        """The command's output, read as JSON."""
        printed = self.types(*words, then=then)
        return json.loads(printed[min(printed.find(sign) for sign in "[{" if sign in printed) :])


@pytest.fixture
def new_operator(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Operator]:
    return lambda folder: Operator(tmp_path / folder / "data", capsys, monkeypatch)


@pytest.fixture
def operator(new_operator: Callable[[str], Operator]) -> Operator:
    return new_operator("install")


@pytest.fixture
def phrase(operator: Operator) -> str:
    """Set up with the tenant acme; the phrase that was printed."""
    printed = operator.types("tenant", "create", "acme", "--name", "恒锐机电")
    found = phrase_in(printed)
    assert found is not None
    return found


@pytest.mark.req("TEN-1")
def test_a_tenant_is_made_listed_closed_opened_and_destroyed(operator: Operator, phrase: str) -> None:
    assert "acme" in operator.types("tenant", "list")
    assert "-" in phrase
    again = operator.types("tenant", "create", "globex")
    assert phrase not in again
    assert "recovery phrase" not in again
    assert operator.gets("tenant", "suspend", "globex")["state"] == "suspended"
    assert operator.gets("tenant", "resume", "globex")["state"] == "active"
    assert operator.gets("tenant", "erase", "globex", "--yes") == {"slug": "globex"}
    assert [row["slug"] for row in operator.gets("tenant", "list")] == ["acme"]


def test_refusals_are_said_in_both_languages(operator: Operator, phrase: str) -> None:
    said = operator.types("tenant", "create", "acme", exit_code=1)
    assert phrase
    assert "租户 acme 已存在" in said
    assert "Tenant acme exists already" in said


def phrase_in(printed: str) -> str | None:
    return next((line.strip() for line in printed.splitlines() if line.strip().count("-") == 7), None)


@pytest.mark.req("TEN-1")
def test_the_phrase_is_shown_even_when_what_follows_is_refused(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    """Made and not shown, it would be lost, and with it every backup."""
    assert cli.main(["tenant", "create", "NOT A SLUG", "--data", str(operator.data)]) == 1
    shown = phrase_in(capsys.readouterr().out)
    assert shown is not None
    assert operator.gets("key", "confirm", then=shown + "\n") == {"confirmed": True}


@pytest.mark.req("TEN-3")
def test_a_lost_phrase_is_replaced_for_backups_to_come(operator: Operator, phrase: str, tmp_path: Path) -> None:
    operator.types("tenant", "backup", "acme", str(tmp_path / "before.backup"))
    renewed = phrase_in(operator.types("key", "phrase"))
    assert renewed is not None
    operator.types("tenant", "backup", "acme", str(tmp_path / "after.backup"))
    operator.types("tenant", "erase", "acme", "--yes")
    restore = ("tenant", "restore", "--phrase")
    operator.types(*restore, str(tmp_path / "after.backup"), then=phrase + "\n", exit_code=1)
    operator.types(*restore, str(tmp_path / "before.backup"), then=renewed + "\n", exit_code=1)
    operator.types(*restore, str(tmp_path / "after.backup"), then=renewed + "\n")
    operator.types("tenant", "erase", "acme", "--yes")
    operator.types(*restore, str(tmp_path / "before.backup"), then=phrase + "\n")


@pytest.mark.req("TEN-3")
def test_a_backup_moves_a_tenant_to_another_machine(
    operator: Operator, phrase: str, new_operator: Callable[[str], Operator], tmp_path: Path
) -> None:
    operator.types("user", "create", "li", "--name", "李工", "--role", "admin", then=PASSWORD + "\n")
    made = operator.gets("tenant", "backup", "acme", str(tmp_path / "acme.backup"))
    assert made["bytes"] > 1000
    bare = new_operator("bare")
    restore = ("tenant", "restore", str(tmp_path / "acme.backup"), "--phrase")
    assert "不正确" in bare.types(*restore, then="AAAA-" * 7 + "AAAA\n", exit_code=1)
    restored = bare.gets(*restore, then=phrase + "\n")
    assert restored["slug"] == "acme"
    assert bare.gets("ledger", "verify")["faults"] == []
    assert bare.types("token", "create", "--user", "li").startswith("bh_t_")


@pytest.mark.req("AUD-1")
def test_a_ledger_is_exported_for_the_stand_alone_verifier(operator: Operator, phrase: str, tmp_path: Path) -> None:
    assert phrase
    operator.types("user", "create", "li", "--name", "李工", "--role", "admin", then=PASSWORD + "\n")
    note = operator.types("ledger", "checkpoint")
    (tmp_path / "earlier.note").write_text(note)
    operator.types("user", "create", "zhang", "--name", "张工", then=PASSWORD + "\n")
    operator.types("ledger", "checkpoint")
    whole = operator.gets("ledger", "export", str(tmp_path / "all.zip"))
    assert whole["events"] >= 3
    check = [sys.executable, str(VERIFIER), str(tmp_path / "all.zip"), "--checkpoint", str(tmp_path / "earlier.note")]
    verdict = subprocess.run(check, capture_output=True, text=True, check=False)
    assert verdict.returncode == 0, verdict.stdout
    assert verdict.stdout.startswith("绿色：记录完整")
    written = operator.types("ledger", "verifier", str(tmp_path / "verify.py")).strip()
    assert Path(written).read_bytes() == VERIFIER.read_bytes()


@pytest.mark.req("AUD-1")
def test_one_stream_is_exported_with_its_proofs(operator: Operator, phrase: str, tmp_path: Path) -> None:
    assert phrase
    user = operator.gets("user", "create", "li", "--name", "李工", "--role", "admin", then=PASSWORD + "\n")["user"]
    note = operator.types("ledger", "checkpoint")
    (tmp_path / "earlier.note").write_text(note)
    operator.types("user", "password", "li", then="Wuxi-Pump-88\n")
    operator.types("ledger", "checkpoint")
    operator.types("ledger", "export", str(tmp_path / "one.zip"), "--ticket", f"user:{user}")
    check = [sys.executable, str(VERIFIER), str(tmp_path / "one.zip"), "--checkpoint", str(tmp_path / "earlier.note")]
    verdict = subprocess.run(check, capture_output=True, text=True, check=False)
    assert verdict.stdout.startswith("绿色：所列事件未被改动"), verdict.stdout


@pytest.mark.req("TEN-1")
def test_the_master_key_is_rotated_and_the_phrase_confirmed(operator: Operator, phrase: str) -> None:
    before = operator.data.with_name("data.key").read_text()
    operator.types("key", "rotate")
    assert operator.data.with_name("data.key").read_text() != before
    assert operator.gets("ledger", "verify")["faults"] == []
    operator.types("key", "confirm", then="AAAA-" * 7 + "AAAA\n", exit_code=1)
    assert operator.gets("key", "confirm", then=phrase.lower() + "\n") == {"confirmed": True}


def test_the_database_is_upgraded_and_dead_followers_are_listed(operator: Operator, phrase: str) -> None:
    assert phrase
    assert [row["slug"] for row in operator.gets("db", "upgrade")] == ["acme"]
    assert operator.gets("outbox", "list") == []
    assert operator.gets("outbox", "replay") == {"replayed": 0}
    assert operator.gets("facts", "rebuild") == {"slices": 1}
    assert operator.gets("search", "rebuild")["rebuild"]["ended_at"] is not None
    assert operator.gets("search", "status")["behind"] == 0


def test_with_several_tenants_one_must_be_named(operator: Operator, phrase: str) -> None:
    assert phrase
    operator.types("tenant", "create", "globex")
    assert "--tenant" in operator.types("ledger", "verify", exit_code=1)
    assert operator.gets("ledger", "verify", "--tenant", "globex")["faults"] == []


@pytest.mark.req("AUD-6")
def test_a_weak_password_is_refused_and_none_stands_on_the_command_line(operator: Operator, phrase: str) -> None:
    assert phrase
    operator.types("user", "create", "li", "--name", "李工", then="12345678\n", exit_code=1)
    with pytest.raises(SystemExit):
        cli.main(["user", "create", "li", "--name", "李工", "--password", "x", "--data", str(operator.data)])


# --- while a server runs ------------------------------------------------------------------------------------


@pytest.fixture
def server(operator: Operator) -> Iterator[ServerProcess]:
    operator.data.parent.mkdir(parents=True)
    with running(operator.data, command=BIHUAN) as process:
        yield process


@pytest.mark.req("TEN-1", "TEN-2")
@pytest.mark.full
def test_everything_goes_through_the_server_that_runs(
    server: ServerProcess, operator: Operator, tmp_path: Path
) -> None:
    assert (operator.data / "owner.sock").stat().st_mode & 0o777 == 0o600
    operator.types("tenant", "create", "acme", "--name", "恒锐机电")
    operator.types("user", "create", "li", "--name", "李工", "--role", "admin", then=PASSWORD + "\n")
    token = operator.types("token", "create", "--user", "li").strip()
    me = httpx.get(f"{server.base_url}/t/acme/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert me.status_code == 200, me.text
    assert "租户 acme 已存在" in operator.types("tenant", "create", "acme", exit_code=1)
    operator.types("tenant", "backup", "acme", str(tmp_path / "live.backup"))
    operator.types("key", "rotate")
    assert operator.gets("ledger", "verify")["faults"] == []
    assert server.stop() == 0
    assert not (operator.data / "owner.sock").exists()
    assert operator.gets("ledger", "verify")["faults"] == []


@pytest.mark.req("TEN-2")
def test_a_port_that_is_taken_ends_the_server_and_frees_its_data(server: ServerProcess, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    second = ServerProcess(tmp_path / "other" / "data", BIHUAN, port=server.port)
    second.start(ready=False)
    assert second.wait() != 0
    assert "address already in use" in second.log.read_text()
    assert not (second.data / "owner.sock").exists()


def test_a_dead_servers_socket_is_no_owner(operator: Operator, server: ServerProcess) -> None:
    server.kill()
    assert (operator.data / "owner.sock").exists()
    assert operator.gets("tenant", "list") == []
