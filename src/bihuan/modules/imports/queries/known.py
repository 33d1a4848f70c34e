"""What is there already, as far as the caller may know: loaded once for many rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import islice
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import READ, FieldAccess, field_scope, scope_of
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject
from bihuan.db.scope_sql import scope_condition
from bihuan.db.sort_key import sort_key
from bihuan.kernel.command import Caller
from bihuan.kernel.masters import Master, code_key, listing_of, phone_key
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers
from bihuan.modules.identity import interface as identity
from bihuan.modules.imports.queries.columns import Kind

_AT_ONCE = 400
# Beyond so many names it is cheaper to read all customers than to ask for each.
_FEW = 2_000


@dataclass(slots=True)
class Known:
    """Records in use that rows may mean. Lists stand in the order in which the records were made."""

    customers: dict[str, Row] = field(default_factory=dict)
    by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    sites: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    devices: dict[str, Row] = field(default_factory=dict)
    areas: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add_customer(self, row: Row) -> None:
        """One more customer."""
        if row["id"] not in self.customers:
            self.customers[row["id"]] = row
            self.by_name[row["name"]].append(row["id"])
            if row["code_key"]:
                self.by_code[row["code_key"]] = row["id"]


def known_for(tx: Tx, caller: Caller, kind: Kind, rows: Sequence[JsonObject], made: Iterable[str] = ()) -> Known:
    """All that these rows (values by column) may mean. `made`: ids of customers that may be there."""
    known = Known()
    named = "name" if kind == "customer" else "customer"
    _load_customers(tx, caller, known, {str(row[named]) for row in rows if row.get(named)}, _codes(kind, rows))
    for part in _parts(sorted(set(made) - known.customers.keys())):
        _add_customers(tx, caller, known, customers.CUSTOMERS.table.c.id.in_(part))
    if kind == "customer":
        _load_contacts(tx, caller, known)
        for unit_id, unit in identity.organisation(tx).units.items():
            if unit["kind"] == "area":
                known.areas[unit["name"]].append(unit_id)
    else:
        _load_devices(tx, caller, known, rows)
    _load_sites(tx, caller, known)
    return known


def _codes(kind: Kind, rows: Sequence[JsonObject]) -> set[str]:
    column = "code" if kind == "customer" else "customer"
    found = {code_key(str(row[column])) for row in rows if row.get(column)}
    return {key for key in found if key}


def _load_customers(tx: Tx, caller: Caller, known: Known, names: set[str], codes: set[str]) -> None:
    columns = customers.CUSTOMERS.table.c
    if len(names) > _FEW:
        _add_customers(tx, caller, known, sa.true())
        return
    for part in _parts(sorted(codes)):
        _add_customers(tx, caller, known, columns.code_key.in_(part))
    for part in _parts(sorted(filter(None, map(sort_key, names)))):
        _add_customers(tx, caller, known, columns.name_sort.in_(part))


def _add_customers(tx: Tx, caller: Caller, known: Known, where: Any) -> None:
    names = ("id", "name", "code_key", "category", "area", "department", "team", "created_by")
    for row in _visible(tx, caller, customers.CUSTOMERS, names, where):
        known.add_customer(row)


def _load_contacts(tx: Tx, caller: Caller, known: Known) -> None:
    columns = customers.CONTACTS.table.c
    for part in _parts(sorted(known.customers)):
        names = ("id", "customer", "name", "phone_key", "phone_other_key")
        for row in _visible(tx, caller, customers.CONTACTS, names, columns.customer.in_(part)):
            known.contacts[row["customer"]].append(row)


def _load_sites(tx: Tx, caller: Caller, known: Known) -> None:
    columns = customers.SITES.table.c
    for part in _parts(sorted(known.customers)):
        for row in _visible(tx, caller, customers.SITES, ("id", "customer", "name"), columns.customer.in_(part)):
            known.sites[row["customer"]].append(row)


def _load_devices(tx: Tx, caller: Caller, known: Known, rows: Sequence[JsonObject]) -> None:
    """Serial numbers are taken whoever sees them, as they are when one device is entered."""
    keys = {code_key(str(row[name])) for row in rows for name in ("sn", "parent") if row.get(name)}
    table = assets.DEVICES.table.c
    listing = listing_of(assets.DEVICES)
    for part in _parts(sorted(filter(None, keys))):
        statement = sa.select(table.id, table.sn_key, table.archived_at).where(table.sn_key.in_(part))
        for row in tx.rows(statement):
            known.devices[row["sn_key"]] = {**row, "visible": False}
        seen = scope_condition(field_scope(caller.subject, "device", "sn", FieldAccess.READ), listing.anchors, table.id)
        for row in tx.rows(sa.select(table.sn_key).select_from(listing.source).where(table.sn_key.in_(part), seen)):
            known.devices[row["sn_key"]]["visible"] = True


def _visible(tx: Tx, caller: Caller, master: Master, names: Sequence[str], where: Any) -> list[Row]:
    """Records in use that the caller may read; a field that he may not read whole is as if it were empty."""
    listing, table = listing_of(master), master.table.c
    columns = [_readable(caller, master, name) for name in names]
    rows = scope_condition(scope_of(caller.subject, READ, master.kind), listing.anchors, listing.id)
    statement = sa.select(*columns).select_from(listing.source).where(where, rows, table.archived_at.is_(None))
    return tx.rows(statement.order_by(table.created_at, table.id))


def _readable(caller: Caller, master: Master, name: str) -> Any:
    column = master.table.c[name]
    field_name = name.removesuffix("_key")
    if field_name not in master.by_key or field_name == "customer":
        return column
    listing = listing_of(master)
    scope = field_scope(caller.subject, master.kind, field_name, FieldAccess.READ)
    return sa.case((scope_condition(scope, listing.anchors, listing.id), column), else_=sa.null()).label(name)


def _parts(items: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(items)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def phone_of(value: Any) -> str | None:
    """The key of a phone number, if it is one."""
    return phone_key(value) if isinstance(value, str) else None
