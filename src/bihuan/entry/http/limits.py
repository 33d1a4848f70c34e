"""How often one caller may ask: a token bucket each, in memory."""

from collections import OrderedDict
from collections.abc import Callable

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.clock import monotonic_seconds

_MAX_BUCKETS = 50_000


class RateLimit:
    """`per_minute` requests per key, all at once or spread; 0 = no limit."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic_seconds) -> None:
        self._size = float(per_minute)
        self._rate = per_minute / 60.0
        self._clock = clock
        # key → (tokens left, when counted); the least recently seen leave first, so memory is bounded.
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, cost: float = 1.0) -> None:
        """Count a request. Refuses `request.too_many` with the seconds to wait."""
        if not self._size:
            return
        now = self._clock()
        tokens, counted = self._buckets.pop(key, (self._size, now))
        tokens = min(self._size, tokens + (now - counted) * self._rate)
        allowed = tokens >= cost
        self._buckets[key] = (tokens - cost if allowed else tokens, now)
        if len(self._buckets) > _MAX_BUCKETS:
            self._buckets.popitem(last=False)
        if not allowed:
            raise Refusal("request.too_many", Kind.TOO_MANY, seconds=max(1, round((cost - tokens) / self._rate)))
