"""When something counts that became known late (semantics §6, Offline)."""

from bihuan.core.late import dataclass
from bihuan.core.values import Instant

_MINUTE = 60_000
# Older than this, the lead confirms before clocks move.
PLAUSIBLE_DELAY = 24 * 60 * _MINUTE
# A phone whose clock is further off than this may have been off by something else when the work was done.
PLAUSIBLE_SKEW = 60 * _MINUTE
# What latency and a clock that was set right meanwhile may cost; within it a time is only moved to its bound.
TOLERANCE = 2 * _MINUTE


@dataclass(frozen=True, slots=True)
class Claim:
    """What a phone says: `claimed` by its own clock, `skew` what that is slow by (server minus phone, measured when
    it handed the work in; None: not measured). All in ms."""

    claimed: Instant
    skew: int | None


@dataclass(frozen=True, slots=True)
class EffectiveTime:
    """`at` counts for the clocks. `told` is the claim within its bounds: what counts once a lead has confirmed it.

    `doubts` name why he has to; while there are any, nothing counts before it became known. They are unmeasured (the
    phone did not say what its clock reads), clock_off, before_offer, before_previous, in_future, long_ago.
    """

    at: Instant
    told: Instant
    doubts: tuple[str, ...]


def effective_time(claim: Claim, offered: Instant, received: Instant, previous: Instant | None = None) -> EffectiveTime:
    """clamp(claimed + skew, offered, received), in ms.

    `offered` is when the person could first have known of the work, `previous` what the same person did before on the
    same ticket: what one phone hands in happened in that order.
    """
    said = claim.claimed + (claim.skew or 0)
    earliest = max(offered, previous if previous is not None else offered)
    told = min(max(said, earliest), received)
    doubts = tuple(_doubts(claim, said, (offered, earliest), received))
    return EffectiveTime(received if doubts else told, told, doubts)


def _doubts(claim: Claim, said: Instant, since: tuple[Instant, Instant], received: Instant) -> list[str]:
    offered, earliest = since
    found = {
        "unmeasured": claim.skew is None,
        "clock_off": abs(claim.skew or 0) > PLAUSIBLE_SKEW,
        "before_offer": said < offered - TOLERANCE,
        "before_previous": offered - TOLERANCE <= said < earliest - TOLERANCE,
        "in_future": said > received + TOLERANCE,
        "long_ago": received - said > PLAUSIBLE_DELAY,
    }
    return [name for name, holds in found.items() if holds]
