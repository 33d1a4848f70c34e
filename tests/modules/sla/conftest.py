"""The pump company of the tickets' tests, with calendars and promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.modules.sla import messages as m
from tests.modules.company import Company, hooks_of
from tests.modules.sla.promises import OFFICE, SLA, Clocks, Told
from tests.modules.tickets.conftest import MODULES as BELOW
from tests.modules.tickets.conftest import found

MODULES = (*BELOW, "sla")


def company_of(folder: Path, told: Told, **more: object) -> Company:
    """A company whose notices are written down by `told`."""
    hooks = hooks_of(*MODULES)
    told.register(hooks)
    return Company(folder, hooks, **more)  # type: ignore[arg-type]


def promise(company: Company) -> None:
    """What is published before the first ticket."""
    company.send("admin", m.PublishCalendar(OFFICE, official="CN"))
    company.send("admin", m.PublishSla(SLA))


@pytest.fixture(scope="session")
def promising_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = company_of(tmp_path_factory.mktemp("promises"), Told())
    found(company)
    promise(company)
    company.close()
    return company


@pytest.fixture
def clocks(promising_company: Company, tmp_path: Path) -> Iterator[Clocks]:
    told = Told()
    company = company_of(tmp_path, told, like=promising_company)
    yield Clocks(company, told)
    company.close()


@pytest.fixture
def clocks_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Clocks]:
    told = Told()
    company = company_of(tmp_path, told, url=postgres_url)
    found(company)
    promise(company)
    yield Clocks(company, told)
    company.close()
