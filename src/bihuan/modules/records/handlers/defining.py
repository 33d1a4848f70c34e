"""Saving a table's definition, taking a table out of use and into it again."""

from bihuan.core.access import check_access
from bihuan.core.forms import FormDefinition
from bihuan.core.records import TableDefinition, parse_table
from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Tx
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.records import messages as m
from bihuan.modules.records.queries import definitions as d


def may_save(command: m.SaveTable, context: Context) -> None:
    """Who may manage this table."""
    check_access(context.caller.subject, d.MANAGE, d.TABLE, {"type": str(command.body.get("key"))})


def may_manage(command: m.ArchiveTable | m.RestoreTable, context: Context) -> None:
    """The same, of a table that is there."""
    check_access(context.caller.subject, d.MANAGE, d.TABLE, {"type": command.table})
    if d.table_row(context.tx, command.table) is None:
        raise d.not_found()


def save(command: m.SaveTable, context: Context) -> Outcome:
    """The definition as it is from now on; what stands already is no change."""
    tx = context.tx
    table = parse_table(command.body, _form(tx, command.body.get("form")))
    known = d.table_row(tx, table.key)
    at = known["version"] if known else 0
    if command.base_version is not None and command.base_version != at:
        raise Refusal("definition.moved", Kind.CONFLICT, base=command.base_version, current=at)
    problems = [*_resource_faults(tx, table), *_role_faults(tx, table)]
    if known is not None and known["body"]["form"] != table.form:
        # Its records were written with the one form: what the other makes of them nobody can say.
        problems.append(Problem("form", "table.form_fixed", {"form": known["body"]["form"]}))
    if problems:
        raise Refusal("table.invalid", problems=problems)
    stream = m.table_stream(table.key)
    if known is not None and known["body"] == table.source:
        return Outcome(stream)
    return Outcome(stream, ((stream, m.TableSaved(table.key, at + 1, table.source)),))


def _form(tx: Tx, key: object) -> FormDefinition | None:
    if not isinstance(key, str) or forms.form_source(tx, key) is None:
        if isinstance(key, str):
            raise Refusal("table.invalid", problems=[Problem("form", "form.unknown", {"form": key})])
        return None
    return forms.form_definition(tx, key, forms.current_version(tx, key))


def _resource_faults(tx: Tx, table: TableDefinition) -> list[Problem]:
    """The bounds of participants are fields of what is booked."""
    booking = table.booking
    if booking is None or not (booking.least or booking.most):
        return []
    form = _form(tx, table.form)
    named = form.fields[booking.resource].setting("table") if form else None
    if not isinstance(named, str) or d.table_row(tx, named) is None:
        # Of a bundle, it may be the next one; a bound that it has not is then no bound.
        return []
    fields = d.standing_table(tx, named).form.fields
    pairs = (("booking.least", booking.least), ("booking.most", booking.most))
    return [
        Problem(path, "table.field_unknown", {"field": key})
        for path, key in pairs
        if key and (key not in fields or fields[key].kind.name != "number")
    ]


def _role_faults(tx: Tx, table: TableDefinition) -> list[Problem]:
    known = identity.role_keys(tx)
    return [
        Problem(f"reminders.{at}.roles", "table.role_unknown", {"role": role})
        for at, reminder in enumerate(table.reminders)
        for role in reminder.roles
        if role not in known
    ]


def archive(command: m.ArchiveTable, context: Context) -> Outcome:
    """Saying it twice changes nothing."""
    return _switch(context, command.table, archived=True)


def restore(command: m.RestoreTable, context: Context) -> Outcome:
    """Likewise."""
    return _switch(context, command.table, archived=False)


def _switch(context: Context, key: str, *, archived: bool) -> Outcome:
    row = d.table_row(context.tx, key)
    if row is None:
        raise d.not_found()
    stream = m.table_stream(key)
    event = m.TableArchived() if archived else m.TableRestored()
    return Outcome(stream, ((stream, event),) if (row["archived_at"] is not None) is not archived else ())
