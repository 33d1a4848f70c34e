"""What providers' answers mean: theirs are many, ours are three (kernel/ports.py)."""

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NoReturn

from bihuan.adapters.outbound import Answer
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.ports import RefusedForGoodError, TryAgainError

_MINUTE = 60_000
_MOST_WAIT = 24 * 60 * _MINUTE


def check_status(answer: Answer, now: Instant) -> None:
    """Raise TryAgainError for faults and limits of theirs, RefusedForGoodError for what else is no success."""
    status = answer.status
    if 200 <= status < 300:
        return
    if status == 429:
        raise TryAgainError("delivery.rate_limited", f"HTTP {status}", retry_after(answer, now) or _MINUTE)
    if status in (408, 425) or status >= 500:
        raise TryAgainError("delivery.provider_fault", f"HTTP {status}", retry_after(answer, now))
    raise RefusedForGoodError("delivery.rejected", f"HTTP {status}")


def retry_after(answer: Answer, now: Instant) -> int | None:
    """Milliseconds that Retry-After asks for (seconds or a date, RFC 9110), at most a day."""
    given = answer.headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit():
        return min(int(given) * 1000, _MOST_WAIT)
    try:
        at = int(parsedate_to_datetime(given).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(at - now, 0), _MOST_WAIT)


def json_body(answer: Answer) -> JsonObject:
    """The answer as a JSON object. Raises TryAgainError: a proxy's page in between says nothing about the letter."""
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise TryAgainError("delivery.not_understood", f"HTTP {answer.status}")
    return body


def fail(code: str, said: str, known: Mapping[str, tuple[str, int | None]]) -> NoReturn:
    """Raise what a provider's own `code` means. `known`: code, or the beginning of one ending in `.`, → our code and
    after how many ms to try again (None: for good). Codes that nobody knows are for good: a person should look."""
    ours, after = next((known[key] for key in _readings(code) if key in known), ("delivery.rejected", None))
    detail = f"{code} {said}".strip()
    if after is None:
        raise RefusedForGoodError(ours, detail)
    raise TryAgainError(ours, detail, after or None)


def _readings(code: str) -> list[str]:
    parts = code.split(".")
    return [code, *(".".join(parts[:size]) + "." for size in range(len(parts), 0, -1))]
