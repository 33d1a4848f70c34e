"""The company as a firm that writes contracts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.company import Company, hooks_of
from tests.modules.revisions.contracts import Contracts, found
from tests.modules.tickets.conftest import MODULES as BELOW

MODULES = (*BELOW, "revisions")


@pytest.fixture(scope="session")
def writing_company(company_as_built: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("contracts"), hooks_of(*MODULES), like=company_as_built)
    found(company)
    company.close()
    return company


@pytest.fixture
def contracts(writing_company: Company, tmp_path: Path) -> Iterator[Contracts]:
    company = Company(tmp_path / "company", hooks_of(*MODULES), like=writing_company)
    yield Contracts(company)
    company.close()


@pytest.fixture
def contracts_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Contracts]:
    company = Company(tmp_path / "company", hooks_of(*MODULES), url=postgres_url)
    found(company)
    yield Contracts(company)
    company.close()
