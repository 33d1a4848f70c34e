"""The TLS side of a listening socket: a certificate that was renewed is shown to the next who connects."""

import ssl
from contextlib import suppress
from typing import Any

from bihuan.core.values import Kind, Refusal
from bihuan.entry.reach.tls_files import TlsFiles
from bihuan.kernel.clock import monotonic_seconds

# How long a renewed certificate may lie unseen, in seconds.
LOOK_EVERY_S = 10.0


def watched_context(files: TlsFiles, look_every_s: float = LOOK_EVERY_S) -> ssl.SSLContext:
    """A context that follows `files`. Refuses `tls.unreadable` when they cannot be used at the start.

    Files that are broken later change nothing: what was read last goes on.
    """
    watcher = _Watcher(files, look_every_s)
    front = _read(files)
    front.sni_callback = watcher.choose
    return front


class _Watcher:
    """Whole contexts are exchanged, so that a handshake never meets a new chain with an old key."""

    def __init__(self, files: TlsFiles, look_every_s: float) -> None:
        self._files = files
        self._look_every_s = look_every_s
        self._stamp = files.stamp()
        self._looked_at = monotonic_seconds()
        self._context: ssl.SSLContext | None = None

    def choose(self, connection: Any, _name: str | None, _front: ssl.SSLContext) -> None:
        """Called within each handshake, with or without a server name."""
        self._look()
        if self._context is not None:
            connection.context = self._context

    def _look(self) -> None:
        now = monotonic_seconds()
        if now - self._looked_at < self._look_every_s:
            return
        self._looked_at = now
        with suppress(OSError, Refusal):
            stamp = self._files.stamp()
            if stamp != self._stamp:
                self._context = _read(self._files)
                self._stamp = stamp


def _read(files: TlsFiles) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(files.cert, files.key)
    except (OSError, ssl.SSLError) as error:
        raise Refusal("tls.unreadable", Kind.CONFLICT, cert=str(files.cert), reason=str(error)) from error
    return context
