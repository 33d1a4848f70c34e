"""The pump company with engineers, a roster and a policy: built once, every test works on a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.entry.wiring import MODULES as PRODUCT
from bihuan.kernel.hooks import Hooks
from tests.modules.company import Company, hooks_of
from tests.modules.dispatch.crew import Crew
from tests.modules.tickets.conftest import MODULES as TICKET_MODULES
from tests.modules.tickets.conftest import found

MODULES = (*TICKET_MODULES, "dispatch")


@pytest.fixture(scope="session")
def crew_hooks() -> Hooks:
    return hooks_of(*MODULES)


@pytest.fixture(scope="session")
def crew_as_built(tmp_path_factory: pytest.TempPathFactory, crew_hooks: Hooks) -> Company:
    company = Company(tmp_path_factory.mktemp("crew"), crew_hooks)
    found(company)
    crew = Crew(company)
    crew.found()
    crew.settle()
    company.close()
    return company


@pytest.fixture
def crew(crew_as_built: Company, tmp_path: Path) -> Iterator[Crew]:
    company = Company(tmp_path, crew_as_built.hooks, like=crew_as_built)
    yield Crew(company)
    company.close()


@pytest.fixture(scope="session")
def product_as_built(tmp_path_factory: pytest.TempPathFactory) -> Company:
    company = Company(tmp_path_factory.mktemp("product"), hooks_of(*PRODUCT))
    found(company)
    crew = Crew(company)
    crew.found()
    crew.settle()
    company.close()
    return company


@pytest.fixture
def product(product_as_built: Company, tmp_path: Path) -> Iterator[Crew]:
    """The same company with every module that ships."""
    company = Company(tmp_path, product_as_built.hooks, like=product_as_built)
    yield Crew(company)
    company.close()


@pytest.fixture
def crew_on_postgres(tmp_path: Path, postgres_url: str, crew_hooks: Hooks) -> Iterator[Crew]:
    company = Company(tmp_path, crew_hooks, url=postgres_url)
    found(company)
    crew = Crew(company)
    crew.found()
    yield crew
    company.close()
