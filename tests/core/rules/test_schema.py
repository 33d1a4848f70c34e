"""What a rule may speak about: paths through relations, usable keys."""

import pytest

from bihuan.core.rules import Field, Schema
from bihuan.core.values import Refusal

CONTRACT = Field("contract", "record", fields=(Field("amount", "number"), Field("customer", "record")))
PARTS = Field("parts", "rows", fields=(Field("price", "number"),))


def test_a_path_follows_relations_but_does_not_enter_rows() -> None:
    schema = Schema([CONTRACT, PARTS])
    assert schema.resolve("contract.amount") == Field("amount", "number")
    assert schema.resolve("parts") is PARTS
    assert schema.resolve("parts.price") is None
    assert schema.resolve("contract.amount.x") is None
    assert schema.resolve("") is None
    assert schema.resolve("contract.") is None


@pytest.mark.parametrize("key", ["", "金额", "a.b", "a b", "1a", "a\n", '"', "x" * 65])
def test_a_key_that_is_no_plain_word_is_refused(key: str) -> None:
    with pytest.raises(Refusal, match=r"rule\.bad_key"):
        Schema([Field("contract", "record", fields=(Field(key, "text"),))])


def test_a_key_stands_once() -> None:
    with pytest.raises(Refusal, match=r"rule\.repeated_key"):
        Schema([Field("a", "text"), Field("a", "number")])
