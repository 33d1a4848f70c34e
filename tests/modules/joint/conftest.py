"""The pump company of the tickets' tests, with roster and notices, where people meet and help."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.company import Company, hooks_of
from tests.modules.joint.together import Together
from tests.modules.tickets.conftest import MODULES as BELOW
from tests.modules.tickets.conftest import found

MODULES = (*BELOW, "links", "children", "sla", "dispatch", "notifications", "joint")


@pytest.fixture(scope="session")
def meeting_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("together"), hooks_of(*MODULES))
    found(company)
    company.close()
    return company


@pytest.fixture
def together(meeting_company: Company, tmp_path: Path) -> Iterator[Together]:
    company = Company(tmp_path, hooks_of(*MODULES), like=meeting_company)
    yield Together(company)
    company.close()


@pytest.fixture
def together_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Together]:
    company = Company(tmp_path, hooks_of(*MODULES), url=postgres_url)
    found(company)
    yield Together(company)
    company.close()
