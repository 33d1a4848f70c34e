"""What other modules may know of customers. These reads are for the platform's own decisions: they ask no rights.

What a caller may see is decided where it is shown: `kernel.masters` and the ticket's own field rights.
"""

from collections.abc import Mapping
from typing import Any

from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.masters import Master, code_key, find_record, record_facts, record_row, records_by
from bihuan.kernel.tx import Tx
from bihuan.modules.customers import queries
from bihuan.modules.customers.queries import CONTACTS, CONTRACTS, CUSTOMERS, SITES

DEFAULT_ZONE = "Asia/Shanghai"

__all__ = [
    "CONTACTS",
    "CONTRACTS",
    "CUSTOMERS",
    "DEFAULT_ZONE",
    "SITES",
    "Place",
    "company_facts",
    "contact_facts",
    "contract_covering",
    "contract_facts",
    "covering_contracts",
    "day_of",
    "may_name",
    "named_contract",
    "scanned_place",
    "site_facts",
]

day_of = queries.day_of
Place = queries.Place
scanned_place = queries.place_behind


def _in_use(tx: Tx, master: Master, record_id: str) -> bool:
    row = record_row(tx, master, record_id)
    return row is not None and row["archived_at"] is None


def may_name(tx: Tx, caller: Caller, master: Master, record_id: str) -> bool:
    """Whether the caller may point at this record: it is in use, and he may read it."""
    return _in_use(tx, master, record_id) and find_record(tx, master, caller, record_id) is not None


def named_contract(tx: Tx, caller: Caller, text: str) -> str | None:
    """The id of the contract that `text` names by id or number, if it is in use and the caller may read it."""
    if may_name(tx, caller, CONTRACTS, text):
        return text
    found = records_by(tx, CONTRACTS, caller, number_key=code_key(text) or "")
    return str(found[0]["id"]) if found else None


def company_facts(tx: Tx, customer: str) -> JsonObject | None:
    """A customer's fields with its id, as rules read them."""
    return record_facts(tx, CUSTOMERS, customer)


def contact_facts(tx: Tx, contact: str) -> JsonObject | None:
    """A contact's fields with its id."""
    return record_facts(tx, CONTACTS, contact)


def site_facts(tx: Tx, site: str) -> JsonObject | None:
    """A site's fields with its id."""
    return record_facts(tx, SITES, site)


def contract_facts(tx: Tx, contract: str) -> JsonObject | None:
    """A contract's fields with its id, as rules read them (`contract.amount`)."""
    return record_facts(tx, CONTRACTS, contract)


def covering_contracts(
    tx: Tx, customer: str, device: Mapping[str, Any] | None, at: Instant, zone: str = DEFAULT_ZONE
) -> list[JsonObject]:
    """Contracts in force at `at` that cover the device (its `id`, `category`, `site`), the one that ends last first."""
    rows = queries.contracts_in_force(tx, customer, at, zone)
    names = ("id", "number", "name", "valid_from", "valid_to", "sla")
    return [{name: row[name] for name in names} for row in rows if queries.covers(row["cover"], device)]


def contract_covering(
    tx: Tx, customer: str, device: Mapping[str, Any] | None, at: Instant, zone: str = DEFAULT_ZONE
) -> str | None:
    """The id of the contract by which a report is covered; None when none does."""
    found = covering_contracts(tx, customer, device, at, zone)
    return found[0]["id"] if found else None
