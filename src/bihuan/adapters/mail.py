"""Mail by SMTP (RFC 5321): TLS from the start, STARTTLS or, where the operator allows the host, in the clear."""

import smtplib
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from bihuan.adapters.deadlines import Deadline, TimedTls, encrypt
from bihuan.adapters.outbound import Outbound
from bihuan.adapters.words import one_line, plain, simple_html
from bihuan.core.values import Instant
from bihuan.kernel.addresses import ascii_host
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError

_PORTS = {"tls": 465, "starttls": 587, "none": 25}


class SmtpMail:
    """Hands letters to a tenant's mail server."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """See kernel.ports.Carrier. The receipt is the Message-ID."""
        message, host = compose(account, letter, now), str(account.settings.get("host") or "")
        deadline = self._outbound.deadline()
        try:
            self._hand_over(account, message, host, deadline)
        except (smtplib.SMTPException, OSError) as error:
            if deadline.is_over() or isinstance(error, TimeoutError):
                raise TryAgainError("delivery.timeout", host) from error
            if isinstance(error, smtplib.SMTPException):
                raise _meaning(error) from error
            if isinstance(error, ssl.SSLCertVerificationError):
                raise RefusedForGoodError("delivery.certificate", error.verify_message) from error
            raise TryAgainError("delivery.unreachable", f"{host}: {error.strerror}") from error
        return str(message["Message-ID"])

    def _hand_over(self, account: Account, message: EmailMessage, host: str, deadline: Deadline) -> None:
        server = self._connect(account, host, deadline)
        try:
            user = str(account.settings.get("user") or "")
            if user:
                server.login(user, account.secrets.get("password", ""))
            server.send_message(message)
            # It has been taken: what becomes of the farewell changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _connect(self, account: Account, host: str, deadline: Deadline) -> smtplib.SMTP:
        settings = account.settings
        security = str(settings.get("security") or "tls")
        port, trust = int(settings.get("port") or _PORTS[security]), self._outbound.trust
        stream: socket.socket = self._outbound.connect_mail(host, port, deadline, plain=security == "none")
        if security == "tls":
            stream = encrypt(stream, trust, ascii_host(host), deadline)
        # Named outright: smtplib would ask the network for this machine's own name, and wait.
        server = _Connected(stream, ascii_host(host), _domain(account))
        try:
            if security == "starttls":
                server.starttls(context=trust)
                assert isinstance(server.sock, TimedTls)
                server.sock.deadline = deadline
        except BaseException:
            server.close()
            raise
        return server


class _Connected(smtplib.SMTP):
    """Speaks over a connection that is there: to the address that was checked, under the name that was given."""

    def __init__(self, stream: socket.socket, host: str, own_name: str) -> None:
        self._stream = stream
        try:
            super().__init__(host, 1, own_name)
        except BaseException:
            stream.close()
            raise

    def _get_socket(self, *_: object) -> socket.socket:
        return self._stream


def compose(account: Account, letter: Letter, now: Instant) -> EmailMessage:
    """The mail. Replies of machines are asked for none (RFC 3834), and all about one ticket stands in one thread."""
    sender, domain = str(account.settings.get("sender") or ""), _domain(account)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(one_line(str(account.settings.get("sender_name") or "")), addr_spec=sender)
        message["To"] = Address(addr_spec=parseaddr(letter.address)[1])
    except (ValueError, IndexError) as error:
        raise RefusedForGoodError("delivery.number_invalid", "not a mail address") from error
    message["Subject"] = one_line(letter.title)
    message["Date"] = format_datetime(datetime.fromtimestamp(now // 1000, UTC))
    message["Message-ID"] = f"<{letter.id}@{domain}>"
    if letter.thread:
        message["References"] = message["In-Reply-To"] = f"<{letter.thread}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = letter.language
    message.set_content(plain(letter))
    message.add_alternative(simple_html(letter), subtype="html")
    return message


def _domain(account: Account) -> str:
    return str(account.settings.get("sender") or "").rpartition("@")[2] or "localhost"


def _meaning(error: smtplib.SMTPException) -> RefusedForGoodError | TryAgainError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _answered("delivery.number_invalid", code, said)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _answered("delivery.account_refused", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered("delivery.rejected", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return TryAgainError("delivery.unreachable", str(error))
    # What is left is said by smtplib itself: the server does not offer what was asked of it.
    encryption = "STARTTLS" in str(error)
    return RefusedForGoodError("delivery.not_encrypted" if encryption else "delivery.account_refused", str(error))


def _answered(kind: str, code: int, said: bytes | str) -> RefusedForGoodError | TryAgainError:
    detail = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    if 400 <= code < 500:
        return TryAgainError("delivery.provider_fault", detail)
    return RefusedForGoodError(kind, detail)
