"""What a seed plans: a list of actions at their instants, each with a lot of its own.

An action does not say to which ticket it happens: that is drawn from its lot when its turn comes. So a shortened list
still means something.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bihuan.core.values import Instant
from tests.modules.dispatch.crew import DAY, HOUR, MONDAY

# What people do, by how often; half of it is simply the next thing that is to be done.
DEEDS = {
    "report": 14, "report_by_phone": 5, "proceed": 52, "proceed_wrongly": 5, "several_at_once": 5, "offline": 6,
    "note": 5, "call": 2, "urge": 3, "amend": 4, "withdraw": 2, "reopen": 3, "reassign": 3, "transfer": 2,
    "repeat": 4, "reuse_key": 1, "leave": 2, "pause": 1, "swap_shift": 2, "deputy": 1, "settle_incident": 3,
    "end_wait": 1, "force_close": 1, "publish": 1, "merge": 1,
}  # fmt: skip
# What befalls the machine and those around it.
BLOWS = {"disk": 10, "death": 5, "full_disk": 2, "weather": 10, "stall": 3, "clock_back": 1, "clock_right": 2}
_OPENING, _CLOSING = 7 * HOUR, 20 * HOUR
# Deeds on a day, from least to most, and how often there is such a day; by pace.
_LOADS = {"usual": ((0, 0, 50), (1, 3, 35), (6, 14, 10), (20, 30, 2)), "busy": ((8, 20, 1),)}
_BLOWS_A_DAY = {"usual": (0, 0, 0, 1), "busy": (0, 1, 2)}


@dataclass(frozen=True, slots=True)
class Action:
    """Something that is to happen at `at` (true time); `lot` decides what is left open."""

    at: Instant
    kind: str
    lot: int


def plan(seed: int, days: int, pace: str = "usual") -> list[Action]:
    """The actions of so many days, in order. At the `usual` pace weeks and months in which nobody does anything are
    among them; `busy` days are all full."""
    chance = Random(seed)
    found: list[Action] = []
    day = 0
    while day < days:
        if pace == "usual" and chance.random() < 0.02:
            day += chance.choice((7, 14, 35, 70))
            continue
        found += _day(chance, MONDAY - 9 * HOUR + day * DAY, pace)
        day += 1
    return sorted(found, key=lambda action: action.at)


def _day(chance: Random, midnight: Instant, pace: str) -> Iterator[Action]:
    loads = _LOADS[pace]
    least, most, _ = chance.choices(loads, [load[2] for load in loads])[0]
    for _ in range(chance.randint(least, most)):
        at = midnight + (chance.randrange(_OPENING, _CLOSING) if chance.random() < 0.92 else chance.randrange(DAY))
        yield Action(at, _drawn(chance, DEEDS), chance.getrandbits(32))
    for _ in range(chance.choice(_BLOWS_A_DAY[pace])):
        yield Action(midnight + chance.randrange(DAY), _drawn(chance, BLOWS), chance.getrandbits(32))


def _drawn(chance: Random, odds: dict[str, int]) -> str:
    return chance.choices(list(odds), list(odds.values()))[0]
