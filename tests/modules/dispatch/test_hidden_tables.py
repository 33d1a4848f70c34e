"""Who may not see a table of candidates, or a field, learns nothing of it through policies (semantics §8)."""

from typing import Any

import pytest

from bihuan.core.values import JsonObject, Refusal
from bihuan.kernel.context import Context
from bihuan.modules.dispatch import queries
from bihuan.modules.flows.messages import PublishFlow
from bihuan.modules.identity.messages import SaveRole
from tests.modules.company import Member
from tests.modules.dispatch.crew import Crew, flow_of

pytestmark = pytest.mark.req("DSP-1.server", "AUD-3")
PLANNER = "planner"
ANYBODY: JsonObject = {"policies": [{"key": "mine", "score": {"load": 1}}]}


def hire_planner(crew: Crew, *, publishes: bool = True, **rights: str) -> None:
    """Somebody who dispatches and designs dispatch, with these rights on single fields of tickets."""
    fields = {"named": rights, "others": "read"}
    grants: tuple[JsonObject, ...] = (
        {"action": "read", "kind": "ticket", "fields": fields},
        {"action": "assign", "kind": "ticket"},
        {"action": "read", "kind": "customer", "fields": {"named": {"level": "hidden"}, "others": "read"}},
        {"action": "read", "kind": "device"},
        {"action": "read", "kind": "engineer", "fields": {"named": {"tags": "hidden"}, "others": "read"}},
        {"action": "read", "kind": "dispatch_policy"},
        *([{"action": "publish", "kind": "dispatch_policy"}] if publishes else []),
    )
    crew.company.send("admin", SaveRole(PLANNER, {"zh": "调度主管"}, tuple({**one, "rows": "all"} for one in grants)))
    crew.company.people[PLANNER] = crew.company.hire(Member("冯调度", "feng", PLANNER))


def tried(crew: Crew, ticket: str, body: JsonObject | None) -> JsonObject:
    company = crew.company
    caller, info, now, task = company.caller(PLANNER), company.tenant.info, company.clock.now(), crew.task(ticket)
    found: JsonObject = company.read(
        lambda tx: queries.try_dispatch(Context(tx, info, caller, now, "try", "api"), task, body)
    )
    return found


def refused(crew: Crew, ticket: str, body: JsonObject | None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tried(crew, ticket, body)
    return caught.value


def asking(path: str) -> JsonObject:
    """A policy that is for tickets in which the field is filled."""
    when = {"op": "not_empty", "left": {"field": path}}
    return {"policies": [{"key": "oracle", "when": when, "score": {"load": 1}}]}


def test_policies_of_ones_own_are_tried_by_those_who_may_publish_them(crew: Crew):
    hire_planner(crew, publishes=False)
    ticket = crew.report()
    assert tried(crew, ticket, None)["rounds"][0]["policy"] == "pumps"
    assert refused(crew, ticket, ANYBODY).code == "access.denied"


@pytest.mark.parametrize("path", ["fault", "priority", "job.priority", "region", "job.area", "customer.level"])
def test_a_condition_on_a_hidden_field_is_refused_like_one_on_no_field(crew: Crew, path: str):
    hire_planner(crew, fault="hidden", priority="hidden", region="masked")
    ticket = crew.report()
    hidden, missing = (refused(crew, ticket, asking(name)) for name in (path, "nonesuch"))
    assert [one.code for one in hidden.problems] == [one.code for one in missing.problems]
    assert hidden.code == missing.code


@pytest.mark.parametrize("path", ["asset_tag", "job.type", "device.category", "job.customer", "candidate.skills"])
def test_a_condition_on_what_its_author_reads_is_tried(crew: Crew, path: str):
    hire_planner(crew, fault="hidden")
    ticket = crew.report(data={"fault": "leak", "asset_tag": "P-7"})
    always = {"policies": [*asking(path)["policies"], *ANYBODY["policies"]]}
    assert tried(crew, ticket, always)["rounds"][0]["policy"] in ("oracle", "mine")


def test_what_jobs_ask_for_and_what_candidates_are_is_no_way_around(crew: Crew):
    hire_planner(crew, fault="hidden")
    ticket = crew.report()
    rule = {"op": "eq", "left": {"field": "fault"}, "right": "leak"}
    must = {"op": "contains", "left": {"field": "candidate.tags"}, "right": "x"}
    own = {"key": "own", "score": {"load": 1}, "rules": [{"rule": "condition", "key": "tagged", "must": must}]}
    for body in ({**ANYBODY, "jobs": [{"when": rule}]}, {"policies": [own]}):
        assert refused(crew, ticket, body).code == "dispatch.policies_invalid"


@pytest.mark.parametrize(("right", "lines"), [("hidden", None), ("masked", []), ("read", 5)])
def test_a_trial_shows_its_table_to_those_only_who_see_tables(crew: Crew, right: str, lines: Any):
    hire_planner(crew, candidates=right)
    ticket = crew.report()
    for body in (None, ANYBODY):
        rounds = tried(crew, ticket, body)["rounds"]
        if lines is None:
            assert rounds == []
        else:
            told = rounds[0]["candidates"]
            assert len(told) == lines if lines else (told, rounds[0]["people"], rounds[0]["lines"]) == ([], [], {})


def test_without_the_table_conditions_on_candidates_are_no_oracle_either(crew: Crew):
    hire_planner(crew, candidates="hidden")
    ticket = crew.report()
    assert refused(crew, ticket, asking("candidate.skills")).code == "dispatch.policies_invalid"


def test_whom_a_table_named_is_told_with_the_table_only(crew: Crew):
    hire_planner(crew, candidates="hidden")
    crew.policy(decide="recommend")
    ticket = crew.report()
    assert crew.waiting()[ticket]["people"][0] == crew.id("engineer")
    assert crew.waiting(PLANNER)[ticket]["people"] == []
    said = {
        who: [entry["what"] for entry in crew.trace(who, ticket)["events"] if entry["type"] == "DispatchDecided"]
        for who in ("lead", PLANNER)
    }
    assert said["lead"][0]["people"][0] == crew.id("engineer")
    assert said[PLANNER][0]["people"] == []


def test_who_might_have_claimed_is_hidden_with_the_table(crew: Crew):
    hire_planner(crew, candidates="hidden")
    crew.company.send("admin", PublishFlow(flow_of("claim"), "pump"))
    ticket = crew.report()
    assert len(crew.view("dispatcher", ticket)["tasks"][0]["candidates"]) == 3
    assert crew.view(PLANNER, ticket)["tasks"][0]["candidates"] == []
    assert crew.view("wang", ticket)["tasks"][0]["candidates"] == [crew.id("wang")]
    crew.act("wang", ticket, "claim")
    (taken,) = [entry["what"] for entry in crew.trace(PLANNER, ticket)["events"] if entry["type"] == "PoolTaken"]
    assert (taken["person"], taken["others"]) == (crew.id("wang"), [])
