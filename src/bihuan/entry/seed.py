"""Demo data: a company of the users' own world with people, customers, devices and tickets in every stage.

What it consists of stands as text beside the bundle that it shows (`<bundle>/sample`); here is only how it is told.
"""

from pathlib import Path

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.entry.bundles import apply_folder, install_ready_roles
from bihuan.entry.sample import Sample, read_sample
from bihuan.entry.wiring import Install
from bihuan.kernel.tenants import Tenants
from bihuan.modules.bundles import interface as bundles
from bihuan.modules.identity import interface as identity

DEMO_TENANT = "demo"
# In the control store: what happened to the demo tenant. Absent, a tenant of this name is somebody's own.
_STATE = "demo.state"
_MAKING, _MADE, _CLEARING, _CLEARED = "making", "made", "clearing", "cleared"


def seed_demo(install: Install, *, again: bool = False) -> JsonObject:
    """Make the demo tenant unless it is there; one that was cut short is finished. Cleared away, it stays away until
    it is asked for `again`.

    Returns slug, whether anything was made, the recovery phrase when this install had none yet, and the accounts:
    login, password, name, role. A tenant of the same name that is not the demo is left alone, without accounts.
    """
    control = install.tenants.control
    state = control.setting(_STATE)
    if state == _CLEARING:
        clear_demo_tenant(install)
        state = _CLEARED
    if state == _CLEARED and not again:
        return {"slug": DEMO_TENANT, "made": False, "phrase": None, "accounts": []}
    exists = any(row.slug == DEMO_TENANT for row in install.tenants.rows())
    if exists and state is None:
        return {"slug": DEMO_TENANT, "made": False, "phrase": None, "accounts": []}
    folder = _bundle_with_sample()
    sample = read_sample(folder / "sample")
    accounts = _accounts(sample)
    if exists and state == _MADE:
        return {"slug": DEMO_TENANT, "made": False, "phrase": None, "accounts": accounts}
    phrase = install.tenants.set_up_recovery()
    control.set_setting(_STATE, _MAKING)
    if not exists:
        install.tenants.create(DEMO_TENANT, sample.name)
    install_ready_roles(install, DEMO_TENANT)
    for name in sample.bundles:
        apply_folder(install, DEMO_TENANT, bundles.bundle_folder(name))
    sample.tell(install, DEMO_TENANT)
    control.set_setting(_STATE, _MADE)
    return {"slug": DEMO_TENANT, "made": True, "phrase": phrase, "accounts": accounts}


def is_demo(install: Install, slug: str) -> bool:
    """Whether this tenant is the demo; a company of the same name that somebody made is not."""
    return slug == demo_slug(install.tenants)


def demo_slug(tenants: Tenants) -> str | None:
    """The demo's slug; None where there is none."""
    return DEMO_TENANT if tenants.control.setting(_STATE) in (_MAKING, _MADE, _CLEARING) else None


def demo_accounts() -> list[JsonObject]:
    """Everybody of the demo company: login, password, name and role."""
    return _accounts(read_sample(_bundle_with_sample() / "sample"))


def clear_demo_tenant(install: Install) -> None:
    """Erase the demo as one thing. What is cut short is finished at the next start with `--demo`."""
    control = install.tenants.control
    control.set_setting(_STATE, _CLEARING)
    if any(row.slug == DEMO_TENANT for row in install.tenants.rows()):
        # Suspended first: whoever asks meanwhile must not open it again.
        install.tenants.suspend(DEMO_TENANT)
        install.tenants.erase(DEMO_TENANT)
    control.set_setting(_STATE, _CLEARED)


def _bundle_with_sample() -> Path:
    found = (folder for folder in bundles.shipped_bundles() if (folder / "sample").is_dir())
    folder = next(found, None)
    if folder is None:
        raise Refusal("seed.no_sample", Kind.NOT_FOUND)
    return folder


def _accounts(sample: Sample) -> list[JsonObject]:
    labels = {role.key: role.label["zh"] for role in identity.ready_roles()}
    return [
        {
            "login": person["login"],
            "password": sample.password,
            "name": person["name"],
            "role": labels.get(person["role"], person["role"]),
            "role_key": person["role"],
        }
        for person in sample.people
    ]
