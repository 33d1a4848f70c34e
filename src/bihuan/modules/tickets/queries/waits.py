"""What a ticket waits for that is nobody's task, and who was told of it without having to act."""

from bihuan.core.access import FieldAccess, FieldSet
from bihuan.core.flow import Actor, FlowDefinition, FlowRun, Token, Wait, may_end_wait, may_settle
from bihuan.core.values import JsonObject
from bihuan.kernel.errors import said
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets.tables import ticket_copy


def waits_of(
    flow: FlowDefinition, run: FlowRun, actor: Actor | None, rights: FieldSet, language: str
) -> list[JsonObject]:
    """The waits that hold the run, oldest first; `may_end`: whether the caller may end one before its time.

    What failed and why is for readers of internal notes; others wait as for any action.
    """
    inside = rights["internal_notes"] >= FieldAccess.READ
    waiting = [token for token in run.tokens.values() if token.wait is not None]
    return [_wait(flow, token, actor, language if inside else None) for token in waiting]


def _wait(flow: FlowDefinition, token: Token, actor: Actor | None, language: str | None) -> JsonObject:
    wait = token.wait
    assert wait is not None  # asked for by the caller
    failed = wait.kind == "incident"
    # How the work is cut up, and what failed of it, is for colleagues.
    hidden = language is None and (failed or wait.kind == "children")
    return {
        "instance": token.instance,
        "step": token.step,
        "label": dict(getattr(flow.items[token.step], "label", {})),
        "kind": "action" if hidden else wait.kind,
        "until": wait.until,
        "event": wait.event,
        "key": "" if failed else wait.key,
        "why": said(wait.key, language) if failed and language is not None else None,
        "unread": len(wait.people),
        "children": None if hidden or not wait.parts else _progress(wait),
        "may_end": actor is not None and may_end_wait(flow, token, actor),
        "may_settle": actor is not None and may_settle(flow, token, actor),
    }


def _progress(wait: Wait) -> JsonObject:
    """How many of the children that a step opens are over, and how many came to their regular end."""
    states = [part.state for part in wait.parts if part.state != "dropped"]
    return {
        "all": len(states),
        "over": sum(1 for state in states if state in ("done", "cancelled")),
        "done": states.count("done"),
    }


def copies_of(tx: Tx, flow: FlowDefinition, ticket_id: str, person: str | None, rights: FieldSet) -> list[JsonObject]:
    """知会 and 抄送 with who has read and when, oldest first. Who else was told is for readers of internal notes."""
    inside = rights["internal_notes"] >= FieldAccess.READ
    told: dict[str, JsonObject] = {}
    for row in tx.all(ticket_copy, order=("at", "instance", "person"), ticket=ticket_id):
        if not inside and row["person"] != person:
            continue
        one = told.setdefault(
            row["instance"],
            {
                "step": row["step"],
                "label": dict(getattr(flow.items.get(row["step"]), "label", {})),
                "kind": row["kind"],
                "text": row["text"],
                "at": row["at"],
                "people": [],
                "unread": False,
            },
        )
        one["people"].append({"person": row["person"], "read_at": row["read_at"]})
        one["unread"] = one["unread"] or (row["person"] == person and row["read_at"] is None)
    return list(told.values())


def unread_copies(tx: Tx, ticket_id: str, person: str) -> list[Row]:
    """What this person was told of the ticket and has not read, oldest first."""
    rows = tx.all(ticket_copy, order=("at", "instance"), ticket=ticket_id, person=person)
    return [row for row in rows if row["read_at"] is None]
