"""Which tenant a request is for: by host name, else path prefix /t/<slug>, else its token, else the only one."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bihuan.core.late import dataclass
from bihuan.core.values import Kind, Refusal
from bihuan.entry.seed import demo_slug
from bihuan.kernel.clock import monotonic_seconds
from bihuan.kernel.tenants import Tenants

PREFIX = "/t/"
_KEEP_S = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """A tenant, and the path prefix that its addresses carry ('' when the host name says it all)."""

    slug: str
    prefix: str


class Directory:
    """The register of tenants as requests see it; at most two seconds old."""

    def __init__(self, tenants: Tenants) -> None:
        self._tenants = tenants
        self._base = urlsplit(tenants.settings.public_url).hostname or ""
        self._read_at = float("-inf")
        self._states: Mapping[str, str] = {}
        self._demo: str | None = None

    def locate(self, host: str, path: str, by_token: str | None = None) -> Place:
        """The tenant of a request. Refuses `tenant.unknown` (404) and `tenant.suspended` (403).

        `by_token` is the tenant that the token names; it counts where the address names none.
        """
        by_host = self._by_host(host)
        by_path = path[len(PREFIX) :].partition("/")[0] if path.startswith(PREFIX) else None
        # A token of a company that is gone must not keep its browser from signing in to what is there.
        by_token = by_token if by_token in self.states() else None
        slug = by_host or by_path or by_token or self._only()
        if slug is None or (by_host and by_path and by_host != by_path):
            raise Refusal("tenant.unknown", Kind.NOT_FOUND)
        state = self.states().get(slug)
        if state is None:
            raise Refusal("tenant.unknown", Kind.NOT_FOUND)
        if state != "active":
            raise Refusal("tenant.suspended", Kind.FORBIDDEN, slug=slug)
        return Place(slug, f"{PREFIX}{slug}" if by_path else "")

    def states(self) -> Mapping[str, str]:
        """Slug → state of every tenant."""
        now = monotonic_seconds()
        if now - self._read_at > _KEEP_S:
            self._states = {row.slug: row.state for row in self._tenants.rows()}
            self._demo = demo_slug(self._tenants)
            self._read_at = now
        return self._states

    def forget(self) -> None:
        """Read the register again at the next request."""
        self._read_at = float("-inf")

    def _by_host(self, host: str) -> str | None:
        # acme.bihuan.example for the public address https://bihuan.example
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        suffix = f".{self._base}"
        if not self._base or not name.lower().endswith(suffix):
            return None
        return name.lower().removesuffix(suffix)

    def _only(self) -> str | None:
        active = [slug for slug, state in self.states().items() if state == "active"]
        # Beside one company of one's own the demo steps back to /t/demo.
        own = [slug for slug in active if slug != self._demo]
        found = own if own else active
        return found[0] if len(found) == 1 else None
