"""How a person wants to be told: channels and digest by kind of notice, and quiet hours of one's own."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, time, timedelta

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Json, JsonObject, Problem, Refusal, local_time

# IM and push come with the apps that carry them; until then they reach nobody and the next is taken.
ORDER = ("im", "sms", "push", "mail")
WORDS = ("app", "best", *ORDER)
DIGESTS = ("none", "hourly", "daily")
_DAILY_AT = "08:30"
_KEYS = ("channels", "order", "digest", "daily_at", "quiet")
_QUIET = ("from", "until")
# Of every kind that has not a choice of its own.
OTHERS = "*"
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Plan:
    """How one notice goes to one person."""

    channels: tuple[tuple[str, ...], ...]
    unreachable: tuple[str, ...]
    visible_at: Instant
    digest_at: Instant | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a plan depends on besides the person's choice. `asked`: somebody asked for these very channels."""

    kind: str
    by: tuple[str, ...]
    asked: bool
    urgent: bool
    now: Instant
    not_before: Instant | None
    zone: str


def plan(chosen: JsonObject, around: Circumstances, reaches: Callable[[str], bool]) -> Plan:
    """Channels and instants. `reaches`: whether a channel is set up and the person has an address for it.

    Urgent notices (P0) break through digest and quiet hours of one's own; `not_before` always holds.
    """
    by = around.by if around.asked else _of_kind(chosen.get("channels"), around.kind) or around.by
    order = tuple(chosen.get("order") or ORDER)
    wanted = [order if word == "best" else (word,) for word in by if word != "app"]
    chains = tuple(tuple(channel for channel in chain if reaches(channel)) for chain in wanted)
    unreachable = tuple(dict.fromkeys(chain[0] for chain, found in zip(wanted, chains, strict=True) if not found))
    channels = tuple(dict.fromkeys(chain for chain in chains if chain))
    visible = max(around.now, around.not_before or 0)
    digest = None
    if not around.urgent:
        visible = _after_quiet(chosen.get("quiet"), visible, around.zone)
        digest = _digest_at(chosen, around, visible) if channels and not around.asked else None
    return Plan(() if digest else channels, unreachable, visible, digest)


def _of_kind(choices: Json, kind: str) -> tuple[str, ...] | None:
    found = (choices or {}).get(kind, (choices or {}).get(OTHERS))
    return None if found is None else (*found, "app")


def _digest_at(chosen: JsonObject, around: Circumstances, at: Instant) -> Instant | None:
    choices = chosen.get("digest") or {}
    every = choices.get(around.kind, choices.get(OTHERS, "none"))
    if every == "none":
        return None
    local = local_time(at, around.zone)
    if every == "hourly":
        return _instant(local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
    return _next_at(local, chosen.get("daily_at") or _DAILY_AT)


def _after_quiet(quiet: Json, at: Instant, zone: str) -> Instant:
    """The instant itself, or the end of the quiet hours that it falls into."""
    if not quiet:
        return at
    local = local_time(at, zone)
    begins, ends, here = time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["until"]), local.time()
    inside = begins <= here < ends if begins < ends else here >= begins or here < ends
    return _next_at(local, quiet["until"]) if inside else at


def _next_at(local: datetime, clock: str) -> Instant:
    at = time.fromisoformat(clock)
    due = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return _instant(due if due > local else due + timedelta(days=1))


def _instant(local: datetime) -> Instant:
    return int(local.timestamp() * 1000)


# --- checking ---------------------------------------------------------------------------------------------------


def check_preferences(data: JsonObject, kinds: Collection[str]) -> None:
    """Refuse `notice.preferences_invalid`, naming every fault. `kinds`: those that there are to choose for."""
    problems = list(_faults(data, {OTHERS, *kinds}))
    if problems:
        raise Refusal("notice.preferences_invalid", problems=problems)


def understood(stored: JsonObject) -> tuple[JsonObject, tuple[str, ...]]:
    """A stored choice without the parts that nobody can follow, and their names: those count as not chosen, so that
    what one release let in never keeps a notice from anybody in the next."""
    faulty = {problem.path.partition(".")[0] for problem in _faults(stored, None)}
    return {key: value for key, value in stored.items() if key not in faulty}, tuple(sorted(faulty))


def _faults(data: JsonObject, kinds: Collection[str] | None) -> Iterator[Problem]:
    """What is wrong with a choice, by path. `kinds` None: of whatever kind, for kinds go out of use."""
    yield from (Problem(key, "notice.preference_unknown") for key in data if key not in _KEYS)
    yield from _faults_by_kind(data.get("channels"), "channels", kinds, _are_channels)
    yield from _faults_by_kind(data.get("digest"), "digest", kinds, lambda value: value in DIGESTS)
    order = data.get("order")
    if order is not None and not (isinstance(order, list) and sorted(map(str, order)) == sorted(ORDER)):
        yield Problem("order", "notice.order_invalid", {"known": list(ORDER)})
    clocks = {"daily_at": data.get("daily_at", _DAILY_AT)}
    quiet = data.get("quiet")
    if quiet is not None:
        given = quiet if isinstance(quiet, dict) else {}
        clocks |= {f"quiet.{end}": given.get(end) for end in _QUIET}
        yield from (Problem(f"quiet.{key}", "notice.preference_unknown") for key in given if key not in _QUIET)
    yield from (Problem(path, "notice.time_invalid") for path, value in clocks.items() if not _is_clock(value))


def _faults_by_kind(
    choices: Json, path: str, kinds: Collection[str] | None, fits: Callable[[Json], bool]
) -> Iterator[Problem]:
    if choices is None:
        return
    if not isinstance(choices, dict):
        yield Problem(path, "notice.preference_malformed")
        return
    for kind, value in choices.items():
        if kinds is not None and kind not in kinds:
            yield Problem(f"{path}.{kind}", "notice.kind_unknown")
        elif not fits(value):
            yield Problem(f"{path}.{kind}", "notice.preference_malformed")


def _are_channels(value: Json) -> bool:
    return isinstance(value, list) and len(value) <= len(WORDS) and all(word in WORDS for word in value)


def _is_clock(value: Json) -> bool:
    return isinstance(value, str) and _CLOCK.fullmatch(value) is not None
