"""What a rule would have done: on the last tickets that the caller may read, without writing anything."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from bihuan.core.access import READ, scope_of
from bihuan.core.automation import Change, Contest, DryRun, WouldFire, dry_run, parse_rule
from bihuan.core.rules import Env
from bihuan.core.values import Json, Refusal
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.automations.queries.catalogue import CATALOGUE
from bihuan.modules.automations.queries.changes import ReadStream, batches_of, changes_of
from bihuan.modules.automations.queries.rulesets import RuleSet, epoch, rule_set, set_of
from bihuan.modules.automations.queries.vocabulary import vocabulary
from bihuan.modules.tickets import interface as tickets

MOST_EXAMPLES = 200


def try_rule(context: Context, read: ReadStream, body: Json, last: int) -> tuple[DryRun, dict[str, Row]]:
    """The rule on the changes of the last tickets, and those tickets by id. The rule must have been checked before."""
    rows = _last_tickets(context, last)
    runs = []
    for form, version in dict.fromkeys((row["form"], row["form_version"]) for row in rows):
        rules = _rules(context, body, form, version)
        if rules is not None:
            of_form = [row for row in rows if (row["form"], row["form_version"]) == (form, version)]
            runs.append(dry_run(rules.rules[0], rules.rules[1:], _past(context, read, of_form, rules)))
    return _together(str(body["key"]), runs), {row["id"]: row for row in rows}


def _last_tickets(context: Context, last: int) -> list[Row]:
    listing = tickets.TICKETS
    mine = scope_condition(scope_of(context.caller.subject, READ, "ticket"), listing.anchors, listing.id)
    columns = (listing.source.c[name] for name in ("id", "number", "form", "form_version", "pos"))
    statement = sa.select(*columns).where(mine).order_by(listing.source.c.pos.desc()).limit(last)
    return context.tx.rows(statement)


def _rules(context: Context, body: Json, form: str, version: int) -> RuleSet | None:
    """The rule first, then those it would run beside; None where it is not for tickets with this form."""
    tx = context.tx
    try:
        rule = parse_rule({**body, "active": True}, vocabulary(tickets.record_schema(tx, form, version)), CATALOGUE)
    except Refusal:
        return None
    at = epoch(tx)
    others = rule_set(tx, at, form, version).rules if at is not None else ()
    return set_of((rule, *(other for other in others if other.key != rule.key)))


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
