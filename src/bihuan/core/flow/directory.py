"""What deciding may ask about people. The shell answers from its masters, as they are now."""

from typing import Protocol

from bihuan.core.rules import Env
from bihuan.core.values import Instant


class Directory(Protocol):
    """People, roles and departments by id. Answers hold active people only, except where a single id is asked about."""

    @property
    def env(self) -> Env:
        """What branch conditions may know besides the record."""
        ...

    def is_active(self, person: str) -> bool:
        """Whether the person exists and has not left. True for customers' contacts."""
        ...

    def members_of_role(self, role: str) -> tuple[str, ...]:
        """Everyone who has the role, in a stable order."""
        ...

    def department_of(self, person: str) -> str | None:
        """The person's (main) department."""
        ...

    def head_of_department(self, department: str, level: int) -> str | None:
        """Level 1 is the department's own head, 2 the head of the one above, and so on."""
        ...

    def manager_of(self, person: str, level: int) -> str | None:
        """The person's manager, `level` steps up the reporting line."""
        ...

    def working_end(self, run: str, since: Instant, length: int, calendar: str) -> Instant:
        """Where `length` ms of working time after `since` end: of `calendar`, or of the run's own if that is empty."""
        ...

    def on_duty(self) -> frozenset[str]:
        """Who is at work or on call now, as the roster has it; nobody where none is kept."""
        ...

    def deputies_of(self, person: str) -> tuple[str, ...]:
        """Who stands in for the person now, first choice first."""
        ...
