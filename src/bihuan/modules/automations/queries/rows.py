"""Typed reads of rules, their log and the endpoints."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from bihuan.core.values import JsonObject, Kind, Refusal, thaw_json
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import outbox
from bihuan.kernel.tables import payload as payload_table
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations.tables import rule, rule_action, rule_run, rule_version, webhook_endpoint

JOB = "automations.act"
MOST_CAUSES = 12
# How far back "why did it not fire" is looked for, in lines of all rules.
RECENT = 2_000
_MET = {
    "sqlite": "SELECT 1 FROM rule_run WHERE ticket = ? LIMIT 1",
    "postgresql": "SELECT 1 FROM rule_run WHERE ticket = %s LIMIT 1",
}


def rule_row(tx: Tx, key: str) -> Row | None:
    """One rule, deleted or not."""
    return tx.get(rule, key=key)


def the_rule(tx: Tx, key: str) -> Row:
    """One rule. Refuses `automation.not_found`."""
    row = rule_row(tx, key)
    if row is None:
        raise Refusal("automation.not_found", Kind.NOT_FOUND)
    return row


def rule_rows(tx: Tx, *, deleted: bool = False) -> list[Row]:
    """The rules in the order in which they run; or those that were deleted."""
    return [row for row in tx.all(rule, order=("position", "key")) if (row["deleted_at"] is not None) == deleted]


def versions(tx: Tx, key: str) -> list[Row]:
    """Every version of a rule, newest first."""
    return tx.all(rule_version, order=("-version",), stream_id=f"rule.{key}")


def version_row(tx: Tx, key: str, version: int) -> Row | None:
    """One version of a rule."""
    return tx.get(rule_version, stream_id=f"rule.{key}", version=version)


# --- the log ------------------------------------------------------------------------------------------------------


def runs_of_rule(tx: Tx, log: EventLog, key: str, tickets: sa.Select[Any], limit: int) -> list[Row]:
    """What a rule did about these tickets, newest first, and why it did not among the last lines of all rules.
    `recent`: the line is among those, so that its being listed does not tell that the rule fired."""
    run = rule_run.c
    fired = (
        sa.select(rule_run)
        .where(run.rule == key, run.fired, run.ticket.in_(tickets))
        .order_by(run.at.desc())
        .limit(limit)
    )
    recent = sa.select(rule_run).order_by(run.at.desc()).limit(RECENT).subquery()
    oldest = tx.scalar(sa.select(run.at).order_by(run.at.desc()).offset(RECENT - 1).limit(1))
    here = sa.and_(recent.c.rule == key, sa.not_(recent.c.fired), recent.c.ticket.in_(tickets))
    rows = [*tx.rows(fired), *tx.rows(sa.select(recent).where(here).order_by(recent.c.at.desc()).limit(limit))]
    rows.sort(key=lambda row: (-row["at"], row["ticket"], row["no"]))
    return [{**row, "recent": oldest is None or row["at"] > oldest} for row in _told(tx, log, rows[:limit])]


def was_met(tx: Tx, ticket: str) -> bool:
    """Whether any rule's trigger ever went off for a ticket."""
    return tx.run(_MET[tx.kind], (ticket,)).fetchone() is not None


def runs_of_ticket(tx: Tx, log: EventLog, ticket: str) -> list[Row]:
    """What rules did or did not do about a ticket, oldest first."""
    return list(_told(tx, log, tx.all(rule_run, order=("no", "rule"), ticket=ticket)))


def _told(tx: Tx, log: EventLog, rows: Sequence[Row]) -> Iterator[Row]:
    """Each row with what the event tells of its rule: {unmet, patch, refused} as long as it is not erased."""
    events: dict[tuple[str, int], Any] = {}
    for row in rows:
        place = (row["ticket"], row["no"])
        if place not in events:
            events[place] = _event(tx, log, *place)
        ran = events[place]
        details = thaw_json(ran.details) or {}
        (outcome,) = (item for item in ran.outcomes if item["rule"] == row["rule"])
        contests = [item for item in thaw_json(ran.contests) if row["rule"] in item["rules"]]
        versions = {item["rule"]: item["rule_version"] for item in ran.outcomes}
        yield {**row, **outcome, "details": details.get(row["rule"]), "contests": contests, "versions": versions}


def _event(tx: Tx, log: EventLog, ticket: str, no: int) -> Any:
    place = {"stream": f"ticket:{ticket}", "no": no}
    stored, secret = tx.get(event_table, **place), tx.get(payload_table, **place)
    if stored is None:
        raise LookupError(f"{place} has a row but no event")
    return log.decode(tx, stored["body"], secret["data"] if secret else None).event


def actions_of_ticket(tx: Tx, ticket: str) -> list[JsonObject]:
    """The following actions that rules asked for about a ticket, each with how it fares."""
    rows = tx.all(rule_action, order=("no",), ticket=ticket)
    jobs = _jobs(tx, [job_id(row) for row in rows])
    return [{**row, **_fares(jobs.get(job_id(row)))} for row in rows]


def action_row(tx: Tx, ticket: str, no: int) -> Row | None:
    """One following action."""
    return tx.get(rule_action, ticket=ticket, no=no)


def job_id(row: Row) -> str:
    """The outbox row that carries out an action."""
    return derived_id(f"ticket:{row['ticket']}#{row['no']}", JOB)


def _jobs(tx: Tx, ids: list[str]) -> dict[str, Row]:
    columns = (outbox.c.id, outbox.c.state, outbox.c.attempts, outbox.c.due, outbox.c.last_error)
    return {row["id"]: row for row in tx.rows(sa.select(*columns).where(outbox.c.id.in_(ids)))} if ids else {}


def _fares(job: Row | None) -> JsonObject:
    """`state`: waiting, retrying (`error` says why, `next_try` when), failed (a person must look) or done."""
    if job is None or job["state"] == "done":
        return {"state": "done", "attempts": job["attempts"] if job else 1, "error": None, "next_try": None}
    state = {"dead": "failed", "waiting": "retrying" if job["last_error"] else "waiting"}[job["state"]]
    next_try = job["due"] if state == "retrying" else None
    return {"state": state, "attempts": job["attempts"], "error": job["last_error"], "next_try": next_try}


def chain_behind(tx: Tx, cause: str | None) -> tuple[str, ...]:
    """The rules that led to an event, oldest first: up the causes to the action that some rule asked for."""
    for _ in range(MOST_CAUSES):
        stream, _, no = (cause or "").partition("#")
        if not no.isdecimal():
            return ()
        asked = tx.get(rule_action, ticket=stream.partition(":")[2], no=int(no))
        if asked is not None:
            return (*asked["chain"],)
        cause = _cause_of(tx, stream, int(no))
    return ()


def _cause_of(tx: Tx, stream: str, no: int) -> str | None:
    body = tx.scalar(sa.select(event_table.c.body).where(event_table.c.stream == stream, event_table.c.no == no))
    return json.loads(body).get("cause") if body is not None else None


# --- endpoints ----------------------------------------------------------------------------------------------------


def endpoint_rows(tx: Tx) -> list[Row]:
    """Every endpoint, by key."""
    return tx.all(webhook_endpoint, order=("key",))


def endpoint_row(tx: Tx, key: str) -> Row | None:
    """One endpoint."""
    return tx.get(webhook_endpoint, key=key)
