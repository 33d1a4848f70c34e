"""A delivery is over in time, however slowly, long or silently somebody talks."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from bihuan.adapters import Outbound, SmtpMail
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError

pytestmark = pytest.mark.req("COL-2.server")

LETTER = Letter(id="1", title="t", text="x", address="zhang@example.com")
GREETING = (
    b"220 mail\r\n",
    b"250 mail\r\n",
    b"250 sender\r\n",
    b"250 recipient\r\n",
    b"354 go on\r\n",
    b"250 taken\r\n",
)


class Gone(threading.Event):
    """Set when the test is over: nobody drips for longer than somebody listens."""

    def drips(self, connection: socket.socket, what: bytes) -> None:
        """One byte every 20 ms, for ever."""
        while not self.wait(0.02):
            connection.sendall(what[:1])
            what = what[1:] + what[:1]


@contextmanager
def talker(talk: Callable[[socket.socket, Gone], None]) -> Iterator[int]:
    """A server on 127.0.0.1 that says to each who comes what `talk` makes it say; its port."""
    gone = Gone()

    def serve() -> None:
        while not gone.is_set():
            connection, _ = listening.accept()
            with connection:
                try:
                    talk(connection, gone)
                except OSError:
                    continue

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port: int = listening.getsockname()[1]
        try:
            yield port
        finally:
            gone.set()
            with socket.create_connection(("127.0.0.1", port)):
                thread.join(10)


def silent(_connection: socket.socket, gone: Gone) -> None:
    gone.wait(30)


def drips_a_header(connection: socket.socket, gone: Gone) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    gone.drips(connection, b"a")


def drips_a_body(connection: socket.socket, gone: Gone) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    gone.drips(connection, b"1\r\na\r\n")


def goes_on_and_on(connection: socket.socket, gone: Gone) -> None:
    connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    gone.drips(connection, b"HTTP/1.1 100 Continue\r\n\r\n")


@pytest.mark.parametrize("talk", [silent, drips_a_header, drips_a_body, goes_on_and_on])
@pytest.mark.parametrize("scheme", [pytest.param("http", marks=pytest.mark.full), "https"])
def test_a_provider_that_drips_is_given_up_at_the_deadline(
    talk: Callable[[socket.socket, Gone], None], scheme: str, certificate: Path
) -> None:
    way = Outbound("127.0.0.1", deadline_s=0.3)
    way.trust.load_verify_locations(certificate)
    spoken = talk if scheme == "http" else partial(encrypted, certificate, talk)
    with talker(spoken) as port, pytest.raises(TryAgainError, match=r"delivery\.timeout"):
        way.post(f"{scheme}://127.0.0.1:{port}/", {}, b"{}")


def encrypted(
    certificate: Path, talk: Callable[[socket.socket, Gone], None], connection: socket.socket, gone: Gone
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with context.wrap_socket(connection, server_side=True) as safe:
        talk(safe, gone)


def test_a_handshake_that_never_ends_is_given_up_at_the_deadline() -> None:
    way = Outbound("127.0.0.1", deadline_s=0.3)
    with talker(silent) as port, pytest.raises(TryAgainError, match=r"delivery\.timeout"):
        way.post(f"https://127.0.0.1:{port}/", {}, b"{}")


def greets_by_drops(connection: socket.socket, gone: Gone) -> None:
    gone.drips(connection, b"220-welcome\r\n")


def answers_by_drops(connection: socket.socket, gone: Gone) -> None:
    connection.sendall(b"220 mail\r\n")
    gone.drips(connection, b"250-go on\r\n")


@pytest.mark.parametrize("talk", [silent, greets_by_drops, answers_by_drops])
@pytest.mark.parametrize("security", [pytest.param("none", marks=pytest.mark.full), "tls", "starttls"])
def test_a_mail_server_that_drips_is_given_up_at_the_deadline(
    talk: Callable[[socket.socket, Gone], None], security: str, certificate: Path
) -> None:
    spoken = partial(encrypted, certificate, talk) if security == "tls" else talk
    with talker(spoken) as port, pytest.raises(TryAgainError, match=r"delivery\.timeout"):
        way = Outbound(f"127.0.0.1:{port}", deadline_s=0.3)
        way.trust.load_verify_locations(certificate)
        SmtpMail(way).carry(account(port, security), LETTER, 0)


def account(port: int, security: str = "none") -> Account:
    return Account({"host": "127.0.0.1", "port": port, "security": security, "sender": "bihuan@example.com"})


@pytest.mark.full
def test_a_mail_that_was_taken_is_delivered_although_nobody_says_goodbye() -> None:
    heard = bytearray()

    def talk(connection: socket.socket, gone: Gone) -> None:
        for line in GREETING:
            connection.sendall(line)
            heard.extend(connection.recv(65536))
        gone.drips(connection, b"221-bye\r\n")

    with talker(talk) as port:
        way = Outbound(f"127.0.0.1:{port}", deadline_s=2)
        assert SmtpMail(way).carry(account(port), LETTER, 0) == "<1@example.com>"
    assert heard.endswith(b"quit\r\n") or heard.endswith(b"QUIT\r\n")


@pytest.mark.parametrize("said", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_whoever_floods_is_cut_off(said: bytes) -> None:
    sent = []

    def talk(connection: socket.socket, gone: Gone) -> None:
        connection.sendall(said)
        while not gone.is_set():
            connection.sendall(b"a" * 65_536)
            sent.append(65_536)

    with talker(talk) as port:
        way = Outbound("127.0.0.1", deadline_s=20)
        if said.endswith(b"\r\n\r\n"):
            assert len(way.post(f"http://127.0.0.1:{port}/", {}, b"").body) == 65_536
        else:
            with pytest.raises(TryAgainError, match=r"delivery\.unreachable"):
                way.post(f"http://127.0.0.1:{port}/", {}, b"")
    assert sum(sent) < 64 << 20


def test_a_mail_server_that_never_stops_talking_is_cut_off() -> None:
    def talk(connection: socket.socket, gone: Gone) -> None:
        while not gone.is_set():
            connection.sendall(b"220-welcome\r\n" * 1_000)

    with talker(talk) as port, pytest.raises(TryAgainError, match=r"delivery\.unreachable"):
        SmtpMail(Outbound(f"127.0.0.1:{port}", deadline_s=20)).carry(account(port), LETTER, 0)


def test_a_name_that_nobody_resolves_is_given_up_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = threading.Event()
    monkeypatch.setattr("bihuan.adapters.outbound.socket.getaddrinfo", lambda *_, **__: gone.wait(30))
    try:
        for deliver in (
            lambda way: way.post("https://robots.example/", {}, b""),
            lambda way: SmtpMail(way).carry(Account({"host": "mail.example", "sender": "a@example.com"}), LETTER, 0),
        ):
            with pytest.raises(TryAgainError, match=r"delivery\.timeout"):
                deliver(Outbound(deadline_s=0.1))
    finally:
        gone.set()


def test_what_is_wrong_with_an_address_is_no_time_out() -> None:
    with pytest.raises(RefusedForGoodError, match=r"delivery\.address_denied"):
        Outbound(deadline_s=0.1).post("https://127.0.0.1/", {}, b"")
