"""Companies with the shipped bundle and with drawn ones, on SQLite; copied, so that each test has its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bihuan.entry.wiring import MODULES
from tests.bundles.world import Works, build_company, with_generated, with_repair_service
from tests.modules.company import Company, hooks_of


@pytest.fixture(scope="session")
def empty_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The company before any bundle, closed: others are copied from it."""
    company = build_company(tmp_path_factory.mktemp("empty"))
    company.close()
    return company


@pytest.fixture
def company(empty_company: Company, tmp_path: Path) -> Iterator[Company]:
    """A company without a bundle."""
    found = Company(tmp_path / "company", hooks_of(*MODULES), like=empty_company)
    yield found
    found.close()


@pytest.fixture(scope="session")
def repair_as_applied(empty_company: Company, tmp_path_factory: pytest.TempPathFactory) -> Works:
    """A company that has applied 维修服务, closed: others are copied from it."""
    company = Company(tmp_path_factory.mktemp("repair"), hooks_of(*MODULES), like=empty_company)
    works = with_repair_service(company)
    company.close()
    return works


@pytest.fixture
def repair_works(repair_as_applied: Works, tmp_path: Path) -> Iterator[Works]:
    """A company with 维修服务."""
    company = Company(tmp_path / "repair", hooks_of(*MODULES), like=repair_as_applied.company)
    yield with_repair_service(company, repair_as_applied.applied)
    company.close()


@pytest.fixture
def drawn_works(company: Company, tmp_path: Path) -> Callable[[int], Works]:
    """A company with a bundle drawn from a seed."""
    return lambda seed: with_generated(company, seed, tmp_path / f"drawn-{seed}")
