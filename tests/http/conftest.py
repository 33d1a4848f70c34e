"""Apps to send requests to: the toy module's and the whole product's, in this process or in one of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bihuan.entry.http import create_app
from bihuan.entry.operations import run_operation
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel.hooks import Hooks
from bihuan.settings import Settings
from tests.http.process import BIHUAN, ServerProcess, running
from tests.http.world import World
from tests.kernel import shop_http
from tests.tables import create_tables

ALICE = {"Authorization": "Bearer token-alice"}
BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
# Where hundreds of cases say the same of both: PostgreSQL in the full run only.
POSTGRES_IN_FULL = ("sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.full]))


def started(install: Install, **headers: str) -> Iterator[TestClient]:
    """A client of the started install; the install is stopped afterwards."""
    with TestClient(create_app(install), raise_server_exceptions=False, headers=headers) as client:
        assert install.threads.ready.wait(30)
        yield client


# --- the toy module -----------------------------------------------------------------------------------------


@pytest.fixture
def toy_settings(tmp_path: Path) -> Settings:
    """Settings of the toy's install; a test overrides this fixture to change them."""
    return Settings(data=tmp_path / "data", key_file=tmp_path / "master.key", rate_per_minute=0)


@pytest.fixture
def toy_install(toy_settings: Settings) -> Install:
    """The toy module with the tenant acme, not started."""
    hooks = Hooks()
    shop_http.register(hooks)
    install = build_install(toy_settings, hooks=hooks, door=shop_http.DOOR)
    install.tenants._migrate = create_tables  # migrations have tests of their own, and take longer than most tests
    install.tenants.set_up_recovery()
    install.tenants.create("acme", "恒锐机电")
    return install


@pytest.fixture
def toy(toy_install: Install) -> Iterator[TestClient]:
    """A client of the toy module; says who it is with ALICE."""
    yield from started(toy_install)


@pytest.fixture
def toy_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """The toy module in a process of its own, on SQLite."""
    with running(tmp_path / "data") as server:
        yield server


# --- the whole product --------------------------------------------------------------------------------------


@pytest.fixture(params=BOTH)
def install(tmp_path: Path, request: pytest.FixtureRequest) -> Install:
    """Every module, with the tenant acme and the ready roles, on each database; not started."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    settings = Settings(data=tmp_path / "data", key_file=tmp_path / "master.key", rate_per_minute=0, database_url=url)
    made = build_install(settings)
    made.tenants.set_up_recovery()
    run_operation(made, "tenant.create", {"slug": "acme", "name": "恒锐机电"})
    return made


@pytest.fixture
def api(install: Install) -> Iterator[TestClient]:
    """A client of the whole product; nobody is signed in."""
    yield from started(install)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """`bihuan serve` in a process of its own, on SQLite, without any tenant yet."""
    with running(tmp_path / "data", command=BIHUAN) as process:
        yield process


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A company at work, shared by the tests of one process: each makes what it changes anew."""
    with World(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture
def whole_table(request: pytest.FixtureRequest) -> bool:
    """Whether every cell is asked (make test-full), or of each row one for each of its answers."""
    return bool(request.config.getoption("--run-full"))
