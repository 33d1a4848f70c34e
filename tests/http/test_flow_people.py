"""Who is asked, over HTTP: every source of approvers, on both databases. One flow is drawn for each."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.http.bundle_world import refusal
from tests.http.conftest import POSTGRES_IN_FULL
from tests.http.drawn import SUBMITTER, Drawn, approve, drawn_world, handle, start

pytestmark = pytest.mark.req("FLW-3.server")


@pytest.fixture(scope="module", params=POSTGRES_IN_FULL)
def drawn(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Drawn]:
    """张工 works in 泵组 below the house, and answers to 马经理, who answers to 林总; 吴品控 is on duty."""
    with drawn_world(tmp_path_factory, request) as made:
        _organise(made)
        yield made


def _organise(drawn: Drawn) -> None:
    admin, people = drawn["admin"], drawn.world.people
    unit = {"name": "泵组", "parent": drawn.house, "head": people["tech"]}
    pumps = admin.do("POST", "/departments", json=unit)["id"]
    empty = admin.do("POST", "/departments", json={"name": "新组", "parent": drawn.house})["id"]
    drawn.units = {"泵组": pumps, "新组": empty}
    admin.do("PATCH", f"/users/{people['project']}", json={"manager": people["manager"]})
    admin.do("PATCH", f"/users/{people[SUBMITTER]}", json={"manager": people["project"], "departments": [pumps]})
    shift = {"key": "always", "label": {"zh": "全天"}, "hours": "00:00-24:00"}
    pattern = {"key": "always", "label": {"zh": "全天"}, "from": "2026-01-05", "cycle": ["always"] * 7}
    admin.do("PUT", "/roster", json={"body": {"shifts": [shift], "patterns": [pattern]}})
    admin.do("PUT", f"/roster/people/{people['quality']}", json=[{"pattern": "always", "from": "2026-01-05"}])


def asked(drawn: Drawn, source: Any, **data: Any) -> list[str]:
    """Whom a step with this source asks, in order of their names."""
    step = approve("decide", source, mode="any", if_empty="flow_admin")
    return sorted(drawn.owners(drawn.ask(drawn.publish(step), **data)))


def test_named_people_and_lists_of_sources_each_once(drawn: Drawn) -> None:
    named = drawn.people("tech", "finance")
    assert asked(drawn, named) == ["finance", "tech"]
    assert asked(drawn, [named, drawn.people("tech", "quality")]) == ["finance", "quality", "tech"]


def test_everybody_of_a_role(drawn: Drawn) -> None:
    assert asked(drawn, {"role": "lead"}) == ["lead"]
    assert asked(drawn, {"role": "engineer"}) == ["crew", "engineer", "other_engineer"]


def test_the_head_of_the_department_n_levels_up_and_further_up_where_there_is_none(drawn: Drawn) -> None:
    assert asked(drawn, {"department_head": 1}) == ["tech"]
    assert asked(drawn, {"department_head": 2}) == ["lead"]
    assert asked(drawn, {"department_head": 3}) == ["admin"], "nobody is above: the policy"


def test_the_manager_of_who_asks_n_levels_up(drawn: Drawn) -> None:
    assert asked(drawn, {"manager": 1}) == ["project"]
    assert asked(drawn, {"manager": 2}) == ["manager"]
    assert asked(drawn, {"manager": 3}) == ["lead"], "林总 names nobody: the head of his department"
    assert asked(drawn, {"manager": 4}) == ["admin"], "and nobody stands above that one: the policy"


def test_whom_a_field_names_and_the_head_of_the_department_that_one_names(drawn: Drawn) -> None:
    people = drawn.world.people
    assert asked(drawn, {"field": "who"}, who=people["quality"]) == ["quality"]
    assert asked(drawn, {"field": "unit", "head": 1}, unit=drawn.units["泵组"]) == ["tech"]
    assert asked(drawn, {"field": "unit", "head": 1}, unit=drawn.units["新组"]) == ["lead"], "upwards if it has none"


def test_whom_the_submitter_chooses_within_the_range(drawn: Drawn) -> None:
    people = drawn.world.people
    step = approve("decide", {"chosen": "who", "range": drawn.people("tech", "finance")}, if_empty="flow_admin")
    kind = drawn.publish(step)
    assert drawn.owners(drawn.ask(kind, who=people["finance"])) == ["finance"]
    assert "flow.choice_missing" in str(refusal(drawn.ask, kind))
    assert "flow.choice_out_of_range" in str(refusal(drawn.ask, kind, who=people["quality"]))


def test_whom_the_one_who_decides_names_as_the_next(drawn: Drawn) -> None:
    first = approve("first", drawn.people("tech"), fields={"*": "read", "who": "edit"})
    ticket = drawn.run(first, approve("then", {"chosen": "who", "by": "first"}, if_empty="flow_admin"))
    assert "choice_missing" in str(refusal(drawn["tech"].act, ticket, "agree"))
    drawn["tech"].act(ticket, "agree", data={"who": drawn.world.people["finance"]})
    assert (drawn.steps(ticket), drawn.owners(ticket)) == (["then"], ["finance"])


def test_who_handled_it_before(drawn: Drawn) -> None:
    work = handle("work", drawn.people("crew", "other_engineer"))
    more = handle("more", drawn.people("quality"))
    last = approve("last", {"previous_handler": True}, if_empty="flow_admin")
    named = approve("named", {"previous_handler": "work"}, if_empty="flow_admin")
    ticket = drawn.run(work, more, last, named)
    drawn["other_engineer"].act(ticket, "finish")
    drawn["quality"].act(ticket, "finish")
    assert drawn.owners(ticket) == ["quality"]
    drawn["quality"].act(ticket, "agree")
    assert drawn.owners(ticket) == ["other_engineer"]


def test_who_of_a_role_is_on_duty(drawn: Drawn) -> None:
    assert asked(drawn, {"on_duty": "approver"}) == ["quality"]
    assert asked(drawn, {"on_duty": "lead"}) == ["admin"], "nobody of them is on duty: the policy"


def test_a_matrix_of_values(drawn: Drawn) -> None:
    rows = [
        {"is": ["泵", "*"], "use": drawn.people("tech")},
        {"is": ["*", "泵组"], "use": drawn.people("finance")},
        {"is": ["*", "*"], "use": {"manager": 1}},
    ]
    matrix = {"matrix": {"by": ["what", "unit"], "rows": rows}}
    rows[1]["is"] = ["*", drawn.units["泵组"]]
    assert asked(drawn, matrix, what="泵", unit=drawn.units["泵组"]) == ["tech"], "the first row that fits"
    assert asked(drawn, matrix, what="阀", unit=drawn.units["泵组"]) == ["finance"]
    assert asked(drawn, matrix, what="阀", unit=drawn.units["新组"]) == ["project"]


def test_the_submitter_himself_and_who_may_submit_at_all(drawn: Drawn) -> None:
    assert asked(drawn, {"submitter": True}) == [SUBMITTER]
    kind = drawn.publish(approve("decide", drawn.people("tech")), start=start(who={"roles": ["lead"]}))
    assert refusal(drawn.ask, kind).code == "flow.submit_not_allowed"
    assert drawn.owners(drawn.ask(kind, by="lead")) == ["tech"]
