"""Sockets with one deadline for everything: resolving, connecting, TLS, each byte sent and received.

A time-out per read is none against a server that sends one byte now and then (tests/adapters/test_deadlines.py).
"""

import queue
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

from bihuan.kernel.clock import monotonic_seconds

# Nobody's answer is longer; whoever goes on talking is cut off.
MOST_BYTES = 1 << 20
CONNECT_S = 3.0


class Deadline:
    """An instant of the clock that nobody can set, `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic_seconds() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises TimeoutError when there are none."""
        left = self._end - monotonic_seconds()
        if left <= 0:
            raise TimeoutError
        return left

    def is_over(self) -> bool:
        """Whether no time is left."""
        return monotonic_seconds() >= self._end


class _Timed:
    """What makes a socket keep a deadline, whoever reads from it and however often."""

    deadline: Deadline | None = None
    received = 0

    def recv_into(self, *arguments: Any, **more: Any) -> int:
        self._hurry()
        size: int = super().recv_into(*arguments, **more)  # type: ignore[misc]
        self.received += size
        if self.received > MOST_BYTES:
            raise ConnectionAbortedError("too much was sent")
        return size

    def send(self, *arguments: Any, **more: Any) -> int:
        self._hurry()
        sent: int = super().send(*arguments, **more)  # type: ignore[misc]
        return sent

    def sendall(self, *arguments: Any, **more: Any) -> None:
        # Of a plain socket the time-out is that of the whole; TLS sends piece by piece, each by `send`.
        self._hurry()
        super().sendall(*arguments, **more)  # type: ignore[misc]

    def _hurry(self) -> None:
        if self.deadline is not None:
            self.settimeout(self.deadline.left())  # type: ignore[attr-defined]


class TimedSocket(_Timed, socket.socket):
    """A plain connection."""


class TimedTls(_Timed, ssl.SSLSocket):
    """An encrypted one."""


def trust_of_this_machine() -> ssl.SSLContext:
    """The certificate authorities of this machine; what is wrapped with it is a TimedTls."""
    context = ssl.create_default_context()
    context.sslsocket_class = TimedTls
    return context


def connect(address: str, port: int, deadline: Deadline) -> TimedSocket:
    """A connection to an address (no name). Raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = TimedSocket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(min(CONNECT_S, deadline.left()))
        made.connect((address, port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        made.close()
        raise
    made.deadline = deadline
    return made


def encrypt(plain: socket.socket, trust: ssl.SSLContext, name: str, deadline: Deadline) -> TimedTls:
    """TLS on a connection; the certificate must be `name`'s. Raises OSError, of which ssl.SSLError is one."""
    try:
        # The handshake as a whole keeps the time-out of the socket that it takes over.
        plain.settimeout(deadline.left())
        made = trust.wrap_socket(plain, server_hostname=name)
    except BaseException:
        plain.close()
        raise
    assert isinstance(made, TimedTls)
    made.deadline = deadline
    return made


def in_time(work: Callable[[], Any], deadline: Deadline) -> Any:
    """What `work` answers, for calls that know of no time-out. Raises TimeoutError; then `work` goes on for nobody."""
    answers: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()

    def do() -> None:
        try:
            answers.put((work(), None))
        except BaseException as error:
            answers.put((None, error))

    threading.Thread(target=do, name="bihuan-lookup", daemon=True).start()
    try:
        answer, error = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return answer
