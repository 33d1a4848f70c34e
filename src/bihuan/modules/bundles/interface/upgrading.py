"""Bundles that were written for an earlier version of Bihuan: one step of the chain for each format there ever was.

`format` stands in `bundle.yaml`; a bundle that says none is of the first.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bihuan.core.values import Problem
from bihuan.modules.bundles.interface.yaml_text import unreadable
from bihuan.modules.bundles.messages import Document

FORMAT = 2
Parts = dict[str, list[Document]]
# Lists that stood in bundle.yaml until each of their items became a file of its own.
_MOVED = ("channels", "public_forms")


def upgraded(main: Document, parts: Parts) -> tuple[Document, Parts]:
    """The bundle as today's format has it. Refuses `bundle.format_newer`, `bundle.format_unknown`; a format that is no
    whole number is the reader's to name."""
    given = main.body.get("format", 1)
    if not isinstance(given, int) or isinstance(given, bool):
        return main, parts
    if not 1 <= given <= FORMAT:
        code = "bundle.format_newer" if given > FORMAT else "bundle.format_unknown"
        raise unreadable(Problem(main.place("format"), code, {"format": given, "known": FORMAT}))
    for step in range(given, FORMAT):
        main, parts = _STEPS[step](main, parts)
    return main, parts


def _lists_into_files(main: Document, parts: Parts) -> tuple[Document, Parts]:
    found = {kind: list(items) for kind, items in parts.items()}
    for kind in _MOVED:
        items = main.body.get(kind)
        if isinstance(items, list):
            found.setdefault(kind, []).extend(main.items(kind, items))
    rest = {key: value for key, value in main.body.items() if key not in _MOVED or not isinstance(value, list)}
    return replace(main, body={**rest, "format": 2}), found


_STEPS: Mapping[int, Callable[[Document, Parts], tuple[Document, Parts]]] = {1: _lists_into_files}
