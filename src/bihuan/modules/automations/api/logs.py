"""What rules did about a ticket, for those who work on it."""

from typing import Annotated

from fastapi import Depends, Path

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel import outbox
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.automations import queries
from bihuan.modules.automations.api import shapes as s
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["automations"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
No = Annotated[int, Path(ge=1, le=1_000_000_000)]


@router.get("/{key}/automations")
async def ticket_log(key: str, desk: DeskDep) -> s.TicketLogOut:
    """Which rules fired and which did not, and why; contests between rules; following actions and how they fare."""
    return await desk.read(lambda tx: _log(desk, tx, key))


@router.post("/{key}/automations/{no}/retry")
async def retry_action(key: str, no: No, desk: DeskDep) -> s.TicketLogOut:
    """Try a following action again that was given up; `no` is its number in the ticket's history."""
    check_access(desk.caller.subject, "manage", "automation", {})

    def find(tx: Tx) -> str:
        ticket, _ = tickets.readable_row(tx, desk.caller, key)
        row = queries.action_row(tx, ticket["id"], no)
        if row is None:
            raise Refusal("automation.no_action", Kind.NOT_FOUND, no=no)
        return queries.job_id(row)

    job = await desk.read(find)
    now = desk.now()
    await desk.write(lambda tx: outbox.replay(tx, job, now))
    return await desk.read(lambda tx: _log(desk, tx, key))


def _log(desk: Desk, tx: Tx, key: str) -> s.TicketLogOut:
    ticket, _ = tickets.readable_row(tx, desk.caller, key)
    reader = queries.LogReader(tx, desk.caller, EventLog(desk.hooks), desk.info.zone)
    if not queries.may_read_log(reader.sight.rights_on(ticket)):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="read", object="internal_notes")
    log = queries.ticket_log(reader, ticket)
    named = {"ticket": ticket["id"], "number": ticket["number"]}
    runs = [s.RunOut(**run, **named) for run in log["runs"]]
    return s.TicketLogOut(runs=runs, actions=[s.ActionOut(**action) for action in log["actions"]])
