"""Typed reads of rules, their log and the endpoints."""

import json
from collections.abc import Sequence

import sqlalchemy as sa

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import outbox
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations.tables import rule, rule_action, rule_run, rule_version, webhook_endpoint

JOB = "automations.act"
MOST_CAUSES = 12
RUN_TICKET = rule_run.c.ticket


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


def runs_of_rule(tx: Tx, key: str, where: Sequence[sa.ColumnElement[bool]], limit: int) -> list[Row]:
    """What a rule did or did not do, newest first; `where` says about which tickets."""
    statement = sa.select(rule_run).where(rule_run.c.rule == key, *where)
    return tx.rows(statement.order_by(rule_run.c.at.desc(), rule_run.c.ticket, rule_run.c.no).limit(limit))


def runs_of_ticket(tx: Tx, ticket: str) -> list[Row]:
    """What rules did or did not do about a ticket, oldest first."""
    return tx.all(rule_run, order=("no", "rule"), ticket=ticket)


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
