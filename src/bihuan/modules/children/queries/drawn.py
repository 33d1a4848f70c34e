"""The children that a step of a flow opens: what each begins with, and whose it is."""

from collections.abc import Mapping
from typing import Any

from bihuan.core import flow as f
from bihuan.core.values import Json, JsonObject, Refusal
from bihuan.kernel.command import system_caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.children.queries.offering import fields_to_fill, offered, passed_on
from bihuan.modules.children.tables import ticket_child
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ChildOf, CreateTicket, Source, TellOfChild

MAX_TITLE = 200
# How a child stands whose run is in this state.
_ENDS = {"running": "open", "ended": "done"}


def wanted(tx: Tx, ticket: str, asked: f.ChildrenAsked) -> list[tuple[str, Any]]:
    """(part, command) for each child that the step still asks for: open it; if it is there already, say how it is.
    What cannot be opened is a Refusal in the command's place."""
    row = tickets.ticket_row(tx, ticket)
    token = tickets.run_of(tx, ticket).tokens.get(asked.instance) if row is not None else None
    if row is None or token is None or token.wait is None:
        return []
    parts = {part.key: part for part in token.wait.parts}
    found = ((one, parts.get(one["part"])) for one in asked.parts)
    return [(part.key, _command(tx, row, token, (one, part))) for one, part in found if part is not None]


def _command(tx: Tx, row: Row, token: f.Token, wanting: tuple[JsonObject, f.Part]) -> Any:
    one, part = wanting
    ticket = row["id"]
    if part.child is not None:
        return TellOfChild(ticket=ticket, child=part.child, state=fares(tx, part.child))
    left = _left_over(tx, ticket, token, part.key)
    if left is not None:
        return TellOfChild(ticket=ticket, child=left, state="open", step=token.step, part=part.key)
    try:
        return _report(tx, row, token.step, one)
    except Refusal as refusal:
        return refusal


def _left_over(tx: Tx, ticket: str, token: f.Token, part: str) -> str | None:
    """A child of the same step and part that went on when its step was left: work that comes back goes to it."""
    rows = tx.all(ticket_child, order=("at", "child"), ticket=ticket, step=token.step, part=part, state="open")
    return rows[-1]["child"] if rows else None


def fares(tx: Tx, child: str) -> str:
    """open, done (it came to its regular end), cancelled."""
    return _ENDS.get(tickets.run_of(tx, child).state, "cancelled")


def _report(tx: Tx, row: Row, step_id: str, one: JsonObject) -> CreateTicket:
    step = tickets.flow_of(tx, row).items[step_id]
    assert isinstance(step, f.ChildrenStep)  # no other step asks for children
    kind: str = one["type"]
    kept = passed_on(tx, system_caller(), row, kind, _to_take(tx, row, step, kind))
    team = _team(tx, one["team"])
    rows = f.rows_of(step, row["data"] or {})
    filled = _filled(tx, step, kind, rows.get(one["part"], {}))
    place = list(rows).index(one["part"]) + 1 if one["part"] in rows else 0
    return CreateTicket(
        type=kind,
        title=_title(tx, row, step, (one, team, place)),
        team=team,
        source=Source(row["channel"]),
        submitter=_submitter(tx, row),
        data={**kept.pop("data"), **filled},
        child_of=ChildOf(ticket=row["id"], step=step_id, row=one["part"]),
        **kept,
    )


def _to_take(tx: Tx, row: Row, step: f.ChildrenStep, kind: str) -> tuple[str, ...] | None:
    """What the step names, as far as there is such a value and the child has a place for it."""
    if step.take is None:
        return None
    known = offered(tx, system_caller(), row, kind)
    return tuple(name for name in step.take if name in known)


def _team(tx: Tx, named: str | None) -> str | None:
    """A team by its id, or by its name where that is one team's; else as it is written, which is then refused."""
    units = identity.organisation(tx).units
    if named is None or named in units:
        return named
    found = [key for key, unit in units.items() if unit["kind"] == "team" and unit["name"] == named]
    return found[0] if len(found) == 1 else named


def _title(tx: Tx, row: Row, step: f.ChildrenStep, of: tuple[JsonObject, str | None, int]) -> str:
    """What it is called: as drawn, else as the parent; and which team's or row's it is."""
    one, team, place = of
    own = next((team.title for team in step.teams if team.part == one["part"]), None)
    drawn = own or step.title
    base = drawn["zh"] if drawn is not None else row["title"] or row["number"]
    unit = identity.organisation(tx).units.get(team or "")
    which = f"第 {place} 行" if place else unit["name"] if unit is not None else ""
    return (base if own is not None or not which else f"{base} · {which}")[:MAX_TITLE]


def _filled(tx: Tx, step: f.ChildrenStep, kind: str, cells: Mapping[str, Json]) -> JsonObject:
    """The child's fields that the row fills: as drawn, else those of the same keys."""
    fill = step.fill
    if fill is None:
        fields = fields_to_fill(tx, kind)
        fill = {key: key for key in cells if key in fields}
    return {key: cells[column] for key, column in fill.items() if cells.get(column) is not None}


def _submitter(tx: Tx, row: Row) -> str:
    """Whose the child is: a colleague's, for the customer asked for one thing. Who worked on the parent last, else who
    reported or has it, else who answers for it; the customer where there is nobody else."""
    flow = tickets.flow_of(tx, row)
    roles = (*sorted(flow.leads), *sorted(flow.admins))
    leaders = (person for role in roles for person in identity.members_of(tx, "role", role))
    near = (tickets.run_of(tx, row["id"]).last_handler, row["submitter"], row["assignee"], row["created_by"])
    for person in (*filter(None, near), *leaders):
        if identity.is_active(tx, person) and not identity.is_customers(tx, person):
            return str(person)
    return str(row["submitter"])
