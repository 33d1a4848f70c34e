"""Try-run of a flow that nobody has published: invented people, a clock that is moved, and the real rules.

Stateless: every answer is told from the list of moves, from the first on. What a run does is decided by `transition`
alone; here stands only what the shell does around it in real life: timers, the product's own actions, children.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bihuan.core.flow.actions import offers_of, task_step
from bihuan.core.flow.commands import (
    Act,
    AssignTask,
    EndWait,
    EvidenceFile,
    ExpireVisit,
    FailAction,
    FinishAction,
    FlowCommand,
    ForceClose,
    MoveWaits,
    PassWait,
    ReadCopy,
    Reopen,
    SettleIncident,
    Signal,
    StartRun,
    TellOfChild,
    Withdraw,
)
from bihuan.core.flow.deadline_events import DeadlineReached
from bihuan.core.flow.deadlines import passing_action, rung_due
from bihuan.core.flow.decide import transition
from bihuan.core.flow.definition import ActionOffer, ActionStep, FlowDefinition, Rung
from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.flow.evolve import evolve
from bihuan.core.flow.run import FlowRun, Task
from bihuan.core.flow.trial_cast import APPLICANT, BOSS, HEAD, SYSTEM, Scene, data_of
from bihuan.core.forms import EvaluationContext, FieldRight, FormDefinition, check_submission
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import Instant, Kind, Refusal

MAX_MOVES = 200
MAX_EVENTS = 5_000
MAX_ALONE = 300
DAY = 86_400_000
FURTHEST = 800 * DAY
# What nobody can fill in here: there are no files, and no customers' machines.
_THINGS = ("device", "record", "role", "customer", "contact", "site", "contract", "ticket")
NOT_TRIED = frozenset({"files", "signature", "checklist", "reading", "sub_table", *_THINGS})
RUN = "try"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that somebody does in a try-run, or that comes about. `do`: one of `MOVES`.

    `by`: who does it. `changes`: values of the form. `ms`: how far the clock goes; 0: to the next timer. `complete`:
    the evidence and the signature that the action asks for are given.
    """

    do: str
    by: str = ""
    task: str = ""
    action: str = ""
    comment: str = ""
    to: str | None = None
    resume: str | None = None
    joint: str = "all"
    people: tuple[str, ...] = ()
    changes: Mapping[str, Any] | None = None
    ms: int = 0
    instance: str = ""
    event: str = ""
    key: str = ""
    how: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened, by which move (from 0) it did."""

    move: int
    at: Instant
    event: FlowEvent


class Trial:
    """A run that is told move by move. `now`: where its clock stands."""

    def __init__(self, definition: FlowDefinition, form: FormDefinition, scene: Scene) -> None:
        self.definition = definition
        self.form = form
        self.scene = scene
        self.now: Instant = scene.env.now
        self.run: FlowRun | None = None
        self.data: dict[str, Any] = {}
        self.history: list[Told] = []
        self.number = 0
        self.children = 0

    def play(self, moves: Sequence[Move]) -> None:
        """Raises the Refusal of the first move that is not accepted; what came before it has happened."""
        if len(moves) > MAX_MOVES:
            raise Refusal("trial.too_long", Kind.INVALID, most=MAX_MOVES)
        for number, move in enumerate(moves):
            self.number = number
            known = MOVES.get(move.do)
            if known is None:
                raise Refusal("trial.unknown_move", Kind.INVALID, known=sorted(MOVES))
            known(self, move)
            self._act_alone()

    @property
    def running(self) -> FlowRun:
        """The run. Refuses `run.unknown` before it was handed in."""
        if self.run is None:
            raise Refusal("run.unknown", Kind.NOT_FOUND)
        return self.run

    @property
    def next_at(self) -> Instant | None:
        """When something will come about by itself."""
        return min((at for at, _ in self._timers()), default=None)

    def send(self, command: FlowCommand) -> None:
        """What the real bus would do with it, without anything being stored."""
        scene = replace(self.scene, env=self._env())
        events, self.run = transition(self.definition, self.run, command, self.now, scene)
        for event in events:
            self.tell(event)

    def tell(self, event: FlowEvent) -> None:
        """Note it. Refuses `trial.too_long` where it would have no end."""
        if len(self.history) >= MAX_EVENTS:
            raise Refusal("trial.too_long", Kind.INVALID, most=MAX_EVENTS)
        self.history.append(Told(self.number, self.now, event))

    def _env(self) -> Env:
        return replace(self.scene.env, now=self.now)

    def checked(self, changes: Mapping[str, Any] | None, offer: ActionOffer) -> dict[str, Any]:
        """The form's values after `changes`, with the rights of the action. Refuses `form.rejected`."""
        if not offer.form and not changes:
            return self.data
        rights = {key: right for key, right in offer.form.items() if key in self.form.fields}
        untried: dict[str, FieldRight] = {
            key: "hidden" for key, field in self.form.fields.items() if field.kind.name in NOT_TRIED
        }
        context = EvaluationContext(
            env=self._env(),
            rights={**rights, **untried},
            default_right=offer.form.get("*", "edit"),
            related=data_of({}),
        )
        return check_submission(self.form, self.data, changes or {}, context)

    # --- what the product does by itself ---------------------------------------------------------------------------

    def _act_alone(self) -> None:
        """Set values, and open children, as the shell would; pushes to other systems are answered by a move."""
        for _ in range(MAX_ALONE):
            if not self._act_once():
                return
        raise Refusal("trial.too_long", Kind.INVALID, most=MAX_ALONE)

    def _act_once(self) -> bool:
        for token in self.run.tokens.values() if self.run is not None else ():
            wait, step = token.wait, self.definition.items[token.step]
            if wait is None:
                continue
            if wait.kind == "action" and isinstance(step, ActionStep) and not step.webhook:
                self.data |= {key: value for key, value in step.changes.items() if key in self.form.fields}
                self.send(FinishAction(instance=token.instance, data=data_of(self.data)))
                return True
            wanted = next((part for part in wait.parts if part.state == "wanted"), None)
            if wait.kind == "children" and wanted is not None:
                self.children += 1
                opened = {"child": f"C{self.children}", "step": token.step, "part": wanted.key}
                self.send(TellOfChild(**opened, state="open", data=data_of(self.data)))
                return True
        return False

    # --- time -------------------------------------------------------------------------------------------------------

    def pass_time(self, move: Move) -> None:
        """On by `ms`, or to the next timer; what is due on the way comes about at its own instant."""
        goal = self.now + move.ms if move.ms else self.next_at
        if goal is None:
            raise Refusal("trial.nothing_due", Kind.CONFLICT)
        if goal - self.scene.env.now > FURTHEST:
            raise Refusal("trial.too_far", Kind.INVALID, days=FURTHEST // DAY)
        for _ in range(MAX_ALONE):
            due = min(((at, fire) for at, fire in self._timers() if at <= goal), default=None, key=lambda one: one[0])
            if due is None:
                break
            self.now = max(self.now, due[0])
            due[1]()
            self._act_alone()
        self.now = max(self.now, goal)

    def _timers(self) -> list[tuple[Instant, Callable[[], None]]]:
        run = self.run
        found: list[tuple[Instant, Callable[[], None]]] = []
        if run is None or not run.running:
            return found
        for token in run.tokens.values():
            until = token.wait.until if token.wait is not None and token.wait.kind != "incident" else None
            if until is not None:
                found.append((until, partial(self._pass_wait, token.instance)))
        for task in run.tasks.values():
            found += [(at, partial(self._reach, task, number)) for number, at in task.deadlines]
        return found

    def _pass_wait(self, instance: str) -> None:
        self.send(PassWait(instance=instance, actor=self.scene.actor(SYSTEM), data=data_of(self.data)))

    def _reach(self, task: Task, number: int) -> None:
        rung = rung_due(self.definition, task, number, self.now)
        if rung is None:
            return
        run = self.running
        reached = DeadlineReached(
            run_id=run.run_id,
            at=self.now,
            task=task.id,
            step=task.step,
            rung=number,
            do=rung.do,
            owner=task.owner,
        )
        self.run = evolve(self.definition, run, reached)
        self.tell(reached)
        self._do_rung(task, rung)

    def _do_rung(self, task: Task, rung: Rung) -> None:
        """What the shell would send; what the step does not accept from the product stays as it is, as in real life."""
        command = self._command_of(task, rung)
        if command is None:
            return
        try:
            self.send(command)
        except Refusal:
            return

    def _command_of(self, task: Task, rung: Rung) -> FlowCommand | None:
        system, data = self.scene.actor(SYSTEM), data_of(self.data)
        if rung.do == "pass":
            action = rung.action or passing_action(task_step(self.definition, task))
            return Act(task_id=task.id, action=action, actor=system, data=data, comment="…")
        if rung.do == "return_step":
            return Act(task_id=task.id, action="return", actor=system, data=data, comment="…", to=rung.target or None)
        if rung.do != "transfer":
            return None
        heir = next((one for one in self._heirs(rung) if one != task.owner and self.scene.is_active(one)), None)
        return None if heir is None else AssignTask(task_id=task.id, actor=system, person=heir, reason="…")

    def _heirs(self, rung: Rung) -> list[str]:
        """Deputy, lead, flow admin (semantics §4); nobody has a deputy here. A rung may name others."""
        found: list[str] = []
        for word in rung.to or ("manager", "lead", "flow_admin"):
            name, value = next(iter(word.items())) if isinstance(word, Mapping) else (str(word), "")
            if name == "person":
                found.append(str(value))
            elif name in ("manager", "department"):
                found += [HEAD, BOSS]
            roles = {"role": {str(value)}, "lead": self.definition.leads, "flow_admin": self.definition.admins}
            found += [one for role in sorted(roles.get(name, ())) for one in self.scene.members_of_role(role)]
        return found


# --- moves --------------------------------------------------------------------------------------------------------


def _start(trial: Trial, move: Move) -> None:
    offer = trial.definition.start.offers["submit"]
    trial.data = trial.checked(move.changes, offer)
    files, signature = _given(offer, move)
    actor = trial.scene.actor(move.by or APPLICANT)
    data = data_of(trial.data)
    trial.send(StartRun(run_id=RUN, actor=actor, data=data, comment=move.comment, files=files, signature=signature))


def _act(trial: Trial, move: Move) -> None:
    """Assigning is an action like another on the screen, and a command of its own."""
    actor, task = trial.scene.actor(move.by), trial.running.tasks.get(move.task)
    if move.action == "assign":
        person = move.people[0] if len(move.people) == 1 else None
        pool = move.people if len(move.people) > 1 else ()
        asked = AssignTask(task_id=move.task, actor=actor, person=person, candidates=pool, reason=move.comment)
        return trial.send(asked)
    offers = offers_of(task_step(trial.definition, task), task) if task is not None else {}
    offer = offers.get(move.action)
    before = trial.data
    files, signature = _given(offer, move) if offer is not None else ((), None)
    if offer is not None:
        trial.data = trial.checked(move.changes, offer)
    act = Act(
        task_id=move.task,
        action=move.action,
        actor=actor,
        data=data_of(trial.data),
        comment=move.comment,
        files=files,
        signature=signature,
        to=move.to,
        people=move.people,
        joint=move.joint,
        resume=move.resume,
        form=trial.data,
    )
    try:
        trial.send(act)
    except Refusal:
        trial.data = before
        raise
    return None


def _given(offer: ActionOffer, move: Move) -> tuple[tuple[EvidenceFile, ...], str | None]:
    """The files and the signature that the action asks for, if they are to be given."""
    if not move.complete:
        return (), None
    kinds = [kind for kind, least in offer.evidence.items() for _ in range(least)]
    files = tuple(EvidenceFile(f"f{number}", "photo" if kind == "any" else kind) for number, kind in enumerate(kinds))
    return files, "signed" if offer.signature != "none" else None


def _expire(trial: Trial, move: Move) -> None:
    task = trial.running.tasks.get(move.task)
    visit = task.visit.id if task is not None and task.visit is not None else ""
    trial.send(ExpireVisit(task_id=move.task, visit_id=visit, actor=trial.scene.actor(SYSTEM)))


def _change(trial: Trial, move: Move) -> None:
    trial.data = trial.checked(move.changes, ActionOffer("change", {}))
    trial.send(MoveWaits(data=data_of(trial.data)))


def _signal(trial: Trial, move: Move) -> None:
    actor = trial.scene.actor(SYSTEM)
    trial.send(Signal(event=move.event, key=move.key, actor=actor, data=data_of(trial.data)))


def _end_wait(trial: Trial, move: Move) -> None:
    actor, data = trial.scene.actor(move.by), data_of(trial.data)
    trial.send(EndWait(instance=move.instance, actor=actor, reason=move.comment, data=data))


def _read(trial: Trial, move: Move) -> None:
    token = trial.running.tokens.get(move.instance)
    step = token.step if token is not None else ""
    trial.send(ReadCopy(step=step, instance=move.instance, person=move.by, data=data_of(trial.data)))


def _answer(trial: Trial, move: Move) -> None:
    """The other system took what was pushed, or refused it for good."""
    if move.how == "fail":
        return trial.send(FailAction(instance=move.instance, why="trial.refused"))
    return trial.send(FinishAction(instance=move.instance, data=data_of(trial.data)))


def _settle(trial: Trial, move: Move) -> None:
    actor, data = trial.scene.actor(move.by), data_of(trial.data)
    trial.send(SettleIncident(instance=move.instance, how=move.how, actor=actor, reason=move.comment, data=data))


def _child(trial: Trial, move: Move) -> None:
    trial.send(TellOfChild(child=move.key, state=move.how, data=data_of(trial.data)))


def _withdraw(trial: Trial, move: Move) -> None:
    trial.send(Withdraw(actor=trial.scene.actor(move.by), reason=move.comment, data=data_of(trial.data)))


def _reopen(trial: Trial, move: Move) -> None:
    trial.send(Reopen(actor=trial.scene.actor(move.by), data=data_of(trial.data), reason=move.comment))


def _force_close(trial: Trial, move: Move) -> None:
    trial.send(ForceClose(actor=trial.scene.actor(move.by), reason=move.comment))


MOVES: Mapping[str, Callable[[Trial, Move], None]] = {
    "start": _start,
    "act": _act,
    "expire": _expire,
    "clock": Trial.pass_time,
    "change": _change,
    "signal": _signal,
    "end_wait": _end_wait,
    "read": _read,
    "answer": _answer,
    "settle": _settle,
    "child": _child,
    "withdraw": _withdraw,
    "reopen": _reopen,
    "force_close": _force_close,
}
