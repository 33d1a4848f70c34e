"""Everything before the server's own socket: a certificate that never ends, and the plain door that leads to it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import structlog
import uvicorn

from bihuan.core.values import Kind, Refusal
from bihuan.entry.reach.lan import lan_addresses
from bihuan.entry.reach.local_authority import LocalAuthority
from bihuan.entry.reach.plain_door import PlainDoor
from bihuan.entry.reach.tls_files import ACME, LOCAL, tls_files, tls_folder
from bihuan.kernel.clock import Clock, SystemClock
from bihuan.settings import Settings

log = structlog.get_logger("bihuan.reach")

_RENEW_EVERY_S = 3600.0
# After a failed order an authority wants to be left alone for a while (its own limits are per hour).
_JOIN_S = 5.0

Renew = Callable[[datetime], bool]


@contextmanager
def front_door(settings: Settings, clock: Clock | None = None) -> Iterator[None]:
    """Keep the certificate and the plain door while the server runs; nothing to do where it speaks plain http.

    Refuses `tls.mode`, `tls.files_missing`, `tls.names_missing`, and `tls.plain_port` when that port is taken.
    """
    if tls_files(settings) is None:
        yield
        return
    shown: dict[str, str] = {}
    now = _now(clock or SystemClock())
    renew = _authority(settings, shown, now)
    door = _open_plain_door(settings, shown)
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(renew, now, stop), name="certificates", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        if door is not None:
            door.should_exit = True
        keeper.join(_JOIN_S)


def certificate_names(settings: Settings) -> tuple[str, ...]:
    """Host names and addresses of the certificate: those set, else the public one and, locally, this machine's own."""
    named = tuple(part.strip() for part in settings.tls_names.split(",") if part.strip())
    if named:
        return named
    public = urlsplit(settings.public_url).hostname
    own = (*lan_addresses(), socket.gethostname(), f"{socket.gethostname()}.local", "localhost", "127.0.0.1")
    return tuple(dict.fromkeys((*((public,) if public else ()), *(own if settings.tls == LOCAL else ()))))


def _authority(settings: Settings, shown: dict[str, str], now: Callable[[], datetime]) -> Renew:
    """Who makes the certificate. One that can be shown lies there when this returns."""
    if settings.tls not in (LOCAL, ACME):
        return lambda _: False
    names = certificate_names(settings)
    if not names:
        raise Refusal("tls.names_missing", Kind.CONFLICT)
    local = LocalAuthority(tls_folder(settings))
    if settings.tls == LOCAL:
        local.keep(names, now())
        return lambda at: local.keep(names, at)
    # Imported by those alone who ask a public authority.
    from bihuan.entry.reach.acme_authority import AcmeAuthority, renewer

    acme = AcmeAuthority(tls_folder(settings), settings.acme_directory, settings.acme_email, shown)
    if not acme.files.exist():
        local.keep(names, now())  # the server starts at once; the first proof needs its plain door open
    return renewer(acme, names)


def _open_plain_door(settings: Settings, shown: dict[str, str]) -> uvicorn.Server | None:
    if not settings.plain_port:
        if settings.tls == ACME:
            raise Refusal("tls.plain_port_missing", Kind.CONFLICT)
        return None
    authority = LocalAuthority(tls_folder(settings)).certificate if settings.tls == LOCAL else None
    app = PlainDoor(settings.public_url, settings.port, shown, authority)
    bound = _bind(settings)
    config = uvicorn.Config(app, access_log=False, server_header=False, log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, args=([bound],), name="plain door", daemon=True).start()
    return server


def _bind(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.plain_port))
    except OSError as error:
        bound.close()
        raise Refusal("tls.plain_port", Kind.CONFLICT, port=settings.plain_port, reason=error.strerror) from error
    return bound


def _keep(renew: Renew, now: Callable[[], datetime], stop: threading.Event) -> None:
    """Ask at once, then every hour; what fails is told in the log and asked for again."""
    while True:
        try:
            if renew(now()):
                log.info("certificate renewed")
        except Refusal as refusal:
            log.error("certificate not renewed", code=refusal.code, **refusal.data)
        except Exception as error:
            log.error("certificate not renewed", exc_info=error)
        if stop.wait(_RENEW_EVERY_S):
            return


def _now(clock: Clock) -> Callable[[], datetime]:
    return lambda: datetime.fromtimestamp(clock.now() / 1000, UTC)
