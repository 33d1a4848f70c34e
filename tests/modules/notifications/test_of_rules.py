"""What a rule worked out is told to who may read what it was worked out from: all the way from rule to notice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.modules.automations.messages import PublishRule
from bihuan.modules.identity.messages import SaveRole
from tests.modules.company import Company, hooks_of
from tests.modules.notifications.conftest import WITH_NOTICES
from tests.modules.notifications.house import House

pytestmark = pytest.mark.req("COL-2.server", "COL-4", "AUD-3")

_COST = {"fn": "mul", "args": [{"field": "hours"}, "200"]}
RULE = {
    "key": "dear",
    "label": {"zh": "工时费用"},
    "when": "finished",
    "then": [
        {
            "do": "notify",
            "to": ["lead", {"role": "approver"}],
            "template": "urgent",
            "values": {"cost": {"formula": _COST}, "said": "请核对"},
        }
    ],
}


@pytest.fixture
def house(notified_company: Company, tmp_path: Path) -> Iterator[House]:
    company = Company(tmp_path, hooks_of(*WITH_NOTICES, "sla", "automations"), like=notified_company)
    yield House(company)
    company.close()


def test_two_recipients_of_one_rule_read_what_each_may(house: House) -> None:
    grants = ({"action": "read", "kind": "ticket", "rows": "all", "fields": {
        "named": {"hours": "hidden"}, "others": "read"}},)  # fmt: skip
    house.company.send("operator", SaveRole("approver", {"zh": "审批"}, grants))
    house.company.send("admin", PublishRule(RULE))
    house.word("urgent", "{{number}}", "费用：{{values.cost}}\n{{values.said}}")
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.pumps.work(ticket)
    house.work()
    texts = [house.told(who, "urgent")[0]["text"] for who in ("lead", "approver")]
    assert texts == ["费用：300\n请核对", "请核对"]
