"""The pump company of the tickets' tests, with ties, children and clocks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.children.families import Families
from tests.modules.company import Company, hooks_of
from tests.modules.sla.conftest import promise
from tests.modules.tickets.conftest import MODULES as BELOW
from tests.modules.tickets.conftest import found

MODULES = (*BELOW, "links", "children", "sla")


@pytest.fixture(scope="session")
def family_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("families"), hooks_of(*MODULES))
    found(company)
    promise(company)
    company.close()
    return company


@pytest.fixture
def families(family_company: Company, tmp_path: Path) -> Iterator[Families]:
    company = Company(tmp_path, hooks_of(*MODULES), like=family_company)
    yield Families(company)
    company.close()


@pytest.fixture
def families_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Families]:
    company = Company(tmp_path, hooks_of(*MODULES), url=postgres_url)
    found(company)
    promise(company)
    yield Families(company)
    company.close()
