"""`bihuan doctor` says in two languages what is wrong and what to do."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bihuan.entry import cli, doctor
from bihuan.entry.data_lock import own_data_folder
from bihuan.entry.operations import run_operation
from bihuan.entry.reach.local_authority import LocalAuthority
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel.errors import texts
from bihuan.settings import Settings
from tests.http.process import free_port

pytestmark = pytest.mark.req("TEN-2")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", port=free_port())


@pytest.fixture
def set_up(settings: Settings) -> Install:
    install = build_install(settings)
    run_operation(install, "tenant.create", {"slug": "acme", "name": "恒锐机电"})
    install.tenants.close_all()
    return install


def found(settings: Settings) -> dict[str, str]:
    findings = doctor.examine(settings)
    for finding in findings:
        zh, en = finding.text().split("\n")
        assert len(zh) > 5, finding
        assert len(en) > 5, finding
        assert "doctor." not in finding.text(), "a text is missing"
    return {finding.code: finding.level for finding in findings}


def test_a_good_machine_has_no_faults_before_the_first_start(settings: Settings) -> None:
    findings = found(settings)
    assert doctor.FAULT not in findings.values()
    assert findings["key_new"] == doctor.ADVICE
    assert not settings.key_path.exists()


@pytest.mark.usefixtures("set_up")
def test_a_good_install_is_advised_to_confirm_the_phrase_and_to_back_up(settings: Settings) -> None:
    findings = found(settings)
    assert doctor.FAULT not in findings.values()
    advice = {code for code, level in findings.items() if level == doctor.ADVICE}
    assert advice == {"phrase_unconfirmed", "backup_old", "this_machine_only"}
    assert {
        "python",
        "sqlcipher",
        "key",
        "data",
        "disk",
        "port_free",
        "clock",
        "migrations",
        "ledger",
    } <= findings.keys()


def test_a_fresh_backup_is_noticed(set_up: Install, settings: Settings, tmp_path: Path) -> None:
    again = build_install(settings)
    run_operation(again, "tenant.backup", {"slug": "acme", "path": str(tmp_path / "a.backup")})
    again.tenants.close_all()
    assert set_up
    assert found(settings)["backup"] == doctor.OK


def test_a_key_inside_the_data_folder_is_a_fault(settings: Settings) -> None:
    assert found(replace(settings, key_file=settings.data / "master.key"))["key_inside"] == doctor.FAULT


@pytest.mark.usefixtures("set_up")
def test_a_lost_key_and_an_open_key_are_faults(settings: Settings) -> None:
    settings.key_path.chmod(0o640)
    assert found(settings)["key_open"] == doctor.FAULT
    settings.key_path.unlink()
    assert found(settings)["key_missing"] == doctor.FAULT


def test_a_taken_port_is_a_fault_unless_our_own_server_has_it(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.port))
        other.listen()
        assert found(settings)["port"] == doctor.FAULT
        settings.data.mkdir()
        lock = own_data_folder(settings)
        assert found(settings)["port_ours"] == doctor.OK
        assert lock is not None
        lock.release()


def test_a_changed_history_is_a_fault(set_up: Install, settings: Settings) -> None:
    install = build_install(settings)

    def tamper(tx) -> None:
        tx.run("DROP TRIGGER event_no_update")
        tx.run("UPDATE event SET body = replace(body, '\"no\":1', '\"no\":7')")

    install.bus.write("acme", tamper)
    install.tenants.close_all()
    assert set_up
    assert found(settings)["ledger_broken"] == doctor.FAULT


def test_an_unreachable_database_is_a_fault(settings: Settings) -> None:
    nowhere = f"postgresql+psycopg://nobody:x@127.0.0.1:{free_port()}/none"
    assert found(replace(settings, database_url=nowhere))["postgres_unreachable"] == doctor.FAULT


@pytest.mark.postgres
def test_a_reachable_database_is_examined(settings: Settings, postgres_url: str) -> None:
    findings = found(replace(settings, database_url=postgres_url))
    assert findings["postgres"] == doctor.OK
    assert "postgres_locale" in findings


@pytest.mark.usefixtures("set_up")
def test_the_command_ends_with_one_when_there_are_faults(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    arguments = ["doctor", "--data", str(settings.data), "--port", str(settings.port)]
    assert cli.main(arguments) == 0
    assert "✓" in capsys.readouterr().out
    settings.key_path.chmod(0o644)
    assert cli.main(arguments) == 1
    assert "chmod 600" in capsys.readouterr().out


def test_every_text_stands_in_both_languages() -> None:
    assert texts("zh").keys() == texts("en").keys()


def test_a_page_that_phones_open_in_the_clear_is_named_with_what_it_lacks(settings: Settings) -> None:
    findings = found(replace(settings, host="0.0.0.0", public_url="http://192.168.1.20:8000"))
    assert findings["plain_http"] == doctor.ADVICE


def test_an_encrypted_address_is_good_and_a_proxys_only_when_it_is_trusted(settings: Settings) -> None:
    proxied = replace(settings, public_url="https://desk.example")
    assert found(proxied)["secure_by_proxy"] == doctor.ADVICE
    assert found(replace(proxied, trusted_proxies="127.0.0.1"))["secure_by_proxy"] == doctor.OK
    assert found(replace(settings, tls="local", public_url="https://192.168.1.20:8000"))["secure_context"] == doctor.OK


def test_a_certificate_about_to_end_is_told_and_one_that_is_missing_is_a_fault(settings: Settings) -> None:
    made = LocalAuthority(settings.data.with_name("own"))
    soon = datetime.now(UTC) - timedelta(days=385)  # of a life of 397 days
    made.keep(("192.168.1.20",), soon)
    own = replace(settings, tls="files", tls_cert=made.files.cert, tls_key=made.files.key)
    assert found(own)["tls_ends"] == doctor.ADVICE
    assert found(replace(own, tls_cert=settings.data / "none.pem"))["tls_fault"] == doctor.FAULT
    assert found(replace(settings, tls="sometimes"))["tls_fault"] == doctor.FAULT
