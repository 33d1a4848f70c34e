"""People as flows ask about them (core.flow.Directory), answered from the masters as they are now."""

from dataclasses import dataclass

from bihuan.core.rules import Env
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import queries
from bihuan.modules.identity.interface.organisation import Organisation, organisation


@dataclass(frozen=True, slots=True)
class TxDirectory:
    """Answers inside one transaction; `env.now` decides which deputies stand in."""

    tx: Tx
    env: Env

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
        """Who stands in now, first choice first."""
        now = self.env.now
        rows = (row for row in queries.deputies(self.tx, person) if row["from_at"] <= now < row["until_at"])
        return tuple(row["deputy"] for row in rows if self.is_active(row["deputy"]))

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
