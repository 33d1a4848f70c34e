"""What must hold between people, work and time, asked of rows and streams as they stand."""

import json
from collections.abc import Iterable
from functools import partial
from random import Random
from typing import Any

import sqlalchemy as sa

from bihuan.core.flow import run_from_json
from bihuan.core.values import Instant
from bihuan.entry.ledger_check import verify
from bihuan.kernel.replay import difference_after_replay
from bihuan.kernel.tables import event, outbox, timer
from bihuan.kernel.tx import Tx
from bihuan.modules.notifications.tables import delivery_attempt, notice, notice_delivery
from bihuan.modules.tickets.tables import task, ticket, ticket_incident, ticket_run
from tests.simulator.machine import Machine
from tests.simulator.providers import Provider
from tests.simulator.watch import BrokenError

# So late may be what a living worker serves: it looks every second, and what was refused comes again within the hour.
LATE_MS = 2 * 3_600_000
_FORESEEN = ("TryAgainError", "RefusedForGoodError", "_WithheldError", "Refusal: storage.", "Refusal: automation.")


def replay(machine: Machine, streams: Iterable[str]) -> None:
    """Replaying these streams gives the rows that stand."""
    for stream in streams:
        compare = partial(difference_after_replay, hooks=machine.hooks, stream=stream)
        found = machine.tenant.writer.call(compare, dry=True)
        if found:
            raise BrokenError("replay equals live", f"{stream}: {found}")


def whole_ledger(machine: Machine) -> None:
    """The product's own check of everything, and of every checkpoint."""
    report = verify(machine.tenant)
    if report["faults"]:
        raise BrokenError("chain", str(report["faults"]))


def nothing_is_overdue(tx: Tx, now: Instant) -> None:
    """The worker has served what was due; a command of a timer that is refused again and again is a fault."""
    late = tx.rows(sa.select(timer).where(timer.c.due < now - LATE_MS).limit(5))
    if late:
        told = [f"{row['command']} of {row['stream']} since {now - row['due']} ms" for row in late]
        raise BrokenError("timers are served", "; ".join(told))
    waiting = sa.select(outbox).where(outbox.c.state == "waiting", outbox.c.due < now - LATE_MS).limit(5)
    left = [f"{row['follower']} of {row['stream']}#{row['no']}" for row in tx.rows(waiting)]
    if left:
        raise BrokenError("jobs are done", "; ".join(left))


def jobs_end(tx: Tx, now: Instant) -> None:
    """A job fails for reasons that were foreseen, and is done, dead or still being tried after its last failure."""
    for row in tx.rows(sa.select(outbox).where(outbox.c.last_error.is_not(None)).limit(500)):
        if not row["last_error"].startswith(_FORESEEN) or "delivery.fault" in row["last_error"]:
            raise BrokenError("only refusals", f"{row['follower']} of {row['stream']}: {row['last_error']}")
    forgotten = (outbox.c.state == "waiting", outbox.c.last_error.is_(None), outbox.c.at < now - LATE_MS)
    for row in tx.rows(sa.select(outbox).where(*forgotten, outbox.c.attempts > 1).limit(1)):
        raise BrokenError("jobs are done", f"{row['follower']} of {row['stream']} was done {row['attempts']} times")


def no_run_is_stuck(tx: Tx) -> None:
    """Every open run has something that moves it: an open task, a timer, an event it waits for, a job, an incident."""
    tasks = sa.exists().where(task.c.ticket == ticket.c.id, task.c.state == "open")
    joined = ticket.join(ticket_run, ticket_run.c.ticket == ticket.c.id)
    columns = (ticket.c.id, ticket.c.type, ticket_run.c.state)
    statement = sa.select(*columns).select_from(joined).where(ticket.c.ended_at.is_(None), ~tasks)
    for row in tx.rows(statement):
        run = run_from_json(row["state"])
        for token in run.tokens.values():
            if not _moves(tx, row["id"], token):
                raise BrokenError("no stuck run", f"{row['type']} {row['id']} stands at {token.step}")
        if run.running and not run.tokens:
            raise BrokenError("no stuck run", f"{row['type']} {row['id']} stands nowhere")


def _moves(tx: Tx, ticket_id: str, token: Any) -> bool:
    if token.wait is None:
        return False
    timed = tx.get(timer, stream=f"ticket:{ticket_id}", name=f"wait:{token.instance}")
    pushed = tx.all(outbox, stream=f"ticket:{ticket_id}", state="waiting")
    incident = tx.get(ticket_incident, ticket=ticket_id, instance=token.instance)
    if token.wait.until is not None and timed is None and token.wait.kind != "action":
        return False
    return bool(timed or pushed or incident or token.wait.event or token.wait.kind == "read")


def notices_once(tx: Tx, providers: Iterable[Provider]) -> None:
    """One notice per recipient and cause; what is noted as delivered has arrived; nothing arrived twice unprovoked."""
    columns = (notice.c.person, notice.c.cause, notice.c.kind, notice.c.source, notice.c.ticket)
    count = sa.func.count(notice.c.id)
    twice = sa.select(*columns, count).where(notice.c.person.is_not(None)).group_by(*columns).having(count > 1).limit(3)
    found = tx.rows(twice)
    if found:
        raise BrokenError("notices once", str(found))
    doubled = [text for provider in providers for text in provider.doubled()]
    if doubled:
        raise BrokenError("notices once", "; ".join(doubled[:3]))
    _arrived(tx, providers)


def _arrived(tx: Tx, providers: Iterable[Provider]) -> None:
    joined = delivery_attempt.join(notice_delivery, notice_delivery.c.id == delivery_attempt.c.delivery)
    statement = sa.select(notice_delivery.c.notice, delivery_attempt.c.channel).select_from(joined)
    arrived = {key.partition(">")[0] for provider in providers for key in provider.taken}
    for row in tx.rows(statement.where(delivery_attempt.c.outcome == "delivered")):
        if row["notice"] not in arrived:
            raise BrokenError("delivered is delivered", f"{row['notice']} by {row['channel']}")


def everybody_was_told(tx: Tx) -> None:
    """Whoever was offered work has a notice of it, unless he did it himself."""
    offers = tx.rows(sa.select(event.c.stream, event.c.no, event.c.body).where(event.c.type == "VisitOffered"))
    for row in offers:
        body, cause = json.loads(row["body"]), f"{row['stream']}#{row['no']}"
        person = body["data"]["person"]
        own = body["caller"].get("id") == person
        told = tx.scalar(
            sa.select(sa.func.count(notice.c.id)).where(notice.c.cause == cause, notice.c.person == person)
        )
        if not own and told != 1:
            raise BrokenError("notices once", f"{person} was told {told} times of {cause}")


def some(streams: list[str], chance: Random, most: int) -> list[str]:
    """A few of them."""
    return chance.sample(streams, min(most, len(streams)))
