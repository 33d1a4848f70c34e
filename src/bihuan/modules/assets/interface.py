"""What other modules may know of devices. These reads are for the platform's own decisions: they ask no rights."""

from bihuan.core.values import Instant, JsonObject, Refusal
from bihuan.kernel.command import Caller, system_caller
from bihuan.kernel.masters import record_facts, record_row
from bihuan.kernel.tx import Tx
from bihuan.modules.assets import queries
from bihuan.modules.assets.queries import DEVICES
from bihuan.modules.customers import interface as customers

__all__ = ["DEVICES", "device_exists", "device_facts", "named_device", "place_of", "scanned_device"]


def device_exists(tx: Tx, device: str) -> bool:
    """Whether this device is there and in use."""
    row = record_row(tx, DEVICES, device)
    return row is not None and row["archived_at"] is None


def named_device(tx: Tx, caller: Caller, text: str) -> str | None:
    """The id of the device that `text` names by id, serial number or QR code, if in use and visible to the caller."""
    for find in (queries.find_device, queries.find_by_code):
        try:
            found = str(find(tx, caller, text)["id"])
        except Refusal:
            continue
        return found if device_exists(tx, found) else None
    return None


def scanned_device(tx: Tx, code: str) -> str | None:
    """The id of the device in use whose label says this code. Serial numbers can be guessed; they open nothing here."""
    try:
        found = str(queries.find_by_code(tx, system_caller(), code)["id"])
    except Refusal:
        return None
    return found if device_exists(tx, found) else None


def place_of(tx: Tx, device: str) -> str | None:
    """The name of the site where a device stands; None where that is not known."""
    facts = record_facts(tx, DEVICES, device) or {}
    site = customers.site_facts(tx, facts["site"]) if facts.get("site") else None
    return (site or {}).get("name")


def device_facts(tx: Tx, device: str, at: Instant, zone: str = customers.DEFAULT_ZONE) -> JsonObject | None:
    """A device as rules read it: its fields, `company`, its `region`, and whether it is `in_warranty` at `at`."""
    facts = record_facts(tx, DEVICES, device)
    if facts is None:
        return None
    site = customers.site_facts(tx, facts["site"]) if "site" in facts else None
    company = customers.company_facts(tx, facts["customer"]) if "customer" in facts else None
    region = (site or {}).get("area") or (company or {}).get("area")
    until = facts.get("warranty_until")
    return {
        **facts,
        "company": facts.get("customer"),
        "region": region,
        "in_warranty": until is not None and customers.day_of(at, zone) <= until,
    }
