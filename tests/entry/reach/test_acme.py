"""Certificates by ACME, against an authority on this machine that checks nonces, signatures and the proof."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from acme import client
from cryptography import x509

from bihuan.core.values import Refusal
from bihuan.entry.reach import front, tls_context
from bihuan.entry.reach.acme_authority import AcmeAuthority, renewer
from bihuan.settings import Settings
from tests.entry.reach.acme_server import AcmeServer
from tests.entry.reach.days import TODAY
from tests.http.process import free_port

pytestmark = pytest.mark.req("TEN-2", "AUD-4")

NAMES = ("desk.factory.example",)


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library waits a second before it asks how an order stands; the authority here is done at once."""
    monkeypatch.setattr(client, "time", SimpleNamespace(sleep=lambda _seconds: None))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path / "data",
        tls="acme",
        plain_port=free_port(),
        public_url="https://desk.factory.example",
        acme_email="it@factory.example",
    )


@pytest.fixture
def server(settings: Settings) -> Iterator[AcmeServer]:
    with AcmeServer(f"http://127.0.0.1:{settings.plain_port}").running() as running:
        yield running


@pytest.fixture
def authority(settings: Settings, server: AcmeServer) -> Iterator[AcmeAuthority]:
    shown: dict[str, str] = {}
    door = front._open_plain_door(settings, shown)
    assert door is not None
    yield AcmeAuthority(settings.data.with_name("data.tls"), server.directory, settings.acme_email, shown)
    door.should_exit = True


def test_a_name_is_proven_and_its_certificate_can_be_shown(authority: AcmeAuthority) -> None:
    authority.obtain(NAMES)
    leaf = x509.load_pem_x509_certificate(authority.files.cert.read_bytes())
    shown = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert shown.get_values_for_type(x509.DNSName) == list(NAMES)
    assert isinstance(tls_context.watched_context(authority.files), ssl.SSLContext)
    assert not authority.shown, "a proof is not left lying about"


def test_it_is_asked_again_a_month_before_the_end_and_by_the_same_account(
    authority: AcmeAuthority, server: AcmeServer
) -> None:
    renew = renewer(authority, NAMES)
    assert renew(TODAY)
    assert not renew(TODAY + timedelta(days=59))
    assert renew(TODAY + timedelta(days=61))
    assert len(server.orders) == 2
    assert len(server.accounts) == 1


def test_other_names_need_another_certificate(authority: AcmeAuthority) -> None:
    authority.obtain(NAMES)
    assert authority.is_due(("other.factory.example",), TODAY)


def test_a_proof_that_does_not_reach_us_is_told_in_the_authoritys_words(
    authority: AcmeAuthority, server: AcmeServer
) -> None:
    server.door = server.url  # as when the name leads to somebody else's machine
    with pytest.raises(Refusal) as refused:
        authority.obtain(NAMES)
    assert refused.value.code == "tls.acme_failed"
    assert "found" in str(refused.value.data["reason"])
    assert not authority.files.exist()


def test_an_authority_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    authority = AcmeAuthority(tmp_path / "t", f"http://127.0.0.1:{free_port()}/directory", "", {})
    with pytest.raises(Refusal) as refused:
        authority.obtain(NAMES)
    assert refused.value.code == "tls.acme_failed"


def test_until_the_first_certificate_comes_a_local_one_is_shown(settings: Settings) -> None:
    front._authority(settings, {}, lambda: TODAY)
    leaf = x509.load_pem_x509_certificate((settings.data.with_name("data.tls") / "server.crt").read_bytes())
    assert "Bihuan" in leaf.issuer.rfc4514_string()


def test_without_a_plain_port_nothing_can_be_proven_and_the_start_says_so(settings: Settings) -> None:
    blind = Settings(data=settings.data, tls="acme", public_url=settings.public_url)
    with pytest.raises(Refusal) as refused, front.front_door(blind):
        pass
    assert refused.value.code == "tls.plain_port_missing"
