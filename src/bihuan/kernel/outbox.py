"""Work after commit (semantics §2.3): a row per event and follower, retried with back-off, dead after the last try."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Kind, Refusal
from bihuan.kernel.command import Envelope, StoredEvent, system_caller
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks, JobContext, Keyed
from bihuan.kernel.ids import derived_id
from bihuan.kernel.ports import RefusedForGoodError, TryAgainError
from bihuan.kernel.tables import command_result
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import outbox as outbox_table
from bihuan.kernel.tables import payload as payload_table
from bihuan.kernel.tx import Tx

_MINUTE = 60_000
# Standard for webhooks: quick at first, then patient; jitter spreads a crowd that failed together.
BACK_OFF_MS = (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, 60 * _MINUTE, 6 * 60 * _MINUTE, 24 * 60 * _MINUTE)
LEASE_MS = 5 * _MINUTE
_TAKE = "UPDATE outbox SET due = {0}, attempts = attempts + 1 WHERE id = {0} AND state = 'waiting' AND due <= {0}"
_CLAIM = {"sqlite": _TAKE.format("?"), "postgresql": _TAKE.format("%s")}


@dataclass(frozen=True, slots=True)
class Claimed:
    """An outbox row that this worker holds until its lease ends."""

    id: str
    follower: str
    attempts: int
    event: StoredEvent


def enqueue(tx: Tx, hooks: Hooks, events: list[StoredEvent]) -> None:
    """Write one row per event and registered job; of jobs that run once per unit, for each stream's last event."""
    rows = {}
    for event in events:
        for name, _ in hooks.jobs.get(type(event.event), ()):
            concerns = hooks.once_per_unit.get(name)
            if concerns is not None and not concerns(event.event):
                continue
            rows[event.ref if concerns is None else event.stream, name] = {
                "id": derived_id(event.ref, name),
                "stream": event.stream,
                "no": event.no,
                "follower": name,
                "state": "waiting",
                "attempts": 0,
                "due": event.at,
                "last_error": None,
                "at": event.at,
            }
    tx.insert(outbox_table, *rows.values())


def due_followers(tx: Tx, now: Instant) -> list[str]:
    """The followers that have a row whose moment has passed."""
    statement = sa.select(outbox_table.c.follower).distinct()
    return [row["follower"] for row in tx.rows(statement.where(*_due(now)))]


def due_ids(tx: Tx, now: Instant, limit: int = 32, follower: str | None = None) -> list[str]:
    """Rows whose moment has passed, oldest first; of one follower, or of all."""
    statement = sa.select(outbox_table.c.id).where(*_due(now)).order_by(outbox_table.c.due).limit(limit)
    if follower is not None:
        statement = statement.where(outbox_table.c.follower == follower)
    return [row["id"] for row in tx.rows(statement)]


def _due(now: Instant) -> tuple[sa.ColumnElement[bool], ...]:
    return outbox_table.c.state == "waiting", outbox_table.c.due <= now


def claim(tx: Tx, log: EventLog, row_id: str, now: Instant) -> Claimed | None:
    """Take a row by compare-and-swap; None when another worker was faster. A lease that ends makes it due again."""
    if tx.run(_CLAIM[tx.kind], (now + LEASE_MS, row_id, now)).rowcount != 1:
        return None
    row = tx.get(outbox_table, id=row_id)
    if row is None:
        return None
    stored = tx.get(event_table, stream=row["stream"], no=row["no"])
    secret = tx.get(payload_table, stream=row["stream"], no=row["no"])
    if stored is None:
        return None
    event = log.decode(tx, stored["body"], secret["data"] if secret else None)
    return Claimed(row_id, row["follower"], row["attempts"], event)


def finish(tx: Tx, row_id: str) -> None:
    """The follower has done its work."""
    tx.update(outbox_table, {"id": row_id}, {"state": "done", "last_error": None})


def fail(tx: Tx, claimed: Claimed, error: Exception, now: Instant) -> None:
    """Try again later, or give up: a dead row waits for a person (`replay`)."""
    text = f"{type(error).__name__}: {error}"[:500]
    attempt = claimed.attempts - 1
    if attempt >= len(BACK_OFF_MS) or isinstance(error, RefusedForGoodError):
        tx.update(outbox_table, {"id": claimed.id}, {"state": "dead", "last_error": text})
        return
    delay = BACK_OFF_MS[attempt]
    if isinstance(error, TryAgainError) and error.after_ms is not None:
        # Not before they said so, nor more often than anybody else: a crowd held back must not wear out its tries.
        delay = max(delay, error.after_ms)
    delay += _jitter(claimed, delay // 4)
    tx.update(outbox_table, {"id": claimed.id}, {"due": now + delay, "last_error": text})


def replay(tx: Tx, row_id: str, now: Instant) -> None:
    """Put a dead row back to work. Raises Refusal `outbox.not_dead`."""
    changed = tx.update(outbox_table, {"id": row_id, "state": "dead"}, {"state": "waiting", "attempts": 0, "due": now})
    if changed != 1:
        raise Refusal("outbox.not_dead", Kind.CONFLICT, id=row_id)


def _jitter(claimed: Claimed, span: int) -> int:
    # Drawn from the row's id: spread out, and the same on every run of one seed.
    return int(derived_id(claimed.id, str(claimed.attempts))[:8], 16) % max(span, 1)


def run_job(hooks: Hooks, claimed: Claimed, context: JobContext, submit: Callable[[Envelope], Any]) -> None:
    """Run a follower and send its commands under ids that make a repeat harmless."""
    job = hooks.job_names.get(claimed.follower)
    if job is None:
        raise Refusal("outbox.follower_unknown", Kind.UNAVAILABLE, follower=claimed.follower)
    name = partial(derived_id, claimed.event.ref, claimed.follower)

    def was_sent(key: str) -> bool:
        return context.read(lambda tx: tx.get(command_result, id=name(key))) is not None

    for index, asked in enumerate(job(claimed.event, replace(context, was_sent=was_sent))):
        one = asked if isinstance(asked, Keyed) else Keyed(str(index), asked)
        _send(one, claimed.event.ref, name, submit)


def _send(one: Keyed, cause: str, name: Callable[[str], str], submit: Callable[[Envelope], Any]) -> None:
    def send(key: str, command: Any) -> None:
        submit(Envelope(name(key), command, system_caller(cause), "job", cause=cause))

    try:
        send(one.key, one.command)
    except Refusal as refusal:
        if one.otherwise is None or refusal.kind is Kind.UNAVAILABLE:
            raise
        instead = one.otherwise(refusal)
        if instead is not None:
            send(f"{one.key}/otherwise", instead)
