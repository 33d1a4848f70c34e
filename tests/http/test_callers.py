"""A credential is looked up once and again as soon as anything may have changed it (AUD-3, AUD-6)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from bihuan.entry.wiring import Install, build_install
from bihuan.kernel.clock import SetClock
from bihuan.kernel.hooks import Hooks
from bihuan.settings import Settings
from tests.http.conftest import ALICE, BOTH, started
from tests.kernel import shop_http

pytestmark = pytest.mark.req("AUD-6")


class Looks:
    """Counts how often a credential was looked up."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *arguments):
        self.count += 1
        return shop_http.DOOR.authenticate(*arguments)


@pytest.fixture
def looks() -> Looks:
    return Looks()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(1_750_000_000_000)


@pytest.fixture(params=BOTH)
def install(looks: Looks, clock: SetClock, toy_settings: Settings, request: pytest.FixtureRequest) -> Install:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    hooks = Hooks()
    shop_http.register(hooks)
    door = replace(shop_http.DOOR, authenticate=looks)
    made = build_install(replace(toy_settings, database_url=url), hooks=hooks, clock=clock, door=door)
    made.tenants.set_up_recovery()
    made.tenants.create("acme", "恒锐机电")
    return made


@pytest.fixture
def client(install: Install) -> Iterator[TestClient]:
    yield from started(install)


def ask(client: TestClient, times: int = 1, who: dict[str, str] = ALICE) -> list[int]:
    return [client.get("/api/v1/boxes/none", headers=who).status_code for _ in range(times)]


def test_a_caller_is_looked_up_once_where_nobody_else_writes(
    client: TestClient, looks: Looks, install: Install
) -> None:
    assert ask(client, 5) == [404] * 5
    assert looks.count == (5 if install.settings.database_url else 1)


def test_a_lost_right_is_lost_at_the_very_next_request(client: TestClient) -> None:
    assert ask(client, 2) == [404, 404]
    assert client.post("/api/v1/boxes", json={"box": "revoked:alice", "label": ""}, headers=ALICE).status_code == 201
    assert ask(client, 2) == [401, 401]


def test_a_session_that_ends_by_time_ends_in_time(client: TestClient, looks: Looks, clock: SetClock) -> None:
    ask(client)
    for step in (2_000, -3_600_000):
        before = looks.count
        clock.instant += step
        ask(client)
        assert looks.count == before + 1


def test_what_is_no_credential_is_not_remembered(client: TestClient, looks: Looks) -> None:
    assert ask(client, 3, {"Authorization": "Bearer nonsense"}) == [401] * 3
    assert looks.count == 3
