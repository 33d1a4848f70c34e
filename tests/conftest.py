"""What every test may use, and which tests run: see STYLE.md, "Tests"."""

import contextlib
import gc
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from tests.postgres import RUN_VARIABLE, PostgresAbsentError, PostgresServer, shared_server

SKIPPED = "PostgreSQL tests SKIPPED"

# What is imported and collected stays: looking for garbage among it takes a quarter of the time and finds none.
gc.disable()

# Both profiles always walk the same examples: a red run must be red again. `test` is what `make test` has time for,
# `full` comes with --run-full, `explore` looks further afield.
settings.register_profile("test", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("full", max_examples=400, deadline=None, derandomize=True)
settings.register_profile(
    "explore", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)

# Hypothesis would read all our sources for numbers and words to try, so that what a test walks changed with any file.
setattr(providers, "is_local_module_file", lambda _path: False)  # noqa: B010 the name is not exported

# What each kind of user does all day, walked before every commit; the other stories in a browser run in make test-full.
MAIN_PATHS = frozenset(
    f"test_{name}"
    for name in (
        "sign_in",
        "new_ticket",
        "pool",
        "ticket_page",
        "closed_loop",
        "notices",
        "work_app",
        "portal",
        "main_pages",
    )
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-full", action="store_true", help="also run the tests marked `full` (make test-full)")
    parser.addoption("--req", metavar="ID", help="only the tests that show this requirement, or this face of it")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault(RUN_VARIABLE, str(os.getpid()))  # before workers start, so that all name the same run
    if not config.getoption("hypothesis_profile", None):
        settings.load_profile("full" if _run_full(config) else "test")


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def _run_full(config: pytest.Config) -> bool:
    return bool(config.getoption("--run-full")) or config.option.markexpr == "full"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if _asks_postgres(item):
            item.add_marker("postgres")
        if (_run_full(config) and _goes_further(item)) or _is_a_longer_story(item):
            item.add_marker("full")
    left_out = [item for item in items if not _is_wanted(config, item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _is_wanted(config, item)]
    items.sort(key=lambda item: item.get_closest_marker("full") is None)  # long ones first: workers end together


def _asks_postgres(item: pytest.Item) -> bool:
    """Whether a server of PostgreSQL is started for it: through a fixture, or by the name of one as its parameter."""
    drawn = getattr(item, "callspec", None)
    return "postgres_server" in getattr(item, "fixturenames", ()) or (
        drawn is not None and "pumps_on_postgres" in drawn.params.values()
    )


def _goes_further(item: pytest.Item) -> bool:
    """Whether a test that `make test` runs, too, walks more examples or callers in make test-full."""
    if "whole_table" in getattr(item, "fixturenames", ()):
        return True
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))


def _is_a_longer_story(item: pytest.Item) -> bool:
    return item.path.parent.name == "browser" and item.path.stem not in MAIN_PATHS


def _is_wanted(config: pytest.Config, item: pytest.Item) -> bool:
    if item.get_closest_marker("full") and not _run_full(config):
        return False
    requirement = config.getoption("--req")
    return not requirement or any(_names(requirement, mark.args) for mark in item.iter_markers("req"))


def _names(requirement: str, ids: tuple[str, ...]) -> bool:
    """Whether one of the ids is the requirement or a face of it: INT-7 takes INT-7.api, not the other way round."""
    return any(name == requirement or name.startswith(f"{requirement}.") for name in ids)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr[2]) for report in reports if isinstance(report.longrepr, tuple)]
    missing = [reason for reason in reasons if SKIPPED in reason]
    if missing:
        terminalreporter.section(SKIPPED, sep="!", red=True, bold=True)
        terminalreporter.write_line(f"{len(missing)} tests did not run. {missing[0]}")
        terminalreporter.write_line(
            "PostgreSQL 测试未运行：本机没有 PostgreSQL 服务端程序（apt-get install postgresql）。"
        )


@pytest.fixture(scope="session", autouse=True)
def without_fsync() -> Iterator[None]:
    """Files of this process need not outlive the machine; what must is shown by servers in processes of their own."""
    engines: Any = sys.modules.get("bihuan.db.engines")  # the tests of the core have no need of databases
    if engines is None:
        yield
        return
    earnest = engines._pragmas
    engines._pragmas = lambda key, read_only: [
        pragma.replace("synchronous = FULL", "synchronous = OFF") for pragma in earnest(key, read_only)
    ]
    yield
    engines._pragmas = earnest


@pytest.fixture(scope="session", autouse=True)
def without_migrating() -> Iterator[None]:
    """An install's new tenant gets its tables at once; migrations have tests of their own, and so have real servers."""
    wiring: Any = sys.modules.get("bihuan.entry.wiring")
    if wiring is None:
        yield
        return
    from tests.tables import at_once

    earnest = wiring.migrate
    wiring.migrate = at_once(earnest)
    yield
    wiring.migrate = earnest


@pytest.fixture(scope="session", autouse=True)
def costly_hasher() -> Iterator[Any]:
    """The hasher of passwords in earnest; meanwhile the tests' passwords cost next to nothing."""
    passwords: Any = sys.modules.get("bihuan.modules.identity.interface.passwords")
    if passwords is None:
        yield None
        return
    costly = passwords._HASHER
    passwords._HASHER = type(costly)(time_cost=1, memory_cost=8, parallelism=1)
    yield costly
    passwords._HASHER = costly


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The test run's PostgreSQL server. Absent programs skip the test loudly, but fail it where CI=true."""
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(shared_server())
        except PostgresAbsentError as absent:
            if os.environ.get("CI") == "true":
                pytest.fail(f"PostgreSQL must not be skipped in CI: {absent}")
            pytest.skip(f"{SKIPPED}: {absent}")
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The database that others are copied from. It has a spare schema with every table, see tests/tables.py."""
    if "bihuan.db.types" not in sys.modules:
        return "template0"
    from tests.tables import script_of_spare

    name = f"template_{os.getpid()}"
    with postgres_server.connect() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    with postgres_server.connect(name) as connection:
        connection.execute(script_of_spare())
    return name


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The SQLAlchemy address of a fresh database of this test's own, with nothing but the spare schema."""
    with postgres_server.new_database(postgres_template) as name:
        yield postgres_server.url(name)
