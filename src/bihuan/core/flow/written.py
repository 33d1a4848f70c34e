"""A flow as it is written, fit or not: where a fault stands in it, and its conditions as sentences."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from bihuan.core.flow.conditions import flow_schema
from bihuan.core.flow.parse import read_flow
from bihuan.core.rules import Schema, describe, parse_condition
from bihuan.core.values import Json, Problem, Refusal

# Flows nest twelve deep; a text that nests deeper is no flow, and walking it would have no end.
_DEEPEST = 60
_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def step_at(data: Json, path: str) -> str | None:
    """The id of the innermost item around the place that a fault names (`root[1].ways[0].items[2].label`)."""
    found: str | None = None
    here: Any = data
    for name, index in _PART.findall(path):
        if index and isinstance(here, list | tuple) and int(index) < len(here):
            here = here[int(index)]
        elif not index and isinstance(here, Mapping):
            here = here.get(name)
        else:
            break
        if isinstance(here, Mapping) and isinstance(here.get("kind"), str) and isinstance(here.get("id"), str):
            found = here["id"]
    return found


def schema_of(data: Json, schema: Schema) -> Schema:
    """What the conditions of the flow may ask: the form's fields, and what comes of its steps as far as it is read."""
    problems: list[Problem] = []
    definition = read_flow(data, problems)
    return schema if definition is None else flow_schema(definition, schema)


def sentences(data: Json, schema: Schema, language: Literal["zh", "en"], zone: str) -> dict[str, str]:
    """Each condition in words, by `<branch>/<number of the way from 0>` or `<repeat>/until`.

    `schema`: that of `schema_of`. What cannot be read is left out; the publish check says why.
    """
    found: dict[str, str] = {}
    for place, tree in _conditions(data):
        try:
            found[place] = describe(parse_condition(tree, schema), schema, language, zone=zone)
        except Refusal:
            continue
    return found


def _conditions(data: Json, depth: int = 0) -> Iterator[tuple[str, Json]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list | tuple):
        for item in data:
            yield from _conditions(item, depth + 1)
    elif isinstance(data, Mapping):
        yield from _own_conditions(data)
        for key in ("root", "ways", "lanes", "items", "refused"):
            yield from _conditions(data.get(key), depth + 1)


def _own_conditions(item: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    ways = item.get("ways")
    if item.get("kind") == "branch" and isinstance(ways, list | tuple):
        for index, way in enumerate(ways):
            if isinstance(way, Mapping) and way.get("when") is not None:
                yield f"{item.get('id')}/{index}", way["when"]
    elif item.get("kind") == "repeat" and item.get("until") is not None:
        yield f"{item.get('id')}/until", item["until"]
