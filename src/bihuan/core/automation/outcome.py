"""The run log: what each rule did, and why it did not. JSON-friendly, fit to be stored."""

from collections.abc import Iterator
from typing import Any, ClassVar

from bihuan.core.automation.change import Change, Record, read_by
from bihuan.core.automation.rule import Group, Leaf, Rule
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import Json, JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOutcome:
    """One rule met one event. Only rules whose trigger went off are logged.

    `why`: fired, condition (then `unmet` says which comparisons), loop (the rule led to this very event) or too_deep.
    `unmet`: {at, wanted, values}: the comparison at that place of the condition was not `wanted`; `values` are what it
    read, by dotted path: whoever shows them masks by path. `patch`: what it changed; `actions`: what it asked for.
    """

    version: ClassVar[int] = 1
    rule: str
    rule_version: int
    change: str
    fired: bool
    why: str
    unmet: tuple[JsonObject, ...] = ()
    patch: JsonObject
    actions: tuple[str, ...] = ()


def unmet(rule: Rule, change: Change, record: Record, env: Env) -> tuple[JsonObject, ...]:
    """The comparisons that kept the rule's condition from being true, with what they read. Empty: it is true."""
    if rule.condition is None:
        return ()
    return tuple(_unmet(rule.condition.parts, read_by(change, record), env, True))


def _unmet(part: Group | Leaf, read: dict[str, Any], env: Env, wanted: bool) -> Iterator[JsonObject]:
    if isinstance(part, Leaf):
        if part.test(read, env) is not wanted:
            yield {"at": part.at, "wanted": wanted, "values": _values(part, read)}
        return
    if part.kind == "not":
        yield from _unmet(part.parts[0], read, env, not wanted)
        return
    found = [list(_unmet(inner, read, env, wanted)) for inner in part.parts]
    one_is_enough = (part.kind == "any") is wanted
    if not (one_is_enough and any(not faults for faults in found)):
        yield from (fault for faults in found for fault in faults)


def _values(leaf: Leaf, read: dict[str, Any]) -> JsonObject:
    values = {path: _value_at(read, path) for path in leaf.paths}
    values.update({key: read.get(key) for key in leaf.counts})
    return values


def _value_at(read: Json, path: str) -> Json:
    """The value at a dotted path; of a loaded relation its id, of a sub-table the number of its rows."""
    for key in path.split("."):
        if isinstance(read, list | tuple):
            break
        read = read.get(key) if isinstance(read, dict) else None
    if isinstance(read, dict):
        return read.get("id")
    if isinstance(read, list | tuple):
        return {"rows": len(read)} if any(isinstance(item, dict) for item in read) else list(read)
    return read
