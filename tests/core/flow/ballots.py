"""Votes counted a second time, from what the commands said alone: never from the seats that the engine keeps.

Of the events only what no command can tell is read: how many were asked, which task is whose turn, and which step
instance is over. Who said what, who asked whom in, and what follows from it, is reckoned here anew (semantics §4).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from bihuan.core.flow import (
    Act,
    FlowCommand,
    FlowEvent,
    FlowRun,
    SeatCalled,
    SigningOpened,
    StepEntered,
    StepLeft,
    Task,
)
from bihuan.core.flow.definition import ApproveStep
from tests.core.flow.cast import Story

OPEN = "open"
# 会签, 或签 and 依次 among those who were asked in.
JOINT = {"sign_before": "before", "sign_after": "after", "sign_parallel": "parallel", "consult": "consult"}


@dataclass
class Poll:
    """Those who are asked together: the electorate of a decision, or a group that somebody asked in."""

    asked: int
    mode: str
    tasks: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)
    voters: dict[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()

    def answers(self) -> list[str]:
        """What each said, those who were not heard as open."""
        told = [*self.given, *self.said.values()]
        return told + [OPEN] * (self.asked - len(told))

    def vote(self, task: Task, verdict: str) -> None:
        """An answer: the formal owner's, whoever gave it for him."""
        assert task.id in self.tasks and task.id not in self.said, "everyone answers once"
        self.said[task.id] = verdict
        self.voters[task.id] = task.owner or ""


@dataclass
class Group(Poll):
    """Those who were asked in from `task`. `kind`: before, after, parallel or consult."""

    kind: str = ""
    task: str = ""

    def outcome(self) -> str:
        """或签: one yes is enough, all must say no. 会签 and 依次: the other way about."""
        enough, other = ("agree", "refuse") if self.mode == "any" else ("refuse", "agree")
        answers = self.answers()
        if enough in answers:
            return enough
        return other if answers == [other] * self.asked else OPEN


@dataclass
class Decision(Poll):
    """One entry into an approve step, with everybody whom its deciders asked in."""

    step: ApproveStep | None = None
    agreed_before: frozenset[str] = frozenset()
    groups: dict[str, Group] = field(default_factory=dict)

    def counted(self) -> list[str]:
        """One answer per seat and per group beside them; a yes that others must confirm is open until they have."""
        after = {group.task: group for group in self.groups.values() if group.kind == "after"}
        unsure = [
            task for task, group in after.items() if self.said.get(task) == "agree" and group.outcome() != "agree"
        ]
        answers = Counter(self.answers())
        for task in unsure:
            answers["agree"] -= 1
            answers[after[task].outcome()] += 1
        beside = [group.outcome() for group in self.groups.values() if group.kind == "parallel"]
        return [*answers.elements(), *beside]

    def outcome(self) -> str:
        """The table of semantics §4, by arithmetic."""
        assert self.step is not None
        count = Counter(self.counted())
        yes, no, unheard = count["agree"], count["refuse"], count[OPEN]
        needed = self._needed(yes + no + unheard)
        if self.step.closes == "all_answered" and unheard:
            return OPEN
        if yes >= needed:
            return "agree"
        if self.step.closes == "first_answer" and no:
            return "refuse"
        return "refuse" if yes + unheard < needed else OPEN

    def _needed(self, asked: int) -> int:
        assert self.step is not None
        share = self.step.share
        if share is None:
            return 1 if self.step.mode == "any" else asked
        return ceil(Fraction(share.percent, 100) * asked) if share.percent else min(share.count, asked)

    def people(self, verdict: str) -> set[str]:
        """Who said so: the deciders, and those who were asked to decide after or beside them."""
        deciding = [self, *(group for group in self.groups.values() if group.kind in ("after", "parallel"))]
        told = {poll.voters[task] for poll in deciding for task, said in poll.said.items() if said == verdict}
        return told | (self.agreed_before if verdict == "agree" else frozenset())


