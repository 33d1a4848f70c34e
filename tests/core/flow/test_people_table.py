"""Every source of people and every edge policy of semantics §4, one row each."""

from typing import Any

import pytest

from bihuan.core.flow import Actor, Withdraw, check_flow
from bihuan.core.values import Refusal
from tests.core.flow.cast import CUSTOMER, ENGINEER, Company, Story
from tests.core.flow.drawing import SCHEMA, approve, drawing, end, flow, handle, start, stop

QIAN, BOSS = Actor("qian"), Actor("boss")
ON_DUTY = frozenset({"li"})
MATRIX = {
    "by": ["title", "team"],
    "rows": [
        {"is": ["pump", "service"], "use": {"people": "zhang"}},
        {"is": ["pump", "*"], "use": [{"people": "qian"}, {"manager": 1}]},
        {"is": ["*", "*"], "use": {"role": "lead"}},
    ],
}
DATA = {"engineer": "li", "crew": ["li", "zhang"], "team": "service"}
SOURCES = [
    ("people", {"people": ["qian", "boss"]}, {}, ["qian", "boss"]),
    ("role", {"role": "engineer"}, {}, ["zhang", "li"]),
    ("submitter", {"submitter": True}, {}, ["wang"]),
    ("department head", {"department_head": 1}, {}, ["qian"]),
    ("department head, level 2", {"department_head": 2}, {}, ["boss"]),
    ("department head, autoUp", {"department_head": 1}, {"headless": "workshop"}, ["boss"]),
    ("manager", {"manager": 1}, {}, ["qian"]),
    ("manager, level 2", {"manager": 2}, {}, ["boss"]),
    ("member field", {"field": "engineer"}, {}, ["li"]),
    ("members field", {"field": "crew"}, {}, ["li", "zhang"]),
    ("department field's head", {"field": "team", "head": 1}, {}, ["zhao"]),
    ("previous handler", {"previous_handler": True}, {}, ["zhang"]),
    ("previous handler of a step", {"previous_handler": "fix"}, {}, ["zhang"]),
    ("submitter's choice", {"chosen": "engineer"}, {}, ["li"]),
    ("submitter's choice in a range", {"chosen": "engineer", "range": {"role": "engineer"}}, {}, ["li"]),
    ("named by the one before", {"chosen": "engineer", "by": "fix"}, {}, ["li"]),
    ("on duty", {"on_duty": "engineer"}, {}, ["li"]),
    ("matrix, both values", {"matrix": MATRIX}, {"title": "pump"}, ["zhang"]),
    ("matrix, any value", {"matrix": MATRIX}, {"title": "pump", "team": "workshop"}, ["qian"]),
    ("matrix, the last row", {"matrix": MATRIX}, {"title": "lift"}, ["zhao"]),
    ("several, each once", [{"people": "li"}, {"role": "engineer"}], {}, ["li", "zhang"]),
]


def asked(company: Company, data: dict[str, Any], **step: Any) -> Story:
    """张工 has worked; then the step asks."""
    told = Story(flow(start(), handle("fix", {"people": "zhang"}), approve("ask", **step), end()), company, dict(data))
    told.start()
    told.act(ENGINEER, "finish")
    return told


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(("source", "more", "people"), [row[1:] for row in SOURCES], ids=[row[0] for row in SOURCES])
def test_every_source_finds_its_people(source: Any, more: dict[str, str], people: list[str]) -> None:
    company = Company(duty=ON_DUTY)
    if "headless" in more:
        company = Company(heads={"plant": "boss", "service": "zhao"})
    data = {**DATA, **{key: value for key, value in more.items() if key != "headless"}}
    told = asked(company, data, approvers=source)
    assert [task.owner for task in told.run.tasks.values()] == people


NOBODY = {"role": "nobody"}
EMPTY = [
    ("pass", ("ended", [])),
    ("refuse", ("terminated", [])),
    ({"person": "boss"}, ("running", ["boss"])),
    ("flow_admin", ("running", ["root"])),
    (None, ("running", ["root"])),
]


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(("policy", "outcome"), EMPTY, ids=["pass", "refuse", "named", "flow admin", "not said"])
def test_every_policy_for_nobody(policy: Any, outcome: tuple[str, list[str]]) -> None:
    more = {} if policy is None else {"if_empty": policy}
    told = asked(Company(), DATA, approvers=NOBODY, **more)
    assert (told.run.state, [task.owner for task in told.run.tasks.values()]) == outcome


