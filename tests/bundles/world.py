"""A company that has applied a bundle, and the people who play its tickets."""

from dataclasses import dataclass, field
from pathlib import Path

from bihuan.core.values import JsonObject
from bihuan.entry.bundles import apply_bundle
from bihuan.entry.wiring import MODULES, Install, identity_door
from bihuan.entry.worker import Threads
from bihuan.modules.bundles import interface as bundles
from tests.bundles.generated import Draughtsman
from tests.bundles.player import Player
from tests.modules.company import SLUG, Company, Member, hooks_of

SHIPPED = Path(__file__).parents[2] / "bundles"
REPAIR = "repair_service"


@dataclass
class Works:
    """A company, the player of its people, and what the bundle calls things."""

    company: Company
    player: Player
    types: tuple[str, ...]
    channel: str
    applied: JsonObject = field(default_factory=dict)


def build_company(folder: Path, url: str = "") -> Company:
    """A company with every module of this build and no bundle yet."""
    return Company(folder, hooks_of(*MODULES), url=url)


def install_of(company: Company) -> Install:
    """The company as the entry sees it; no thread is started."""
    return Install(company.settings, company.tenants, company.bus, Threads(company.bus, {}), identity_door(), {})


def with_repair_service(company: Company, applied: JsonObject | None = None) -> Works:
    """维修服务 with the ready roles. `applied`: what came of applying it, when the company has it already."""
    bundle = bundles.read_bundle(SHIPPED / REPAIR)
    if applied is None:
        applied = apply_bundle(install_of(company), SLUG, bundle)
    people = ("requester", "engineer", "other_engineer", "dispatcher")
    types = tuple(item.body["key"] for item in bundle.types)
    return Works(company, Player(company, people, "engineer", "requester"), types, "phone", applied)


def with_generated(company: Company, seed: int, folder: Path) -> Works:
    """A bundle drawn from `seed`, with somebody hired for each of its roles."""
    drawn = Draughtsman(seed, folder).draw()
    applied = apply_bundle(install_of(company), SLUG, bundles.read_bundle(folder))
    for role, name in ((drawn.dispatcher, "何调"), (drawn.worker, "万工"), (drawn.checker, "史审")):
        company.people[role] = company.hire(Member(name, f"{role}.x", role, ("苏州组",)))
    people = ("requester", drawn.worker, drawn.checker, drawn.dispatcher)
    return Works(company, Player(company, people, drawn.worker, "requester"), drawn.types, drawn.channel, applied)
