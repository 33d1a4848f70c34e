"""The office on either database; every stream that a test wrote is replayed by `Company.send`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.company import Company, hooks_of
from tests.modules.records.office import MODULES, Office, found


@pytest.fixture(scope="session")
def office_as_built(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("office"), hooks_of(*MODULES))
    found(company)
    company.close()
    return company


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The office; on each database where a test says `ON_BOTH`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        company = Company(tmp_path / "office", hooks_of(*MODULES), like=request.getfixturevalue("office_as_built"))
    else:
        company = Company(tmp_path / "office", hooks_of(*MODULES), url=request.getfixturevalue("postgres_url"))
        found(company)
    yield Office(company)
    company.close()
