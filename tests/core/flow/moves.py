"""Everything that may be asked of a run as it stands: by people, by their deputies, and by the product itself.

What is offered here is accepted, whichever of it is taken; only what the product does when a time is over may meet a
step that does not take it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bihuan.core.flow import (
    Act,
    ActionOffer,
    Actor,
    AssignTask,
    DeadlineReached,
    EndWait,
    ExpireVisit,
    FailAction,
    FinishAction,
    FlowCommand,
    ForceClose,
    MoveWaits,
    PassSeat,
    PassWait,
    ReadCopy,
    Reopen,
    SettleIncident,
    Signal,
    Task,
    TellOfChild,
    Terminate,
    Token,
    Urge,
    Withdraw,
    evolve,
    open_actions,
    passing_action,
    rest_of,
    run_actions,
    run_to_json,
    rung_due,
    task_step,
)
from bihuan.core.flow.definition import Rung, WaitStep
from bihuan.core.values import Refusal
from tests.core.flow.cast import ADMIN, CUSTOMER, DISPATCHER, LEAD, MINUTE, SYSTEM, Story, photo
from tests.core.flow.strategies import EVERYBODY

HELPERS = tuple(f"helper{number}" for number in range(40))
FORWARD = ("agree", "answer", "finish", "submit", "claim", "accept", "depart", "arrive", "begin")
DUE = ("2020-01-01", "2030-01-01", "2031-06-01")
# Who may be given work; the last two stay, as somebody must be left to see to what is left.
STAND_BYS = ("zhang", "boss", DISPATCHER.person, ADMIN.person)
# What people ask for, what the product does, and what happens outside.
EVERYTHING = (
    *("act", "deputy", "urge", "withdraw", "reopen", "terminate", "force_close"),
    *("wait", "expire", "leave", "date", "deadline"),
)
# What ends the run before its time is taken more seldom than the rest (8), and more often what few runs offer.
WEIGHTS = {"terminate": 1, "force_close": 1, "withdraw": 4, "deadline": 16, "deputy": 24, "expire": 40, "date": 40}
Open = tuple[Task, Actor, ActionOffer]


@dataclass(frozen=True)
class Move:
    """A command, with what happened in the world before it was sent."""

    command: FlowCommand
    data: Mapping[str, Any] | None = None
    leaver: str | None = None
    rung: int | None = None


def moves(story: Story) -> dict[str, list[Move]]:
    """What may be asked now, by the name of what is asked; nothing that is empty."""
    found = {
        "act": [_act_move(chosen, story) for chosen in everything_open(story)],
        "wait": [Move(over(token, story)) for token in story.run.tokens.values() if token.wait is not None],
        "urge": [Move(command) for command in _urges(story)],
        "expire": [Move(command) for command in _expiries(story)],
        "leave": [Move(PassSeat(task_id=task.id, actor=SYSTEM), leaver=task.owner) for task in _of_leavers(story)],
        "date": list(_dates(story)),
        "deadline": list(_deadlines(story)),
        **_of_the_run(story),
    }
    deputies = [move for move in found["act"] if _by_deputy(move.command, story)]
    return {name: moves for name, moves in {**found, "deputy": deputies}.items() if moves}


def play(move: Move, story: Story) -> bool:
    """The world changes, then the command is sent; whether it was accepted. Raises Refusal unless a time was over."""
    story.data = dict(story.data if move.data is None else move.data)
    if move.leaver is not None:
        return _leave(move.leaver, story)
    if move.rung is not None:
        return _reach(move, story)
    return bool(story.tell(move.command))


# --- people -------------------------------------------------------------------------------------------------------


def everybody(story: Story) -> tuple[Actor, ...]:
    """The cast and whoever was asked in by somebody, as far as they are still there, with those who stand in."""
    people = {actor.person: actor for actor in EVERYBODY}
    owners = {task.owner for task in story.run.tasks.values()} - {None}
    people |= {person: Actor(person) for person in sorted(map(str, owners)) if person not in people}
    return tuple(_as_deputy(actor, story) for actor in people.values() if story.company.is_active(actor.person))


def _as_deputy(actor: Actor, story: Story) -> Actor:
    drawn = story.company.deputies
    others = frozenset(person for person, deputies in drawn.items() if actor.person in deputies)
    own = frozenset(drawn.get(actor.person, ()))
    return replace(actor, stands_in_for=actor.stands_in_for | others, deputies=actor.deputies | own)


def everything_open(story: Story) -> list[Open]:
    run, flow = story.run, story.flow
    people = everybody(story)
    return [
        (task, actor, offer)
        for task in run.tasks.values()
        for actor in people
        for offer in open_actions(flow, run, task, actor)
    ]


def _by_deputy(command: FlowCommand, story: Story) -> bool:
    if not isinstance(command, Act):
        return False
    task = story.run.tasks[command.task_id]
    return command.action == "take_back" or (task.owner is not None and command.actor.person != task.owner)


# --- acting -------------------------------------------------------------------------------------------------------


def command_for(chosen: Open, story: Story) -> FlowCommand:
    task, actor, offer = chosen
    if offer.key == "assign":
        person = next(one for one in STAND_BYS if one != task.owner and story.company.is_active(one))
        return AssignTask(task_id=task.id, actor=actor, person=person, reason="因为")
    to = offer.targets[0] if offer.targets else None
    return Act(
        task_id=task.id,
        action=offer.key,
        actor=actor,
        data=story.data,
        comment="因为",
        signature="s",
        files=photo(),
        to=to,
        people=_other_people(task, story),
        joint="any",
    )


def _act_move(chosen: Open, story: Story) -> Move:
    return Move(command_for(chosen, story))


def _other_people(task: Task, story: Story) -> tuple[str, ...]:
    """Somebody who has no say in the step yet."""
    token = story.run.tokens[task.instance]
    asked = {seat.person for seats in (token.seats, *(one.seats for one in token.signings)) for seat in seats}
    free = [person for person in HELPERS if person not in asked | story.company.left | {task.owner}]
    return tuple(free[:1])


def _of_the_run(story: Story) -> dict[str, list[Move]]:
    """撤回, 重开, 终止 and 强制关闭, by whoever may."""
    found: dict[str, list[Move]] = {}
    for actor in (CUSTOMER, LEAD, ADMIN):
        for offer in run_actions(story.flow, story.run, actor, story.now + MINUTE):
            found.setdefault(offer.key, []).append(Move(_ending(offer.key, actor, story)))
    return found


def _ending(key: str, actor: Actor, story: Story) -> FlowCommand:
    if key == "withdraw":
        return Withdraw(actor=actor, data=story.data)
    if key == "reopen":
        return Reopen(actor=actor, data=story.data, reason="又坏了")
    return (Terminate if key == "terminate" else ForceClose)(actor=actor, reason="不做了")


def _urges(story: Story) -> Iterator[Urge]:
    for task in story.run.tasks.values():
        for actor in (CUSTOMER, DISPATCHER):
            if task.owner != actor.person and rest_of(task.urged, story.now + MINUTE) == 0:
                yield Urge(task_id=task.id, actor=actor, comment="请尽快")


# --- what nobody does ---------------------------------------------------------------------------------------------


def _expiries(story: Story) -> Iterator[ExpireVisit]:
    for task in story.run.tasks.values():
        if task.visit is not None and task.visit.state == "offered":
            yield ExpireVisit(task_id=task.id, visit_id=task.visit.id, actor=SYSTEM)


def _of_leavers(story: Story) -> Iterable[Task]:
    return (task for task in story.run.tasks.values() if task.owner not in (None, *STAND_BYS[-2:]))


def _leave(person: str, story: Story) -> bool:
    """Somebody leaves for good, and everything he has goes to somebody who is there."""
    story.company.left.add(person)
    for task in tuple(story.run.tasks.values()):
        if task.owner == person:
            assert story.tell(PassSeat(task_id=task.id, actor=SYSTEM, reason="离职"))[0] == "TaskReassigned"
    assert all(task.owner != person for task in story.run.tasks.values())
    return True


def _dates(story: Story) -> Iterator[Move]:
    """The date that a wait hangs on is moved, or is no longer known."""
    steps = [(story.flow.items[token.step], token) for token in story.run.tokens.values() if token.wait is not None]
    if not any(isinstance(step, WaitStep) and step.field for step, _ in steps):
        return
    for due in (None, *DUE):
        data = {key: value for key, value in story.data.items() if key != "due"} | ({"due": due} if due else {})
        if data != story.data:
            yield Move(MoveWaits(data=data), data=data)


def _deadlines(story: Story) -> Iterator[Move]:
    """Whatever a step says about a task that has been open for too long, once its time has come."""
    for task in story.run.tasks.values():
        for number, at in task.deadlines:
            rung = rung_due(story.flow, task, number, max(at, story.now + MINUTE))
            assert rung is not None, (task, number)
            command = _command_of(task, rung, story)
            if command is not None:
                yield Move(command, rung=number)


def _command_of(task: Task, rung: Rung, story: Story) -> FlowCommand | None:
    """What the product sends in the owner's name; telling people is none of the flow's. None where nobody is left."""
    if rung.do in ("remind", "escalate"):
        return Urge(task_id=task.id, actor=SYSTEM)
    if rung.do != "transfer":
        back = rung.do == "return_step"
        action = "return" if back else rung.action or passing_action(task_step(story.flow, task))
        to = rung.target or None
        return Act(task_id=task.id, action=action, actor=SYSTEM, data=story.data, comment="超时", to=to)
    heirs = (*story.company.deputies_of(task.owner or ""), *STAND_BYS)
    person = next((one for one in heirs if one != task.owner and story.company.is_active(one)), None)
    return AssignTask(task_id=task.id, actor=SYSTEM, person=person, reason="超时") if person else None


def _reach(move: Move, story: Story) -> bool:
    """The instant comes and is written down; what the step does not take from the product stays as it is."""
    assert isinstance(move.command, Act | AssignTask | Urge) and move.rung is not None
    task = story.run.tasks[move.command.task_id]
    story.now = max(story.now, dict(task.deadlines)[move.rung])
    rung = rung_due(story.flow, task, move.rung, story.now)
    assert rung is not None
    reached = DeadlineReached(
        run_id=story.run.run_id,
        at=story.now,
        task=task.id,
        step=task.step,
        rung=move.rung,
        do=rung.do,
        owner=task.owner,
    )
    story.current = evolve(story.flow, story.run, reached)
    story.history.append(reached)
    assert move.rung not in dict(story.run.tasks[task.id].deadlines), "it is due once"
    if rung.do in ("remind", "escalate"):
        return True
    return attempt(move.command, story)


def attempt(command: FlowCommand, story: Story) -> bool:
    """Send what may be refused; refused, it changes nothing. Whether it was accepted, for all that."""
    before = json.dumps(run_to_json(story.run))
    try:
        return bool(story.tell(command))
    except Refusal:
        assert json.dumps(run_to_json(story.run)) == before
        return False


# --- waits --------------------------------------------------------------------------------------------------------


def over(token: Token, story: Story) -> FlowCommand:
    """What ends a wait: its time, what it waits for, else the flow admin."""
    wait = token.wait
    assert wait is not None
    if wait.kind == "action":
        # Every other push fails first.
        fails = int(token.instance) % 2 and story.now % 2
        which = {"instance": token.instance}
        return FailAction(**which, why="x") if fails else FinishAction(**which, data=story.data)
    if wait.kind == "children":
        return fares(token, story)
    if wait.kind == "incident":
        return SettleIncident(instance=token.instance, how="skip", actor=ADMIN, reason="不用了", data=story.data)
    if wait.people:
        return ReadCopy(step=token.step, instance=token.instance, person=wait.people[0], data=story.data)
    if wait.until is not None:
        story.now = max(story.now, wait.until)
        return PassWait(instance=token.instance, actor=SYSTEM, data=story.data)
    if wait.event:
        return Signal(event=wait.event, key=wait.key, actor=CUSTOMER, data=story.data)
    return EndWait(instance=token.instance, actor=ADMIN, reason="不等了", data=story.data)


def fares(token: Token, story: Story) -> FlowCommand:
    """A child is opened, or cannot be; one of those that are open comes to an end; a time may end it all."""
    wait = token.wait
    assert wait is not None
    wanted = [part for part in wait.parts if part.state == "wanted"]
    if wanted and story.now % 3 == 0:
        return FailAction(instance=token.instance, why="x")
    if wanted:
        child = f"{token.instance}/{wanted[0].key}"
        return TellOfChild(child=child, state="open", step=token.step, part=wanted[0].key, data=story.data)
    if wait.until is not None and story.now % 2:
        story.now = max(story.now, wait.until)
        return PassWait(instance=token.instance, actor=SYSTEM, data=story.data)
    (child, *_) = [part.child or "" for part in wait.parts if part.state == "open"]
    state = ("done", "cancelled", "dropped")[story.now % 3]
    return TellOfChild(child=child, state=state, data=story.data)
