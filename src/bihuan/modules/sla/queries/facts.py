"""A ticket as its clocks see it: its record and what stands under `work` (docs/sla.md)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bihuan.core.calendars import add, working_days
from bihuan.core.flow import FlowRun
from bihuan.core.rules import Env
from bihuan.core.sla import Fact
from bihuan.core.values import Instant, JsonObject, Refusal
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.sla.queries.clocks import clock_rows
from bihuan.modules.sla.queries.definitions import Applied, Present, present
from bihuan.modules.tickets import interface as tickets


def own_working_days(tx: Tx) -> Callable[[date, int], date] | None:
    """The working days of the company's own calendar; None while it has none."""
    in_force = present(tx)
    calendar = in_force.calendars.get(in_force.default or "")
    return working_days(calendar) if calendar is not None else None


def working_end(tx: Tx, ticket: str, since: Instant, length: int, calendar: str) -> Instant:
    """Where working time ends: by the calendar named, else the one that the ticket's clocks run on, else the company's
    own. On the clock where none of them is kept, and where one never opens so long."""
    in_force = present(tx)
    keys = (calendar, *(row["calendar"] for row in clock_rows(tx, ticket)), in_force.default or "")
    kept = next((in_force.calendars[key] for key in keys if key in in_force.calendars), None)
    if kept is None:
        return since + length
    try:
        return add(kept, since, length)
    except Refusal:
        return since + length


def env_for(tx: Tx, tenant: TenantInfo, now: Instant, in_force: Present) -> Env:
    """What conditions may know besides the record; working days are those of the company's own calendar."""
    calendar = in_force.calendars.get(in_force.default or "")
    if calendar is None:
        return identity.env_of(tx, tenant, now)
    return identity.env_of(tx, tenant, now, working_days(calendar))


def fact_of(
    tx: Tx,
    tenant: TenantInfo,
    row: Row,
    judged_by: Applied,
    times: tuple[Instant, Instant],
    why: tuple[tuple[str, ...], JsonObject] = ((), {}),
) -> Fact:
    """The ticket as a fact. `times`: effective instant and now; `why`: words for what happened, and the cause."""
    at, now = times
    happened, cause = why
    record = tickets.record_at(tx, tenant, now, row, judged_by.reads)
    return Fact(at, {**record, "work": work_of(tx, row, happened)}, cause)


def work_of(tx: Tx, row: Row, happened: tuple[str, ...]) -> Mapping[str, Any]:
    """The facts of work: who has it, whether it was accepted and answered, which steps were gone through."""
    run = tickets.run_of(tx, row["id"])
    left = list(run.results)
    entered = [*left, *(token.step for token in run.tokens.values() if token.step not in run.results)]
    return {
        "category": row["category"],
        "stage": row["stage"],
        "assigned": row["assignee"] is not None,
        "accepted": _is_accepted(run),
        # What was just made cannot have been answered.
        "responded": "created" not in happened and tickets.is_answered(tx, row),
        "entered": entered,
        "left": left,
        "happened": list(happened),
    }


def _is_accepted(run: FlowRun) -> bool:
    """Somebody has taken up what stands open: an offer was accepted, or it is work that is not offered."""
    for task in run.tasks.values():
        if task.owner is not None and (task.visit is None or task.visit.state != "offered"):
            return True
    return False
