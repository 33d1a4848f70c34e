"""What people call the values that an answer is divided by."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.reports import STATE_LABELS
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Column
from bihuan.kernel.tx import Tx
from bihuan.modules.flows import interface as flows
from bihuan.modules.identity import interface as identity


def names_of(tx: Tx, caller: Caller, column: Column, values: Iterable[Any]) -> dict[str, JsonObject]:
    """Value → label by language, for the values that have one. What is not named is said as it is."""
    wanted = {value for value in values if isinstance(value, str)}
    if column.key == "type":
        return {one.key: one.label for one in flows.ticket_types(tx) if one.key in wanted}
    if column.key == "category":
        return {key: dict(STATE_LABELS[key]) for key in wanted if key in STATE_LABELS}
    if column.type == "person":
        return {one.id: _same(one.name) for one in identity.known_people(tx, caller) if one.id in wanted and one.name}
    if column.type in ("department", "region") or column.key == "team":
        units = identity.organisation(tx).units
        return {key: _same(str(units[key]["name"])) for key in wanted if key in units}
    return {one.value: dict(one.label) for one in column.options if one.value in wanted}


def _same(name: str) -> JsonObject:
    return {"zh": name, "en": name}
