"""Customers' cards, what contracts cover, and the codes on doors."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import FieldUse, check_filter_fields, visible_fields
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject, Refusal, local_time
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import CardSection
from bihuan.kernel.keys import TenantKeys, derive
from bihuan.kernel.listing import Condition
from bihuan.kernel.masters import (
    Master,
    find_record,
    listing_of,
    nameable_master,
    phone_key,
    readable_facts,
    record_anchors,
    record_row,
    records_by,
)
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.customers.tables import CONTACTS, CONTRACTS, CUSTOMERS, SITES

__all__ = [
    "CONTACTS",
    "CONTRACTS",
    "CUSTOMERS",
    "NAMEABLE",
    "ROOM_LENGTH",
    "SITES",
    "AskedPhone",
    "Place",
    "asked_phone",
    "cards",
    "contacts_with",
    "contracts_in_force",
    "covers",
    "customers_with",
    "day_of",
    "place_behind",
    "place_code",
]

MAX_MATCHES = 10
# Characters of a room's name: three bytes each still make a code that a phone reads off a label of 29 mm.
ROOM_LENGTH = 40
_ID_BYTES, _MAC_BYTES = 16, 12


def day_of(at: Instant, zone: str) -> str:
    """The calendar day of an instant in a zone, as `YYYY-MM-DD`."""
    return local_time(at, zone).date().isoformat()


# --- contracts --------------------------------------------------------------------------------------------------


def contracts_in_force(tx: Tx, customer: str, at: Instant, zone: str) -> list[Row]:
    """Contracts of a customer that run on that day, the one that ends last first."""
    day, table = day_of(at, zone), CONTRACTS.table
    statement = (
        sa.select(table)
        .where(
            table.c.customer == customer,
            table.c.valid_to >= day,
            table.c.valid_from <= day,
            table.c.archived_at.is_(None),
        )
        .order_by(table.c.valid_to.desc(), table.c.id)
    )
    return tx.rows(statement)


def covers(cover: JsonObject | None, device: Mapping[str, Any] | None) -> bool:
    """Whether a contract with this cover is about the device; without a device only a contract for everything is."""
    if not cover:
        return False
    if cover.get("all"):
        return True
    if device is None:
        return False
    pairs = (("devices", "id"), ("categories", "category"), ("sites", "site"))
    return any(device.get(field) in cover.get(name, ()) for name, field in pairs if device.get(field))


# --- cards ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedPhone:
    """A number as one caller may ask for it: `has` holds for contacts that have it as far as the caller may know.

    Who sees a mask may ask for a whole number; `logged` names the masked fields, and the route has that recorded.
    """

    has: Condition
    logged: tuple[str, ...]


def asked_phone(caller: Caller, phone: str) -> AskedPhone:
    """What this caller's question for a number may touch. A hidden number is not found."""
    key = phone_key(phone)
    listing, table = listing_of(CONTACTS), CONTACTS.table
    found: list[Condition] = []
    logged: list[str] = []
    for field in ("phone", "phone_other"):
        try:
            permit = check_filter_fields(caller.subject, CONTACTS.kind, [FieldUse(field, "equals")], CONTACTS.by_key)[0]
        except Refusal:
            continue
        rows = scope_condition(permit.rows, listing.anchors, listing.id)
        found.append(sa.and_(table.c[f"{field}_key"] == key, rows))
        logged += [field] if permit.logged else []
    if key is None:
        return AskedPhone(sa.false(), ())
    return AskedPhone(sa.or_(sa.false(), *found), tuple(logged))


def customers_with(tx: Tx, asked: AskedPhone) -> list[str]:
    """Customers whose contacts have the number, the longest known first."""
    table = CONTACTS.table
    statement = (
        sa.select(table.c.customer)
        .select_from(listing_of(CONTACTS).source)
        .where(asked.has, table.c.archived_at.is_(None))
        .group_by(table.c.customer)
        .order_by(sa.func.min(table.c.created_at), table.c.customer)
        .limit(MAX_MATCHES)
    )
    return [row["customer"] for row in tx.rows(statement)]


def contacts_with(tx: Tx, asked: AskedPhone, ids: Iterable[str]) -> set[str]:
    """Which of these contacts have the number."""
    table = CONTACTS.table
    statement = sa.select(table.c.id).select_from(listing_of(CONTACTS).source)
    return {row["id"] for row in tx.rows(statement.where(table.c.id.in_(list(ids)), asked.has))}


