"""The only way by which a request leaves for an address that an administrator typed in.

An address must be public and https; other hosts are reached only when the operator allowed them. The address that was
checked is the one that is connected to: a name that answers differently a moment later leads nowhere. And it all has
to be over by one deadline, however slowly somebody talks.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from functools import cached_property

from bihuan.adapters.deadlines import Deadline, TimedSocket, connect, encrypt, in_time, trust_of_this_machine
from bihuan.adapters.reach import Address, Allowed, is_public
from bihuan.core.late import dataclass
from bihuan.kernel.addresses import AddressError, WebAddress, ascii_host, web_address
from bihuan.kernel.ports import RefusedForGoodError, TryAgainError

DEADLINE_S = 10.0
MAIL_PORTS = (25, 465, 587, 2525)
_MOST_ANSWER = 64 << 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Outbound:
    """Sends requests. `allowed`: comma-separated host names, addresses or networks that need not be public or https,
    and `host:port` for one place only. A delivery as a whole takes `deadline_s` seconds at most."""

    def __init__(self, allowed: str = "", deadline_s: float = DEADLINE_S) -> None:
        self._allowed = Allowed.read(allowed)
        self._deadline_s = deadline_s

    def deadline(self) -> Deadline:
        """When a delivery that begins now has to be over."""
        return Deadline(self._deadline_s)

    def post(self, url: str, headers: Mapping[str, str], content: bytes) -> Answer:
        """POST `content`. Raises DeliveryError when the address is not allowed or nobody answers in time.

        The URL may hold a secret: it stands in no error.
        """
        deadline = self.deadline()
        try:
            place = web_address(url)
        except AddressError as error:
            raise RefusedForGoodError("delivery.address_denied", error.part) from error
        try:
            address = self._address_of(place.host, place.port, deadline, plain=place.scheme == "http")
            return self._send(place, address, (headers, content), deadline)
        except TimeoutError as error:
            raise TryAgainError("delivery.timeout", place.host) from error
        except ssl.SSLCertVerificationError as error:
            raise RefusedForGoodError("delivery.certificate", place.host) from error
        except (OSError, http.client.HTTPException) as error:
            kind = "delivery.timeout" if deadline.is_over() else "delivery.unreachable"
            raise TryAgainError(kind, f"{place.host}: {type(error).__name__}") from error

    def connect_mail(self, host: str, port: int, deadline: Deadline, *, plain: bool) -> TimedSocket:
        """A connection to a mail server; `plain`: nothing will be encrypted. Raises DeliveryError or OSError."""
        try:
            known = ascii_host(host)
        except AddressError as error:
            raise RefusedForGoodError("delivery.address_denied", host) from error
        if port not in MAIL_PORTS and not self._allowed.has_place(known, port):
            raise RefusedForGoodError("delivery.port_denied", str(port))
        return connect(self._address_of(known, port, deadline, plain=plain), port, deadline)

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """The certificate authorities of this machine."""
        return trust_of_this_machine()

    def _address_of(self, host: str, port: int, deadline: Deadline, *, plain: bool) -> str:
        """The address of `host`, if it may be reached there. Raises DeliveryError or TimeoutError."""
        if not host:
            raise RefusedForGoodError("delivery.address_denied", host)
        try:
            found = in_time(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), deadline)
        except TimeoutError:
            raise
        except (OSError, UnicodeError) as error:
            raise TryAgainError("delivery.unreachable", host) from error
        addresses = [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]
        named = self._allowed.has_host(host, port)
        if not named and not all(self._may_reach(address, plain) for address in addresses):
            raise RefusedForGoodError("delivery.address_denied", host)
        return str(addresses[0])

    def _may_reach(self, address: Address, plain: bool) -> bool:
        return self._allowed.has_address(address) or (is_public(address) and not plain)

    def _send(
        self, place: WebAddress, address: str, message: tuple[Mapping[str, str], bytes], deadline: Deadline
    ) -> Answer:
        stream: TimedSocket | socket.socket = connect(address, place.port, deadline)
        if place.scheme == "https":
            stream = encrypt(stream, self.trust, place.host, deadline)
        connection = http.client.HTTPConnection(place.host, place.port)
        connection.sock = stream
        headers, content = message
        named = {name: value for name, value in headers.items() if name.lower() != "host"}
        try:
            connection.request("POST", place.target, content, {**named, "Host": place.shown_host})
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, told, response.read(_MOST_ANSWER))
        finally:
            connection.close()
            stream.close()
