"""People as flows ask about them (core.flow.Directory), answered from the masters as they are now."""

from collections.abc import Callable

from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import Instant
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import queries
from bihuan.modules.identity.interface.deputies import deputies_now, principals_now
from bihuan.modules.identity.interface.organisation import Organisation, organisation

# Under this name a module provides where working time ends: (tx, ticket, since, length, calendar) → instant.
WORKING_END = "working_end"
# Under this name a module provides who is on duty: (tx, zone, instant) → people.
ON_DUTY = "identity.on_duty"
OnDuty = Callable[[Tx, str, Instant], frozenset[str]]
WorkingEnd = Callable[[Tx, str, Instant, int, str], Instant]


@dataclass(frozen=True, slots=True)
class TxDirectory:
    """Answers inside one transaction; `env.now` decides which deputies stand in. `type`: the ticket type in question,
    for those who stand in for some types only."""

    tx: Tx
    env: Env
    type: str | None = None

    def is_active(self, person: str) -> bool:
        """Whether the person exists and has not left."""
        row = queries.user(self.tx, person)
        return row is not None and row["state"] == "active"

    def members_of_role(self, role: str) -> tuple[str, ...]:
        """Everyone active who has the role, oldest account first."""
        return queries.active_members(self.tx, "role", role)

    def department_of(self, person: str) -> str | None:
        """The person's main department: the first they were given."""
        departments = queries.targets(self.tx, person)["department"]
        return departments[0] if departments else None

    def head_of_department(self, department: str, level: int) -> str | None:
        """Level 1 is the department's own head, 2 the one above; None where nobody active leads it."""
        units = self._units
        at: str | None = department
        for _ in range(level - 1):
            at = units.parent(at) if at is not None else None
        return self._active(units.head(at))

    def manager_of(self, person: str, level: int) -> str | None:
        """`level` steps up: the manager named in the profile, else the nearest head above in the departments."""
        seen = {person}
        for _ in range(level):
            above = self._next_manager(person)
            if above is None or above in seen:
                return None
            seen.add(above)
            person = above
        return person

    def deputies_of(self, person: str) -> tuple[str, ...]:
        """Who stands in now, first choice first; also who does so in some roles only."""
        found = (one.deputy for one in deputies_now(self.tx, person, self.env.now) if one.covers(self.type))
        return tuple(dict.fromkeys(found))

    def principals_of(self, deputy: str) -> dict[str, frozenset[str] | None]:
        """For whom somebody stands in now, each with the roles in which he does (None: in all)."""
        found: dict[str, frozenset[str] | None] = {}
        for one in principals_now(self.tx, deputy, self.env.now):
            if one.covers(self.type):
                known = found.get(one.person, frozenset())
                found[one.person] = None if known is None or one.roles is None else known | one.roles
        return found

    def on_duty(self) -> frozenset[str]:
        """As the roster has it; nobody where none is kept."""
        provided: OnDuty | None = self.tx.memo.provided.get(ON_DUTY)
        return frozenset() if provided is None else provided(self.tx, self.env.zone, self.env.now)

    def working_end(self, run: str, since: Instant, length: int, calendar: str) -> Instant:
        """By the calendar named, else the ticket's, else the company's own; on the clock where nobody keeps any."""
        provided: WorkingEnd | None = self.tx.memo.provided.get(WORKING_END)
        return since + length if provided is None else provided(self.tx, run, since, length, calendar)

    @property
    def _units(self) -> Organisation:
        return organisation(self.tx)

    def _next_manager(self, person: str) -> str | None:
        row: Row | None = queries.user(self.tx, person)
        named = self._active(row["manager"]) if row is not None else None
        if named is not None:
            return named
        units = self._units
        at = self.department_of(person)
        passed: set[str] = set()
        while at is not None and at not in passed:
            passed.add(at)
            head = self._active(units.head(at))
            if head is not None and head != person:
                return head
            at = units.parent(at)
        return None

    def _active(self, person: str | None) -> str | None:
        return person if person is not None and self.is_active(person) else None
