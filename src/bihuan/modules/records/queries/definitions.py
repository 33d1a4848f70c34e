"""Tables as they are defined now."""

from collections.abc import Mapping

from bihuan.core.access import (
    NOTHING,
    READ,
    Denied,
    FieldAccess,
    FieldSet,
    RowAnchors,
    Subject,
    decide_access,
    field_scope,
    fields_to_create,
    scope_of,
)
from bihuan.core.forms import FormDefinition, form_to_json, is_element
from bihuan.core.late import dataclass
from bihuan.core.records import TableDefinition, parse_table
from bihuan.core.values import Json, JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.records.tables import RECORD, data_table

TABLE = "table"
MANAGE = "manage"
# What may be done with records, by the names of the actions in roles.
ACTIONS = ("create", "update", "archive", "erase", "export")


@dataclass(frozen=True, slots=True)
class Standing:
    """A table with the newest version of its form."""

    definition: TableDefinition
    form: FormDefinition
    form_version: int
    row: Row


def not_found() -> Refusal:
    """The refusal for a table that is not there or not the caller's to see: the same, so that nothing is told."""
    return Refusal("table.not_found", Kind.NOT_FOUND)


def table_row(tx: Tx, key: str) -> Row | None:
    """The bare row, whoever asks."""
    return tx.get(data_table, key=key)


def standing_table(tx: Tx, key: str) -> Standing:
    """The table, whoever asks. Refuses `table.not_found`."""
    row = table_row(tx, key)
    if row is None:
        raise not_found()
    definition = _definition(tx, row)
    version = forms.current_version(tx, definition.form)
    return Standing(definition, forms.form_definition(tx, definition.form, version), version, row)


def sees_table(subject: Subject, key: str) -> bool:
    """Whether the subject may read any record of the table, make one, or manage tables."""
    if may_manage(subject, key):
        return True
    return any(_reaches(subject, action, key) for action in (READ, "create"))


def _reaches(subject: Subject, action: str, key: str) -> bool:
    scope = scope_of(subject, action, RECORD)
    return scope.everything or any(
        key in clause.types if clause.types is not None else key not in clause.except_types for clause in scope.clauses
    )


def may_manage(subject: Subject, key: str) -> bool:
    """Whether the subject may change the table's definition."""
    return not isinstance(decide_access(subject, MANAGE, TABLE, {"type": key}), Denied)


def readable_table(tx: Tx, caller: Caller, key: str) -> Standing:
    """The table, if the caller may know of it. Refuses `table.not_found`."""
    if table_row(tx, key) is None or not sees_table(caller.subject, key):
        raise not_found()
    return standing_table(tx, key)


def tables_for(tx: Tx, caller: Caller) -> list[tuple[TableDefinition, Row]]:
    """Every table that the caller may know of, those in use first, by key. One statement, however many there are."""
    rows = [row for row in tx.all(data_table, order=("key",)) if sees_table(caller.subject, row["key"])]
    known = [(_definition(tx, row), row) for row in rows]
    return sorted(known, key=lambda one: one[1]["archived_at"] is not None)


def _definition(tx: Tx, row: Row) -> TableDefinition:
    return tx.memo.get(("data_table", row["key"], row["version"]), lambda: parse_table(row["body"], None))


def bodies_in_use(tx: Tx) -> list[JsonObject]:
    """The definitions of the tables in use, as they were saved, by key, whoever asks."""
    return [row["body"] for row in tx.all(data_table, order=("key",)) if row["archived_at"] is None]


def may_of(subject: Subject, key: str) -> JsonObject:
    """What the subject may do in the table at all."""
    able = {
        action: scope_of(subject, action, RECORD) != NOTHING and _reaches(subject, action, key) for action in ACTIONS
    }
    return {**able, "manage": may_manage(subject, key)}


def rights_to_create(tx: Tx, caller: Caller, key: str) -> FieldSet:
    """What the caller may say of a new record of this table."""
    person = caller.subject.person
    department = identity.main_department(tx, person) if person else None
    return fields_to_create(caller.subject, RECORD, anchors_of_new(caller, key, department))


def anchors_of_new(caller: Caller, key: str, department: str | None) -> RowAnchors:
    """What row rules look at of a record that is about to be made."""
    return {"type": key, "created_by": caller.id, "department": department}


_LINKED = ("show", "require", "readonly", "default", "compute", "fill")


def form_for(subject: Subject, table: Standing) -> JsonObject:
    """The form's JSON without the fields that are hidden from the subject in every record of the table, and without
    what reads them: that is evaluated here and nowhere else (semantics §8)."""
    body = form_to_json(table.form)
    scopes = ((key, field_scope(subject, RECORD, key, FieldAccess.MASKED)) for key in table.form.fields)
    hidden = {key for key, scope in scopes if scope == NOTHING}
    if may_manage(subject, table.definition.key) or len(hidden) in (0, len(table.form.fields)):
        return body
    sections = [
        {
            **_told(section, hidden),
            "fields": [_told(one, hidden) for one in section["fields"] if not _is_kept_back(one, hidden)],
        }
        for section in body["sections"]
    ]
    rules = [rule for rule in body.get("rules", ()) if not _mentions(rule, hidden)]
    return {**body, "sections": [one for one in sections if one["fields"]], "rules": rules}


def _is_kept_back(one: JsonObject, hidden: set[str]) -> bool:
    """A hidden field; and an explanation that shows by a hidden field's value, for that it would tell."""
    return one["key"] in hidden or (is_element(one) and _mentions(one.get("show"), hidden))


def _told(part: JsonObject, hidden: set[str]) -> JsonObject:
    return {key: value for key, value in part.items() if key not in _LINKED or not _mentions(value, hidden)}


def _mentions(tree: Json, hidden: set[str]) -> bool:
    if isinstance(tree, Mapping):
        named = tree.get("field")
        if isinstance(named, str) and named.partition(".")[0] in hidden:
            return True
        return any(_mentions(value, hidden) for value in tree.values())
    return isinstance(tree, list | tuple) and any(_mentions(value, hidden) for value in tree)
