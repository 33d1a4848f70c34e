"""Colleagues who may read a note of a ticket: those whom it may mention."""

from collections.abc import Iterator
from itertools import islice

from bihuan.core.access import Allowed, FieldAccess, RowAnchors, check_access, decide_access, visible_fields
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries.rows import INTERNAL_NOTES, participants, readable_row


def may_be_mentioned(tx: Tx, anchors: RowAnchors, person: str, public: bool) -> bool:
    """Whether a note of the ticket with these anchors may mention `person`: a colleague, here still, who reads it."""
    is_colleague = identity.is_active(tx, person) and not identity.is_customers(tx, person)
    return is_colleague and _reads(tx, anchors, person, public)


def _reads(tx: Tx, anchors: RowAnchors, person: str, public: bool) -> bool:
    subject = identity.subject_of(tx, person)
    if not isinstance(decide_access(subject, "read", "ticket", anchors), Allowed):
        return False
    return public or visible_fields(subject, "ticket", anchors)[INTERNAL_NOTES] >= FieldAccess.READ


def mentionable(tx: Tx, caller: Caller, key: str, public: bool, text: str, most: int) -> list[JsonObject]:
    """The first colleagues with `text` in their name or its pinyin whom the caller may mention: whoever has to do with
    the ticket comes first. Refuses `ticket.not_found`, who may not write a note, and who may not read internal ones."""
    row, anchors = readable_row(tx, caller, key)
    check_access(caller.subject, "note", "ticket", anchors)
    if visible_fields(caller.subject, "ticket", anchors)[INTERNAL_NOTES] < FieldAccess.READ:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.mention_staff_only")
    near = frozenset(participants(tx, row["id"]))
    fitting = [one for one in identity.known_colleagues(tx, caller) if one.id != caller.id and one.fits(text)]
    ordered = sorted(fitting, key=lambda one: (one.id != row["assignee"], one.id not in near))
    found = list(islice((one for one in ordered if _reads(tx, anchors, one.id, public)), most))
    return list(_told(tx, found))


def _told(tx: Tx, found: list[identity.Colleague]) -> Iterator[Row]:
    units = identity.organisation(tx).units
    facts = identity.people_facts(tx, [one.id for one in found])
    for one in found:
        main = next(iter(facts[one.id].departments), None)
        yield {"id": one.id, "name": one.name, "department": units[main]["name"] if main in units else None}
