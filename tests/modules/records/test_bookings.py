"""Rooms are booked once: whatever is asked, in whatever order, by however many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.core.records import Hours, Span, clash_of, free_spans, is_within, opening, spans_text
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import derived_id
from bihuan.kernel.timers import due_timers
from bihuan.modules.records import messages as m
from bihuan.modules.records.queries.rows import occupied
from tests.modules.company import SLUG
from tests.modules.records.office import BOOKINGS, HOUR, MIDNIGHT, ON_BOTH, Office

pytestmark = pytest.mark.req("FRM-9", "FRM-1")
DAYS = (MIDNIGHT - 10 * 24 * HOUR, MIDNIGHT + 10 * 24 * HOUR)


def taken(office: Office, room: str) -> list[Span]:
    return office.company.read(lambda tx: occupied(tx, room, *DAYS))


def overlap(spans: list[Span]) -> bool:
    return any(a.start < b.end and b.start < a.end for a, b in combinations(spans, 2))


@ON_BOTH
def test_a_room_is_booked_once_and_the_refusal_says_what_is_free(office: Office):
    room = office.add("rooms", name="大会议室", seats="12")
    first = office.book(room, 9, 10.5)
    assert office.row(first)["data"]["seats"] == "12", "looked up from the room"
    office.book(room, 10.5, 12)  # what only touches does not clash
    refusal = office.company.refusal("admin", m.CreateTableRecord("room_bookings", office.booking(room, 10, 11)))
    assert (refusal.code, refusal.kind, refusal.path) == ("booking.taken", Kind.CONFLICT, "start")
    assert refusal.data["free"] == "08:00–09:00、12:00–20:00"
    assert refusal.data["taken"] == "09:00–10:30"
    assert refusal.data["spans"][0] == {"from": MIDNIGHT + 8 * HOUR, "until": MIDNIGHT + 9 * HOUR}
    other = office.add("rooms", name="小会议室")
    office.book(other, 10, 11)  # another room is another thing
    # Moved onto somebody else's time: refused; within its own: done.
    moved = {"start": MIDNIGHT + 11 * HOUR}
    clash = office.company.refusal("admin", m.ChangeTableRecord(first, {**moved, "end": MIDNIGHT + 13 * HOUR}))
    assert clash.code == "booking.taken"
    office.company.send("admin", m.ChangeTableRecord(first, {"start": MIDNIGHT + 8 * HOUR}))


def test_what_is_cancelled_is_free_and_comes_back_only_where_it_still_is(office: Office):
    room = office.add("rooms", name="大会议室")
    gone = office.book(room, 9, 10)
    office.company.send("admin", m.ArchiveTableRecord(gone))
    other = office.book(room, 9, 10, "engineer", topic="周会")
    refusal = office.company.refusal("admin", m.RestoreTableRecord(gone))
    assert (refusal.code, refusal.data["title"], refusal.data["record"]) == ("booking.taken_by", "周会", other)
    assert refusal.data["free"] == "08:00–09:00、10:00–20:00"
    assert office.company.refusal("front_desk", m.ArchiveTableRecord(other)).kind is Kind.FORBIDDEN, "not his own"
    office.company.send("engineer", m.ArchiveTableRecord(other))
    office.company.send("admin", m.RestoreTableRecord(gone))
    assert taken(office, room) == [Span(MIDNIGHT + 9 * HOUR, MIDNIGHT + 10 * HOUR)]


def test_hours_seats_and_order_bound_a_booking(office: Office):
    room = office.add("rooms", name="大会议室", seats="4")

    def faults(start: float, end: float, **more: Any) -> list[tuple[str, str]]:
        command = m.CreateTableRecord("room_bookings", office.booking(room, start, end, **more))
        return [(one.path, one.code) for one in office.company.refusal("admin", command).problems]

    assert faults(10, 10) == [("end", "booking.ends_before")]
    assert faults(7, 9) == faults(19, 21) == faults(19, 33) == [("start", "booking.closed")]
    assert faults(9, 10, people="5") == [("people", "booking.too_many")]
    nowhere = office.booking("00000000-0000-7000-8000-000000000000", 9, 10)
    unknown = office.company.refusal("admin", m.CreateTableRecord("room_bookings", nowhere))
    assert [one.code for one in unknown.problems] == ["form.reference_unknown"]
    contract = office.add("contracts", number="HT-1")
    foreign = office.company.refusal("admin", m.CreateTableRecord("room_bookings", office.booking(contract, 9, 10)))
    assert [one.code for one in foreign.problems] == ["form.reference_unknown"], "a contract is no room"


def test_fewer_than_a_room_asks_for_do_not_get_it(office: Office):
    """Where the table has a rule for too few, only from when that has come; there it has until then."""
    (rule,) = BOOKINGS["reminders"]
    room = office.add("rooms", name="大会议室", least="3", seats="8")
    asked = m.CreateTableRecord("room_bookings", office.booking(room, 9, 10, people="2"))
    office.company.send("admin", m.SaveTable({**BOOKINGS, "reminders": []}))
    (fault,) = office.company.refusal("admin", asked).problems
    assert (fault.path, fault.code, fault.data["least"]) == ("people", "booking.too_few", "3")
    enough = office.book(room, 9, 10, people="3")
    (later,) = office.company.refusal("admin", m.ChangeTableRecord(enough, {"people": "1"})).problems
    assert later.code == "booking.too_few"
    office.company.send("admin", m.SaveTable({**BOOKINGS, "reminders": [rule]}))
    office.book(room, 11, 12, people="2")  # the day before is still to come
    office.company.clock.instant = MIDNIGHT
    late = office.booking(room, 13, 14, people="2")
    assert office.company.refusal("admin", m.CreateTableRecord("room_bookings", late)).problems[0].path == "people"
    office.book(room, 13, 14, people="2", mode="online")  # as the rule would have it


def test_too_few_a_day_before_means_online(office: Office):
    company = office.company
    room = office.add("rooms", name="大会议室", least="3")
    few, enough = office.book(room, 9, 10, people="2"), office.book(room, 11, 12, people="3")
    company.clock.instant = MIDNIGHT - 12 * HOUR
    due = company.read(lambda tx: due_timers(tx, company.hooks, company.clock.now()))
    assert {timer.command.record for timer in due} == {few, enough}
    for timer in due:
        company.send("operator", timer.command)
    assert [office.row(one)["data"]["mode"] for one in (few, enough)] == ["online", "onsite"]
    assert company.read(lambda tx: due_timers(tx, company.hooks, company.clock.now())) == [], "each is done with once"


@ON_BOTH
def test_of_many_who_book_the_same_hour_at_once_one_gets_it(office: Office):
    """Threads through the bus, as the server's requests come."""
    company = office.company
    rooms = [office.add("rooms", name=f"会议室{n}") for n in range(2)]
    caller = company.caller("admin")

    def book(number: int) -> str:
        room, half = rooms[number % 2], number // 2 % 4
        data = office.booking(room, 9 + half / 4, 10 + half / 4)  # each lies over each of the same room
        envelope = Envelope(derived_id("rush", str(number)), m.CreateTableRecord("room_bookings", data), caller)
        try:
            return company.bus.send(SLUG, envelope).ref
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(book, range(24)))
    assert [answer for answer in answers if answer != "booking.taken"].__len__() == len(rooms)
    assert [len(taken(office, room)) for room in rooms] == [1, 1]


