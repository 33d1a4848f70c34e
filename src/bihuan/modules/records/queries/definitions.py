"""Tables as they are defined now."""

from collections.abc import Mapping

from bihuan.core.access import NOTHING, READ, Denied, FieldAccess, Subject, decide_access, field_scope, scope_of
from bihuan.core.forms import FormDefinition, form_to_json
from bihuan.core.late import dataclass
from bihuan.core.records import TableDefinition, parse_table
from bihuan.core.values import Json, JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.forms import interface as forms
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
    definition = tx.memo.get(("data_table", key, row["version"]), lambda: parse_table(row["body"], None))
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


def tables_for(tx: Tx, caller: Caller) -> list[Standing]:
    """Every table that the caller may know of, those in use first, by key."""
    rows = tx.all(data_table, order=("key",))
    known = [standing_table(tx, row["key"]) for row in rows if sees_table(caller.subject, row["key"])]
    return sorted(known, key=lambda one: one.row["archived_at"] is not None)


def bodies_in_use(tx: Tx) -> list[JsonObject]:
    """The definitions of the tables in use, as they were saved, by key, whoever asks."""
    return [row["body"] for row in tx.all(data_table, order=("key",)) if row["archived_at"] is None]


def may_of(subject: Subject, key: str) -> JsonObject:
    """What the subject may do in the table at all."""
    able = {
        action: scope_of(subject, action, RECORD) != NOTHING and _reaches(subject, action, key) for action in ACTIONS
    }
    return {**able, "manage": may_manage(subject, key)}


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
            "fields": [_told(one, hidden) for one in section["fields"] if one["key"] not in hidden],
        }
        for section in body["sections"]
    ]
    rules = [rule for rule in body.get("rules", ()) if not _mentions(rule, hidden)]
    return {**body, "sections": [one for one in sections if one["fields"]], "rules": rules}


def _told(part: JsonObject, hidden: set[str]) -> JsonObject:
    return {key: value for key, value in part.items() if key not in _LINKED or not _mentions(value, hidden)}


def _mentions(tree: Json, hidden: set[str]) -> bool:
    if isinstance(tree, Mapping):
        named = tree.get("field")
        if isinstance(named, str) and named.partition(".")[0] in hidden:
            return True
        return any(_mentions(value, hidden) for value in tree.values())
    return isinstance(tree, list | tuple) and any(_mentions(value, hidden) for value in tree)
