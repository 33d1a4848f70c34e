"""In which order values are settled, and the proof that there is one.

A field's value depends on what its visibility, formula, default and fill read. Where these lead back to the field
itself there is no well-defined answer, so such a form is refused when it is parsed, not when somebody fills it in.
"""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from bihuan.core.forms.definition import FieldDefinition


def dependencies(fields: Mapping[str, FieldDefinition]) -> dict[str, frozenset[str]]:
    """For each field the fields of the form that its value depends on."""
    return {
        key: frozenset(path.partition(".")[0] for path in item.linkage.value_reads()) & fields.keys()
        for key, item in fields.items()
    }


def settle_order(graph: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The fields, each behind those it depends on. The graph must be free of cycles."""
    position = {key: place for place, key in enumerate(graph)}
    ordered = {key: sorted(found, key=position.__getitem__) for key, found in graph.items()}
    return tuple(TopologicalSorter(ordered).static_order())


def cycles(graph: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Cycles that share no field, each as the walk `[a, b, a]`: a reads b, b reads a."""
    left = {key: set(found) for key, found in graph.items()}
    result: list[list[str]] = []
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            walk: list[str] = list(reversed(error.args[1]))
            result.append(walk)
            left = {key: found - set(walk) for key, found in left.items() if key not in walk}
        else:
            return result
