"""Addresses that people typed in, taken apart so that every part can be sent as it is."""

from urllib.parse import quote, urlsplit

from bihuan.core.late import dataclass

# What RFC 3986 lets stand in path and query, and escapes that are there already; anything else is escaped as UTF-8.
_PLAIN = "/?:@!$&'()*+,;=~-._%"
_LONGEST_HOST = 253


class AddressError(ValueError):
    """Why an address cannot be used: `part` is scheme, host, port, user or text."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http(s) address. `host` is ASCII (punycode of international names), `target` is path and query, escaped."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def shown_host(self) -> str:
        """As the header Host wants it."""
        named = f"[{self.host}]" if ":" in self.host else self.host
        return named if self.port == _USUAL[self.scheme] else f"{named}:{self.port}"


_USUAL = {"http": 80, "https": 443}


def web_address(text: str) -> WebAddress:
    """Take an address apart. Raises AddressError for what no server could be asked by."""
    # urlsplit would drop tabs and line breaks in silence: what is checked must be what is sent.
    if not text.isprintable() or any(char.isspace() for char in text) or "\\" in text:
        raise AddressError("text")
    try:
        parts = urlsplit(text)
        host, user = parts.hostname or "", parts.username
    except ValueError as error:
        raise AddressError("host") from error
    if parts.scheme not in _USUAL:
        raise AddressError("scheme")
    if user is not None:
        raise AddressError("user")
    target = quote(parts.path or "/", safe=_PLAIN) + (f"?{quote(parts.query, safe=_PLAIN)}" if parts.query else "")
    try:
        port = _USUAL[parts.scheme] if parts.port is None else parts.port
    except ValueError as error:
        raise AddressError("port") from error
    if port == 0:
        raise AddressError("port")
    return WebAddress(parts.scheme, ascii_host(host), port, target)


def ascii_host(host: str) -> str:
    """A host name in ASCII: 例子.中国 as xn--fsqu00a.xn--fiqs8s. Raises AddressError."""
    if ":" in host:
        # An IPv6 address; whoever resolves it says whether it is one.
        return host
    try:
        found = host.encode("idna").decode().rstrip(".").lower()
    except UnicodeError as error:
        raise AddressError("host") from error
    labels = found.split(".")
    good = all(label and label.replace("-", "").replace("_", "").isalnum() for label in labels)
    if not good or len(found) > _LONGEST_HOST:
        raise AddressError("host")
    return found
