"""The pump company with outside witnesses, built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.company import Company, hooks_of
from tests.modules.tickets.conftest import MODULES, found
from tests.modules.witness.outside import Outside

WITH_WITNESSES = (*MODULES, "notifications", "witness")


@pytest.fixture(scope="session")
def witnessed_company(company_as_built: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("witnesses"), hooks_of(*WITH_WITNESSES), like=company_as_built)
    found(company)
    company.close()
    return company


@pytest.fixture
def outside(witnessed_company: Company, tmp_path: Path) -> Iterator[Outside]:
    company = Company(tmp_path / "company", hooks_of(*WITH_WITNESSES), like=witnessed_company)
    yield Outside(company)
    company.close()


@pytest.fixture
def outside_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Outside]:
    company = Company(tmp_path / "company", hooks_of(*WITH_WITNESSES), url=postgres_url)
    found(company)
    yield Outside(company)
    company.close()
