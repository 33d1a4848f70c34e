"""Corrections and notes: what people add to a ticket outside its tasks."""

from dataclasses import replace

from bihuan.core.access import FieldAccess, check_edited_fields, visible_fields
from bihuan.core.values import PRIORITIES, JsonObject, Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.forms import interface as forms
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.handlers import surroundings as around
from bihuan.modules.tickets.handlers.creating import MAX_DESCRIPTION, MAX_TITLE
from bihuan.modules.tickets.handlers.mentioning import checked_mentions
from bihuan.modules.tickets.handlers.merging import merged_amendment
from bihuan.modules.tickets.handlers.rights import the_ticket

GIVEN = "given"
MAX_TAGS = 30
MAX_TAG = 50
MAX_NOTE = 20_000


def amend(command: m.AmendTicket, context: Context) -> Outcome:
    """Correct core fields and form data; what stands already is no change."""
    row = the_ticket(context, command.ticket)
    if row["archived_at"] is not None:
        raise Refusal("ticket.archived", Kind.CONFLICT, number=row["number"])
    rights = visible_fields(context.caller.subject, "ticket", queries.anchors_of(context.tx, row))
    # A name of the form is none of the core record, also where both are given under it.
    known = {*queries.TEXTS, *queries.PLAIN, *(key for key in command.data if key not in command.changes)}
    check_edited_fields(rights, [*command.changes, *command.data], known)
    changes, data = merged_amendment(context, row, command)
    command = replace(command, changes=changes, data=data)
    faults = [fault for name, value in command.changes.items() if (fault := _fault(context, name, value))]
    form = forms.form_definition(context.tx, row["form"], row["form_version"])
    allowed = {key: "hidden" for key in form.fields if rights[key] == FieldAccess.HIDDEN}
    try:
        if faults:
            raise Refusal("ticket.rejected", problems=faults)
        record = around.checked_data(context, form, row, command.data, allowed) if command.data else row["data"] or {}
    except Refusal as refusal:
        fitting = _fitting(command, refusal)
        if fitting is None:
            raise
        return amend(fitting, context)
    change = _change(row, command, record)
    stream = m.ticket_stream(row["id"])
    return Outcome(stream, ((stream, change),) if change else ())


def _fitting(command: m.AmendTicket, refusal: Refusal) -> m.AmendTicket | None:
    """What is left of an amendment of the platform's own without the values at fault: a rule that sets what does not
    fit must not cost the ticket it is about. None where the whole must be refused."""
    if command.source == GIVEN:
        return None
    faulty = {problem.path.partition(".")[0] for problem in refusal.problems}
    changes = {key: value for key, value in command.changes.items() if key not in faulty}
    data = {key: value for key, value in command.data.items() if key not in faulty}
    if (len(changes), len(data)) == (len(command.changes), len(command.data)):
        # The fault lies elsewhere in the form: what is in the form stays as it is.
        data = {}
    return replace(command, changes=changes, data=data) if (changes, data) != (command.changes, command.data) else None


def _fault(context: Context, name: str, value: object) -> Problem | None:
    is_text = isinstance(value, str)
    good = {
        "title": lambda: is_text and 0 < len(str(value).strip()) <= MAX_TITLE,
        "description": lambda: is_text and len(str(value)) <= MAX_DESCRIPTION,
        "priority": lambda: value in PRIORITIES,
        "customer": lambda: value is None or around.may_name(context, "customer", str(value)),
        "contact": lambda: value is None or around.may_name(context, "contact", str(value)),
        "site": lambda: value is None or around.may_name(context, "site", str(value)),
        "device": lambda: value is None or around.device_named(context, str(value)) == value,
        "contract": lambda: value is None or around.contract_named(context, str(value)) == value,
        "region": lambda: value is None or around.unit_exists(context, "area", str(value)),
        "tags": lambda: _are_tags(value),
    }[name]()
    return None if good else Problem(name, f"ticket.{name}_invalid", {})


def _are_tags(value: object) -> bool:
    """Different short words, each without blanks around it."""
    if not isinstance(value, list | tuple) or len(value) > MAX_TAGS or len(set(map(str, value))) < len(value):
        return False
    return all(isinstance(tag, str) and 0 < len(tag) <= MAX_TAG and tag == tag.strip() for tag in value)


def _change(row: Row, command: m.AmendTicket, record: JsonObject) -> m.TicketChanged | None:
    old = {**row, "tags": row["tags"] or []}
    wanted = {name: list(value) if name == "tags" else value for name, value in command.changes.items()}
    differing = {name: value for name, value in wanted.items() if old[name] != value}
    plain = {name: value for name, value in differing.items() if name in queries.PLAIN}
    texts = {name: value for name, value in differing.items() if name in queries.TEXTS}
    data = data_change(row, record)
    if not differing and data is None:
        return None
    if "priority" in plain:
        plain["priority_source"] = command.source
    if "contract" in plain:
        plain["contract_source"] = command.source if plain["contract"] else "stated_none"
    return m.TicketChanged(
        changes=plain or None,
        before={name: row[name] for name in plain} or None,
        texts=texts or None,
        texts_before={name: row[name] for name in texts} or None,
        data=data.data if data else None,
        data_before=data.data_before if data else None,
    )


def data_change(row: Row, record: JsonObject) -> m.TicketChanged | None:
    """What `record` changes in the ticket's data, old values beside new ones; None when nothing."""
    old = row["data"] or {}
    keys = [key for key in {**old, **record} if old.get(key) != record.get(key)]
    if not keys:
        return None
    return m.TicketChanged(data={key: record.get(key) for key in keys}, data_before={key: old.get(key) for key in keys})


def add_note(command: m.AddNote, context: Context) -> Outcome:
    """A note in the timeline."""
    text = command.text.strip()
    problems = []
    if not text and not command.files:
        problems.append(Problem("text", "note.empty", {}))
    if len(text) > MAX_NOTE:
        problems.append(Problem("text", "note.too_long", {"most": MAX_NOTE}))
    if problems:
        raise Refusal("note.rejected", problems=problems)
    row = the_ticket(context, command.ticket)
    around.evidence(context, command.files)
    # Whoever may not read internal notes could not even see his own: what such a caller writes is public.
    inside = queries.reads_internal(context.caller.subject, context.tx, row)
    mentions = checked_mentions(context, row, command, inside)
    stream = m.ticket_stream(row["id"])
    public = command.public or not inside
    note = m.NoteAdded(note=context.new_id(), text=text, public=public, files=command.files, mentions=mentions)
    return Outcome(stream, ((stream, note),))


def erase(command: m.EraseTicket, context: Context) -> Outcome:
    """Record that personal payloads go; a job removes them after this event is durable."""
    row = the_ticket(context, command.ticket)
    if not command.reason.strip():
        raise Refusal("ticket.reason_required", path="reason")
    stream = m.ticket_stream(row["id"])
    return Outcome(stream, ((stream, m.TicketPurged(reason=command.reason)),))