@dataclass
class CountingStory(Story):
    """A story in which every decision is counted after every command."""

    decisions: dict[str, Decision] = field(default_factory=dict)
    settled: Counter[str] = field(default_factory=Counter)

    def tell(self, command: FlowCommand) -> list[str]:
        before, known = self.current, len(self.history)
        names = super().tell(command)
        events = self.history[known:]
        if before is not None and isinstance(command, Act):
            self._hear(before, command, events)
        for event in events:
            self._note(event)
        self._compare(self.run)
        return names

    def _hear(self, before: FlowRun, command: Act, events: Sequence[FlowEvent]) -> None:
        """What the command says about a decision, if anything."""
        task = before.tasks[command.task_id]
        decision = self.decisions.get(task.instance)
        if decision is None:
            return
        polls: Iterable[Poll] = [decision, *decision.groups.values()]
        if command.action in JOINT:
            opened = next(event for event in events if isinstance(event, SigningOpened))
            kind, asked = JOINT[command.action], len(set(command.people))
            tasks = {one["id"] for one in opened.tasks}
            decision.groups[opened.signing] = Group(asked, command.joint, tasks, kind=kind, task=task.id)
        if command.action == "recall":
            self._recall(decision, task)
        verdict = {"agree": "agree", "sign_after": "agree", "refuse": "refuse", "answer": "opinion"}.get(command.action)
        if verdict is not None:
            next(poll for poll in polls if task.id in poll.tasks).vote(task, verdict)

    @staticmethod
    def _recall(decision: Decision, task: Task) -> None:
        """Nobody is asked any more who had not answered as a group; nor does it count what some of them said."""
        waited_for = [
            key
            for key, group in decision.groups.items()
            if group.task == task.id and ((group.kind == "before" and group.outcome() == OPEN) or _unheard(group))
        ]
        for key in waited_for:
            del decision.groups[key]

    def _note(self, event: FlowEvent) -> None:
        """How many are asked, whose turn it is, and what is over."""
        if isinstance(event, StepEntered) and event.kind == "approve":
            step = self.flow.items[event.step]
            assert isinstance(step, ApproveStep)
            again = frozenset(seat["person"] for seat in event.seats if seat["why"] == "again")
            given = ("agree",) * sum(seat["verdict"] == "agree" for seat in event.seats)
            decision = Decision(len(event.seats), step.mode, given=given, step=step, agreed_before=again)
            decision.tasks |= {one["id"] for one in event.tasks}
            self.decisions[event.instance] = decision
        elif isinstance(event, SeatCalled):
            decision = self.decisions[event.instance]
            (decision.groups[event.signing] if event.signing else decision).tasks.add(event.task)
        elif isinstance(event, StepLeft) and event.instance in self.decisions:
            self._left(self.decisions.pop(event.instance), event)

    def _left(self, decision: Decision, event: StepLeft) -> None:
        """A decision is over: by the votes, by a policy that names itself, or because somebody went back."""
        if event.result not in ("agree", "refuse") or event.why not in ("", "again"):
            return
        assert decision.outcome() == event.result, (decision, event)
        if event.why == "":
            assert decision.people(event.result) == set(event.people), (decision, event)
            self.settled[event.result] += 1

    def _compare(self, run: FlowRun) -> None:
        """What the engine holds of every open decision is what was said, and none is open that has been made."""
        self.decisions = {key: poll for key, poll in self.decisions.items() if key in run.tokens}
        voted_on = {key for key, token in run.tokens.items() if isinstance(self.flow.items[token.step], ApproveStep)}
        assert set(self.decisions) == voted_on
        for instance, decision in self.decisions.items():
            token = run.tokens[instance]
            assert Counter(seat.verdict or OPEN for seat in token.seats) == Counter(decision.answers())
            assert {one.id for one in token.signings} == set(decision.groups)
            for signing in token.signings:
                held = Counter(seat.verdict or OPEN for seat in signing.seats)
                assert held == Counter(decision.groups[signing.id].answers())
            assert decision.outcome() == OPEN, "it is made, and nobody went on"
            self._compare_turns(run, instance, decision)

    def _compare_turns(self, run: FlowRun, instance: str, decision: Decision) -> None:
        """Everybody who is still to answer has his task; in sequence, whoever's turn it is."""
        mine = [task for task in run.tasks.values() if task.instance == instance and task.kind == "approve"]
        unheard = decision.answers().count(OPEN)
        turns = min(unheard, 1) if decision.mode == "sequence" else unheard
        waits = decision.mode == "sequence" and any(
            group.kind == "after" and group.outcome() == OPEN for group in decision.groups.values()
        )
        assert len(mine) == (0 if waits else turns), (decision, mine)


def _unheard(group: Group) -> bool:
    """An opinion is waited for: all of them, or one where any will do."""
    opinions = group.answers().count("opinion")
    return group.kind == "consult" and opinions < (1 if group.mode == "any" else group.asked)
