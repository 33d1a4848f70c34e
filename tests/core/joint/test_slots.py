"""Slots of joint sessions, and the file for one's calendar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.joint import Slot, calendar_of, check_booking, slot_faults
from bihuan.core.values import Refusal

pytestmark = pytest.mark.req("DSP-7")
HOUR = 3_600_000
NOW = 1_750_000_000_000


def test_who_ends_at_ten_is_free_at_ten() -> None:
    assert not Slot(0, 10).meets(Slot(10, 20))
    assert Slot(0, 11).meets(Slot(10, 20))
    assert Slot(12, 13).meets(Slot(10, 20))


def test_a_slot_has_an_end_after_its_beginning_and_is_neither_endless_nor_years_away() -> None:
    def codes(start: int, end: int) -> list[str]:
        return [fault.code for fault in slot_faults(Slot(start, end), NOW)]

    assert codes(NOW, NOW) == ["session.ends_before_start"]
    assert codes(NOW, NOW + 13 * HOUR) == ["session.too_long"]
    assert codes(NOW + 367 * 24 * HOUR, NOW + 367 * 24 * HOUR + HOUR) == ["session.too_far"]
    assert codes(NOW - HOUR, NOW + HOUR) == []


@pytest.mark.parametrize(
    ("refuses", "despite", "goes"), [(False, False, False), (False, True, True), (True, True, False)]
)
def test_who_is_booked_already_is_asked_again_only_knowingly_and_where_it_is_allowed(
    refuses: bool, despite: bool, goes: bool
) -> None:
    check_booking((), refuses=refuses, despite=despite)
    if goes:
        check_booking(("b", "a"), refuses=refuses, despite=despite)
        return
    with pytest.raises(Refusal) as told:
        check_booking(("b", "a"), refuses=refuses, despite=despite)
    assert told.value.data == {"people": ["a", "b"], "may_insist": not refuses}


@given(st.text(max_size=300))
def test_a_calendar_file_holds_any_text_in_short_lines(text: str) -> None:
    made = calendar_of({"uid": "1", "summary": f"会诊{text}"}, (NOW, NOW + HOUR), NOW, cancelled=False)
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    assert "\r\n".join(made.split("\r\n")).replace("\r\n ", "").count("SUMMARY:会诊") == 1


def test_a_calendar_file_says_when_in_utc_and_whether_it_is_cancelled() -> None:
    event = {"uid": "s1@bihuan", "summary": "A,B;C\nD", "location": "三楼", "url": "https://meet.example/1"}
    made = calendar_of(event, (NOW, NOW + HOUR), NOW, cancelled=True)
    assert "DTSTART:20250615T150640Z\r\nDTEND:20250615T160640Z\r\nSTATUS:CANCELLED\r\n" in made
    assert "SUMMARY:A\\,B\\;C\\nD\r\n" in made
    assert "METHOD:CANCEL" in made


@given(st.text(alphabet="a\r\n\x0b\x0c\x1c\t\x7f\x85", max_size=40))
def test_no_text_and_no_address_brings_lines_of_its_own_into_a_calendar(text: str) -> None:
    event = dict.fromkeys(("summary", "description", "location", "url"), f"x{text}")
    made = calendar_of({"uid": "1", **event}, (NOW, NOW + HOUR), NOW, cancelled=False)
    whole = made.replace("\r\n ", "").split("\r\n")
    assert len(whole) == 17
    assert not any(each < " " or each == "\x7f" for line in whole for each in line)
