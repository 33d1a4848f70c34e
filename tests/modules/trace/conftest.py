"""The pump company with devices and customers, and the trace box over its tickets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.company import Company, hooks_of
from tests.modules.tickets.conftest import MODULES as BELOW
from tests.modules.tickets.conftest import found
from tests.modules.trace.searches import Searches, equip

MODULES = (*BELOW, "trace")


@pytest.fixture(scope="session")
def tracing_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("trace"), hooks_of(*MODULES))
    found(company)
    company.close()
    return company


@pytest.fixture
def searches(tracing_company: Company, tmp_path: Path) -> Iterator[Searches]:
    company = Company(tmp_path, hooks_of(*MODULES), like=tracing_company)
    yield equip(Searches(company))
    company.close()


@pytest.fixture
def searches_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Searches]:
    company = Company(tmp_path, hooks_of(*MODULES), url=postgres_url)
    found(company)
    yield equip(Searches(company))
    company.close()
