"""How a module declares what can be switched off, and how it asks whether it is on (docs/adr/0029)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any

import sqlalchemy as sa
from fastapi import Depends, Request

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.errors import LANGUAGES, say
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tables import timer
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import open_desk_of
from bihuan.modules.features import queries

FEATURES = "features"
Count = Callable[[Tx, Instant], int]


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a company may do without. Its words stand in the catalogues under `feature.<key>`.

    `needs`: the keys of others without which it is of no use. `amounts`: how much data it has, `running`: how much is
    under way and will end as it began; both by a word of the catalogues under `feature.count.<word>`.
    """

    key: str
    needs: tuple[str, ...] = ()
    amounts: Mapping[str, Count] = field(default_factory=dict)
    running: Mapping[str, Count] = field(default_factory=dict)


def register_feature(hooks: Hooks, feature: Feature, *commands: type) -> None:
    """Declare a feature, and the commands that people cannot send while it is off: those that begin something.

    What ends or settles something that is under way is not among them.
    """
    known: dict[str, Feature] = hooks.provided.setdefault(FEATURES, {})
    if feature.key in known:
        raise ValueError(f"feature {feature.key} is registered already")
    known[feature.key] = feature
    for command in commands:
        hooks.guard(command, when_on(feature.key))


def when_on(key: str, concerns: Callable[[Any], bool] = lambda _command: True) -> Callable[[Any, Context], None]:
    """A guard that lets people send commands (those that it `concerns`) only while a feature is on.

    The platform passes: followers and timers finish what has begun.
    """

    def guard(command: Any, context: Context) -> None:
        caller = context.caller
        if not caller.is_system and concerns(command):
            check_on(context.tx, key, outside=caller.kind in ("link", "anonymous"))

    return guard


def needs_feature(key: str) -> Any:
    """A dependency of routes that are there only while a feature is on, for reading, too."""

    async def check(request: Request) -> None:
        desk = await open_desk_of(request)
        await desk.read(lambda tx: check_on(tx, key))

    return Depends(check)


def check_on(tx: Tx, key: str, *, outside: bool = False) -> None:
    """Refuses `feature.off`, naming it, while it is off; `outside`: in words for people who know of no modules."""
    if is_on(tx, key):
        return
    if outside:
        raise Refusal("feature.off_outside", Kind.CONFLICT)
    raise Refusal("feature.off", Kind.CONFLICT, feature=named([key]))


def is_on(tx: Tx, key: str) -> bool:
    """Whether a feature is in use here. What nobody has declared is on."""
    return key not in queries.switched_off(tx)


def switched_off(tx: Tx) -> frozenset[str]:
    """The keys of the features that are off, also of such as this install goes without."""
    return queries.switched_off(tx)


def known_features(tx: Tx) -> Mapping[str, Feature]:
    """What can be switched in this install, by key, in the order of declaration."""
    found: Mapping[str, Feature] = tx.memo.provided.get(FEATURES, {})
    return found


def counts_of(tx: Tx, now: Instant, counts: Mapping[str, Count]) -> dict[str, int]:
    """How much there is of each, those that there are none of left out."""
    found = {word: count(tx, now) for word, count in counts.items()}
    return {word: number for word, number in found.items() if number}


def rows_where(table: sa.Table, condition: Callable[[Instant], sa.ColumnElement[bool]] | None = None) -> Count:
    """Counts rows of a table: all, or those for which the condition holds at an instant."""

    def count(tx: Tx, now: Instant) -> int:
        query = sa.select(sa.func.count()).select_from(table)
        return int(tx.scalar(query if condition is None else query.where(condition(now))) or 0)

    return count


def timers_of(command: type) -> Count:
    """Counts what waits for its moment to send a command."""
    return rows_where(timer, lambda _now: timer.c.command == command.__name__)


def named(keys: Iterable[str]) -> JsonObject:
    """What features are called, in every language."""
    marks = {"zh": "、", "en": ", "}
    listed = list(keys)
    return {one: marks[one].join(say(f"feature.{key}", {}, one) for key in listed) for one in LANGUAGES}


def listed(counts: Mapping[str, int]) -> JsonObject:
    """What was counted, in words, in every language."""
    marks = {"zh": "，", "en": ", "}
    words = counts.items()
    return {
        one: marks[one].join(say(f"feature.count.{word}", {"count": count}, one) for word, count in words)
        for one in LANGUAGES
    }
