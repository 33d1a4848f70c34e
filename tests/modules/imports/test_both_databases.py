"""Imports behave alike on SQLite and PostgreSQL (TEN-2)."""

import pytest

from tests.kernel.workbooks import LEDGER
from tests.modules.imports.desk import CUSTOMERS

pytestmark = pytest.mark.req("CRM-1", "AST-1", "TEN-2")


def test_one_story_on_both_databases(either):
    assert either.take_over("customer", CUSTOMERS)["made"] == 2
    again = either.take_over("customer", CUSTOMERS, duplicates="update")
    assert (again["skipped"], again["made"], again["refused"]) == (2, 0, 0)
    done = either.take_over("device", LEDGER)
    assert (done["made"], done["refused"]) == (2, 1)
    assert either.take_over("device", LEDGER)["skipped"] == 2
    cards = either.customers()
    assert [card["customer"]["name"] for card in cards] == ["恒锐机电", "沪光电机"]
    assert [len(card["devices"]) for card in cards] == [2, 0]
