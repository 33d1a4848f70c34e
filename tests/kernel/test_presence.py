"""Who is at which thing right now: each once, the busiest of several tabs, gone within seconds, bounded."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest

from bihuan.entry.presence_relay import PresenceRelay
from bihuan.kernel.clock import SetClock
from bihuan.kernel.presence import BEAT_MS, LASTS_MS, LEFT, MAX_PER_THING, MAX_THINGS, Presence

pytestmark = pytest.mark.req("COL-1")
THING = "acme/ticket:1"


def there(presence: Presence, now: int, thing: str = THING) -> list[tuple[str, str]]:
    return [(one.person, one.state) for one in presence.at(thing, now)]


def test_everybody_stands_once_with_the_busiest_of_his_tabs_and_leaves_with_the_last():
    presence = Presence()
    presence.note(THING, "zhou", "tab-1", "viewing", 0)
    presence.note(THING, "chen", "tab-2", "viewing", 1)
    presence.note(THING, "zhou", "tab-3", "editing", 2)
    assert there(presence, 3) == [("zhou", "editing"), ("chen", "viewing")]
    presence.note(THING, "zhou", "tab-3", LEFT, 4)
    assert there(presence, 5) == [("zhou", "viewing"), ("chen", "viewing")]
    presence.note(THING, "zhou", "tab-1", LEFT, 6)
    assert there(presence, 7) == [("chen", "viewing")]


def test_whoever_falls_silent_is_gone_within_seconds_and_one_missed_beat_is_forgiven():
    presence = Presence()
    presence.note(THING, "zhou", "tab-1", "editing", 0)
    assert there(presence, 2 * BEAT_MS) == [("zhou", "editing")]
    assert there(presence, LASTS_MS) == []
    presence.note(THING, "zhou", "tab-1", "viewing", LASTS_MS + 1)
    assert presence.at(THING, LASTS_MS + 2)[0].since == LASTS_MS + 1


def test_another_thing_knows_nothing_of_it():
    presence = Presence()
    presence.note(THING, "zhou", "tab-1", "viewing", 0)
    assert there(presence, 1, "rival/ticket:1") == []


def test_it_never_grows_beyond_its_bounds():
    presence = Presence()
    for number in range(MAX_PER_THING + 10):
        presence.note(THING, f"p{number}", "tab-1", "viewing", 0)
    assert len(presence.at(THING, 1)) == MAX_PER_THING
    for number in range(MAX_THINGS + 10):
        presence.note(f"acme/ticket:x{number}", "zhou", "tab-1", "viewing", 0)
    assert len(presence._at) == MAX_THINGS


@pytest.mark.postgres
def test_processes_on_one_postgres_tell_each_other(postgres_url: str):
    clock = SetClock(1_000)
    stopped: list[Any] = []
    here, elsewhere = Presence(), Presence()
    relays = [PresenceRelay(postgres_url, each, clock, lambda: bool(stopped)) for each in (here, elsewhere)]
    for relay in relays:
        relay.start()
    try:
        assert all(relay.hears.wait(10) for relay in relays)
        here.note(THING, "zhou", "tab-1", "editing", clock.now())
        until(lambda: there(elsewhere, clock.now()) == [("zhou", "editing")])
        elsewhere.note(THING, "zhou", "tab-1", LEFT, clock.now())
        until(lambda: there(here, clock.now()) == [])
    finally:
        stopped.append(True)


def until(holds: Callable[[], bool]) -> None:
    """Wait for the other process; fails after ten seconds."""
    end = monotonic() + 10
    while not holds():
        assert monotonic() < end, "was never told"
