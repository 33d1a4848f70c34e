"""Whatever is sent, the answer is one that the schema announces: no fault of ours, no unannounced status or content.

schemathesis makes requests from the schema: fitting ones and broken ones, half of them about things that exist.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cast import BY_ID
from tests.http.world import CHECK_UP_FLOW, CHECK_UP_FORM, HOST, World
from tools.openapi import TARGET

pytestmark = pytest.mark.req("INT-7.api", "API-1")

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SCHEMA = schemathesis.openapi.from_path(TARGET)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)}
# A stream that does not end by itself is for the tests of events.
NOT_ENDING = {"GET /api/v1/events"}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A company of its own: it may be turned upside down."""
    with World(tmp_path_factory.mktemp("target")) as made:
        yield made


@pytest.fixture(scope="module")
def real(target: World) -> dict[str, list[str]]:
    """Ids of things that exist, by the name of the path's parameter."""
    masters = [target.customers["恒力液压"], target.contact, target.site, target.contract, target.device]
    return {
        "record_id": masters,
        "parent_id": masters[:1],
        "user_id": ["engineer2", "lead2", "auditor"],
        "unit_id": [*target.organisation.departments.values(), target.organisation.area, target.organisation.skill],
        "file_id": [target.photo, target.an_upload()],
        "file": [target.photo],
        "key": [target.ticket, "check_up", "engineer", "web"],
        "task": [f"{target.ticket}-1", target.task_of(target.report())],
        "action": ["assign", "accept", "finish", "withdraw"],
        "event": ["0", f"ticket:{target.ticket}%231"],
        "code": [target.code],
        "token_id": [target.a_token()],
    }


def _cases(label: str) -> st.SearchStrategy[Any]:
    operation = OPERATIONS[label]
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    broken = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return fitting | broken


def _send(world: World, who: str, case: Any) -> httpx.Response:
    given = case.as_transport_kwargs(base_url=HOST)
    known = {name: given[name] for name in ("method", "url", "params", "json", "content", "cookies") if name in given}
    if "data" in given:
        known["content"] = given["data"]
    headers = {name: value for name, value in dict(given["headers"]).items() if name.lower() != "authorization"}
    known["headers"] = {**headers, **world.headers[who]}
    known.pop("cookies", None)
    answer: httpx.Response = world.run(lambda client: client.request(**known))
    return answer


def _explore(world: World, real: dict[str, list[str]], label: str, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def explore(data: st.DataObject) -> None:
        case = data.draw(_cases(label))
        for name in case.path_parameters or {}:
            if name in real and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(real[name]))
        for who in ("admin", "requester"):
            try:
                answer = _send(world, who, case)
            except httpx.InvalidURL:
                return  # longer than this client can send
            case.validate_response(answer, checks=CHECKS)
            if answer.status_code == 401 or "/sessions" in label:
                world.headers[who] = world.sign_in(BY_ID[who])

    explore()


@pytest.mark.parametrize("label", sorted(OPERATIONS.keys() - NOT_ENDING))
def test_every_answer_is_one_that_the_schema_announces(target: World, real: dict[str, list[str]], label: str) -> None:
    _explore(target, real, label, 1)


@pytest.mark.full
@pytest.mark.parametrize("label", sorted(OPERATIONS.keys() - NOT_ENDING))
def test_so_it_is_for_many_more_requests(target: World, real: dict[str, list[str]], label: str) -> None:
    _explore(target, real, label, 40)


def test_the_schema_in_the_repository_is_the_one_that_is_served(world: World) -> None:
    served = world.request("nobody", "GET", "/openapi.json").json()
    assert served["openapi"].startswith("3.1")
    assert served == SCHEMA.raw_schema, "run make docs"


@pytest.mark.parametrize(("path", "body"), [("/forms", {"body": CHECK_UP_FORM}), ("/flows", {"body": CHECK_UP_FLOW})])
def test_a_definition_with_anything_replaced_is_refused_or_taken_but_never_a_fault(
    target: World, path: str, body: dict[str, Any]
) -> None:
    for broken in _broken(body["body"]):
        sent = {"body": broken, "form": "check_up"} if path == "/flows" else {"body": broken}
        answer = target.ask("admin", "POST", path, json=sent)
        assert answer.status_code in (201, 400, 409, 422), (broken, answer.text)


ODD: tuple[Any, ...] = (None, 0, -1, 10**400, True, "", "x" * 5_000, [], [[]], {}, {"zh": None}, {"op": "eq"})


def _broken(tree: Any) -> Iterator[Any]:
    """The tree with one place after the other replaced by something odd."""
    places = list(_places(tree, ()))
    for number, place in enumerate(places):
        yield _with(tree, place, ODD[number % len(ODD)])


def _places(tree: Any, here: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in children:
        yield (*here, key)
        yield from _places(child, (*here, key))


def _with(tree: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[place[0]] = _with(tree[place[0]], place[1:], value)
    return copy
