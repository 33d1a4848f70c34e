"""Which fields a rule looks at, by its text alone: to show its log, an old rule need not be understood any more."""

from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.core.values import Json

# Under these keys the language of conditions names a field or a sub-table (docs/rules.md). A column of a row is taken
# for a field of the record: too many paths hide too much, never too little.
_NAMING = ("field", "record", "same", "sum", "avg", "min", "max", "count", "any_row", "every_row", "no_row")


def watched_by(body: Mapping[str, Any]) -> frozenset[str]:
    """The fields whose change sets the rule off."""
    written = body.get("when")
    triggers = written if isinstance(written, list | tuple) else [written]
    watched = (item.get("field") for item in triggers if isinstance(item, Mapping))
    return frozenset(path for path in watched if isinstance(path, str))


def judged_by(body: Mapping[str, Any]) -> frozenset[str]:
    """Dotted paths of the fields on which it depends whether the rule fires: of its condition and of its triggers."""
    return watched_by(body) | frozenset(_named(body.get("if")))


def worked_out_from(body: Mapping[str, Any]) -> tuple[tuple[str | None, frozenset[str]], ...]:
    """For each action in its place: the field that it sets (None: none), and the fields from which it works out what
    it sets or hands on."""
    actions = body.get("then")
    listed = actions if isinstance(actions, list | tuple) else []
    return tuple(_of_action(action) if isinstance(action, Mapping) else (None, frozenset()) for action in listed)


def _of_action(action: Mapping[str, Any]) -> tuple[str | None, frozenset[str]]:
    field = action.get("field")
    return field if isinstance(field, str) else None, frozenset(_named([action.get("formula"), action.get("values")]))


def _named(part: Json) -> Iterator[str]:
    if isinstance(part, Mapping):
        for key, inner in part.items():
            if key in _NAMING and isinstance(inner, str):
                yield inner
            yield from _named(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _named(inner)
