"""What of a record is found by its words, by whom."""

import sqlalchemy as sa

from bihuan.core.access import READ, FieldAccess, Subject, field_scope, scope_of
from bihuan.core.forms import FormDefinition, search_words
from bihuan.core.values import JsonObject
from bihuan.db.patterns import holds_text
from bihuan.db.scope_sql import scope_condition
from bihuan.db.search import index_statement, matching, tokens_of
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Condition, Listing
from bihuan.kernel.tx import Tx
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.records.queries.rows import record_row
from bihuan.modules.records.tables import RECORD, table_record, table_value


def refresh_search(tx: Tx, record_id: str) -> None:
    """Write the search row of one record anew."""
    row = record_row(tx, record_id)
    if row is None:
        return
    form, data = form_definition(tx, row["form"], row["form_version"]), row["data"] or {}
    words = [*search_words(form, data).values(), *_numbers(form, data)]
    tx.write(index_statement(RECORD, tx.kind), (row["pos"], " ".join(tokens_of([row["title"], *words]))))


def _numbers(form: FormDefinition, data: JsonObject) -> list[str]:
    """Amounts and numbers: a contract is looked for by what it is worth."""
    numbers = (data.get(key) for key, item in form.fields.items() if item.kind.rule_type == "number")
    return [str(value) for value in numbers if isinstance(value, str | int)]


def search_condition(tx: Tx, caller: Caller, listing: Listing, form: FormDefinition, text: str) -> Condition:
    """Records in which all of `text` stands in what this caller may read of them."""
    if reads_all(caller.subject, form):
        return matching(tx.kind, RECORD, table_record.c.pos, text)
    # The index holds all words of a record together: who may not read some of them asks the values instead.
    return sa.and_(*(_readable(caller, listing, form, part) for part in text.casefold().split()), sa.true())


def reads_all(subject: Subject, form: FormDefinition) -> bool:
    """Whether every field is readable wherever the record is."""
    rows = scope_of(subject, READ, RECORD)
    return all(field_scope(subject, RECORD, key, FieldAccess.READ) == rows for key in form.fields)


def _readable(caller: Caller, listing: Listing, form: FormDefinition, part: str) -> Condition:
    found: list[Condition] = []
    for key, item in form.fields.items():
        if not item.kind.filterable:
            continue
        rows = field_scope(caller.subject, RECORD, key, FieldAccess.READ)
        holds = holds_text(table_value.c.text, part)
        values = sa.select(table_value.c.record).where(table_value.c.field == key, holds)
        found.append(sa.and_(table_record.c.id.in_(values), scope_condition(rows, listing.anchors, listing.id)))
    return sa.or_(sa.false(), *found)
