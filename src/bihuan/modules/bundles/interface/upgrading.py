"""Bundles that were written for an earlier version of Bihuan: one step of the chain for each format there ever was.

`format` stands in `bundle.yaml`; a bundle that says none is of the first.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bihuan.core.values import Kind, Problem, Refusal
from bihuan.modules.bundles.messages import Document

FORMAT = 2
Parts = dict[str, list[Document]]
# Lists that stood in bundle.yaml until each of their items became a file of its own.
_MOVED = ("channels", "public_forms")


def upgraded(main: Document, parts: Parts) -> tuple[Document, Parts]:
    """The bundle as today's format has it. Refuses `bundle.format_newer`; an odd format is the reader's to name."""
    given = main.body.get("format", 1)
    if isinstance(given, int) and not isinstance(given, bool) and given > FORMAT:
        problem = Problem(main.place("format"), "bundle.format_newer", {"format": given, "known": FORMAT})
        raise Refusal("bundle.unreadable", Kind.INVALID, problems=[problem])
    for step in range(given if isinstance(given, int) else FORMAT, FORMAT):
        main, parts = _STEPS.get(step, _as_it_is)(main, parts)
    return main, parts


def _lists_into_files(main: Document, parts: Parts) -> tuple[Document, Parts]:
    found = {kind: list(items) for kind, items in parts.items()}
    for kind in _MOVED:
        items = main.body.get(kind)
        for at, item in enumerate(items if isinstance(items, list) else ()):
            found.setdefault(kind, []).append(main.part(f"{kind}.{at}", item, kind))
    rest = {key: value for key, value in main.body.items() if key not in _MOVED or not isinstance(value, list)}
    return replace(main, body={**rest, "format": 2}), found


def _as_it_is(main: Document, parts: Parts) -> tuple[Document, Parts]:
    return main, parts


_STEPS: Mapping[int, Callable[[Document, Parts], tuple[Document, Parts]]] = {1: _lists_into_files}
