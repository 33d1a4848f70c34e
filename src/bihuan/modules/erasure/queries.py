"""Who a person is here: his records, the tickets about him, and what speaks against erasing him now."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.db.many_values import one_of_many
from bihuan.kernel.masters import Master, phone_key, record_row
from bihuan.kernel.tables import payload
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.customers import interface as customers
from bihuan.modules.erasure.tables import backup_keeping, erasure
from bihuan.modules.files import interface as files
from bihuan.modules.identity import interface as identity
from bihuan.modules.retention import interface as retention
from bihuan.modules.tickets import interface as tickets

CONTACT, CUSTOMER, USER, CALLER = "contact", "customer", "user", "caller"
KINDS = (CONTACT, CUSTOMER, USER, CALLER)
DAY_MS = 86_400_000
_MASTERS: dict[str, Master] = {CONTACT: customers.CONTACTS, CUSTOMER: customers.CUSTOMERS, "site": customers.SITES}
# Words that tell who somebody is; each is looked for elsewhere before he is erased.
_TELLING = ("name", "phone", "phone_other", "email", "wechat", "address", "login")
_SHORTEST, _CODE, _MOST_LISTED = 2, 6, 100


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything here that is a person's own. `words`: how he is called and reached."""

    records: tuple[str, ...]
    tickets: tuple[Row, ...]
    words: tuple[str, ...]

    @property
    def code(self) -> str:
        """What whoever erases types: another as soon as anything is added."""
        named = "\x1f".join((*self.records, *(row["id"] for row in self.tickets)))
        return hashlib.sha256(named.encode()).hexdigest()[:_CODE].upper()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of him."""
        return not self.records and not self.tickets

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids of his records of one kind."""
        return tuple(id_ for known, _, id_ in (record.partition(":") for record in self.records) if known == kind)


def roots_of(tx: Tx, kind: str, subject: str) -> tuple[str, ...]:
    """The records to begin with: of an id, or of everybody who has a phone number. Refuses `erasure.not_found`."""
    if kind == CALLER:
        table, key = customers.CONTACTS.table, phone_key(subject)
        has = (table.c.phone_key == key) | (table.c.phone_other_key == key)
        rows = tx.rows(sa.select(table.c.id).where(has, table.c.erased_at.is_(None))) if key else []
        guests = identity.guests_by_phone(tx, _digits(subject))
        return tuple(sorted([*(f"{CONTACT}:{row['id']}" for row in rows), *(f"{USER}:{one}" for one in guests)]))
    _check_person(tx, f"{kind}:{subject}")
    return (f"{kind}:{subject}",)


def scope_of(tx: Tx, roots: Iterable[str]) -> Scope:
    """A person's records from some of them on: contacts and sites of a private customer, visitors with their numbers,
    and the tickets that these reported or that are about them, without those that were erased before."""
    records = dict.fromkeys(roots)
    for customer in [record for record in records if record.startswith(f"{CUSTOMER}:")]:
        records.update(dict.fromkeys(_belonging(tx, customer.partition(":")[2])))
    for record in list(records):
        _check_person(tx, record)
    words = [word for record in records for word in _words_of(tx, record)]
    for word in dict.fromkeys(words):
        records.update((f"{USER}:{guest}", None) for guest in identity.guests_by_phone(tx, _digits(word)))
    scope = Scope(tuple(sorted(records)), (), tuple(dict.fromkeys(words)))
    outsiders = tuple(user for user in scope.ids(USER) if identity.is_customers(tx, user))
    found = tickets.tickets_about(tx, scope.ids(CONTACT), scope.ids(CUSTOMER), outsiders)
    gone = retention.purged_among(tx, [row["id"] for row in found])
    return Scope(scope.records, tuple(row for row in found if row["id"] not in gone), scope.words)


def _belonging(tx: Tx, customer: str) -> Iterator[str]:
    for kind in (CONTACT, "site"):
        table = _MASTERS[kind].table
        rows = tx.rows(sa.select(table.c.id).where(table.c.customer == customer, table.c.erased_at.is_(None)))
        yield from (f"{kind}:{row['id']}" for row in rows)


