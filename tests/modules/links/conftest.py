"""The pump company of the tickets' tests, with promises, dispatch work and ties between tickets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.company import Company, hooks_of
from tests.modules.links.cases import Cases
from tests.modules.notifications.house import House
from tests.modules.sla.conftest import promise
from tests.modules.tickets.conftest import MODULES as BELOW
from tests.modules.tickets.conftest import found

MODULES = (*BELOW, "links", "sla")


@pytest.fixture(scope="session")
def tying_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("ties"), hooks_of(*MODULES))
    found(company)
    promise(company)
    company.close()
    return company


@pytest.fixture
def cases(tying_company: Company, tmp_path: Path) -> Iterator[Cases]:
    company = Company(tmp_path, hooks_of(*MODULES), like=tying_company)
    yield Cases(company)
    company.close()


@pytest.fixture
def cases_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Cases]:
    company = Company(tmp_path, hooks_of(*MODULES), url=postgres_url)
    found(company)
    promise(company)
    yield Cases(company)
    company.close()


@pytest.fixture
def house(company_as_built: Company, tmp_path: Path) -> Iterator[House]:
    """The same with notices instead of clocks."""
    company = Company(tmp_path, hooks_of(*BELOW, "links", "notifications"), like=company_as_built)
    found(company)
    yield House(company)
    company.close()
