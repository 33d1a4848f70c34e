"""The plain door beside TLS leads to it, and answers nothing of a tenant."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from bihuan.entry.reach.local_authority import LocalAuthority, fingerprint
from bihuan.entry.reach.plain_door import PlainDoor
from tests.entry.reach.days import TODAY

pytestmark = pytest.mark.req("TEN-2", "AUD-4")


class Visitor:
    """A browser that opens one address and follows nothing."""

    def __init__(self, door: PlainDoor) -> None:
        self._door = door

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, path, **more))

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._door)
        async with httpx.AsyncClient(transport=transport, base_url="http://192.168.1.20", trust_env=False) as client:
            return await client.request(method, path, **more)


@pytest.fixture
def phone() -> Visitor:
    return Visitor(PlainDoor("https://desk.example", 8443, {"abc": "abc.proof"}, None))


def test_every_page_leads_to_its_own_secure_address(phone: Visitor) -> None:
    answer = phone.get("/t/acme/tickets/甲?view=我的&n=1")
    assert answer.status_code == 308
    expected = "https://192.168.1.20:8443/t/acme/tickets/%E7%94%B2?view=%E6%88%91%E7%9A%84&n=1"
    assert answer.headers["location"] == expected


def test_the_port_of_https_itself_is_not_named() -> None:
    answer = Visitor(PlainDoor("https://desk.example", 443, {}, None)).get("/")
    assert answer.headers["location"] == "https://192.168.1.20/"


@pytest.mark.parametrize("host", ["evil.example/x", "a@b", "a b", "", "<script>"])
def test_a_host_that_can_be_no_name_leads_to_the_public_address(phone: Visitor, host: str) -> None:
    answer = phone.get("/x", headers={"host": host})
    assert answer.headers["location"] == "https://desk.example/x"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example"])
def test_no_path_leads_to_another_host(phone: Visitor, path: str) -> None:
    answer = phone.get("http://192.168.1.20" + path)
    assert answer.headers["location"].startswith("https://192.168.1.20:8443/")


def test_what_is_sent_in_the_clear_is_not_repeated(phone: Visitor) -> None:
    answer = phone.ask("POST", "/api/v1/sessions", json={"login": "a", "password": "b"})
    assert answer.status_code == 421
    assert "location" not in answer.headers


def test_a_proof_is_shown_to_whoever_knows_its_token(phone: Visitor) -> None:
    assert phone.get("/.well-known/acme-challenge/abc").text == "abc.proof"
    assert phone.get("/.well-known/acme-challenge/abd").status_code == 404


def test_only_a_local_authority_is_handed_out(phone: Visitor, tmp_path: Path) -> None:
    assert phone.get("/phone").status_code == 308
    authority = LocalAuthority(tmp_path / "data.tls")
    authority.keep(("192.168.1.20",), TODAY)
    trusting = Visitor(PlainDoor("https://192.168.1.20:8443", 8443, {}, authority.certificate))
    page = trusting.get("/phone")
    assert fingerprint(authority.certificate) in page.text
    assert "{{" not in page.text
    certificate = trusting.get("/phone/bihuan-ca.crt")
    assert certificate.headers["content-type"] == "application/x-x509-ca-cert"
    assert certificate.content[:1] == b"\x30", "DER, which phones take as it is"
