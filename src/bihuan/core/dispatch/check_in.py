"""到场: whether somebody who checks in is where the work is (FLD-3, semantics §7). It judges, and never blocks.

`validated`, `failed`: the place was measured. `skipped_ok`, `skipped_failed`: it was not, and somebody vouched for it
otherwise (a photo and a reason, or the customer's place is not known), or not. `offline_failed`, `offline_skipped`: the
same without a network, so that nobody could be told at that time. `platform_skipped`: what he used knows no places.
"""

from collections.abc import Mapping
from typing import Any, Literal

from bihuan.core.dispatch.facts import Place
from bihuan.core.dispatch.travel import great_circle_metres
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject

Outcome = Literal[
    "validated", "failed", "skipped_ok", "skipped_failed", "offline_failed", "offline_skipped", "platform_skipped"
]
Lack = Literal["denied", "unavailable", "timeout", "skipped", "unsupported"]
"""Why a phone gives no place: not allowed, not found, too slow, passed over by the person, not able to."""

FENCE_METRES = 300
"""How far from a site's point one still is on site, where the site does not say: plants are large, points are gates."""
WORST_METRES = 500
"""A measurement less sure than this says nothing about being on site."""
DOUBTFUL: frozenset[Outcome] = frozenset({"failed", "skipped_failed", "offline_failed"})
"""The outcomes that a dispatcher is told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What came of looking for the person's place. `accuracy` in metres (None: not told); `mocked`: the phone says that
    another app made it up. `lack` counts only without a place; None then means that nothing was said at all.
    `vouched`: a photo and a reason came instead.
    """

    place: Place | None = None
    accuracy: float | None = None
    mocked: bool = False
    lack: Lack | None = None
    offline: bool = False
    vouched: bool = False


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The outcome, in one word why, and what was compared: metres from the site, and how many were allowed."""

    outcome: Outcome
    why: str
    metres: int | None = None
    fence: int | None = None


def judge_check_in(seen: Sighting, site: Place | None, fence: int | None = None) -> CheckIn:
    """How a check-in is recorded. `site`: where the work is, None if nobody knows; `fence`: metres allowed around it.

    The uncertainty of a measurement counts in the person's favour: only who is surely outside is called outside.
    """
    allowed = fence or FENCE_METRES
    lack = _lack(seen, site)
    if lack is not None:
        return CheckIn(_passed_over(seen, lack), lack, fence=allowed if site is not None else None)
    assert seen.place is not None and site is not None  # else there is a lack
    metres = great_circle_metres(seen.place, site)
    if metres - (seen.accuracy or 0) <= allowed:
        return CheckIn("validated", "inside", metres, allowed)
    return CheckIn("offline_failed" if seen.offline else "failed", "outside", metres, allowed)


def as_json(found: CheckIn) -> JsonObject:
    """As the event of arriving holds it."""
    known: Mapping[str, Any] = {"metres": found.metres, "fence": found.fence}
    return {"outcome": found.outcome, "why": found.why, **{k: value for k, value in known.items() if value is not None}}


def _lack(seen: Sighting, site: Place | None) -> str | None:
    """Why places cannot be compared; None: they can."""
    if seen.place is None:
        return seen.lack or "unsupported"
    if seen.mocked:
        return "mocked"
    if seen.accuracy is not None and seen.accuracy > WORST_METRES:
        return "weak"
    return "no_site" if site is None else None


def _passed_over(seen: Sighting, lack: str) -> Outcome:
    if lack == "unsupported":
        return "platform_skipped"
    if seen.offline:
        return "offline_skipped"
    return "skipped_ok" if seen.vouched or lack == "no_site" else "skipped_failed"
