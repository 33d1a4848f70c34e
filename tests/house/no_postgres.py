"""A pytest plug-in that hides this machine's PostgreSQL from the test set-up."""

from pathlib import Path

import pytest

from tests import postgres


def _nothing_found() -> Path:
    raise postgres.PostgresAbsentError("hidden by the test")


def pytest_configure(config: pytest.Config) -> None:
    postgres.find_programs = _nothing_found
