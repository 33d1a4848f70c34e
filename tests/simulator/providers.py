"""Providers of mail, SMS and webhooks as they are on bad days: slow, mute, full, away."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from bihuan.core.values import Instant
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError

WEATHERS = ("fine", "fine", "fine", "slow", "flaky", "mute", "down", "refusing")
_MINUTE = 60_000


@dataclass(slots=True)
class Taken:
    """A letter that reached a provider: when, and how much trouble there had been until then."""

    at: Instant
    troubles: int
    heard: bool


@dataclass
class Provider:
    """One provider. `recognises`: it knows a letter by its id and delivers it once, however often it is handed in.

    `weather` lasts until `until`. `wait` lets the time pass that an answer takes; the world goes on meanwhile.
    `troubles` counts the machine's.
    """

    kind: str
    seed: str
    recognises: bool
    wait: Callable[[int], None]
    troubles: Callable[[], int]
    weather: str = "fine"
    until: Instant = 0
    tries: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    taken: dict[str, list[Taken]] = field(default_factory=lambda: defaultdict(list))

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """Take the letter, or not, or take it and say nothing; by seed, letter and try."""
        key = f"{letter.id}>{letter.address}"
        self.tries[key] += 1
        chance = Random(f"{self.seed}/{self.kind}/{key}/{self.tries[key]}")
        if now > self.until:
            self.weather = "fine"
        if self.weather == "slow":
            self.wait(chance.choice((2_000, 30_000, 4 * _MINUTE)))
        outcome = self._outcome(chance)
        if outcome == "lost":
            raise TryAgainError("delivery.no_answer")
        if outcome == "busy":
            raise TryAgainError("delivery.busy", after_ms=chance.choice((None, _MINUTE, 30 * _MINUTE)))
        if outcome == "refused":
            raise RefusedForGoodError("delivery.refused", "unknown address")
        if not (self.recognises and self.taken[key]):
            self.taken[key].append(Taken(now, self.troubles(), outcome != "unheard"))
        if outcome == "unheard":
            raise TryAgainError("delivery.no_answer")
        return f"receipt-{self.tries[key]}"

    def _outcome(self, chance: Random) -> str:
        odds = {"flaky": ("taken", "lost", "busy", "unheard"), "mute": ("unheard",), "down": ("lost",)}
        if self.weather == "refusing":
            return chance.choice(("refused", "taken"))
        return chance.choice(odds.get(self.weather, ("taken",)))

    def doubled(self) -> list[str]:
        """Letters that were taken twice although every answer was heard and nothing had gone wrong between."""
        found = []
        for key, times in self.taken.items():
            for first, second in pairwise(times):
                if first.heard and first.troubles == second.troubles:
                    found.append(f"{self.kind} {key} at {first.at} and {second.at}")
        return found