SPANS = st.lists(
    st.tuples(st.integers(16, 78), st.integers(1, 6)).map(lambda pair: (pair[0] / 4, min(pair[0] + pair[1], 80) / 4)),
    min_size=1,
    max_size=14,
)


@pytest.mark.full
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=SPANS, cancelled=st.sets(st.integers(0, 13)))
def test_no_two_bookings_ever_overlap(office: Office, spans: list[tuple[float, float]], cancelled: set[int]):
    """Random bookings and cancellations; each is refused exactly when a brute force over minutes says so."""
    room = office.add("rooms", name="随机")
    standing: dict[str, set[int]] = {}
    for place, (start, end) in enumerate(spans):
        minutes = set(range(int(start * 60), int(end * 60)))
        open_then = start >= 8 and end <= 20
        free = not any(minutes & used for used in standing.values())
        try:
            made = office.book(room, start, end)
        except Refusal as refusal:
            assert not (open_then and free and minutes), refusal
            continue
        assert open_then and free
        standing[made] = minutes
        if place in cancelled:
            office.company.send("admin", m.ArchiveTableRecord(made))
            del standing[made]
    assert not overlap(taken(office, room))
    assert len(taken(office, room)) == len(standing)


@settings(max_examples=60, deadline=None)
@given(
    spans=st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda p: Span(p[0], p[0] + p[1])), max_size=8
    ),
    window=st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda p: Span(p[0], p[0] + p[1])),
)
def test_free_times_are_what_no_booking_covers(spans: list[Span], window: Span):
    covered = {at for span in spans for at in range(span.start, span.end)}
    free = {at for span in free_spans(spans, window) for at in range(span.start, span.end)}
    assert free == set(range(window.start, window.end)) - covered
    clash = clash_of(spans, window)
    assert (clash is not None) == bool(covered & set(range(window.start, window.end)))


def test_the_clock_on_the_wall_says_when_it_is_open():
    zone, day = "Asia/Shanghai", Span(MIDNIGHT, MIDNIGHT + 24 * HOUR)
    assert spans_text((day,), zone) == "00:00–24:00"
    assert is_within(Span(MIDNIGHT - HOUR, MIDNIGHT + HOUR), Hours(), zone), "round the clock, also over midnight"
    assert not is_within(Span(MIDNIGHT - HOUR, MIDNIGHT + HOUR), Hours(0, 1_439), zone)
    assert opening(datetime(2025, 6, 20), Hours(480, 1_200), zone) == Span(MIDNIGHT + 8 * HOUR, MIDNIGHT + 20 * HOUR)
