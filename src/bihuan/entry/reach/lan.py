"""Under which addresses phones on the same network reach this machine, and how they are told."""

import ipaddress
import socket
from contextlib import suppress
from dataclasses import replace
from io import StringIO

import psutil
import segno

from bihuan.core.values import Kind, Refusal
from bihuan.settings import Settings

EVERYWHERE = "0.0.0.0"  # noqa: S104  to be reached by phones is what `--lan` asks for
# Networks between this machine and its own containers and virtual machines: no phone is there.
_INNER = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "cni", "flannel", "podman")
# Connecting a datagram socket sends nothing; it asks the kernel which address faces the default route (RFC 5737 net).
_FAR = ("192.0.2.1", 9)


def on_the_network(settings: Settings) -> Settings:
    """The settings for `--lan`: listen everywhere, and links that a phone can open unless another address is set.

    Refuses `lan.no_network` where the machine has no address but its own.
    """
    found = lan_addresses()
    if not found and not settings.public_url:
        raise Refusal("lan.no_network", Kind.CONFLICT)
    scheme = "https" if settings.tls else "http"
    return replace(
        settings, host=EVERYWHERE, public_url=settings.public_url or f"{scheme}://{found[0]}:{settings.port}"
    )


def lan_addresses() -> list[str]:
    """IPv4 addresses of this machine that others may reach, the likeliest first."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        (name, entry.address)
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if name in up and entry.family == socket.AF_INET and _is_reachable(entry.address)
    ]
    facing = _facing_address()
    found.sort(key=lambda pair: (pair[1] != facing, pair[0].startswith(_INNER)))
    return list(dict.fromkeys(address for _, address in found))


def terminal_qr(address: str) -> str:
    """The address as a QR code in characters, to be photographed from a terminal."""
    out = StringIO()
    segno.make(address, error="m", micro=False).terminal(out, compact=True, border=2)
    return out.getvalue()


def _is_reachable(address: str) -> bool:
    found = ipaddress.ip_address(address)
    return not (found.is_loopback or found.is_link_local or found.is_unspecified)


def _facing_address() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(_FAR)
        return str(probe.getsockname()[0])
    return None
