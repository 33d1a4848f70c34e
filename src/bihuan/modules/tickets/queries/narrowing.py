"""What narrows a list of tickets: a type with its form's fields, and a search that sees no more than its caller."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa

from bihuan.core.access import NOTHING, READ, FieldAccess, Scope, Subject, field_scope, scope_of
from bihuan.core.forms import FormDefinition, rules_schema
from bihuan.core.rules import Field
from bihuan.core.values import Refusal
from bihuan.db.patterns import holds_text
from bihuan.db.rule_sql import InValueRow, value_column
from bihuan.db.scope_sql import scope_condition
from bihuan.db.search import BESIDE, EVERYWHERE, INNER, RECORD, matching, matching_each
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Column, Condition, Listing
from bihuan.kernel.tx import Tx
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries.rows import INTERNAL_NOTES
from bihuan.modules.tickets.tables import ticket, ticket_value

# Of the core record only these are in the search index, with the number, which everybody sees.
_SEARCHED = ("title", "description")
_NOT_SEARCHED = (frozenset(column.key for column in ticket.c) - {*_SEARCHED}) | {
    *(INTERNAL_NOTES, "origin", "source", "candidates"),
}
# Who may not read one of these in the history of a ticket finds nothing by its notes and files.
_TOLD_AS = frozenset({"text", "files"})


def of_type(tx: Tx, caller: Caller, listing: Listing, key: str) -> tuple[Listing, Condition]:
    """The tickets of one type, whose form's filterable fields are columns too. Refuses `ticket_type.unknown`."""
    kind = flows.ticket_type(tx, key)
    if not may_read_type(caller.subject, key):
        # As for a type that does not exist: a confidential one is not betrayed by its fields.
        raise Refusal("ticket_type.unknown", path="type", type=key)
    form = forms.form_definition(tx, kind.form, forms.current_version(tx, kind.form))
    return listing.having(*_columns(form, listing)), ticket.c.type == key


def may_read_type(subject: Subject, key: str) -> bool:
    """Whether the subject may read any ticket of this type."""
    scope = scope_of(subject, READ, "ticket")
    return scope.everything or any(
        key in clause.types if clause.types is not None else key not in clause.except_types for clause in scope.clauses
    )


def _columns(form: FormDefinition, listing: Listing) -> Iterator[Column]:
    schema = rules_schema(form)
    for key, item in form.fields.items():
        if item.filterable and key not in listing.by_key:
            yield _column(schema.fields[key])


def _column(field: Field) -> Column:
    place = InValueRow(ticket.c.id, ticket_value, field.key)
    sortable = field.type not in {"multi", "files", "tree", "record"}
    order = _value_of(field) if sortable else None
    return Column(field.key, field.type, place, order, label=field.label, options=field.options)


def _value_of(field: Field) -> sa.ColumnElement[object]:
    """What orders tickets by this field: its one value row; missing values come last."""
    name = value_column(field.type)
    value = ticket_value.c["sort_key" if name == "text" else name]
    row = (ticket_value.c.ticket == ticket.c.id) & (ticket_value.c.field == field.key) & (ticket_value.c.position == 0)
    return sa.select(value).where(row).scalar_subquery()


# --- search -----------------------------------------------------------------------------------------------------


def search_condition(tx: Tx, caller: Caller, listing: Listing, text: str) -> Condition:
    """Tickets in which all of `text` stands in what this caller may read of them and beside them."""
    found = matching(tx.kind, "ticket", ticket.c.pos, text, found_among(caller.subject))
    return sa.and_(found, *told_words(tx, caller, listing, text), *readable_words(tx, caller, listing, text))


def found_among(subject: Subject) -> tuple[str, ...]:
    """What is looked through for this subject: the most that he reads of any ticket. `told_words` and `readable_words`
    then say what he reads of each."""
    if inner_rows(subject) != NOTHING:
        hidden, _ = _hidden_words(subject)
        return (RECORD, BESIDE, INNER) if hidden else EVERYWHERE
    return (RECORD, BESIDE) if _reads_beside(subject) else (RECORD,)


