"""What applying a bundle would do, in words that somebody reads before he agrees (docs/bundles.md)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, Literal

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Tx
from bihuan.modules.bundles.interface.differing import Difference, differences
from bihuan.modules.bundles.interface.exporting import by_name
from bihuan.modules.bundles.interface.kinds import KINDS, label_of
from bihuan.modules.bundles.messages import Document
from bihuan.modules.flows import interface as flows
from bihuan.modules.tickets import interface as tickets

Weight = Literal["harmless", "caution"]
States = Mapping[tuple[str, str], JsonObject]
# What counts for everything that is open from the moment on that it is published.
_COUNTS_AT_ONCE = frozenset({"roles", "sla", "calendars", "roster", "dispatch", "rules", "settings"})
_WORDS_ONLY = frozenset({"replies", "notices"})
# On these a ticket type's tickets stand: their number, their form, their flow.
_HEAVY_OF_TYPES = frozenset({"form", "flow", "prefix", "confidential"})


@dataclass(frozen=True, slots=True)
class Line:
    """One piece that would be different: `what` becomes of it, how much care that needs, and whom it touches.

    `tickets`: open tickets of the types that stand on it; `effect`: the code of what that means for them.
    """

    kind: str
    key: str
    label: JsonObject
    what: Literal["new", "changed", "off", "on", "gone"]
    weight: Weight
    changes: tuple[Difference, ...] = ()
    tickets: int = 0
    effect: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that would be different, and what the company has beside the bundle (`beside`: kind, key, label)."""

    base: str
    bundle: str
    label: JsonObject
    version: str
    lines: tuple[Line, ...] = ()
    beside: tuple[JsonObject, ...] = ()
    unchanged: int = 0
    exact: bool = False
    undoes: str | None = None
    weight: Weight = field(default="harmless")


def planned(tx: Tx, caller: Caller, before: Iterable[Document], after: Iterable[Document]) -> tuple[Line, ...]:
    """The lines of a plan. `after`: the configuration as the rehearsal left it, in whose transaction `tx` is."""
    old, new = by_name(before), by_name(after)
    counts = tickets.open_by_type(tx, caller)
    kinds = {kind.key: (kind.form, kind.flow) for kind in flows.ticket_types(tx)}
    return tuple(_lines(old, new, counts, kinds))


def _lines(old: States, new: States, counts: Mapping[str, int], kinds: Mapping[str, tuple[str, str]]) -> Iterator[Line]:
    for kind in KINDS:
        names = [name for name in {**new, **old} if name[0] == kind.folder and old.get(name) != new.get(name)]
        for name in sorted(names):
            was, will = old.get(name), new.get(name)
            body = will or was or {}
            changes = differences(was, will) if was is not None and will is not None else ()
            what = _what(was, will)
            weight = _weight(name[0], what, changes)
            touched = sum(counts.get(one, 0) for one in _types_on(name, body, kinds)) if was is not None else 0
            effect = _effect(name[0], what) if touched else None
            yield Line(*name, label_of(name[0], body), what, weight, changes, touched, effect)


def _what(was: JsonObject | None, will: JsonObject | None) -> Literal["new", "changed", "off", "on", "gone"]:
    if was is None:
        return "new"
    if will is None:
        return "gone"
    before, after = was.get("active"), will.get("active")
    if before is not False and after is False:
        return "off"
    return "on" if before is False and after is not False else "changed"


def _weight(kind: str, what: str, changes: tuple[Difference, ...]) -> Weight:
    if kind in _WORDS_ONLY or (what == "new" and kind not in _COUNTS_AT_ONCE):
        return "harmless"
    if what in ("off", "gone") or kind in _COUNTS_AT_ONCE:
        return "caution"
    if kind == "types":
        return "caution" if any(item.path[0] in _HEAVY_OF_TYPES for item in changes) else "harmless"
    return "caution" if any(_takes_away(item) for item in changes) else "harmless"


def _takes_away(item: Difference) -> bool:
    """Something is gone, or is demanded that was not: whoever works on it meets it."""
    demanded = bool(item.path) and item.path[-1] in ("required", "require", "kind") and item.new is not False
    return item.what == "removed" or demanded or (item.what == "added" and _demands(item.new))


def _demands(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("require") not in (None, False)


def _types_on(name: tuple[str, str], body: JsonObject, kinds: Mapping[str, tuple[str, str]]) -> Iterable[str]:
    kind, key = name
    if kind == "types":
        return [key]
    if kind in ("forms", "flows"):
        at = 0 if kind == "forms" else 1
        return [one for one, uses in kinds.items() if uses[at] == key]
    if kind == "sla":
        return body.get("types") or kinds
    return ()


def _effect(kind: str, what: str) -> str:
    if kind == "sla":
        return "bundle.effect.judged_anew"
    return "bundle.effect.finished_as_begun" if what == "off" else "bundle.effect.as_begun"
