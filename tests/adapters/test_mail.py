"""Mail through a real SMTP server, with and without TLS, and what it makes of bad addresses and passwords."""

import email
import socket
import ssl
from asyncio import Server
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from bihuan.adapters import Outbound, SmtpMail
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError

pytestmark = [pytest.mark.req("COL-2.server"), pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")]

NOW = 1_750_000_000_000
LETTER = Letter(
    id="0199-a",
    title="新工单派给您：水泵漏水\r\nBcc: evil@example.com",
    text="客户：恒力 & <b>液压</b>\n联系人：王工",
    address="zhang@example.com",
    link="https://b.example/t/acme/tickets/SB-1",
    thread="ticket.42",
)


class Inbox:
    """Keeps what was delivered; says no where it was told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 5.1.1 no such user"
        if address.startswith("busy"):
            return "450 4.2.1 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.mails.append(email.message_from_bytes(content, policy=policy.default))
        return self.answer


def sign_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"bihuan", b"s3cret"), handled=False)


class OnAnyPort(Controller):
    """Listens where the system likes."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def served(certificate: Path, security: str) -> Iterator[tuple[Inbox, Account]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    inbox = Inbox()
    more: dict[str, Any] = {"tls": {"ssl_context": context}, "starttls": {"tls_context": context}, "none": {}}[security]
    if security != "none":
        more |= {"authenticator": sign_in, "auth_required": True}
    if security == "starttls":
        more |= {"require_starttls": True}
    if security == "tls":
        more |= {"auth_require_tls": False}
    controller = OnAnyPort(inbox, hostname="127.0.0.1", port=0, **more)
    controller.start()
    try:
        settings = {"host": "127.0.0.1", "port": controller.port, "security": security, "sender": "bihuan@example.com"}
        user = {"user": "bihuan"} if security != "none" else {}
        yield inbox, Account({**settings, "sender_name": "闭环", **user}, {"password": "s3cret"})
    finally:
        controller.stop()


@pytest.fixture
def plain(certificate: Path) -> Iterator[tuple[Inbox, Account]]:
    yield from served(certificate, "none")


@pytest.fixture(params=["tls", "starttls"])
def encrypted(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[Inbox, Account]]:
    yield from served(certificate, request.param)


def reaching(account: Account, **more: Any) -> Outbound:
    """The way out of an operator who allowed this very server."""
    return Outbound(f"127.0.0.1:{account.settings['port']}", **more)


def trusting(certificate: Path, account: Account) -> SmtpMail:
    outbound = reaching(account)
    outbound.trust.load_verify_locations(certificate)
    return SmtpMail(outbound)


def test_a_mail_is_readable_in_every_program_and_stays_with_its_ticket(plain: tuple[Inbox, Account]) -> None:
    inbox, account = plain
    receipt = SmtpMail(reaching(account)).carry(account, LETTER, NOW)
    [mail] = inbox.mails
    assert mail["subject"] == "新工单派给您：水泵漏水 Bcc: evil@example.com" and mail["bcc"] is None
    assert (mail["from"], mail["to"]) == ("闭环 <bihuan@example.com>", "zhang@example.com")
    assert mail["message-id"] == receipt == "<0199-a@example.com>"
    assert mail["references"] == mail["in-reply-to"] == "<ticket.42@example.com>"
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["date"].datetime == datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and html is not None
    assert "联系人：王工" in text.get_content() and "https://b.example/t/acme/tickets/SB-1" in text.get_content()
    assert "恒力 &amp; &lt;b&gt;液压" in html.get_content()


def test_by_tls_and_starttls_the_account_is_proven_and_the_certificate_too(
    encrypted: tuple[Inbox, Account], certificate: Path
) -> None:
    inbox, account = encrypted
    trusting(certificate, account).carry(account, LETTER, NOW)
    assert len(inbox.mails) == 1
    with pytest.raises(RefusedForGoodError, match=r"delivery\.certificate"):
        SmtpMail(reaching(account)).carry(account, LETTER, NOW)
    wrong = Account(account.settings, {"password": "guess"})
    with pytest.raises(RefusedForGoodError, match=r"delivery\.account_refused: 535") as raised:
        trusting(certificate, account).carry(wrong, LETTER, NOW)
    assert "guess" not in str(raised.value)


def test_no_such_user_is_for_good_a_busy_mailbox_is_not(plain: tuple[Inbox, Account]) -> None:
    inbox, account = plain
    mail = SmtpMail(reaching(account))
    for address, kind in (("nobody@example.com", RefusedForGoodError), ("busy@example.com", TryAgainError)):
        with pytest.raises(kind):
            mail.carry(account, Letter(id="1", title="t", text="x", address=address), NOW)
    inbox.answer = "451 greylisted"
    with pytest.raises(TryAgainError, match="451"):
        mail.carry(account, LETTER, NOW)
    with pytest.raises(RefusedForGoodError, match=r"delivery\.number_invalid"):
        mail.carry(account, Letter(id="1", title="t", text="x", address="no address"), NOW)


def test_a_server_without_encryption_gets_no_password(plain: tuple[Inbox, Account]) -> None:
    inbox, account = plain
    with pytest.raises(RefusedForGoodError, match=r"delivery\.not_encrypted"):
        SmtpMail(reaching(account)).carry(Account({**account.settings, "security": "starttls"}), LETTER, NOW)
    signing_in = Account({**account.settings, "user": "bihuan"}, {"password": "s3cret"})
    with pytest.raises(RefusedForGoodError, match=r"delivery\.account_refused"):
        SmtpMail(reaching(account)).carry(signing_in, LETTER, NOW)
    with pytest.raises(RefusedForGoodError, match=r"delivery\.address_denied"):
        SmtpMail(Outbound()).carry(Account({**account.settings, "port": 25}), LETTER, NOW)
    assert inbox.mails == []


def test_the_server_is_reached_where_its_name_was_checked_and_proves_that_name(
    encrypted: tuple[Inbox, Account], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Resolved again, the name would lead somewhere else: into our own network, say."""
    inbox, account = encrypted
    answers = ["127.0.0.1", "127.0.0.2"]

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), 0))]

    def carry(host: str) -> None:
        outbound = Outbound(f"{host}:{account.settings['port']}, 127.0.0.1/32")
        outbound.trust.load_verify_locations(certificate)
        SmtpMail(outbound).carry(Account({**account.settings, "host": host}, account.secrets), LETTER, NOW)

    monkeypatch.setattr("bihuan.adapters.outbound.socket.getaddrinfo", resolve)
    carry("mail.example")
    assert (len(inbox.mails), answers) == (1, ["127.0.0.2"])
    answers[:] = ["127.0.0.1"]
    with pytest.raises(RefusedForGoodError, match=r"delivery\.certificate"):
        carry("other.example")
    assert (len(inbox.mails), answers) == (1, [])


def test_mail_goes_to_the_ports_of_mail_unless_the_operator_named_another(plain: tuple[Inbox, Account]) -> None:
    inbox, account = plain
    for allowed in ("", "127.0.0.1", f"127.0.0.1:{account.settings['port'] + 1}"):
        with pytest.raises(RefusedForGoodError, match=r"delivery\.port_denied"):
            SmtpMail(Outbound(allowed)).carry(account, LETTER, NOW)
    assert inbox.mails == []