def inner_rows(subject: Subject) -> Scope:
    """The tickets of which this subject finds what colleagues wrote for each other: where he reads internal notes."""
    if not _reads_beside(subject):
        return NOTHING
    rows = field_scope(subject, "ticket", INTERNAL_NOTES, FieldAccess.READ)
    return scope_of(subject, READ, "ticket") if rows.everything else rows


def told_words(tx: Tx, caller: Caller, listing: Listing, text: str) -> tuple[Condition, ...]:
    """That `text` is found without internal notes in tickets whose internal notes this caller does not read."""
    rows = inner_rows(caller.subject)
    if rows in (NOTHING, scope_of(caller.subject, READ, "ticket")):
        return ()
    openly = matching_each(tx.kind, "ticket", ticket.c.pos, text, (RECORD, BESIDE))
    return (sa.or_(scope_condition(rows, listing.anchors, listing.id), openly),)


def _reads_beside(subject: Subject) -> bool:
    """Whether notes and the names of files find tickets for this subject. Customers look through their reports only;
    and who is shown a few fields that are named is shown neither notes nor files."""
    if subject.sets.get("customers") or identity.GUEST in subject.roles:
        return False
    hidden, others = _hidden_words(subject)
    return others and not hidden & _TOLD_AS


def readable_words(
    tx: Tx, caller: Caller, listing: Listing, text: str, among: Collection[str] = EVERYWHERE
) -> tuple[Condition, ...]:
    """That each word of `text` stands where the caller may read; nothing to ask of who may read everything.

    The index holds all words of a record together; what it found is looked for again where the caller may look. What
    stands beside the record is not of fields: of that the index itself tells.
    """
    hidden, others = _hidden_words(caller.subject)
    if not hidden and others:
        return ()
    parts = text.casefold().split()
    beside = [_told(tx, caller, listing, part, among) for part in parts]
    return tuple(
        sa.or_(_readable(caller, listing, part, hidden, others), told) for part, told in zip(parts, beside, strict=True)
    )


def _told(tx: Tx, caller: Caller, listing: Listing, part: str, among: Collection[str]) -> Condition:
    """That notes or names of files say it, internal ones where the caller reads these."""
    beside = tuple(mark for mark in found_among(caller.subject) if mark in among and mark != RECORD)
    if not beside:
        return sa.false()
    said = matching_each(tx.kind, "ticket", ticket.c.pos, part, (BESIDE,))
    if INNER not in beside:
        return said
    inner = matching_each(tx.kind, "ticket", ticket.c.pos, part, beside)
    rows = scope_condition(inner_rows(caller.subject), listing.anchors, listing.id)
    return sa.or_(said, sa.and_(rows, inner))


def _hidden_words(subject: Subject) -> tuple[frozenset[str], bool]:
    """Fields with searchable words that some grant hides, and whether what no grant names may be read."""
    sets = [g.fields for g in subject.grants if g.covers(READ, "ticket") and g.fields is not None]
    named = {name for fields in sets for name, access in fields.named.items() if access < FieldAccess.READ}
    return frozenset(named - _NOT_SEARCHED), all(fields.others >= FieldAccess.READ for fields in sets)


def _readable(caller: Caller, listing: Listing, part: str, hidden: frozenset[str], others: bool) -> Condition:
    def holds(column: sa.ColumnElement[str]) -> Condition:
        return holds_text(column, part)

    places = [holds(ticket.c.number)]
    for name in _SEARCHED:
        rows = field_scope(caller.subject, "ticket", name, FieldAccess.READ)
        places.append(sa.and_(holds(ticket.c[name]), scope_condition(rows, listing.anchors, listing.id)))
    if others:
        values = sa.select(ticket_value.c.ticket).where(ticket_value.c.field.not_in(hidden), holds(ticket_value.c.text))
        places.append(ticket.c.id.in_(values))
    return sa.or_(*places)


# --- single fields ----------------------------------------------------------------------------------------------


def permitted(caller: Caller, listing: Listing, name: str) -> sa.ColumnElement[object]:
    """A column of the ticket where the caller may read that field, missing elsewhere."""
    rows = field_scope(caller.subject, "ticket", name, FieldAccess.READ)
    if rows.everything or rows == scope_of(caller.subject, READ, "ticket"):
        return ticket.c[name]
    return sa.case((scope_condition(rows, listing.anchors, listing.id), ticket.c[name])).label(name)
