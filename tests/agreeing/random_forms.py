"""Random form definitions: fields of many kinds that show, require, lock and compute each other."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bihuan.core.rules import Field, FieldKind, Option, Schema
from bihuan.core.values import Refusal

OPTIONS = {"source": ["expo", "web", "call"], "tags": ["vip", "new", "old"]}
KINDS = {
    "title": "text",
    "note": "long_text",
    "amount": "amount",
    "cost": "number",
    "source": "choice",
    "tags": "multi_choice",
    "created": "date_time",
    "closed": "date_time",
    "planned": "date",
    "contract": "date_range",
}
# Kinds that rules read in the same way: any of them may stand for the other.
_ALIKE = {
    "number": ("number", "number", "duration", "time", "percent", "rating", "slider"),
    "text": ("text", "text", "phone", "email", "url", "id_card"),
}
_TYPES: dict[str, FieldKind] = {
    "text": "text",
    "long_text": "text",
    "amount": "number",
    "number": "number",
    "choice": "choice",
    "multi_choice": "multi",
    "date_time": "instant",
    "date": "date",
    "date_range": "record",
}
# What the form's rules may name; the strategies shared with the rules name more, and such rules are not taken.
SCHEMA = Schema(
    Field(key, _TYPES[kind], options=tuple(Option(one) for one in OPTIONS.get(key, ()))) for key, kind in KINDS.items()
)
COMPUTED = {"amount": "number", "cost": "number", "title": "text", "closed": "instant", "planned": "date"}


def fitting(parse: Callable[[Any, Schema], Any], trees: Sequence[Any]) -> list[Any]:
    """The rules that name nothing but these fields."""
    found = []
    for tree in trees:
        try:
            parse(tree, SCHEMA)
        except Refusal:
            continue
        found.append(tree)
    return found


def random_form(rng: random.Random, conditions: Sequence[Any], formulas: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Fields in random order, each with none or some rules."""
    keys = rng.sample(sorted(KINDS), len(KINDS))
    fields = [_field(rng, key, conditions, formulas) for key in keys]
    return {"form": "random", "label": {"zh": "随机"}, "sections": [{"key": "main", "fields": fields}]}


def _field(
    rng: random.Random, key: str, conditions: Sequence[Any], formulas: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    made: dict[str, Any] = {"key": key, "kind": rng.choice(_ALIKE.get(KINDS[key], (KINDS[key],))), "label": {"zh": key}}
    if key in OPTIONS:
        made["options"] = OPTIONS[key]
    for what in ("show", "require", "readonly"):
        if rng.random() < 0.25:
            made[what] = rng.choice([True, False, *rng.choices(conditions, k=4)])
    if key in COMPUTED and rng.random() < 0.25:
        made["compute"] = rng.choice(formulas[COMPUTED[key]])
    if made["kind"] == "date" and rng.random() < 0.5:
        made |= {"earliest_days": -1, "latest_days": 90}
    if made["kind"] in ("number", "amount") and rng.random() < 0.5:
        made |= {"min": -100, "max": 1_000_000}
    return made
