"""How the command line reaches a running server: a local socket that only the server's own user may open.

One JSON line asks, one JSON line answers. Without a server the command line takes the data folder's lock and does
the same operation itself; on PostgreSQL it always does (semantics §2.8).
"""

import contextlib
import json
import os
import socket
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog

from bihuan.core.values import JsonObject, Kind, Problem, Refusal
from bihuan.entry.operations import run_operation
from bihuan.entry.wiring import Install
from bihuan.settings import Settings

log = structlog.get_logger("bihuan.owner")
NAME = "owner.sock"
_MAX_LINE = 1 << 20


class OwnerSocket:
    """Serves operations of one install until closed."""

    def __init__(self, install: Install) -> None:
        folder = install.settings.data
        folder.mkdir(parents=True, exist_ok=True)
        (folder / NAME).unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            with _address(folder) as address:
                self._server = _Server(address, _Handler)
        finally:
            os.umask(before)
        self._server.install = install
        self._path = folder / NAME
        self._thread = threading.Thread(target=self._server.serve_forever, name="bihuan-owner", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    install: Install


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        line = self.rfile.readline(_MAX_LINE)
        if line:
            self.wfile.write(json.dumps(self._answer(line), ensure_ascii=False).encode() + b"\n")

    def _answer(self, line: bytes) -> JsonObject:
        try:
            asked = json.loads(line)
            return {"result": run_operation(self.server.install, asked["operation"], asked["arguments"])}
        except Refusal as refusal:
            return {"refusal": refusal_json(refusal)}
        except Exception as error:
            log.error("operation failed", exc_info=error)
            return {"refusal": refusal_json(Refusal("server.fault", Kind.UNAVAILABLE, request=type(error).__name__))}


def ask_owner(settings: Settings, operation: str, arguments: JsonObject) -> Any:
    """Have the running server do `operation`. Raises NoOwnerError when none runs, Refusal when it says no."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            with _address(settings.data) as address:
                connection.connect(address)
        except OSError as error:
            raise NoOwnerError from error
        connection.sendall(json.dumps({"operation": operation, "arguments": arguments}).encode() + b"\n")
        with connection.makefile("rb") as answers:
            line = answers.readline()
    if not line:
        raise Refusal("owner.busy", Kind.UNAVAILABLE, process="?")
    answer = json.loads(line)
    if "refusal" in answer:
        raise refusal_of(answer["refusal"])
    return answer["result"]


class NoOwnerError(Exception):
    """No server runs on this data folder."""


def refusal_json(refusal: Refusal) -> JsonObject:
    """A refusal on its way through the socket."""
    return {
        "code": refusal.code,
        "kind": refusal.kind.name,
        "data": dict(refusal.data),
        "problems": [{"path": item.path, "code": item.code, "data": dict(item.data)} for item in refusal.problems],
    }


def refusal_of(data: JsonObject) -> Refusal:
    """The refusal that `refusal_json` wrote."""
    problems = [Problem(item["path"], item["code"], item["data"]) for item in data["problems"]]
    return Refusal(data["code"], Kind[data["kind"]], problems=problems, **data["data"])


@contextlib.contextmanager
def _address(folder: Path) -> Iterator[str]:
    # A socket's address has room for 107 bytes; a folder's own descriptor is a short name for any folder.
    direct = str(folder / NAME)
    if len(os.fsencode(direct)) < 100:
        yield direct
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{descriptor}/{NAME}"
    finally:
        os.close(descriptor)
