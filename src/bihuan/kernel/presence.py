"""Who is at which thing right now. In memory only, gone within seconds; no event, no row (semantics §2.5)."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

# A tab speaks every BEAT_MS; whoever missed two words is gone.
BEAT_MS = 5_000
LASTS_MS = 12_000
MAX_PER_THING = 50
MAX_THINGS = 5_000
# From the least to the most that somebody does; of several tabs the busiest counts.
STATES = ("viewing", "typing", "editing")
LEFT = "left"


@dataclass(frozen=True, slots=True)
class Present:
    """One person at one thing. `since`: when the person came; `until`: when it is forgotten unless renewed."""

    person: str
    state: str
    since: Instant
    until: Instant


class Presence:
    """All that are present, by thing and by person and tab. Things are named by their owner: `<tenant>/ticket:<id>`."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._at: OrderedDict[str, dict[tuple[str, str], Present]] = OrderedDict()
        # entry/ tells other processes of the same tenants (PostgreSQL only).
        self.told: Callable[[JsonObject], None] = lambda _word: None

    def note(self, thing: str, person: str, tab: str, state: str, now: Instant) -> None:
        """Somebody is there in this state, or has LEFT; the other processes are told."""
        self.take(thing, person, tab, state, now)
        self.told({"thing": thing, "person": person, "tab": tab, "state": state})

    def take(self, thing: str, person: str, tab: str, state: str, now: Instant) -> None:
        """The same, heard from another process or noted here. Beyond the bounds whoever came first stays."""
        with self._turn:
            there = self._still_there(thing, now)
            known = there.pop((person, tab), None)
            if state != LEFT and len(there) < MAX_PER_THING:
                fresh = Present(person, state, known.since if known else now, now + LASTS_MS)
                there[person, tab] = fresh
            if there:
                self._at[thing] = there
                self._at.move_to_end(thing)
            while len(self._at) > MAX_THINGS:
                self._at.popitem(last=False)

    def at(self, thing: str, now: Instant) -> list[Present]:
        """Everybody there, first come first, each once."""
        with self._turn:
            there = self._still_there(thing, now)
            if there:
                self._at[thing] = there
        people: dict[str, Present] = {}
        for one in sorted(there.values(), key=lambda one: one.since):
            known = people.setdefault(one.person, one)
            if STATES.index(one.state) > STATES.index(known.state):
                people[one.person] = replace(one, since=known.since)
        return list(people.values())

    def _still_there(self, thing: str, now: Instant) -> dict[tuple[str, str], Present]:
        # Taken out of the store: whoever asks puts back what is left.
        return {key: one for key, one in self._at.pop(thing, {}).items() if one.until > now}
