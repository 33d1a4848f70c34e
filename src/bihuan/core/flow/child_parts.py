"""For which teams or rows a step opens children, and what they are opened on."""

from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.core.flow.definition import ChildrenStep
from bihuan.core.flow.inputs import digest
from bihuan.core.flow.run import Part
from bihuan.core.values import Instant, JsonObject, thaw_json


def parts_of(step: ChildrenStep, data: Mapping[str, Any]) -> tuple[JsonObject, ...]:
    """{part, type, team} of each child, in order, each part once; `data` are the values of the form."""
    found = {part["part"]: part for part in _parts(step, data)}
    return tuple(found.values())


def rows_of(step: ChildrenStep, data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The rows of the step's sub-table, by their ids."""
    rows = data.get(step.rows) if step.rows else None
    listed = rows if isinstance(rows, list | tuple) else ()
    return {row["id"]: row for row in listed if isinstance(row, Mapping) and isinstance(row.get("id"), str)}


def children_inputs(step: ChildrenStep, data: Mapping[str, Any], at: Instant) -> JsonObject:
    """What the children are opened on, in the shape of a decision's inputs: the parts, and the rows as they are."""
    rows = [thaw_json(row) for row in rows_of(step, data).values()]
    values = {"parts": list(parts_of(step, data)), **({step.rows: rows} if rows else {})}
    grounds: JsonObject = {"values": values, "evidence": {}, "ways": {}}
    return {"hash": digest(grounds), "at": at, **grounds}


def enough(step: ChildrenStep, parts: tuple[Part, ...]) -> str | None:
    """How the step is left now: done (as many as are needed came to their end), cancelled (too few did, and none is
    under way), none (there is nobody to wait for); None while it waits."""
    counted = [part.state for part in parts if part.state != "dropped"]
    if not counted:
        return "none"
    done = counted.count("done")
    if done >= min(step.needed or len(counted), len(counted)):
        return "done"
    return None if "open" in counted or "wanted" in counted else "cancelled"


def _parts(step: ChildrenStep, data: Mapping[str, Any]) -> Iterator[JsonObject]:
    for drawn in step.teams:
        yield {"part": drawn.part, "type": drawn.type or step.type, "team": drawn.team}
    for name in _names(data.get(step.field)) if step.field else ():
        yield {"part": name, "type": step.type, "team": name}
    for key, row in rows_of(step, data).items():
        team = row.get(step.team_column) if step.team_column else None
        yield {"part": key, "type": step.type, "team": team if isinstance(team, str) else step.team or None}


def _names(value: Any) -> Iterator[str]:
    listed = value if isinstance(value, list | tuple) else (value,)
    return (name for name in listed if isinstance(name, str) and name)
