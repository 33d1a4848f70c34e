"""What a rule would have done: on the last tickets that the caller may read, without writing anything."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from bihuan.core.access import READ, scope_of
from bihuan.core.automation import (
    Change,
    Contest,
    DryRun,
    WouldFire,
    dry_run,
    judged_by,
    parse_rule,
    worked_out_from,
)
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject, Refusal
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations.queries.catalogue import CATALOGUE
from bihuan.modules.automations.queries.changes import ReadStream, batches_of, changes_of
from bihuan.modules.automations.queries.rows import rule_rows
from bihuan.modules.automations.queries.rulesets import RuleSet, epoch, rule_set, set_of
from bihuan.modules.automations.queries.sight import Sight
from bihuan.modules.automations.queries.vocabulary import vocabulary
from bihuan.modules.tickets import interface as tickets

MOST_EXAMPLES = 200


@dataclass(frozen=True, slots=True)
class Tried:
    """A dry run, the tickets it was about by id, and of how many nothing may be said (a field is hidden)."""

    run: DryRun
    tickets: dict[str, Row]
    hidden: int


def try_rule(context: Context, read: ReadStream, body: JsonObject, last: int) -> Tried:
    """The rule on the changes of the last tickets. The rule must have been checked before.

    What a rule would have done tells of the fields that it reads: it is tried only on tickets of which the caller may
    read them all, and beside those other rules only of which that is true as well.
    """
    rows = _last_tickets(context, last)
    sight, others = Sight(context.tx, context.caller.subject), _others(context.tx, body)
    groups: dict[tuple[str, int, frozenset[str]], list[Row]] = {}
    hidden = 0
    for row in rows:
        if not sight.sees_all(_reads(body), row):
            hidden += 1
            continue
        left_out = frozenset(key for key, paths in others.items() if not sight.sees_all(paths, row))
        groups.setdefault((row["form"], row["form_version"], left_out), []).append(row)
    runs = []
    for (form, version, left_out), of_group in groups.items():
        rules = _rules(context, body, form, version, left_out)
        if rules is not None:
            runs.append(dry_run(rules.rules[0], rules.rules[1:], _past(context, read, of_group, rules)))
    return Tried(_together(str(body["key"]), runs), {row["id"]: row for row in rows}, hidden)


def _others(tx: Tx, body: JsonObject) -> dict[str, frozenset[str]]:
    return {row["key"]: _reads(row["body"]) for row in rule_rows(tx) if row["active"] and row["key"] != body["key"]}


def _reads(body: JsonObject) -> frozenset[str]:
    return judged_by(body).union(*(paths for _, paths in worked_out_from(body)))


def _last_tickets(context: Context, last: int) -> list[Row]:
    listing = tickets.TICKETS
    mine = scope_condition(scope_of(context.caller.subject, READ, "ticket"), listing.anchors, listing.id)
    statement = sa.select(listing.source).where(mine).order_by(listing.source.c.pos.desc()).limit(last)
    return context.tx.rows(statement)


def _rules(context: Context, body: JsonObject, form: str, version: int, left_out: frozenset[str]) -> RuleSet | None:
    """The rule first, then those it would run beside; None where it is not for tickets with this form."""
    tx = context.tx
    try:
        rule = parse_rule({**body, "active": True}, vocabulary(tickets.record_schema(tx, form, version)), CATALOGUE)
    except Refusal:
        return None
    at = epoch(tx)
    others = rule_set(tx, at, form, version).rules if at is not None else ()
    return set_of((rule, *(other for other in others if other.key != rule.key and other.key not in left_out)))


def _past(context: Context, read: ReadStream, rows: list[Row], rules: RuleSet) -> Iterator[tuple[Change, Env]]:
    for row in rows:
        for batch in batches_of(context.tx, read(context.tx, f"ticket:{row['id']}")):
            then = replace(context, now=batch.events[-1].at)
            env = tickets.record_env(then)
            for change in changes_of(then, batch, rules):
                if not change.due:
                    yield change, env


def _together(key: str, runs: list[DryRun]) -> DryRun:
    unmet: Counter[str] = Counter()
    examples: list[WouldFire] = []
    contests: dict[Contest, None] = {}
    for run in runs:
        unmet.update(run.unmet)
        examples += run.examples
        contests.update(dict.fromkeys(run.contests))
    looked_at, concerned, fired = (
        sum(getattr(run, name) for run in runs) for name in ("looked_at", "concerned", "fired")
    )
    return DryRun(key, looked_at, concerned, fired, tuple(examples[:MOST_EXAMPLES]), dict(unmet), tuple(contests))
