"""The running server's end of its local socket: does what the command line asks (see owner_call)."""

import json
import os
import socketserver
import threading

import structlog

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.entry.owner_call import NAME, refusal_json, short_address
from bihuan.entry.wiring import Install

log = structlog.get_logger("bihuan.owner")
_MAX_LINE = 1 << 20


class OwnerSocket:
    """Serves operations of one install until closed."""

    def __init__(self, install: Install) -> None:
        folder = install.settings.data
        folder.mkdir(parents=True, exist_ok=True)
        (folder / NAME).unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            with short_address(folder) as address:
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
            # Applying bundles and telling demo data need much that serving does not: a start need not wait for it.
            from bihuan.entry.operations import run_operation

            asked = json.loads(line)
            return {"result": run_operation(self.server.install, asked["operation"], asked["arguments"])}
        except Refusal as refusal:
            return {"refusal": refusal_json(refusal)}
        except Exception as error:
            log.error("operation failed", exc_info=error)
            return {"refusal": refusal_json(Refusal("server.fault", Kind.UNAVAILABLE, request=type(error).__name__))}