SUBMITTER = [
    ("self", ["wang"], ("running", ["wang"])),
    ("skip", ["wang"], ("ended", [])),
    ("skip", ["wang", "boss"], ("running", ["boss"])),
    ("department_head", ["wang"], ("running", ["qian"])),
]


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(("policy", "people", "outcome"), SUBMITTER)
def test_every_policy_for_the_submitter(policy: str, people: list[str], outcome: tuple[str, list[str]]) -> None:
    told = asked(Company(), DATA, approvers={"people": people}, if_submitter=policy)
    assert (told.run.state, [task.owner for task in told.run.tasks.values()]) == outcome


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(
    ("policy", "asked_at"),
    [("each_time", ["two", "three"]), ("first_only", []), ("consecutive", ["three"])],
)
def test_every_policy_for_the_same_person_again(policy: str, asked_at: list[str]) -> None:
    """qian decides first; boss between him and the third step, where he stands again."""
    told = Story(
        flow(
            start(),
            approve("one", {"people": "qian"}),
            approve("two", {"people": "qian"}, if_again="each_time" if policy == "each_time" else "first_only"),
            approve("other", {"people": "boss"}),
            approve("three", {"people": "qian"}, if_again=policy),
            end(),
        )
    )
    told.start()
    seen = []
    told.act(QIAN, "agree")
    while told.run.running:
        (step,) = told.steps
        if told.only_task.owner == "qian":
            seen.append(step)
        told.act(Actor(told.only_task.owner or ""), "agree")
    assert seen == asked_at


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(
    ("policy", "outcome"),
    [
        (None, ("terminated", [])),
        ("terminate", ("terminated", [])),
        ({"stage": "closed"}, ("terminated", [])),
        ({"return_to": "fix"}, ("running", ["fix"])),
        ({"return_to": "fix", "resume": "straight"}, ("running", ["fix"])),
        ({"items": [handle("talk", {"people": "li"}), stop()]}, ("running", ["talk"])),
    ],
)
def test_every_refusal_policy(policy: Any, outcome: tuple[str, list[str]]) -> None:
    more = {} if policy is None else {"refused": policy}
    told = asked(Company(), DATA, approvers={"people": "boss"}, **more)
    told.act(BOSS, "refuse", comment="不同意")
    assert (told.run.state, told.steps) == outcome


@pytest.mark.req("FLW-4")
@pytest.mark.parametrize(
    ("rule", "step", "acted", "code"),
    [
        ({}, None, False, None),
        ({}, None, True, "run.withdraw_too_late"),
        ({}, True, True, None),
        ({}, False, False, "run.withdraw_forbidden_here"),
        ({"until": "never"}, None, False, "run.withdraw_forbidden_here"),
        ({"until": "never"}, True, True, None),
    ],
)
def test_every_rule_of_withdrawing(rule: dict[str, str], step: bool | None, acted: bool, code: str | None) -> None:
    more = {} if step is None else {"withdraw": step}
    items = [handle("fix", {"people": "zhang"}, **more), approve("ask", {"people": "boss"}, **more)]
    told = Story(flow(start(), *items, end(), withdraw=rule))
    told.start()
    if acted:
        told.act(ENGINEER, "finish")
    if code is None:
        assert told.tell(Withdraw(actor=CUSTOMER)) == ["RunWithdrawn"]
    else:
        with pytest.raises(Refusal, match=code):
            told.tell(Withdraw(actor=CUSTOMER))


CHOICE = {"chosen": "engineer", "range": {"role": "engineer"}}


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(
    ("chosen", "code"), [(None, "flow.choice_missing"), ("boss", "flow.choice_out_of_range"), ("li", None)]
)
@pytest.mark.parametrize("by", ["", "fix"])
def test_whoever_must_choose_chooses_out_of_the_range_before_he_goes_on(chosen: Any, code: str | None, by: str) -> None:
    items = [handle("fix", {"people": "zhang"}), approve("ask", {**CHOICE, "by": by} if by else CHOICE)]
    told = Story(flow(start(), *items, end()), data={"engineer": chosen} if not by else {})

    def leave() -> None:
        if by:
            told.data["engineer"] = chosen
            told.act(ENGINEER, "finish")
        else:
            told.start()

    if by:
        told.start()
    if code is None:
        leave()
        return
    with pytest.raises(Refusal, match=r"task\.incomplete") as caught:
        leave()
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [("data.engineer", code)]


@pytest.mark.req("FLW-9")
def test_the_publish_check_knows_what_sources_speak_of() -> None:
    drawn = drawing(
        start(),
        approve("one", {"matrix": {"by": ["nothing"], "rows": [{"is": ["a"], "use": {"role": "ghosts"}}]}}),
        approve("two", {"chosen": "amount", "by": "three"}, if_empty="flow_admin"),
        approve("three", {"on_duty": "owls"}, if_empty="flow_admin"),
        end(),
    )
    found = {(finding.step, finding.code) for finding in check_flow(drawn, SCHEMA, ["lead", "admin", "engineer"])}
    assert {
        ("one", "flow.field_unknown"),
        ("one", "flow.role_unknown"),
        ("one", "flow.may_find_nobody"),
        ("two", "flow.field_names_nobody"),
        ("two", "flow.chooser_not_before"),
        ("three", "flow.role_unknown"),
    } <= found


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(
    "source",
    [
        {"matrix": {"by": [], "rows": [{"is": [], "use": {"role": "lead"}}]}},
        {"matrix": {"by": ["title"], "rows": []}},
        {"matrix": {"by": ["title"], "rows": [{"is": ["a", "b"], "use": {"role": "lead"}}]}},
        {"matrix": {"by": ["title"], "rows": [{"is": ["a"]}]}},
        {"on_duty": ["one", "two"]},
        {"chosen": []},
    ],
)
def test_a_source_that_makes_no_sense_is_refused(source: Any) -> None:
    with pytest.raises(Refusal, match=r"flow\.invalid"):
        flow(start(), approve("ask", source), end())
