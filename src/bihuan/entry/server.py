"""Runs the HTTP server: uvicorn with uvloop and httptools, stopped in order on SIGTERM."""

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from bihuan.core.values import Kind, Refusal
from bihuan.entry.http import create_app
from bihuan.entry.reach import tls_files, watched_context
from bihuan.entry.wiring import Install, build_install
from bihuan.settings import Settings

# What is still being answered may take so long; event streams end at once when the server is told to stop.
GRACE_S = 20


class _Server(uvicorn.Server):
    """Tells the install when a stop was asked for, before open connections are waited for."""

    told: Callable[[], None] = staticmethod(lambda: None)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.told()
        super().handle_exit(sig, frame)


def serve(install: Install, sockets: list[socket.socket] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; then stop accepting, finish what was accepted and close every tenant."""
    settings = install.settings
    server = _Server(_config(create_app(install), settings))
    server.told = install.threads.ask_to_stop
    # uvicorn raises the signal once more when it is done, for whoever was there before it: nobody; we end in order.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    server.run(sockets)


def check_several(settings: Settings) -> None:
    """Refuse `settings.sqlite_one_process`: several processes share PostgreSQL only."""
    if not settings.database_url:
        raise Refusal("settings.sqlite_one_process", Kind.CONFLICT)


def serve_many(settings: Settings, workers: int) -> None:
    """Serve with several processes; one that dies is replaced. See `check_several`."""
    bound = uvicorn.Config("", host=settings.host, port=settings.port, log_level="warning").bind_socket()
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    children = [_spawn(settings, bound) for _ in range(workers)]
    while not asked.wait(0.5):
        children = [child if child.is_alive() else _spawn(settings, bound) for child in children]
    for child in children:
        child.terminate()
    for child in children:
        child.join(GRACE_S * 2)


def _spawn(settings: Settings, bound: socket.socket) -> Any:
    child = multiprocessing.get_context("spawn").Process(target=_child, args=(settings, bound))
    child.start()
    return child


def _child(settings: Settings, bound: socket.socket) -> None:
    serve(build_install(settings), [bound])


def _config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    files = tls_files(settings)
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop" if os.name == "posix" else "auto",
        http="httptools",
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_S,
        # Proxy headers are judged by the gate, which knows whom to trust.
        proxy_headers=False,
        ws="none",
        ssl_context_factory=(lambda *_: watched_context(files)) if files is not None else None,
    )
