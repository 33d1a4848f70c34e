"""A cable between a browser and the server that can be pulled, at once or in the middle of an upload."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

PIECE = 16_384


class Cable:
    """Passes on what arrives. While it is pulled, nothing gets through and what was open is broken."""

    def __init__(self, base: str) -> None:
        where = urlsplit(base)
        self._server = (where.hostname or "127.0.0.1", where.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._pulled = False
        self._broke = threading.Event()
        self._left: int | None = None
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def pull(self) -> None:
        """From now on there is no network."""
        with self._lock:
            self._pulled = True
            self._broke.set()
            broken, self._open = self._open, set()
        for end in broken:
            _break(end)

    def pull_after(self, count: int) -> None:
        """Pull it once so many more bytes have gone to the server."""
        self._left = count

    def plug_in(self) -> None:
        """There is a network again."""
        self._left = None
        self._pulled = False

    def wait_until_pulled(self) -> None:
        """Until `pull_after` has come true."""
        assert self._broke.wait(30), "so much was never sent"

    def close(self) -> None:
        """For good."""
        self.pull()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if self._pulled:
                _break(browser)
            else:
                self._join(browser, socket.create_connection(self._server))

    def _join(self, browser: socket.socket, server: socket.socket) -> None:
        with self._lock:
            self._open |= {browser, server}
        threading.Thread(target=self._pass_on, args=(browser, server, True), daemon=True).start()
        threading.Thread(target=self._pass_on, args=(server, browser, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, upwards: bool) -> None:
        with suppress(OSError):
            while data := source.recv(PIECE):
                if self._pulled or (upwards and self._used_up(len(data))):
                    break
                target.sendall(data)
        for end in (source, target):
            _break(end)
        with self._lock:
            self._open -= {source, target}

    def _used_up(self, count: int) -> bool:
        if self._left is None:
            return False
        self._left -= count
        if self._left >= 0:
            return False
        self.pull()  # after that nothing is counted any more
        return True


def starts_of_pieces(page: Page) -> list[int]:
    """Fills itself with the place in its file at which each piece of an upload begins that the page sends.

    How many bytes went over the cable is no measure of going on: a piece that comes too early is refused and sent anew.
    """
    starts: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH" and "upload-offset" in request.headers:
            starts.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return starts


def _break(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
