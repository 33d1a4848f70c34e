"""The company that repairs pumps, with automation rules; what rules ask for is carried out when a test says so."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.modules.intake.messages import SaveChannel
from tests.modules.automations.rules import OnceReplayed, Rules
from tests.modules.company import Company, hooks_of
from tests.modules.tickets.conftest import MODULES, found

Told = list[ActionCall]


def _hooks(told: Told) -> Hooks:
    """Everything up to automations; `notify` and `sms` only write down whom they would have told."""
    hooks = hooks_of(*MODULES, "sla", "automations")

    def tell(call: ActionCall, _context: JobContext) -> Iterable[Any]:
        told.append(call)
        return []

    for name in ("notify", "sms"):
        hooks.action(name, tell)
    return hooks


@pytest.fixture(scope="session")
def ruled_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    company = Company(tmp_path_factory.mktemp("rules"), _hooks([]))
    found(company)
    company.send("admin", SaveChannel("campaign", {"zh": "市场活动"}))
    company.close()
    return company


@pytest.fixture
def rules(ruled_company: Company, tmp_path: Path) -> Iterator[Rules]:
    told: Told = []
    company = OnceReplayed(tmp_path, _hooks(told), like=ruled_company)
    yield Rules(company, told)
    company.check_replays()
    company.close()


@pytest.fixture
def rules_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Rules]:
    told: Told = []
    company = Company(tmp_path, _hooks(told), url=postgres_url)
    found(company)
    company.send("admin", SaveChannel("campaign", {"zh": "市场活动"}))
    yield Rules(company, told)
    company.close()


Step = Callable[[], int]
