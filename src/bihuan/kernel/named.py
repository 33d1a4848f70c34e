"""What fields of forms may name: customers, tickets, roles … Each module tells of its own things, under their kind.

Lower modules meet the things of higher ones here: a table's record may name a ticket.
"""

from collections.abc import Callable
from typing import Any

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Tx

_NAMED = "named:"
MOST = 20
"""How many things are offered while somebody types."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as a caller may see it. `facts`: what forms take over of it, only what he may read whole; `about`
    tells it from others of its name; what is not `in_use` may stay where it is named, but not be named anew."""

    id: str
    title: str
    about: str = ""
    facts: JsonObject | None = None
    in_use: bool = True


@dataclass(frozen=True, slots=True)
class Nameable:
    """What a module tells of its things. `whole` asks no rights: for rules, where the thing is named already.

    `find`: (tx, caller, typed text, id of what it belongs to or "").
    """

    find: Callable[[Tx, Caller, str, str], list[Thing]]
    one: Callable[[Tx, Caller, str], Thing | None]
    whole: Callable[[Tx, str], JsonObject | None]


def provide_named(hooks: Hooks, kind: str, nameable: Nameable) -> None:
    """Register the things of a kind."""
    hooks.provide(_NAMED + kind, nameable)


def is_named(tx: Tx, kind: str) -> bool:
    """Whether things of this kind are told of here."""
    return tx.memo.provided.get(_NAMED + kind) is not None


def find_named(tx: Tx, caller: Caller, kind: str, text: str, of: str = "") -> list[Thing]:
    """Things in use that the caller may name. Refuses `named.kind_unknown`."""
    return _nameable(tx, kind).find(tx, caller, text.strip(), of)


def named_thing(tx: Tx, caller: Caller, kind: str, thing: str) -> Thing:
    """One thing as the caller may see it. Refuses `named.kind_unknown`, `named.not_found`: the same for what is not
    there and what he may not see."""
    found = _nameable(tx, kind).one(tx, caller, thing)
    if found is None:
        raise Refusal("named.not_found", Kind.NOT_FOUND, name=kind)
    return found


def named_title(tx: Tx, caller: Caller, kind: str, thing: str) -> str | None:
    """What a thing is called, as far as the caller may know; None for what is no thing of his."""
    nameable: Nameable | None = tx.memo.provided.get(_NAMED + kind)
    found = nameable.one(tx, caller, thing) if nameable is not None else None
    return found.title if found is not None else None


def named_facts(tx: Tx, caller: Caller, named: tuple[str, str], *, stands: bool, of: str = "") -> JsonObject | None:
    """What rules and fills read of a thing that a field names; None where the caller may not name it.

    `named`: kind and id. `stands`: it was named before; it then stays, and rules read it whole, whoever writes now.
    `of`: what it has to belong to.
    """
    kind, thing = named
    nameable: Nameable | None = tx.memo.provided.get(_NAMED + kind)
    if nameable is None:
        return None
    whole = nameable.whole(tx, thing)
    if whole is not None and of and whole.get("customer") != of:
        return None
    if stands:
        return whole or {"id": thing}
    found = nameable.one(tx, caller, thing)
    return {"id": thing, **(found.facts or {})} if found is not None and found.in_use else None


def _nameable(tx: Tx, kind: str) -> Nameable:
    found: Any = tx.memo.provided.get(_NAMED + kind)
    if found is None:
        raise Refusal("named.kind_unknown", Kind.NOT_FOUND, name=kind)
    assert isinstance(found, Nameable)
    return found
