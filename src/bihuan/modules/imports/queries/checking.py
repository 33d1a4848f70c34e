"""The precheck: every row as if it were taken over, and nothing is written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import field

from bihuan.core.access import Denied, decide_access
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject, Problem
from bihuan.kernel.command import Caller
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tx import Tx
from bihuan.modules.imports.queries.known import Known, known_for
from bihuan.modules.imports.queries.planning import Plan, Planner, refused
from bihuan.modules.imports.queries.reading import Asking, ReadRow, RowReader, Table


@dataclass(slots=True)
class Check:
    """What would become of the rows. `faulty`: rows with their faults, in order; `there`: the first that are there."""

    counts: Counter[str] = field(default_factory=Counter)
    faulty: list[tuple[ReadRow, tuple[Problem, ...]]] = field(default_factory=list)
    there: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


_MOST_THERE = 50


def check_rows(tx: Tx, caller: Caller, asking: Asking, table: Table) -> Check:
    """Plan every row on what is there now."""
    reader = RowReader(table)
    rows = list(reader.rows(0, table.below))
    check = Check(left_out=reader.left_out())
    known = known_for(tx, caller, asking.kind, [row.values for row in rows])
    planner = Planner(
        asking.kind, asking.duplicates, known, lambda key: derived_id("check", key), lambda: "new", caller.id
    )
    for row in rows:
        plan = _all_faults(planner, row) if row.problems else planner.plan(row.no, dict(row.values))
        plan = _with_rights(caller, known, plan)
        check.counts[plan.outcome] += 1
        if plan.problems:
            check.faulty.append((row, plan.problems))
        elif plan.outcome in ("skipped", "changed") and len(check.there) < _MOST_THERE:
            check.there.append((row.no, str(plan.record)))
    return check


def _all_faults(planner: Planner, row: ReadRow) -> Plan:
    named = {problem.path for problem in row.problems}
    missing = [] if "name" in named or row.values.get("name") else [Problem("name", "record.required")]
    others = [problem for problem in (*missing, *planner.faults(row.values)) if problem.path not in named]
    return refused(*row.problems, *others)


def _with_rights(caller: Caller, known: Known, plan: Plan) -> Plan:
    """Whoever looks after some areas only brings customers of these only."""
    problems = [
        problem for save in plan.saves if save.new for problem in _denied(caller, known, save.kind, save.values)
    ]
    return refused(*problems[:1]) if problems else plan


def _denied(caller: Caller, known: Known, kind: str, values: JsonObject) -> Iterator[Problem]:
    above = known.customers.get(str(values.get("customer")), {}) if kind != "customer" else values
    anchors = {name: above.get(name) for name in ("area", "department", "team")}
    anchors |= {"created_by": caller.id, "customer": values.get("customer") if kind != "customer" else None}
    decision = decide_access(caller.subject, "create", kind, anchors)
    if isinstance(decision, Denied):
        yield Problem("", "access.denied", {"reason": decision.reason})
