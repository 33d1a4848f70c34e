"""Fixtures for the tests of modules."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.company import Company, hooks_of

PEOPLE_MODULES = ("audit", "identity")


@pytest.fixture(scope="session")
def company_as_built(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The company of the cast, closed: others are copied from it."""
    company = Company(tmp_path_factory.mktemp("company"), hooks_of(*PEOPLE_MODULES))
    company.close()
    return company


@pytest.fixture
def company(company_as_built: Company, tmp_path: Path) -> Iterator[Company]:
    """The company of the cast with the modules that people and rights need, on SQLite."""
    company = Company(tmp_path / "company", hooks_of(*PEOPLE_MODULES), like=company_as_built)
    yield company
    company.close()
