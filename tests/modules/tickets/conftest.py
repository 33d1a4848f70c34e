"""A company that repairs pumps: one form, one flow, one ticket type, and its people."""

from pathlib import Path

import pytest

from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.intake.messages import SaveChannel
from tests.modules.company import Company, hooks_of
from tests.modules.tickets.pumps import FLOW, FORM, Pumps

MODULES = ("audit", "features", "identity", "files", "customers", "assets", "forms", "flows", "tickets", "intake")


def found(company: Company) -> None:
    """What a business administrator publishes before the first ticket."""
    company.send("admin", PublishForm(FORM))
    company.send("admin", PublishFlow(FLOW, "pump"))
    department = company.units["售后部"]
    company.send("admin", SaveTicketType("pump", {"zh": "水泵维修"}, "pump", "pump", "SB", department=department))
    for channel in ("phone", "api"):
        company.send("admin", SaveChannel(channel, {"zh": channel}))


@pytest.fixture(scope="session")
def pump_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("pumps"), hooks_of(*MODULES))
    found(company)
    company.close()
    return company


@pytest.fixture
def pumps(pump_company: Company, tmp_path: Path):
    company = Company(tmp_path, hooks_of(*MODULES), like=pump_company)
    yield Pumps(company)
    company.close()


@pytest.fixture
def pumps_on_postgres(tmp_path: Path, postgres_url: str):
    company = Company(tmp_path, hooks_of(*MODULES), url=postgres_url)
    found(company)
    yield Pumps(company)
    company.close()
