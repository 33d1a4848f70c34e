"""What narrows a list of tickets: a type with its form's fields, and a search that sees no more than its caller."""

from collections.abc import Iterator

import sqlalchemy as sa

from bihuan.core.access import READ, FieldAccess, Subject, field_scope, scope_of
from bihuan.core.forms import FormDefinition, rules_schema
from bihuan.core.rules import Field
from bihuan.core.values import Refusal
from bihuan.db.rule_sql import InValueRow, value_column
from bihuan.db.scope_sql import scope_condition
from bihuan.db.search import matching
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Column, Condition, Listing
from bihuan.kernel.tx import Tx
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.tickets.queries.rows import INTERNAL_NOTES
from bihuan.modules.tickets.tables import ticket, ticket_value

# Of the core record only these are in the search index, with the number, which everybody sees.
_SEARCHED = ("title", "description")
_NOT_SEARCHED = (frozenset(column.key for column in ticket.c) - {*_SEARCHED}) | {
    *(INTERNAL_NOTES, "origin", "source", "candidates"),
}


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
    """Tickets in which all of `text` stands in what this caller may read of them."""
    return sa.and_(matching(tx.kind, "ticket", ticket.c.pos, text), *readable_words(caller, listing, text))


def readable_words(caller: Caller, listing: Listing, text: str) -> tuple[Condition, ...]:
    """That each word of `text` stands where the caller may read; nothing to ask of who may read everything.

    The index holds all words of a ticket together; what it found is looked for again where the caller may look.
    """
    hidden, others = _hidden_words(caller.subject)
    if not hidden and others:
        return ()
    return tuple(_readable(caller, listing, part, hidden, others) for part in text.casefold().split())


def _hidden_words(subject: Subject) -> tuple[frozenset[str], bool]:
    """Fields with searchable words that some grant hides, and whether what no grant names may be read."""
    sets = [g.fields for g in subject.grants if g.covers(READ, "ticket") and g.fields is not None]
    named = {name for fields in sets for name, access in fields.named.items() if access < FieldAccess.READ}
    return frozenset(named - _NOT_SEARCHED), all(fields.others >= FieldAccess.READ for fields in sets)


def _readable(caller: Caller, listing: Listing, part: str, hidden: frozenset[str], others: bool) -> Condition:
    pattern = "%" + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"

    def holds(column: sa.ColumnElement[str]) -> Condition:
        return sa.func.lower(column).like(pattern, escape="\\")

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
