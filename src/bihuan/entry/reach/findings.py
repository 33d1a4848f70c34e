"""What `bihuan doctor` says of how people reach the install, above all what lacks a secure context.

Browsers give camera, location, service workers and push to pages over TLS and to the machine itself only
(W3C Secure Contexts §3).
"""

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from bihuan.core.values import Instant, Refusal
from bihuan.entry.reach.tls_context import watched_context
from bihuan.entry.reach.tls_files import TlsFiles, tls_files
from bihuan.kernel.errors import say
from bihuan.settings import Settings

_SOON_DAYS = 21

Told = tuple[str, str, dict[str, Any]]


def reach_findings(settings: Settings, now: Instant) -> Iterator[Told]:
    """Level (ok, advice, fault), code of the text `doctor.<code>`, and its data."""
    try:
        files = tls_files(settings)
        if files is not None and files.exist():
            watched_context(files)
            yield from _ending(files, now)
    except Refusal as refusal:
        yield "fault", "tls_fault", {"reason": say(refusal.code, refusal.data, "zh")}
        return
    data = {"address": settings.address, "host": settings.host}
    if files is None and not settings.public_url and _is_here(settings.host):
        yield "advice", "this_machine_only", data
    elif files is not None:
        yield "ok", "secure_context", data
    elif settings.public_url.startswith("https://"):
        yield "ok" if settings.trusted_proxies else "advice", "secure_by_proxy", data
    elif not _is_here(urlsplit(settings.address).hostname or ""):
        yield "advice", "plain_http", data


def _ending(files: TlsFiles, now: Instant) -> Iterator[Told]:
    """Certificates that Bihuan gets itself are renewed long before; this speaks of those that somebody brings."""
    leaf = x509.load_pem_x509_certificate(files.cert.read_bytes())
    days = (leaf.not_valid_after_utc - datetime.fromtimestamp(now / 1000, UTC)).days
    if days < _SOON_DAYS:
        yield "fault" if days < 0 else "advice", "tls_ends", {"path": str(files.cert), "days": days}


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
