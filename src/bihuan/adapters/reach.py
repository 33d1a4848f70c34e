"""Which addresses may be reached at all: public ones, and what the operator allowed."""

import ipaddress
from dataclasses import field

from bihuan.core.late import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Beyond what Python's `is_global` knows in every version: IANA's special-purpose registries, RFC 6890 and its heirs.
_NOT_PUBLIC_V4 = tuple(map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")
# IETF protocols (Teredo among them), documentation.
_NOT_PUBLIC_V6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Allowed:
    """What the operator allowed although it is not public. `places`: hosts at one port only."""

    names: frozenset[str] = frozenset()
    places: frozenset[tuple[str, int]] = frozenset()
    networks: tuple[Network, ...] = field(default=())

    @classmethod
    def read(cls, text: str) -> "Allowed":
        """From a comma-separated list of hosts, addresses, networks and `host:port`."""
        names, places, networks = set(), set(), []
        for item in filter(None, (part.strip().lower() for part in text.split(","))):
            try:
                networks.append(ipaddress.ip_network(item, strict=False))
                continue
            except ValueError:
                host, colon, port = item.rpartition(":")
            if colon and port.isascii() and port.isdigit():
                places.add((host.strip("[]"), int(port)))
            else:
                names.add(item)
        return cls(frozenset(names), frozenset(places), tuple(networks))

    def has_place(self, host: str, port: int) -> bool:
        """Whether this very place was named."""
        return (host.lower(), port) in self.places

    def has_host(self, host: str, port: int) -> bool:
        """Whether the host was named, by itself or at this port."""
        return host.lower() in self.names or self.has_place(host, port)

    def has_address(self, address: Address) -> bool:
        """Whether the address lies in a network that was named; also the IPv4 address inside."""
        return any(
            known in network
            for known in (address, inner(address))
            for network in self.networks
            if network.version == known.version
        )


def inner(address: Address) -> Address:
    """The IPv4 address that one of IPv6 leads to (mapped, NAT64, 6to4), else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def is_public(address: Address) -> bool:
    """Whether everybody may reach it: globally routable unicast, judged by where it leads in the end."""
    found = inner(address)
    if not found.is_global or found.is_multicast:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in network for network in _NOT_PUBLIC_V4)
    return found in _UNICAST_V6 and not any(found in network for network in _NOT_PUBLIC_V6)
