"""One ticket as its caller sees it: core record, form data, open tasks with the actions that are his."""

from collections.abc import Iterator

from bihuan.core.access import Allowed, FieldAccess, FieldSet, RowAnchors, decide_access, redact, visible_fields
from bihuan.core.flow import (
    ASKED_IN,
    ActionOffer,
    Actor,
    FlowDefinition,
    FlowRun,
    Task,
    actions_ahead,
    asked_again,
    open_actions,
    owner_for,
    rest_of,
    run_actions,
    run_from_json,
    visit_after,
)
from bihuan.core.forms import masks_of
from bihuan.core.rules import Env
from bihuan.core.values import Instant, Json, JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.errors import said
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries.readings import previous_readings
from bihuan.modules.tickets.queries.rows import actor_in, readable_row, run_state, visits_of
from bihuan.modules.tickets.queries.waits import copies_of, waits_of
from bihuan.modules.tickets.tables import note

# Columns of the core record that every reader of the ticket is shown, as far as his rights go.
SHOWN = (
    "id", "number", "type", "form_version", "flow_version", "title", "description", "priority", "priority_source",
    "stage", "category", "customer", "contact", "site", "device", "contract", "contract_source", "region", "geo",
    "department", "team", "assignee", "submitter", "created_by", "data", "tags", "next_due", "next_clock",
    "clock_state", "red", "version", "created_at", "updated_at",
    "resolved_at", "ended_at", "archived_at",
)  # fmt: skip
# What `AmendTicket.changes` may name: words that people wrote, and what is chosen.
TEXTS = ("title", "description")
PLAIN = ("priority", "customer", "contact", "site", "device", "contract", "region", "tags")
# Never hidden: without them a ticket cannot be named or worked on.
_ALWAYS = frozenset({"id", "number", "type", "stage", "category", "version", "created_at"})


def ticket_view(tx: Tx, caller: Caller, key: str, env: Env) -> JsonObject:
    """The ticket with this id or number. Refuses `ticket.not_found`."""
    row, anchors = readable_row(tx, caller, key)
    rights = visible_fields(caller.subject, "ticket", anchors)
    flow = flow_definition(tx, row["flow"], row["flow_version"])
    run = run_from_json(run_state(tx, row["id"]))
    directory = identity.TxDirectory(tx, env, row["type"])
    actor = actor_of(caller, run, directory)
    shown = shown_row(tx, row, rights)
    # Whoever may write into the timeline may ask for a task to be done.
    waits = env.now if isinstance(decide_access(caller.subject, "note", "ticket", anchors), Allowed) else None
    return {
        **shown,
        "stage_label": dict(flow.stages[row["stage"]].label),
        "editable": _editable(tx, caller, row, anchors, rights),
        "tasks": [
            {
                **_task(flow, run, task, actor, rights, waits),
                "stands_in_name": _name_of(tx, flow, run, (task, actor)),
                "deputies": _deputies(directory, task, rights),
                "asked_again": _asked_again(flow, run, task, (row["data"] or {}, rights)),
            }
            for task in _seen_tasks(run, actor, rights)
        ]
        if actor
        else [],
        "actions": [_action(flow, offer) for offer in run_actions(flow, run, actor, env.now)] if actor else [],
        "waits": waits_of(flow, run, actor, rights, caller.language),
        "told": copies_of(tx, flow, row["id"], caller.subject.person, rights),
        "visits": _visits(tx, row["id"], rights),
        "notes": _notes(tx, row["id"], rights, caller.language),
        "previous": previous_readings(tx, caller, row, rights),
    }


def _visits(tx: Tx, ticket_id: str, rights: FieldSet) -> list[Row]:
    """The visits; where somebody checked in is for colleagues."""
    rows = visits_of(tx, ticket_id)
    inside = rights["internal_notes"] >= FieldAccess.READ
    return rows if inside else [{**row, "check_in": None} for row in rows]


def _seen_tasks(run: FlowRun, actor: Actor, rights: FieldSet) -> Iterator[Task]:
    """The open tasks. Whom a colleague asked for his say is for colleagues, and for whoever was asked."""
    inside = rights["internal_notes"] >= FieldAccess.READ
    for task in run.tasks.values():
        if inside or task.kind not in ASKED_IN or task.owner == actor.person:
            yield task


def _editable(tx: Tx, caller: Caller, row: Row, anchors: RowAnchors, rights: FieldSet) -> list[str]:
    """What `AmendTicket` would take from this caller: names of the core record, then keys of the form."""
    if row["archived_at"] is not None:
        return []
    if not isinstance(decide_access(caller.subject, "update", "ticket", anchors), Allowed):
        return []
    form = form_definition(tx, row["form"], row["form_version"])
    names = (*TEXTS, *PLAIN, *form.fields)
    return [name for name in dict.fromkeys(names) if rights[name] >= FieldAccess.EDIT]


def actor_of(caller: Caller, run: FlowRun, directory: identity.TxDirectory) -> Actor | None:
    """The caller as the flow sees him; None for callers who are nobody."""
    person = caller.subject.person
    if person is None:
        return None
    return actor_in(directory, run, person, caller.subject.roles)