def _check_person(tx: Tx, record: str) -> None:
    kind, _, id_ = record.partition(":")
    if kind == USER:
        contact = identity.person_contact(tx, id_)
        if contact is None or contact.name is None:
            raise Refusal("erasure.not_found", Kind.NOT_FOUND)
        return
    row = record_row(tx, _MASTERS[kind], id_) if kind in _MASTERS else None
    if row is None or row["erased_at"] is not None:
        raise Refusal("erasure.not_found", Kind.NOT_FOUND)
    if kind == CUSTOMER and row["category"] != "person":
        raise Refusal("erasure.company", Kind.CONFLICT)


def _words_of(tx: Tx, record: str) -> Iterator[str]:
    kind, _, id_ = record.partition(":")
    known: Any = identity.person_contact(tx, id_) if kind == USER else record_row(tx, _MASTERS[kind], id_)
    for name in _TELLING:
        # A site's name is a place's, and may be that of many.
        word = None if (kind, name) == ("site", "name") else _value(known, name)
        if isinstance(word, str) and len(word.strip()) >= _SHORTEST:
            yield word.strip()


def _value(known: Any, name: str) -> Any:
    return known.get(name) if isinstance(known, dict) else getattr(known, name, None)


def name_of(tx: Tx, record: str) -> str | None:
    """How a record is called."""
    kind, _, id_ = record.partition(":")
    known: Any = identity.person_contact(tx, id_) if kind == USER else record_row(tx, _MASTERS[kind], id_)
    name = _value(known, "name")
    return str(name) if name else None


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isascii() and (sign.isdigit() or sign == "+"))


# --- what speaks against it ---------------------------------------------------------------------------------------


def check_free(tx: Tx, rows: Iterable[Row], now: Instant) -> None:
    """Refuse the first reason for which tickets must stay: held, not over yet, or to be kept by law."""
    for reason in reasons(tx, rows, now):
        raise reason


def reasons(tx: Tx, rows: Iterable[Row], now: Instant) -> list[Refusal]:
    """Every reason for which some of these tickets must stay, with their numbers."""
    by_code: dict[str, list[Row]] = {}
    until: Instant = 0
    for row in rows:
        code, kept_until = retention.why_kept(tx, row, now)
        if code is not None:
            by_code.setdefault(code, []).append(row)
            until = max(until, kept_until or 0)
    return [
        Refusal(code, Kind.CONFLICT, numbers=_named(found), count=len(found), until=until or None)
        for code, found in by_code.items()
    ]


def _named(rows: list[Row]) -> str:
    return ", ".join(row["number"] for row in rows[:5]) + ("…" if len(rows) > 5 else "")


# --- what goes ----------------------------------------------------------------------------------------------------


def counts(tx: Tx, records: Iterable[str], ids: Iterable[str]) -> tuple[int, int]:
    """How many personal payloads and how many files go."""
    wanted = tuple(ids)
    streams = (*records, *(f"ticket:{ticket}" for ticket in wanted))
    of_these = one_of_many(tx.kind, payload.c.stream, streams)
    payloads = tx.scalar(sa.select(sa.func.count()).select_from(payload).where(of_these))
    return int(payloads), len(files.only_on(tx, "ticket", wanted))


def mentions(tx: Tx, scope: Scope) -> list[Row]:
    """The newest tickets that are not his own and in which he is named."""
    return tickets.tickets_naming(tx, scope.words, [row["id"] for row in scope.tickets], _MOST_LISTED)


def rows_of(tx: Tx, ids: Iterable[str]) -> list[Row]:
    """Tickets that were chosen besides. Refuses `ticket.not_found`."""
    found = [tickets.ticket_row(tx, ticket) for ticket in dict.fromkeys(ids)]
    if any(row is None for row in found):
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    gone = retention.purged_among(tx, [row["id"] for row in found if row is not None])
    return [row for row in found if row is not None and row["id"] not in gone]


# --- what was done ------------------------------------------------------------------------------------------------


def erasures(tx: Tx, limit: int) -> list[Row]:
    """The newest erasures."""
    return tx.rows(sa.select(erasure).order_by(erasure.c.at.desc(), erasure.c.id).limit(limit))


def left_of(tx: Tx, row: Row) -> JsonObject:
    """What of an erasure is still to be done: tickets whose turn has not come, and their files."""
    ids: list[str] = row["tickets"]
    gone = retention.purged_among(tx, ids)
    return {"tickets": len(ids) - len(gone), "files": len(files.only_on(tx, "ticket", ids))}


def backup_days(tx: Tx) -> int | None:
    """How long backups are kept; None where nobody has said so."""
    row = next(iter(tx.all(backup_keeping)), None)
    return row["days"] if row else None
