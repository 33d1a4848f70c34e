"""What one caller asks, with his rights worked out: which fields he may use, and where the answer can be read.

Facts by day answer whatever they can. What depends on fields or row rules that facts do not have is read from the
facts of each ticket together with its record: more to read, the same answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bihuan.core.access import EVERYTHING, FieldAccess, FieldPermit, FieldUse, Scope, check_filter_fields, field_scope
from bihuan.core.late import dataclass
from bihuan.core.reports import Question, fields_behind
from bihuan.core.rules import Env
from bihuan.core.values import Json
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Asked, Circumstances, ListAsk, asked_of, parse_filter
from bihuan.kernel.tx import Tx
from bihuan.modules.reports.queries.offering import FACTS, groupable
from bihuan.modules.reports.tables import FIELDS, fact_group
from bihuan.modules.tickets import interface as tickets


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of one caller. `among`: the tickets meant; `facts`: the same of combinations of facts, as far as the
    caller's row rules can be said of them, None where the question cannot. `today` is a day as facts have it."""

    question: Question
    among: Asked
    facts: Asked | None
    groups: Mapping[str, FieldPermit]
    amounts: Mapping[str, tuple[FieldPermit, ...]]
    today: int

    @property
    def logged(self) -> tuple[str, ...]:
        """Masked fields whose whole value was asked for."""
        return self.among.logged


def ask(
    tx: Tx,
    caller: Caller,
    question: Question,
    narrowed: Mapping[str, str | None],
    about: tuple[Env, int],
    within: Scope = EVERYTHING,
) -> Asking:
    """`narrowed`: filter, q and type as the ticket list takes them. `about`: what filters may know, and today.
    `within`: further row rules, of those who take the answer away.

    Refuses `filter.rejected` for fields that the caller may not use so, and what a list refuses.
    """
    env, today = about
    among = _among(tickets.asked_of_pool(tx, caller, narrowed, env), within)
    groups = _permits(caller, question.fields, frozenset(groupable(among.view.listing)))
    behind = dict.fromkeys(name for measure in question.measures for name in measure.fields)
    known = _permits(caller, tuple(behind), frozenset(behind))
    named = frozenset(_fields_in(parse_filter(narrowed.get("filter") or "")))
    limits = [permit.rows for permit in (*groups.values(), *known.values())]
    limits.append(within)
    limits += [field_scope(caller.subject, "ticket", name, FieldAccess.READ) for name in named]
    facts = None
    if (
        not (narrowed.get("q") or "").strip()
        and {*named, *question.fields} <= set(FIELDS)
        and all(rows in (EVERYTHING, among.view.scope) for rows in limits)
    ):
        type_ = narrowed.get("type")
        where = () if type_ is None else (fact_group.c.type == type_,)
        facts = asked_of(tx, FACTS, caller, ListAsk(filter=narrowed.get("filter") or ""), Circumstances(env, where))
    return Asking(question, among, facts, groups, _behind_amounts(question, known), today)


def _among(among: Asked, within: Scope) -> Asked:
    listing = among.view.listing
    return replace(among, conditions=(*among.conditions, scope_condition(within, listing.anchors, listing.id)))


def _permits(caller: Caller, names: tuple[str, ...], known: frozenset[str]) -> dict[str, FieldPermit]:
    permits = check_filter_fields(caller.subject, "ticket", [FieldUse(name, "group") for name in names], known)
    return {permit.field: permit for permit in permits}


def _behind_amounts(question: Question, known: Mapping[str, FieldPermit]) -> dict[str, tuple[FieldPermit, ...]]:
    needed = dict.fromkeys(name for measure in question.measures for name in (measure.of, *measure.by))
    return {name: tuple(known[one] for one in fields_behind(name) if one in known) for name in needed}


def _fields_in(tree: Json) -> Iterator[str]:
    """Every field that a filter names, wherever in it."""
    if isinstance(tree, list):
        for part in tree:
            yield from _fields_in(part)
    elif isinstance(tree, dict):
        for key, part in tree.items():
            if key == "field" and isinstance(part, str):
                yield part.partition(".")[0]
            else:
                yield from _fields_in(part)
