"""The pump company with notices, built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.company import Company, hooks_of
from tests.modules.notifications.house import House
from tests.modules.tickets.conftest import MODULES, found

WITH_NOTICES = (*MODULES, "notifications")


@pytest.fixture(scope="session")
def notified_company(company_as_built: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("notices"), hooks_of(*WITH_NOTICES), like=company_as_built)
    found(company)
    company.close()
    return company


@pytest.fixture
def house(notified_company: Company, tmp_path: Path) -> Iterator[House]:
    company = Company(tmp_path, hooks_of(*WITH_NOTICES), like=notified_company)
    yield House(company)
    company.close()
