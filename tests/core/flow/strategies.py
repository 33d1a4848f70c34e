"""Random flows that pass the publish check, and the people who may meet in them."""

from typing import Any

from hypothesis import strategies as st

from bihuan.core.flow import Actor
from tests.core.flow.cast import ADMIN, CUSTOMER, DISPATCHER, ENGINEER, LEAD, OTHER_ENGINEER
from tests.core.flow.drawing import (
    BIG,
    Drawn,
    action,
    approve,
    branch,
    children,
    drawing,
    end,
    handle,
    notify,
    parallel,
    repeat,
    start,
    stop,
    wait,
    way,
)

# 孙 stands in for others, and has no turn of his own.
DEPUTY = Actor("sun", stands_in_for=frozenset({"qian"}), within={"li": frozenset({"engineer"})})
REPRESENTED = Actor("qian", deputies=frozenset({"sun"}))
EVERYBODY = (CUSTOMER, DISPATCHER, ENGINEER, OTHER_ENGINEER, LEAD, ADMIN, REPRESENTED, Actor("boss"), DEPUTY)

SOURCES = st.sampled_from(
    [
        {"people": ["zhang", "li"]},
        {"people": ["qian"]},
        {"role": "engineer"},
        {"role": "nobody"},
        {"submitter": True},
        {"department_head": 1},
        {"manager": 2},
        {"previous_handler": True},
        {"field": "engineer"},
        {"on_duty": "engineer"},
        {"matrix": {"by": ["amount"], "rows": [{"is": ["1"], "use": {"people": ["li"]}}]}},
        [{"people": ["qian", "boss"]}, {"submitter": True}],
    ]
)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.sampled_from(["1", "500001"]),
        "engineer": st.sampled_from(["li", "gone"]),
        "crew": st.sampled_from([[], ["a"], ["a", "b"]]),
        "lines": st.sampled_from([[], [{"id": "r1"}], [{"id": "r1"}, {"id": "r2", "who": "b"}]]),
        "due": st.sampled_from(["2020-01-01", "2030-01-01"]),
    },
)
WAITS: list[Drawn] = [
    {"for": "30m"},
    {"for": "4h", "hours": "working"},
    {"until": "due"},
    {"until": "due"},
    {"until": {"field": "due", "minus": "2h"}, "early": False},
    {"event": "message"},
    {"event": {"signal": "parts"}, "for": "2d"},
]
CHILDREN: list[Drawn] = [
    {"teams": ["a", "b"]},
    {"teams": ["a", "b", "c"], "join": 2, "rest": "leave"},
    {"teams": ["a", "b"], "join": "any", "for": "1d", "early": False},
    {"rows": "lines", "team": {"column": "who"}},
    {"teams": {"field": "crew"}},
]
# What each mode of a decision may be switched to, and what it needs besides.
MODES: dict[str, tuple[str, Drawn]] = {
    "all": ("all_answered", {}),
    "any": ("first_answer", {}),
    "sequence": ("verdict", {}),
    "ratio": ("verdict", {"percent": 60}),
    "count": ("verdict", {"count": 2}),
}
RESUMES, BACK = st.sampled_from(["walk", "straight", "choose"]), st.sampled_from(["walk", "straight"])
LEAVERS = st.sets(st.sampled_from(["li", "qian", "gone"]), max_size=2)
STAND_INS = st.sampled_from([("li",), ("sun",), ("wang",), ("zhao", "sun")])
DEPUTIES = st.dictionaries(st.sampled_from(["zhang", "li", "qian", "boss", "zhao", "wang"]), STAND_INS, max_size=3).map(
    lambda drawn: {person: deputies for person, deputies in drawn.items() if person not in deputies}
)
# What is done about a step that takes too long. A pass may lack what the step asks for, a return its target.
RUNGS: list[Drawn] = [
    {"after": "4h", "do": "remind", "every": "1h", "times": 2},
    {"after": "8h", "do": "escalate", "to": ["manager"]},
    {"after": "1d", "do": "transfer"},
    {"after": "2d", "do": "pass"},
]
WITHDRAWALS: st.SearchStrategy[Drawn] = st.sampled_from([{}, {}, {"withdraw": True}, {"withdraw": False}])
HAND_OVERS: st.SearchStrategy[Drawn] = st.sampled_from([{}, {}, {"hand_over": "wall"}, {"hand_over": {"after": "8h"}}])


@st.composite
def flows(draw: st.DrawFn) -> Drawn:
    """A flow as it is written. Returns lead only to steps that every way has passed."""
    drawer = Drawer(draw)
    ended = draw(st.sampled_from(["solved", "closed"]))
    items = (start(), *drawer.sequence(["start"], 0), end(stage=ended))
    return drawing(*items, reopen={"to": "start"}, withdraw=drawer.withdraw())


