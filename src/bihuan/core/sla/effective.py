"""When something counts that became known late (semantics §6, Offline)."""

from dataclasses import dataclass

from bihuan.core.values import Instant

# Older than this, the lead confirms before clocks move.
PLAUSIBLE_DELAY = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class EffectiveTime:
    """`at` counts for the clocks. `doubts` name why a lead should confirm it: before_offer, in_future, long_ago."""

    at: Instant
    doubts: tuple[str, ...]


def effective_time(claimed: Instant, skew: int, offered: Instant, received: Instant) -> EffectiveTime:
    """clamp(claimed + skew, offered, received), all in ms.

    `claimed` is what the phone's clock said, `skew` what it was slow by (server minus phone, measured at the last
    contact), `offered` when the person could first have known of the work.
    """
    told = claimed + skew
    at = min(max(told, offered), received)
    doubts = []
    if told < offered:
        doubts.append("before_offer")
    if told > received:
        doubts.append("in_future")
    if received - at > PLAUSIBLE_DELAY:
        doubts.append("long_ago")
    return EffectiveTime(at, tuple(doubts))
