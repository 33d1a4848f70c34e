"""How people reach this install: addresses on the company's network, TLS, and the plain door beside it (ADR 0015)."""

from bihuan.entry.reach.front import front_door
from bihuan.entry.reach.lan import lan_addresses, on_the_network, terminal_qr
from bihuan.entry.reach.tls_context import watched_context
from bihuan.entry.reach.tls_files import TlsFiles, tls_files

__all__ = ["TlsFiles", "front_door", "lan_addresses", "on_the_network", "terminal_qr", "tls_files", "watched_context"]