class Drawer:
    """Numbers the steps while it draws them."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0

    def withdraw(self) -> Drawn:
        return {
            "until": self.draw(st.sampled_from(["first_act", "first_act", "never"])),
            "then": self.draw(st.sampled_from(["cancel", "revise"])),
        }

    def times(self, returns: list[str]) -> Drawn:
        """What a step of people says about the time it may take."""
        rungs = self.draw(st.lists(st.sampled_from([*RUNGS, *self.sending_back(returns)]), max_size=2))
        hours = self.draw(st.sampled_from(["wall", "working"]))
        ladder = {"deadline": {"hours": hours, "rungs": rungs}} if rungs else {}
        return {**ladder, **self.draw(HAND_OVERS)}

    @staticmethod
    def sending_back(returns: list[str]) -> list[Drawn]:
        return [{"after": "3d", "do": "return", "target": target} for target in returns]

    def sequence(self, passed: list[str], depth: int) -> list[Drawn]:
        """Items one after another; `passed` are the steps that every way to here has passed."""
        here = list(passed)
        items = []
        for _ in range(self.draw(st.integers(0 if depth else 1, 3))):
            item = self.item(here, depth)
            items.append(item)
            if item["kind"] not in ("action", "branch", "children", "notify", "parallel", "repeat", "wait"):
                here.append(item["id"])
        return items

    def item(self, passed: list[str], depth: int) -> Drawn:
        self.count += 1
        blocks = ["branch", "parallel", "repeat"] if depth < 2 else []
        kind = self.draw(st.sampled_from(["handle", "approve", "wait", "notify", "action", "children", *blocks]))
        return getattr(self, kind)(f"s{self.count}", passed, depth)

    def handle(self, step: str, passed: list[str], _depth: int) -> Drawn:
        draw = self.draw
        returns = draw(st.lists(st.sampled_from(passed), max_size=2, unique=True))
        return handle(
            step,
            draw(SOURCES),
            mode=draw(st.sampled_from(["direct", "dispatch", "claim", "dispatch_claim"])),
            visit=draw(st.sampled_from(["full", "simple", ["begin"]])),
            returns=returns,
            **self.times(returns),
            **draw(WITHDRAWALS),
            again_to_same=draw(st.booleans()),
            resume=draw(RESUMES),
            **draw(st.sampled_from([{}, {"cc": {"people": ["boss"]}}])),
            stage=draw(st.sampled_from(["work", "pause", "solved"])),
        )

    def approve(self, step: str, passed: list[str], depth: int) -> Drawn:
        draw = self.draw
        mode = draw(st.sampled_from(list(MODES)))
        switch, more = MODES[mode]
        refused: list[Any] = ["terminate", {"return_to": draw(st.sampled_from(passed)), "resume": draw(BACK)}]
        if depth < 2:
            refused.append({"items": [*self.sequence([*passed, step], 2), stop(f"{step}_stop")]})
        chosen = draw(st.sampled_from(refused))
        goes_back = isinstance(chosen, dict) and "return_to" in chosen
        empty: list[Any] = ["pass", "flow_admin", {"person": "boss"}] + ([] if goes_back else ["refuse"])
        return approve(
            step,
            draw(SOURCES),
            mode=mode,
            closes=draw(st.sampled_from(["verdict", switch])),
            **more,
            if_empty=draw(st.sampled_from(empty)),
            if_submitter=draw(st.sampled_from(["self", "skip", "department_head"])),
            if_again=draw(st.sampled_from(["each_time", "first_only", "consecutive"])),
            refused=chosen,
            **self.times(["start"]),
        )

    def wait(self, step: str, _passed: list[str], _depth: int) -> Drawn:
        return wait(step, **self.draw(st.sampled_from(WAITS)))

    def notify(self, step: str, _passed: list[str], _depth: int) -> Drawn:
        read: Drawn = self.draw(st.sampled_from([{}, {"until_read": True}, {"until_read": True, "for": "1d"}]))
        return notify(step, self.draw(SOURCES), **read)

    def action(self, step: str, _passed: list[str], _depth: int) -> Drawn:
        asked: Drawn = self.draw(st.sampled_from([{"set": {"amount": "1"}}, {"webhook": "erp"}]))
        return action(step, **asked)

    def children(self, step: str, _passed: list[str], _depth: int) -> Drawn:
        return children(step, type="job", **self.draw(st.sampled_from(CHILDREN)))

    def repeat(self, step: str, passed: list[str], depth: int) -> Drawn:
        """Sometimes its condition never holds, and it is walked as often as it may be."""
        first = handle(f"{step}r", self.draw(SOURCES), returns=self.draw(st.sampled_from([[], passed[-1:]])))
        items = [first, *self.sequence([*passed, first["id"]], depth + 1)]
        return repeat(step, BIG, *items, most=self.draw(st.integers(1, 3)))

    def parallel(self, step: str, passed: list[str], depth: int) -> Drawn:
        lanes = [self.lane(f"{step}l{number}", passed, depth) for number in range(self.draw(st.integers(2, 3)))]
        join = self.draw(st.sampled_from(["all", "any", 2]))
        return parallel(step, *lanes, join=join)

    def lane(self, step: str, passed: list[str], depth: int) -> list[Drawn]:
        """Sometimes with an end of its own; never without a person, or the others might have no turn."""
        first = handle(step, self.draw(SOURCES), mode=self.draw(st.sampled_from(["direct", "dispatch"])))
        items = [first, *self.sequence([*passed, step], depth + 1)]
        return [*items, end(f"{step}_end")] if self.draw(st.integers(0, 4)) == 0 else items

    def branch(self, step: str, passed: list[str], depth: int) -> Drawn:
        big, usual = self.sequence(passed, depth + 1), self.sequence(passed, depth + 1)
        return branch(step, way(BIG, *big, key="big"), way(None, *usual, key="usual"))
