"""The pump company with notices, retention and erasure, built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.company import Company, hooks_of
from tests.modules.notifications.house import House
from tests.modules.tickets.conftest import MODULES, found

WITH_ERASURE = (*MODULES, "notifications", "witness", "retention", "erasure")


@pytest.fixture(scope="session")
def erasing_company(company_as_built: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("erasure"), hooks_of(*WITH_ERASURE), like=company_as_built)
    found(company)
    company.close()
    return company


@pytest.fixture
def house(erasing_company: Company, tmp_path: Path) -> Iterator[House]:
    company = Company(tmp_path / "company", hooks_of(*WITH_ERASURE), like=erasing_company)
    yield House(company)
    company.close()


@pytest.fixture
def house_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[House]:
    company = Company(tmp_path / "company", hooks_of(*WITH_ERASURE), url=postgres_url)
    found(company)
    yield House(company)
    company.close()
