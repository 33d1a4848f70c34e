"""Which tickets a rule's schedule may concern: as much of its condition as SQL can say, newest first."""

from collections.abc import Iterator

import sqlalchemy as sa

from bihuan.core.automation import Change, Rule, concerns, unmet
from bihuan.core.rules import FieldRef, parse_condition, to_sql
from bihuan.core.values import Json, Refusal
from bihuan.db.rule_sql import Place, rule_target
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.automations.queries.changes import record_with_counts
from bihuan.modules.automations.queries.rulesets import RuleSet
from bihuan.modules.tickets import interface as tickets

# Where the list of tickets keeps what rules know by another name.
_ALSO = {"source": "channel", "source_channel": "channel"}


def candidates(context: Context, rule: Rule, after: str | None, limit: int) -> list[Row]:
    """Id and position of tickets that are not archived and that the rule may concern, behind `after`."""
    ticket = tickets.TICKETS.source
    where = [ticket.c.archived_at.is_(None), *_conditions(context, rule)]
    if after is not None:
        where.append(ticket.c.pos < int(after))
    statement = sa.select(ticket.c.id, ticket.c.pos).where(*where).order_by(ticket.c.pos.desc()).limit(limit)
    return context.tx.rows(statement)


def _conditions(context: Context, rule: Rule) -> Iterator[sa.ColumnElement[bool]]:
    """What cannot be said in SQL is left to the rule itself, which is asked about every ticket anyway."""
    if rule.condition is None:
        return
    env, target = tickets.record_env(context), rule_target(context.tx.kind, _place)
    for part in _conjuncts(rule.condition.condition.tree):
        try:
            yield to_sql(parse_condition(part, rule.schema), target, env)
        except Refusal:
            continue


def _conjuncts(tree: Json) -> Iterator[Json]:
    if "all" in tree:
        for part in tree["all"]:
            yield from _conjuncts(part)
    else:
        yield tree


def _place(ref: FieldRef) -> Place:
    column = tickets.TICKETS.by_key.get(_ALSO.get(ref.path[0], ref.path[0])) if len(ref.path) == 1 else None
    # Only the list's own columns: a field of a form is not a value row in every type.
    if column is None or column.place is None or ref.path[0] in ("customer", "device", "contract"):
        raise Refusal("rule.not_in_sql", what=".".join(ref.path))
    return column.place


def holds_now(context: Context, row: Row, rules: RuleSet, rule: Rule) -> bool:
    """Whether the rule's condition holds for the ticket as it is, when its time has come."""
    record = record_with_counts(context, row, rules)
    change = Change(id="", event="", after=record, before=record, due=rule.key)
    env = tickets.record_env(context)
    return concerns(rule, change, record) and not unmet(rule, change, record, env)
