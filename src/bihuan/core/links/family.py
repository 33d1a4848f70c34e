"""Parent and child (semantics §4): what a type says of them, and what becomes of children when their parent ends."""

from collections.abc import Container, Mapping
from typing import Literal

from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, Problem

OnEnd = Literal["block", "warn", "cascade"]
ON_END: tuple[OnEnd, ...] = ("block", "warn", "cascade")
LEAVE, END = "leave", "end"
# Fields of the core record that children may follow their parent in. Title, description and tags are a ticket's own.
SYNCED_CORE = ("priority", "region", "customer", "contact", "site", "device", "contract")


@dataclass(frozen=True, slots=True)
class FamilyRules:
    """What a ticket type says of parents and children.

    `on_end`: a parent that comes to its end while children are open is held back (`block`), asks (`warn`), or ends them
    with it (`cascade`). `synced`: core fields and form keys in which open children follow their parent. `results`: form
    keys of a child that its parent shows as its outcome; None: what the steps of its flow fill in.
    """

    on_end: OnEnd = "warn"
    synced: tuple[str, ...] = ()
    results: tuple[str, ...] | None = None


def family_rules(settings: Mapping[str, Json] | None) -> FamilyRules:
    """The rules as they were checked (`family_faults`) when the type was saved."""
    if not settings:
        return FamilyRules()
    results = settings.get("results")
    return FamilyRules(
        on_end=settings.get("on_end") or "warn",
        synced=tuple(settings.get("synced") or ()),
        results=None if results is None else tuple(results),
    )


def family_faults(settings: JsonObject, fields: Container[str]) -> list[Problem]:
    """Everything that is wrong with such settings; `fields` are the keys of the type's form."""
    faults = [Problem(f"children.{key}", "family.unknown_setting") for key in settings if key not in _SETTINGS]
    if settings.get("on_end", "warn") not in ON_END:
        faults.append(Problem("children.on_end", "family.on_end_unknown", {"known": list(ON_END)}))
    for name, more in (("synced", SYNCED_CORE), ("results", ())):
        listed = settings.get(name) or ()
        if not isinstance(listed, list | tuple):
            faults.append(Problem(f"children.{name}", "family.not_a_list"))
            continue
        faults += (
            Problem(f"children.{name}.{place}", "family.field_unknown", {"field": str(key)})
            for place, key in enumerate(listed)
            if not isinstance(key, str) or (key not in more and key not in fields)
        )
    return faults


_SETTINGS = frozenset({"on_end", "synced", "results"})


def farewell(on_end: OnEnd, *, closing: bool, choice: str, asks: bool) -> str:
    """What becomes of open children when their parent ends: `leave`, `end`, `blocked`, or `ask` whoever ends it.

    `closing`: the regular end; else the parent is stopped (terminated, withdrawn, closed by force), which nothing holds
    back. `choice`: what the person said: leave, end, or "" for nothing. `asks`: there is somebody to ask, who may know
    of the children.
    """
    if closing and on_end == "block":
        return "blocked"
    if choice in (LEAVE, END):
        return choice
    if on_end == "cascade":
        return END
    return "ask" if asks else LEAVE


def followed(
    rules: FamilyRules, changed: tuple[Mapping[str, Json], Mapping[str, Json]], child_fields: Container[str]
) -> tuple[JsonObject, JsonObject]:
    """Of a parent's change (core record, form) what a child takes over: core changes and a patch of its form."""
    core, data = changed
    return (
        {key: core[key] for key in rules.synced if key in core and key in SYNCED_CORE},
        {key: data[key] for key in rules.synced if key in data and key not in SYNCED_CORE and key in child_fields},
    )
