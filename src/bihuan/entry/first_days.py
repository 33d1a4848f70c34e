"""From the demo to a company of one's own: founded beside it, the demo cleared away as one thing (docs/adr/0020)."""

from collections.abc import Sequence

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject, Kind, Problem, Refusal
from bihuan.entry.bundles import apply_folder
from bihuan.entry.operations import create_tenant, operator
from bihuan.entry.seed import DEMO_TENANT, clear_demo_tenant, is_demo
from bihuan.entry.wiring import Install
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import new_id
from bihuan.modules.bundles import interface as bundles
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as people
from bihuan.modules.intake import interface as intake
from bihuan.modules.intake.messages import SaveChannel
from bihuan.modules.witness import interface as witness

OWN_TENANT = "main"
MAX_NAME = 100
_DAY_MS = 86_400_000
BACKUP_DAYS = 7
# Every ticket names a way by which it came: without any, whoever builds everything alone could hand in none.
USUAL_WAYS = (
    SaveChannel("phone", {"zh": "电话", "en": "Phone"}),
    SaveChannel("web", {"zh": "网页", "en": "Web"}),
)


@dataclass(frozen=True, slots=True)
class Founder:
    """The first administrator of a company."""

    name: str
    login: str
    password: str


def found_company(install: Install, name: str, founder: Founder, chosen: Sequence[str]) -> JsonObject:
    """Make the company beside the demo, empty but for its administrator and the shipped bundles `chosen`.

    Refuses `company.exists` when there is one besides the demo; whatever else is refused leaves nothing behind.
    """
    if other_companies(install):
        raise Refusal("company.exists", Kind.CONFLICT)
    if not 0 < len(name.strip()) <= MAX_NAME:
        raise Refusal("company.rejected", problems=(Problem("name", "company.name_missing", {"most": MAX_NAME}),))
    folders = [bundles.bundle_folder(key) for key in chosen]
    identity.check_password(founder.password, founder.login)
    create_tenant(install, OWN_TENANT, name.strip())
    try:
        sealed = identity.seal_password(install.tenants.get(OWN_TENANT).keys, founder.password)
        hire = people.CreateUser(founder.name, login=founder.login, roles=("admin",), password=sealed)
        install.bus.send(OWN_TENANT, Envelope(new_id(install.clock.now()), hire, operator(), "web"))
        for folder in folders:
            apply_folder(install, OWN_TENANT, folder)
        _open_usual_ways(install)
    except Refusal:
        install.tenants.erase(OWN_TENANT)
        raise
    return {"slug": OWN_TENANT, "name": name.strip()}


def _open_usual_ways(install: Install) -> None:
    """Where no bundle has brought any."""
    if not install.bus.read(OWN_TENANT, intake.configured_channels):
        for way in USUAL_WAYS:
            install.bus.send(OWN_TENANT, Envelope(new_id(install.clock.now()), way, operator(), "web"))


def other_companies(install: Install) -> list[str]:
    """Every tenant that is not the demo."""
    return [row.slug for row in install.tenants.rows() if not is_demo(install, row.slug)]


def clear_demo(install: Install, typed: str) -> None:
    """Erase the demo: its database, its files, its key. Its ledger goes as a whole; no other is touched.

    `typed` must be the demo company's name. Refuses `demo.name_differs`, and `demo.company_first` while nothing else
    would be left to sign in to.
    """
    row = next((row for row in install.tenants.rows() if is_demo(install, row.slug)), None)
    if row is None:
        raise Refusal("demo.not_here", Kind.NOT_FOUND)
    if typed.strip() != row.name:
        raise Refusal("demo.name_differs", path="name", name=row.name)
    if not other_companies(install):
        raise Refusal("demo.company_first", Kind.CONFLICT)
    clear_demo_tenant(install)


def upkeep(install: Install, slug: str) -> JsonObject:
    """What an administrator is reminded of: the recovery phrase until confirmed, the backup when it is old."""
    control, now = install.tenants.control, install.clock.now()
    at = control.setting(f"backed_up_at.{slug}")
    made = control.tenant(slug).created_at
    demo = is_demo(install, slug)
    out: witness.Lookout = install.bus.read(slug, lambda tx: witness.lookout(tx, now))
    return {
        "demo": demo,
        "own_company": next(iter(other_companies(install)), None) if demo else slug,
        "demo_beside": not demo and any(row.slug == DEMO_TENANT for row in install.tenants.rows()),
        "recovery_confirmed": install.tenants.recovery_confirmed(),
        "backed_up_at": int(at) if at else None,
        # Whoever began yesterday has nothing to lose yet.
        "backup_due": not demo and now - (int(at) if at else made) > BACKUP_DAYS * _DAY_MS,
        "evidence_left_at": out.last_left_at,
        "evidence_due": not demo and out.overdue_since is not None,
    }
