"""The small cast of the flow tests, and a way to tell a story of commands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bihuan.core.flow import (
    Act,
    ActionOffer,
    Actor,
    AssignTask,
    EvidenceFile,
    FlowCommand,
    FlowDefinition,
    FlowEvent,
    FlowRun,
    StartRun,
    Task,
    decide,
    event_from_json,
    event_to_json,
    evolve,
    open_actions,
    run_from_json,
    run_to_json,
)
from bihuan.core.rules import Env

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
MONDAY = 1_767_571_200_000

CUSTOMER = Actor("wang")
DISPATCHER = Actor("chen", frozenset({"dispatcher"}))
ENGINEER = Actor("zhang", frozenset({"engineer"}))
OTHER_ENGINEER = Actor("li", frozenset({"engineer"}))
LEAD = Actor("zhao", frozenset({"lead"}))
ADMIN = Actor("root", frozenset({"admin"}))
OUTSIDER = Actor("sun")
SYSTEM = Actor("system", system=True)


@dataclass
class Company:
    """A directory made of tables."""

    env: Env = field(default_factory=lambda: Env(now=MONDAY))
    roles: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "dispatcher": ("chen",),
            "engineer": ("zhang", "li"),
            "lead": ("zhao",),
            "admin": ("root",),
        }
    )
    departments: Mapping[str, str] = field(
        default_factory=lambda: {"wang": "workshop", "zhang": "service", "li": "service", "qian": "workshop"}
    )
    parents: Mapping[str, str] = field(default_factory=lambda: {"workshop": "plant", "service": "plant"})
    heads: Mapping[str, str] = field(default_factory=lambda: {"workshop": "qian", "service": "zhao", "plant": "boss"})
    managers: Mapping[str, str] = field(default_factory=lambda: {"wang": "qian", "qian": "boss"})
    deputies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    duty: frozenset[str] = frozenset()

    def is_active(self, person: str) -> bool:
        return person not in self.left

    def members_of_role(self, role: str) -> tuple[str, ...]:
        return tuple(person for person in self.roles.get(role, ()) if person not in self.left)

    def department_of(self, person: str) -> str | None:
        return self.departments.get(person)

    def head_of_department(self, department: str, level: int) -> str | None:
        at: str | None = department
        for _ in range(level - 1):
            at = self.parents.get(at or "")
        return self.heads.get(at or "")

    def manager_of(self, person: str, level: int) -> str | None:
        at: str | None = person
        for _ in range(level):
            at = self.managers.get(at or "")
        return at

    def on_duty(self) -> frozenset[str]:
        return self.duty

    def deputies_of(self, person: str) -> tuple[str, ...]:
        return self.deputies.get(person, ())

    def working_end(self, run: str, since: int, length: int, calendar: str) -> int:
        """Half of every hour is worked here; at the night shift's, none of it is idle."""
        return since + (length if calendar == "night" else 2 * length)


@dataclass
class Story:
    """A run that is told command by command; each also proves that replay and storage agree with live."""

    flow: FlowDefinition
    company: Company = field(default_factory=Company)
    data: dict[str, Any] = field(default_factory=dict)
    now: int = MONDAY
    history: list[FlowEvent] = field(default_factory=list)
    current: FlowRun | None = None
    proving: bool = True

    @property
    def run(self) -> FlowRun:
        assert self.current is not None
        return self.current

    def tell(self, command: FlowCommand) -> list[str]:
        """Send a command; the names of its events."""
        self.now += MINUTE
        events = decide(self.flow, self.current, command, self.now, self.company)
        for event in events:
            self.current = evolve(self.flow, self.current, event)
        self.history += events
        if self.proving:
            self.prove()
        return [type(event).__name__ for event in events]

    def prove(self) -> None:
        """Replaying the events as they are stored gives the live run; so does storing the run itself."""
        replayed: FlowRun | None = None
        for event in self.history:
            replayed = evolve(self.flow, replayed, event_from_json(event_to_json(event)))
        assert replayed == self.current
        assert run_from_json(run_to_json(self.run)) == self.current

    def start(self, actor: Actor = CUSTOMER, **more: Any) -> list[str]:
        return self.tell(StartRun(run_id="R", actor=actor, data=self.data, **more))

    def act(self, actor: Actor, action: str, **more: Any) -> list[str]:
        """`actor` acts on the open task that is theirs (or on `task`)."""
        task_id = more.pop("task", None) or self.task_of(actor).id
        return self.tell(Act(task_id=task_id, action=action, actor=actor, data=self.data, **more))

    def assign(self, person: str, actor: Actor = DISPATCHER, reason: str = "") -> list[str]:
        return self.tell(AssignTask(task_id=self.only_task.id, actor=actor, person=person, reason=reason))

    @property
    def only_task(self) -> Task:
        (task,) = self.run.tasks.values()
        return task

    def task_of(self, actor: Actor) -> Task:
        mine = [task for task in self.run.tasks.values() if actor.person in (task.owner, *task.candidates)]
        return mine[0] if mine else self.only_task

    def offers(self, actor: Actor) -> dict[str, ActionOffer]:
        """What is open for `actor`, over all open tasks."""
        return {
            offer.key: offer
            for task in self.run.tasks.values()
            for offer in open_actions(self.flow, self.run, task, actor)
        }

    @property
    def steps(self) -> list[str]:
        return [token.step for token in self.run.tokens.values()]

    def last(self, kind: type[FlowEvent]) -> Any:
        return next(event for event in reversed(self.history) if isinstance(event, kind))


def photo(count: int = 1) -> tuple[EvidenceFile, ...]:
    return tuple(EvidenceFile(f"photo{index}", "photo") for index in range(count))
