"""Departments, areas and who belongs where, as trees; read once per change of anything in them."""

from collections.abc import Callable
from datetime import date

from bihuan.core.late import dataclass
from bihuan.core.rules import Env, TreeTables, add_weekdays
from bihuan.core.values import Instant
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import queries


@dataclass(frozen=True, slots=True)
class Organisation:
    """Every unit by id, and the trees that rules look at."""

    units: dict[str, Row]
    trees: TreeTables

    def with_all_below(self, tree: str, tops: tuple[str, ...]) -> frozenset[str]:
        """`tops` and everything below them."""
        return frozenset(member for top in tops for member in self.trees.below(tree, top))

    def head(self, unit: str | None) -> str | None:
        """Who leads a department or team."""
        return self.units[unit]["head"] if unit in self.units else None

    def parent(self, unit: str) -> str | None:
        """The unit above."""
        return self.units[unit]["parent"] if unit in self.units else None


def organisation(tx: Tx) -> Organisation:
    """The tenant's organisation as it stands."""
    return tx.memo.get(("identity.organisation", queries.epoch(tx)), lambda: _load(tx))


def trees(tx: Tx) -> TreeTables:
    """People, departments and regions (our areas) for rules."""
    return organisation(tx).trees


AddWorkingDays = Callable[[date, int], date]
# Under this name a module provides, for a transaction, the working days of the company's own calendar.
WORKING_DAYS = "working_days"


def env_of(tx: Tx, tenant: TenantInfo, now: Instant, add_working_days: AddWorkingDays | None = None) -> Env:
    """What rules may know besides the record. Working days are those of the calendar given, else of the company's
    own, else Monday to Friday."""
    return Env(now, tenant.zone, trees(tx), add_working_days or _working_days(tx))


def _working_days(tx: Tx) -> AddWorkingDays:
    provided: Callable[[Tx], AddWorkingDays | None] | None = tx.memo.provided.get(WORKING_DAYS)
    if provided is None:
        return add_weekdays

    def add(day: date, count: int) -> date:
        # Few rules ask for working days: only for those is the calendar looked up.
        counted = provided(tx) or add_weekdays
        return counted(day, count)

    return add


def _load(tx: Tx) -> Organisation:
    units = {row["id"]: row for row in queries.org_units(tx)}
    people: dict[str, list[str]] = {}
    for row in queries.all_memberships(tx, "department"):
        people.setdefault(row["user"], []).append(row["target"])
    return Organisation(units, TreeTables(_parents(units, "department"), people, _parents(units, "area")))


def _parents(units: dict[str, Row], kind: str) -> dict[str, str | None]:
    return {unit_id: row["parent"] for unit_id, row in units.items() if row["kind"] == kind}