def cards(
    tx: Tx, caller: Caller, ids: Sequence[str], around: tuple[Instant, str], sections: Iterable[CardSection]
) -> list[JsonObject]:
    """Everything about these customers that the caller may see, in a fixed number of queries. `around`: now, zone."""
    known = [found for found in (find_record(tx, CUSTOMERS, caller, id_) for id_ in ids) if found is not None]
    known_ids = tuple(found["id"] for found in known)
    now, zone = around
    contacts = _by_customer(records_by(tx, CONTACTS, caller, customer=known_ids))
    sites = _by_customer(records_by(tx, SITES, caller, customer=known_ids))
    contracts = _by_customer(records_by(tx, CONTRACTS, caller, customer=known_ids))
    day = day_of(now, zone)
    for listed in contracts.values():
        for contract in listed:
            contract["in_force"] = _in_force(contract, day)
        # What runs stands first, then what ended last; told by what the caller sees, not by what stands in the rows.
        listed.sort(key=lambda contract: contract.get("valid_to") or "", reverse=True)
        listed.sort(key=lambda contract: not contract["in_force"])
    built = {
        section.name: section.build(tx, caller, known_ids, now)
        for section in sections
        if section.kind == CUSTOMERS.kind
    }
    return [
        {
            "customer": found,
            "contacts": contacts.get(found["id"], []),
            "sites": sites.get(found["id"], []),
            "contracts": contracts.get(found["id"], []),
            **{name: part.get(found["id"], []) for name, part in built.items()},
        }
        for found in known
    ]


def _in_force(contract: JsonObject, day: str) -> bool | None:
    start, end = contract.get("valid_from"), contract.get("valid_to")
    return None if start is None or end is None else start <= day <= end


def _by_customer(records: list[JsonObject]) -> dict[str, list[JsonObject]]:
    found: dict[str, list[JsonObject]] = {}
    for record in records:
        found.setdefault(record.get("customer", ""), []).append(record)
    return found


# --- codes of places -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """What a code on a door stands for: a site, and the room within it as it was printed, empty for the whole site."""

    site: str
    customer: str
    name: str
    room: str


def place_code(keys: TenantKeys, site: str, room: str = "") -> str:
    """The code of a room at a site. Nothing is kept of it: it carries both, under the tenant's key, so that nobody
    finds another customer's site by trying."""
    said = bytes.fromhex(site.replace("-", "")) + room.encode()
    return urlsafe_b64encode(_place_mac(keys, said) + said).decode().rstrip("=")


def place_behind(tx: Tx, code: str) -> Place | None:
    """The place that a code was printed for, while its site is in use; None for any other text. Asks no rights."""
    try:
        given = urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except ValueError:
        return None
    mac, said = given[:_MAC_BYTES], given[_MAC_BYTES:]
    if len(said) < _ID_BYTES or not hmac.compare_digest(mac, _place_mac(tx.keys, said)):
        return None
    digits = said[:_ID_BYTES].hex()
    site = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    row = record_row(tx, SITES, site)
    if row is None or row["archived_at"] is not None:
        return None
    return Place(site, row["customer"], row["name"], said[_ID_BYTES:].decode())


def _place_mac(keys: TenantKeys, said: bytes) -> bytes:
    return hmac.digest(derive(keys.root, "place-codes"), said, hashlib.sha256)[:_MAC_BYTES]


# --- what fields of forms name --------------------------------------------------------------------------------------


def _reached(tx: Tx, caller: Caller, customer: str) -> JsonObject:
    """Whom one calls and where one drives: the main contact and the first site, as far as the caller may read them."""
    contact = _first(tx, caller, CONTACTS, customer)
    site = _first(tx, caller, SITES, customer)
    found = {"contact_name": contact.get("name"), "phone": contact.get("phone"), "address": site.get("address")}
    return {key: value for key, value in found.items() if value is not None}


def _first(tx: Tx, caller: Caller, master: Master, customer: str) -> JsonObject:
    """The main one of a customer's records, else the oldest."""
    table = master.table
    statement = sa.select(table).where(table.c.customer == customer, table.c.archived_at.is_(None))
    main = (table.c.main.is_(True).desc(),) if "main" in table.c else ()
    rows = tx.rows(statement.order_by(*main, table.c.created_at, table.c.id).limit(1))
    if not rows:
        return {}
    rights = visible_fields(caller.subject, master.kind, record_anchors(tx, master, rows[0]))
    return readable_facts(master, rows[0], rights)


NAMEABLE = {
    "customer": nameable_master(CUSTOMERS, "name", "code", more=_reached),
    "contact": nameable_master(CONTACTS, "name", "phone", parent="customer"),
    "site": nameable_master(SITES, "name", "address", parent="customer"),
    "contract": nameable_master(CONTRACTS, "number", "name", parent="customer"),
}
"""The last three are named within a customer."""