def shown_row(tx: Tx, row: Row, rights: FieldSet) -> JsonObject:
    """The core record with hidden fields left out and masked ones masked; form data likewise."""
    form = form_definition(tx, row["form"], row["form_version"])
    data = redact(row["data"] or {}, rights, masks_of(form))
    core = {name: row[name] for name in SHOWN if name != "data"}
    visible = redact(core, rights, {})
    source = {"channel": row["channel"], "system": row["system"], "ref": row["external_ref"]}
    always = {name: row[name] for name in _ALWAYS}
    shown: JsonObject = {**visible, **always, "data": data}
    if rights["source"] >= FieldAccess.READ:
        shown["source"] = source
    return shown


def _task(
    flow: FlowDefinition, run: FlowRun, task: Task, actor: Actor, rights: FieldSet, waits: Instant | None
) -> JsonObject:
    """`waits`: the instant at which a caller who may urge looks, None for others."""
    step = flow.items[task.step]
    # Who else may claim it is for those who see the tables of candidates.
    everybody = rights["candidates"] >= FieldAccess.READ
    as_whom = owner_for(flow, run, task, actor)
    return {
        "id": task.id,
        "step": task.step,
        "label": dict(getattr(step, "label", {})),
        "kind": task.kind,
        "assignee": task.owner,
        "stands_in": as_whom if as_whom != actor.person else None,
        "candidates": [one for one in task.candidates if everybody or one == actor.person],
        "opened_at": task.opened_at,
        "visit": _visit(task),
        "urged": len(task.urged),
        "urge_in": rest_of(task.urged, waits) if waits is not None and task.owner != actor.person else None,
        "actions": [_action(flow, offer) for offer in open_actions(flow, run, task, actor)],
        "ahead": {
            state: [_action(flow, offer) for offer in offers]
            for state, offers in actions_ahead(flow, run, task, actor).items()
        },
    }


def _name_of(tx: Tx, flow: FlowDefinition, run: FlowRun, standing: tuple[Task, Actor]) -> str | None:
    """The name of the person for whom the actor stands in on this task."""
    task, actor = standing
    person = owner_for(flow, run, task, actor)
    if person is None or person == actor.person:
        return None
    brief = identity.person_briefs(tx, [person]).get(person)
    return brief.name if brief is not None else None


def _deputies(directory: identity.TxDirectory, task: Task, rights: FieldSet) -> list[str]:
    """Who may act in the owner's stead is for colleagues, as who was asked for his say is."""
    if task.owner is None or task.kept or rights["internal_notes"] < FieldAccess.READ:
        return []
    return list(directory.deputies_of(task.owner))


def _asked_again(flow: FlowDefinition, run: FlowRun, task: Task, known: tuple[JsonObject, FieldSet]) -> Json:
    """What changed since the step decided, of the fields that the reader may read."""
    data, rights = known
    news = asked_again(flow, run, task, data)
    if news is None:
        return None
    fields = [key for key in news["fields"] if rights[key] >= FieldAccess.READ]
    changed = [{"key": key, "before": news["before"].get(key), "now": data.get(key)} for key in fields]
    return {"since": news["since"], "fields": changed, "evidence": news["evidence"], "ways": news["ways"]}


def _visit(task: Task) -> JsonObject | None:
    current = task.visit
    if current is None:
        return None
    return {"id": current.id, "person": current.person, "state": current.state, "since": current.since}


def _action(flow: FlowDefinition, offer: ActionOffer) -> JsonObject:
    return {
        "key": offer.key,
        "label": dict(offer.label),
        "form": dict(offer.form),
        "comment": offer.comment,
        "signature": offer.signature,
        "evidence": dict(offer.evidence),
        "targets": list(offer.targets),
        "target_labels": {target: dict(flow.items[target].label) for target in offer.targets},
        "needs_person": offer.needs_person,
        "needs_many": offer.needs_many,
        "resume": list(offer.resume),
        "leads_to": visit_after(offer.key),
    }


def _notes(tx: Tx, ticket_id: str, rights: FieldSet, language: str) -> list[Row]:
    internal = rights["internal_notes"] >= FieldAccess.READ
    rows = tx.all(note, order=("at", "id"), ticket=ticket_id)
    # What the platform noted is written as a code: each reader has it in his own language.
    shown = [row for row in rows if internal or row["public"]]
    mentioned = {person for row in shown for person in row["mentions"] or ()}
    names = identity.person_briefs(tx, mentioned) if mentioned else {}
    words = ({"text": said(row["text"], language) if row["text"] else None} for row in shown)
    return [{**row, **said_so, "mentions": _named(row, names)} for row, said_so in zip(shown, words, strict=True)]


def _named(row: Row, names: dict[str, identity.PersonBrief]) -> list[JsonObject]:
    """Whom a note mentions, as they are called now; who was erased has no name."""
    return [{"id": person, "name": names[person].name if person in names else None} for person in row["mentions"] or ()]
