"""What this install is made of: the modules, the tenants, the bus and the threads that attend to them."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from bihuan.adapters import carriers, stamper
from bihuan.adapters.typesetting import typeset
from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.db.engines import Database
from bihuan.db.types import metadata
from bihuan.entry.logs import configure_logging
from bihuan.entry.migrations import migrate
from bihuan.entry.plugins import Plugged, load_plugins
from bihuan.entry.press import Press
from bihuan.entry.worker import Threads
from bihuan.kernel.bus import Bus
from bihuan.kernel.clock import Clock, SystemClock
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.ports import PRESS, STAMPER
from bihuan.kernel.spans import NO_SPANS, Spans
from bihuan.kernel.tenants import Tenants
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity.interface import Credential
from bihuan.settings import Settings

# In the order of their layers: what stands later may build upon what stands before.
MODULES = (
    *("audit", "features", "company", "identity", "files", "customers", "assets", "forms", "records", "flows"),
    *("tickets", "intake"),
    *("views", "links", "colleagues", "revisions", "children", "sla", "dispatch", "notifications", "automations"),
    *("joint", "witness", "trace", "replies", "portal", "imports", "prints", "retention", "reports"),
    *("reviews", "erasure", "bundles"),
)


@dataclass(frozen=True)
class Door:
    """How callers are recognised: the identity module's way, unless a test brings its own.

    `depends_on`: the kinds of streams whose events may change who a credential is and what they may do.
    """

    authenticate: Callable[[Tx, Credential, Instant], Caller | None]
    anonymous: Callable[[Tx, Credential], Caller]
    note_use: Callable[[Tx, str, Instant], None]
    depends_on: frozenset[str]


# The portal's links are credentials, too: one that is taken back ends at once.
_LINKS = "ticket_access"


def identity_door() -> Door:
    """The identity module's; callers depend on all that it keeps rows of."""

    def nobody(tx: Tx, credential: Credential) -> Caller:
        return identity.anonymous(tx, ip=credential.ip, device=credential.device)

    own = Hooks()
    _plugin("identity").register(own)
    return Door(identity.authenticate, nobody, identity.note_use, frozenset({*own.projections, _LINKS}))


def build_hooks() -> Hooks:
    """Hooks with every module of this build registered."""
    hooks = Hooks()
    for name in MODULES:
        _plugin(name).register(hooks)
    return hooks


def _plugin(name: str) -> Any:
    return importlib.import_module(f"bihuan.modules.{name}.plugin")


def build_tenants(settings: Settings, clock: Clock, hooks: Hooks | None = None) -> Tenants:
    """The tenants of this install, with migrations run whenever one is opened."""
    registered = build_hooks() if hooks is None else hooks

    def prepare(database: Database) -> None:
        migrate(database)
        if registered.tables:
            metadata.create_all(database.writer, tables=registered.tables)

    return Tenants(settings, registered, clock, prepare)


@dataclass
class Install:
    """One running install. `start` and `stop` its threads; until then it is steppable by hand."""

    settings: Settings
    tenants: Tenants
    bus: Bus
    threads: Threads
    door: Door
    ports: Mapping[str, Any] = field(default_factory=dict)
    plugins: tuple[Plugged, ...] = ()
    press: Press = field(default_factory=lambda: Press(typeset))

    @property
    def hooks(self) -> Hooks:
        """What is registered."""
        return self.tenants.hooks

    @property
    def clock(self) -> Clock:
        """The one clock."""
        return self.tenants.clock

    def start(self) -> None:
        """Start the threads; tenants are opened and migrated in the background."""
        self.threads.start()
        if self.settings.database_url:
            # Not above: its driver need not be read where the embedded database is used.
            from bihuan.entry.presence_relay import PresenceRelay

            url, presence = self.settings.database_url, self.tenants.presence
            PresenceRelay(url, presence, self.clock, self.threads.is_stopping).start()

    def stop(self) -> None:
        """Finish what was accepted, close every tenant and end the threads."""
        self.threads.stop()
        self.tenants.close_all()
        self.threads.join()
        self.press.close()
        self.bus.spans.close()


def build_install(
    settings: Settings,
    *,
    hooks: Hooks | None = None,
    clock: Clock | None = None,
    door: Door | None = None,
    ports: Mapping[str, Any] | None = None,
) -> Install:
    """Everything wired together. What is not given is what a real server uses."""
    configure_logging(settings.log_level, settings.log_format, settings.log_folder)
    tenants = build_tenants(settings, clock or SystemClock(), hooks)
    bus = Bus(tenants, _spans(settings))
    plugins = load_plugins(tenants.hooks)
    carried = {kind: carrier for plugin in plugins for kind, carrier in plugin.carriers.items()}
    reach = {**carried, **(build_ports(settings) if ports is None else ports)}
    install = Install(settings, tenants, bus, Threads(bus, reach), door or identity_door(), reach, plugins)
    tenants.hooks.provided[PRESS] = install.press
    return install


def _spans(settings: Settings) -> Spans:
    if not settings.traces:
        return NO_SPANS
    # Not above: what is not asked for need be neither installed nor read.
    from bihuan.adapters.telemetry import open_telemetry

    return open_telemetry(settings.traces)


def build_ports(settings: Settings) -> dict[str, Any]:
    """What jobs reach outside: a carrier by kind of channel, who stamps, and `address`, where people come in."""
    allowed = settings.outbound_allow
    return {**carriers(allowed), STAMPER: stamper(allowed), "address": settings.address}
