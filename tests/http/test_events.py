"""GET /events tells each listener what it may know, in the order of commits, without gaps (API-1, AUD-3)."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from bihuan.entry.http.events import parse_event_id
from bihuan.entry.wiring import Install
from tests.http.conftest import ALICE
from tests.http.process import ServerProcess, running, wait_until

pytestmark = pytest.mark.req("API-1")
ALL = {"follow": "false"}


def events_in(text: str) -> list[dict[str, Any]]:
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if lines.get("event") == "happened":
            found.append({"id": int(lines["id"]), **json.loads(lines["data"])})
    return found


def fill(client: TestClient, boxes: int) -> None:
    for n in range(boxes):
        assert client.post("/api/v1/boxes", json={"box": f"b{n}", "label": "电机"}, headers=ALICE).status_code == 201
    wait_until(lambda: len(listen(client)) >= boxes)


def listen(client: TestClient, after: int | None = None, who: str = "alice") -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer token-{who}"} | ({} if after is None else {"Last-Event-ID": str(after)})
    response = client.get("/api/v1/events", params=ALL, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    return events_in(response.text)


def test_what_happened_is_told_without_what_it_holds(toy: TestClient) -> None:
    fill(toy, 3)
    told = listen(toy)
    assert [(event["id"], event["type"], event["stream"], event["no"]) for event in told] == [
        (n, "BoxOpened", f"box:b{n}", 1) for n in range(3)
    ]
    assert set(told[0]) == {"id", "type", "stream", "no", "at"}


def test_a_listener_goes_on_after_the_last_event_it_got(toy: TestClient) -> None:
    fill(toy, 5)
    assert [event["id"] for event in listen(toy, after=2)] == [3, 4]
    assert listen(toy, after=4) == []


def test_a_browser_that_opens_a_stream_anew_names_the_last_event_in_the_address(toy: TestClient) -> None:
    fill(toy, 4)
    opened = toy.get("/api/v1/events", params={**ALL, "after": "1"}, headers=ALICE)
    assert [event["id"] for event in events_in(opened.text)] == [2, 3]
    both = toy.get("/api/v1/events", params={**ALL, "after": "0"}, headers={**ALICE, "Last-Event-ID": "2"})
    assert [event["id"] for event in events_in(both.text)] == [3]


def test_more_than_a_batch_is_told_to_the_end(toy: TestClient, toy_install: Install) -> None:
    from tests.kernel import shop

    for n in range(450):
        toy_install.bus.send("acme", shop.envelope(shop.OpenBox(f"many{n}", "x"), n))
    wait_until(lambda: len(listen(toy)) == 450)
    assert [event["id"] for event in listen(toy, after=99)] == list(range(100, 450))


@pytest.mark.req("AUD-3")
def test_events_of_streams_that_one_may_not_read_are_not_told(toy: TestClient) -> None:
    fill(toy, 2)
    assert listen(toy, who="stranger") == []


def test_nobody_listens_without_signing_in(toy: TestClient) -> None:
    assert toy.get("/api/v1/events").status_code == 401


@pytest.mark.parametrize("value", ["-1", "abc", "1.5", "9" * 30, "٣".encode().decode("latin-1")])
def test_an_id_that_was_never_given_out_is_refused(value: str) -> None:
    with pytest.raises(Exception, match=r"events\.id_invalid"):
        parse_event_id(value)


# --- a stream that stays open, on a real server -------------------------------------------------------------


@pytest.fixture(scope="module")
def toy_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One server for these tests; the last of them stops it."""
    with running(tmp_path_factory.mktemp("events") / "data") as server:
        yield server


@pytest.fixture
def people(toy_server: ServerProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=toy_server.base_url, headers=ALICE, timeout=20) as client:
        yield client


def told_until(lines: Iterator[str], wanted: Callable[[str], bool]) -> list[str]:
    seen = []
    for line in lines:
        seen.append(line)
        if wanted(line):
            return seen
    raise AssertionError(f"the stream ended after {seen}")


@pytest.mark.full
def test_an_open_stream_tells_at_once_and_ends_with_the_right_to_it(people: httpx.Client) -> None:
    people.headers["Authorization"] = "Bearer token-bob"
    with people.stream("GET", "/api/v1/events") as stream:
        lines = stream.iter_lines()
        told_until(lines, lambda line: line.startswith("retry"))
        begun = time.monotonic()
        people.post("/api/v1/boxes", json={"box": "live", "label": "x"})
        told_until(lines, lambda line: "box:live" in line)
        assert time.monotonic() - begun < 3
        people.post("/api/v1/boxes", json={"box": "revoked:bob", "label": "x"})
        told_until(lines, lambda line: line == "event: ended")
    assert people.get("/api/v1/events", params=ALL).status_code == 401


def test_one_caller_may_hold_a_handful_of_streams(people: httpx.Client, toy_server: ServerProcess) -> None:
    with contextlib.ExitStack() as stack:
        statuses, kept = [], []
        for _ in range(9):
            client = stack.enter_context(httpx.Client(base_url=toy_server.base_url, headers=ALICE, timeout=20))
            stream = stack.enter_context(client.stream("GET", "/api/v1/events"))
            statuses.append(stream.status_code)
            kept.append(stream.iter_lines())
            next(kept[-1])
        assert statuses == [200] * 8 + [429]
        assert people.get("/api/v1/boxes/none", headers=ALICE).status_code == 404


def test_open_streams_do_not_hold_up_a_stop(people: httpx.Client, toy_server: ServerProcess) -> None:
    with people.stream("GET", "/api/v1/events") as stream:
        lines = stream.iter_lines()
        next(lines)
        begun = time.monotonic()
        assert toy_server.stop() == 0
        assert time.monotonic() - begun < 8
