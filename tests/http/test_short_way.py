"""The short way past the router answers as the router does, and leaves to it what does not fit (architecture §9)."""

from typing import Any

import httpx
import pytest

from bihuan.entry.http.short_way import HotRoute
from tests.http.world import API, HOST, SLUG, World

REPORT = {"type": "check_up", "title": "主轴异响", "source": {"channel": "web"}, "data": {"symptom": "noise"}}
# The same tenant, named by its path: an address that only the router knows.
LONG = f"{HOST}/t/{SLUG}{API}/tickets"
VARYING = {"x-request-id"}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each request that a hot route was asked about was answered by it."""
    kept: list[bool] = []
    serve = HotRoute.serve

    async def noted(self: HotRoute, *args: Any) -> bool:
        kept.append(await serve(self, *args))
        return kept[-1]

    monkeypatch.setattr(HotRoute, "serve", noted)
    return kept


def both_ways(world: World, who: str, body: Any, **headers: str) -> tuple[httpx.Response, httpx.Response]:
    short = world.ask(who, "POST", "/tickets", json=body, headers=headers)
    long = world.run(lambda client: client.post(LONG, json=body, headers={**world.headers[who], **headers}))
    return short, long


def content(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    return answer.status_code, answer.content, headers


@pytest.mark.req("API-1", "INT-7.api")
def test_both_ways_answer_byte_for_byte_alike(world: World, served: list[bool]) -> None:
    key = {"Idempotency-Key": "short-way-1"}
    first = world.ask("requester", "POST", "/tickets", json=REPORT, headers=key)
    assert (first.status_code, served) == (201, [True])
    short, long = both_ways(world, "requester", REPORT, **key)
    assert content(short) == content(long)
    assert short.status_code == 200
    assert short.json()["id"] == first.json()["id"]
    assert served == [True, True]
    assert first.headers["etag"] == short.headers["etag"]


@pytest.mark.req("API-1", "AUD-6")
@pytest.mark.parametrize("body", [{**REPORT, "title": 7, "colour": "red"}, {"type": "check_up"}, [], "text"])
def test_what_does_not_fit_its_model_is_left_to_the_router(world: World, served: list[bool], body: Any) -> None:
    short, long = both_ways(world, "requester", body, **{"Accept-Language": "en"})
    assert content(short) == content(long)
    assert (short.status_code, short.json()["code"], served) == (422, "request.invalid", [False])


@pytest.mark.req("API-1", "AUD-6")
def test_what_the_endpoint_refuses_is_refused_alike_on_both_ways(world: World) -> None:
    short, long = both_ways(world, "requester", {**REPORT, "type": "no-such-type"})
    assert content(short) == content(long)
    assert 400 <= short.status_code < 500


@pytest.mark.req("AUD-6")
def test_nobody_comes_past_the_router_without_being_known(world: World, served: list[bool]) -> None:
    answer = world.run(lambda client: client.post(f"{HOST}{API}/tickets", json=REPORT))
    assert (answer.status_code, answer.json()["code"], served) == (401, "access.sign_in", [])
