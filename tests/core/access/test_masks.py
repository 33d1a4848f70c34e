"""Masks show what they state and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.access import FieldAccess, FieldSet, mask_names, mask_value, redact, register_mask

pytestmark = pytest.mark.req("AUD-4")


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        ("phone", "13812345678", "138****5678"),
        ("phone", "+86 138-1234-5678", "138****5678"),
        ("phone", "008613812345678", "008****5678"),
        ("phone", "0512-62881234", "051****1234"),
        ("phone", "62881234", "****34"),
        ("phone", "110", "****"),
        ("phone", "转分机", "****"),
        ("email", "zhang@example.com", "z****@example.com"),
        ("email", "z@example.com", "****@example.com"),
        ("email", "@example.com", "****@example.com"),
        ("email", "no address", "****"),
        ("email", "zhang@", "****"),
        ("id_card", "32050119900101123X", "3****X"),
        ("id_card", "320501900101123", "3****3"),
        ("id_card", "3205", "****"),
        ("name", "张小三", "张**"),
        ("name", "张三", "张**"),
        ("name", "张", "**"),
        ("name", "John Smith", "J**"),
        ("generic", "anything", "****"),
        ("no such mask", "anything", "****"),
        ("phone", "", ""),
        ("phone", None, None),
        ("phone", 13812345678, "****"),
        ("name", ["张三"], "****"),
    ],
)
def test_a_mask_shows_what_it_states(mask: str, value: object, shown: object) -> None:
    assert mask_value(mask, value) == shown


@given(st.text(st.sampled_from("0123456789+- ()转"), max_size=24))
def test_a_masked_phone_number_shows_at_most_three_and_four_digits_and_never_all(value: str) -> None:
    digits = "".join(char for char in value if char.isdecimal())
    shown = [char for char in str(mask_value("phone", value)) if char.isdecimal()]
    assert len(shown) <= 7
    assert len(digits) - len(shown) >= min(len(digits), 4)


@given(st.sampled_from(mask_names()), st.text("张李王abc@.135X ", min_size=1, max_size=20))
def test_values_that_differ_in_the_middle_only_look_the_same(mask: str, value: str) -> None:
    """What is hidden changes nothing of what is shown, not even its length."""
    if mask == "email":
        local, at, domain = value.rpartition("@")
        other = f"{local[:1]}hidden{at}{domain}" if len(local) > 1 and domain else value
    elif mask == "name":
        name = value.strip()
        other = f"{name[:1]}某某某" if len(name) > 1 else value
    elif mask == "id_card" and len(value) in (15, 18):
        other = f"{value[0]}{'7' * (len(value) - 2)}{value[-1]}"
    elif mask == "generic":
        other = "otherwise"
    else:
        other = value
    assert mask_value(mask, other) == mask_value(mask, value)


def test_a_record_loses_what_is_hidden_and_shows_the_masked_through_its_mask() -> None:
    record = {"title": "电机异响", "phone": "13812345678", "cost": "500000", "note": "内部"}
    rights = FieldSet({"phone": FieldAccess.MASKED, "note": FieldAccess.MASKED, "cost": FieldAccess.HIDDEN})
    assert redact(record, rights, {"phone": "phone"}) == {
        "title": "电机异响",
        "phone": "138****5678",
        "note": "****",
    }


def test_extensions_add_masks() -> None:
    register_mask("serial_number", lambda value: f"…{value[-2:]}" if len(value) > 6 else "…")
    assert mask_value("serial_number", "XX-8892-77") == "…77"
    with pytest.raises(ValueError, match="registered already"):
        register_mask("phone", str)
