"""Demo data: a repair company in 苏州 and 无锡 with its people, customers and devices."""

from bihuan.core.values import JsonObject
from bihuan.entry.wiring import Install

DEMO_TENANT = "demo"
DEMO_NAME = "恒锐机电"


def seed_demo(install: Install) -> JsonObject:
    """Make the demo tenant unless it exists. Returns its slug and, when this install had none yet, the phrase."""
    if any(row.slug == DEMO_TENANT for row in install.tenants.rows()):
        return {"slug": DEMO_TENANT, "made": False, "accounts": []}
    phrase = install.tenants.set_up_recovery()
    install.tenants.create(DEMO_TENANT, DEMO_NAME)
    return {"slug": DEMO_TENANT, "made": True, "phrase": phrase, "accounts": []}
