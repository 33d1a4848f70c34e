"""Finding devices, and what is known around one."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import Allowed, FieldUse, check_filter_fields, decide_access
from bihuan.core.values import Instant, JsonObject, Kind, Problem, Refusal
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import CardSection
from bihuan.kernel.masters import (
    Master,
    Saving,
    code_key,
    find_record,
    get_record,
    listing_of,
    record_anchors,
    record_row,
    records_by,
)
from bihuan.kernel.tx import Tx
from bihuan.modules.assets.tables import DEVICE_FIELDS, device, device_document, read_code
from bihuan.modules.customers import interface as customers

MAX_DEPTH = 20


def _faults(saving: Saving) -> Iterator[Problem]:
    tx, values = saving.context.tx, saving.values
    if {"site", "customer"} & saving.changed and values.get("site"):
        site = tx.get(customers.SITES.table, id=values["site"])
        if site is not None and site["customer"] != values.get("customer"):
            yield Problem("site", "device.site_of_another_customer")
    if "parent" in saving.changed and values.get("parent"):
        yield from _hierarchy_faults(tx, saving)


def _hierarchy_faults(tx: Tx, saving: Saving) -> Iterator[Problem]:
    above: str | None = saving.values["parent"]
    for _ in range(MAX_DEPTH):
        if above is None:
            return
        if above == saving.id:
            yield Problem("parent", "device.parent_cycle")
            return
        row = tx.get(device, id=above)
        above = row["parent"] if row else None
    yield Problem("parent", "device.too_deep", {"most": MAX_DEPTH})


DEVICES = Master(
    "device",
    DEVICE_FIELDS,
    device,
    anchors={"customer": "customer"},
    belongs_to=(("site", customers.SITES), ("customer", customers.CUSTOMERS)),
    check=_faults,
)


def find_device(tx: Tx, caller: Caller, id_or_sn: str) -> JsonObject:
    """A device by its id or serial number, however that is written. Refuses `device.not_found`."""
    found = find_record(tx, DEVICES, caller, id_or_sn)
    return found if found is not None else get_record(tx, DEVICES, caller, _by_field(tx, caller, "sn", id_or_sn))


def find_by_code(tx: Tx, caller: Caller, code: str) -> JsonObject:
    """A device by what its label says. Refuses `device.code_mistyped` and `device.not_found`."""
    read = read_code(code)
    if read is None:
        raise Refusal("device.code_mistyped", Kind.NOT_FOUND)
    return get_record(tx, DEVICES, caller, _by_field(tx, caller, "code", read))


def _by_field(tx: Tx, caller: Caller, field: str, value: str) -> str:
    """The id of the device with this value, as far as the caller may know the field. Refuses `device.not_found`."""
    wanted = code_key(value) if field == "sn" else value
    column = DEVICES.table.c["sn_key" if field == "sn" else field]
    listing = listing_of(DEVICES)
    try:
        permit = check_filter_fields(caller.subject, DEVICES.kind, [FieldUse(field, "equals")], DEVICES.by_key)[0]
    except Refusal as refusal:
        raise DEVICES.not_found() from refusal
    rows = scope_condition(permit.rows, listing.anchors, listing.id)
    found = tx.first(sa.select(DEVICES.table.c.id).select_from(listing.source).where(column == wanted, rows))
    if wanted is None or found is None:
        raise DEVICES.not_found()
    return str(found["id"])


def may_read(tx: Tx, caller: Caller, device_id: str) -> bool:
    """Whether the caller may read this device, hence its documents."""
    row = record_row(tx, DEVICES, device_id)
    if row is None:
        return False
    return isinstance(decide_access(caller.subject, "read", DEVICES.kind, record_anchors(tx, DEVICES, row)), Allowed)


def document_labels(tx: Tx, device_id: str) -> dict[str, str]:
    """The labels of a device's documents, by file."""
    return {row["file"]: row["label"] for row in tx.all(device_document, device=device_id)}


def documents_of(tx: Tx, device_id: str) -> list[JsonObject]:
    """A device's documents, oldest first."""
    return [
        {"file": row["file"], "label": row["label"], "at": row["at"]}
        for row in tx.all(device_document, ("at", "file"), device=device_id)
    ]


def cover_of(tx: Tx, caller: Caller, found: JsonObject, at: Instant, zone: str) -> JsonObject:
    """Warranty and contracts of a device at an instant, as far as the caller may see them."""
    day = customers.day_of(at, zone)
    until = found.get("warranty_until")
    cover: JsonObject = {"at": at, "warranty": until is not None and day <= until, "contracts": []}
    row = record_row(tx, DEVICES, found["id"])
    if row is None or row["customer"] is None:
        return cover
    for contract in customers.covering_contracts(tx, row["customer"], row, at, zone):
        shown = find_record(tx, customers.CONTRACTS, caller, contract["id"])
        if shown is not None:
            cover["contracts"].append({name: shown[name] for name in contract if name in shown})
    return cover


def device_page(
    tx: Tx, caller: Caller, found: JsonObject, around: tuple[Instant, Instant, str], sections: Iterable[CardSection]
) -> JsonObject:
    """A device with everything around it. `around`: now, the instant that cover is asked for, the tenant's zone."""
    now, at, zone = around
    mine = (found["id"],)
    parts: dict[str, Any] = {
        section.name: section.build(tx, caller, mine, now).get(found["id"], [])
        for section in sections
        if section.kind == DEVICES.kind
    }
    children = records_by(tx, DEVICES, caller, parent=found["id"])
    return {
        "device": found,
        "cover": cover_of(tx, caller, found, at, zone),
        "children": [{name: child.get(name) for name in ("id", "name", "sn", "model", "state")} for child in children],
        "documents": documents_of(tx, found["id"]),
        **parts,
    }


def devices_on_cards(tx: Tx, caller: Caller, ids: tuple[str, ...], _now: Instant) -> dict[str, list[JsonObject]]:
    """The devices of these customers, for their cards."""
    found: dict[str, list[JsonObject]] = {}
    for record in records_by(tx, DEVICES, caller, customer=ids):
        found.setdefault(record.get("customer", ""), []).append(record)
    return found
