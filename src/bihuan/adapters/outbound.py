"""The only way by which a request leaves for an address that an administrator typed in.

An address must be public and https; other hosts are reached only when the operator allowed them. The address that was
checked is the one that is connected to: a name that answers differently a moment later leads nowhere.
"""

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from bihuan.kernel.ports import RefusedForGoodError, TryAgainError

if TYPE_CHECKING:
    import httpx

CONNECT_S = 3.0
ANSWER_S = 6.0
_MOST_ANSWER = 64 << 10
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Outbound:
    """Sends requests. `allowed`: comma-separated host names, addresses or networks that need not be public or https."""

    def __init__(self, allowed: str = "") -> None:
        self._names: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for item in filter(None, (part.strip().lower() for part in allowed.split(","))):
            try:
                self._networks.append(ipaddress.ip_network(item, strict=False))
            except ValueError:
                self._names.add(item)

    def post(self, url: str, headers: Mapping[str, str], content: bytes) -> Answer:
        """POST `content`. Raises DeliveryError when the address is not allowed or nobody answers in time.

        The URL may hold a secret: it stands in no error.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        address = self.address_of(host, plain=parts.scheme != "https")
        if parts.scheme not in ("http", "https") or parts.username is not None:
            raise RefusedForGoodError("delivery.address_denied", host)
        named = {name: value for name, value in headers.items() if name.lower() != "host"}
        return self._send(_pinned(parts, address), {**named, "Host": parts.netloc}, content, host)

    def address_of(self, host: str, *, plain: bool = False) -> str:
        """The address of `host`, if it may be reached; `plain`: without encryption. Raises DeliveryError."""
        if not host:
            raise RefusedForGoodError("delivery.address_denied", host)
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise TryAgainError("delivery.unreachable", host) from error
        addresses = [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]
        named = host.lower() in self._names
        if not named and not all(self._may_reach(address, plain) for address in addresses):
            raise RefusedForGoodError("delivery.address_denied", host)
        return str(addresses[0])

    def _may_reach(self, address: _Address, plain: bool) -> bool:
        # An IPv4 address in the clothes of IPv6 is judged as what it is.
        mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
        if any(mapped in network for network in self._networks if network.version == mapped.version):
            return True
        return bool(mapped.is_global) and not mapped.is_multicast and not plain

    def _send(self, url: str, headers: Mapping[str, str], content: bytes, host: str) -> Answer:
        import httpx

        request = self._client.build_request("POST", url, headers=dict(headers), content=content)
        request.extensions = {**request.extensions, "sni_hostname": host}
        try:
            response = self._client.send(request, stream=True)
            try:
                return Answer(response.status_code, response.headers, _first_bytes(response))
            finally:
                response.close()
        except httpx.TimeoutException as error:
            raise TryAgainError("delivery.timeout", host) from error
        except httpx.HTTPError as error:
            if isinstance(error.__cause__ and error.__cause__.__cause__, ssl.SSLCertVerificationError):
                raise RefusedForGoodError("delivery.certificate", host) from error
            raise TryAgainError("delivery.unreachable", f"{host}: {type(error).__name__}") from error

    @cached_property
    def _client(self) -> "httpx.Client":
        # Loaded with the first letter, not at every start. No connection is kept: the next request to the same
        # address may be for another host.
        import httpx

        limits = httpx.Limits(max_keepalive_connections=0)
        timeout = httpx.Timeout(ANSWER_S, connect=CONNECT_S)
        return httpx.Client(verify=self.trust, trust_env=False, follow_redirects=False, limits=limits, timeout=timeout)

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """The certificate authorities of this machine."""
        return ssl.create_default_context()


def _pinned(parts: SplitResult, address: str) -> str:
    netloc = f"[{address}]" if ":" in address else address
    if parts.port is not None:
        netloc += f":{parts.port}"
    return parts._replace(netloc=netloc, fragment="").geturl()


def _first_bytes(response: Any) -> bytes:
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > _MOST_ANSWER:
            break
    return bytes(body[:_MOST_ANSWER])
