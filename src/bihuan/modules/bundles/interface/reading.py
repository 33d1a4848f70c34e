"""A folder of text files → a Bundle, with every fault of shape by file and line."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from bihuan.core.values import Problem, Refusal
from bihuan.modules.bundles.interface.extending import extended
from bihuan.modules.bundles.interface.kinds import KINDS, PieceKind
from bihuan.modules.bundles.interface.pieces import in_order
from bihuan.modules.bundles.interface.shapes import LABEL, Keys, flag, keys, listed, mapping, text, whole
from bihuan.modules.bundles.interface.upgrading import Parts, upgraded
from bihuan.modules.bundles.interface.yaml_text import Budget, read_yaml, unreadable
from bihuan.modules.bundles.messages import Bundle, Document

_MAIN: Keys = {
    "format": (whole, False),
    "key": (text(100), True),
    "label": (LABEL, True),
    "version": (text(100), True),
    "summary": (mapping(text(2_000), 4), False),
    "whole": (flag, False),
    # What the first format had here; anything but a list is named for what it is.
    "channels": (listed, False),
    "public_forms": (listed, False),
}


def read_bundle(folder: Path) -> Bundle:
    """The bundle in `folder`. Refuses `bundle.unreadable`, naming file and line of every fault."""
    problems: list[Problem] = []
    read = partial(_collected, problems, folder, budget=Budget())
    main = read("bundle.yaml")
    parts = {kind.folder: list(_documents(folder, kind.folder, read)) for kind in KINDS}
    if main is None or problems:
        raise unreadable(*problems)
    parts["flows"] = extended(parts["flows"], problems)
    main, parts = upgraded(main, parts)
    problems.extend(_faults(main, parts))
    if problems:
        raise unreadable(*problems)
    for kind in KINDS:
        parts[kind.folder] = [_said(item, kind.shape) for item in parts[kind.folder]]
    body, is_whole = main.body, bool(main.body.get("whole"))
    if not is_whole:
        # Chosen under the bundle's own name unless the type says another.
        heading = {"heading": dict(body["label"])}
        parts["types"] = [replace(item, body={**heading, **item.body}) for item in parts["types"]]
    return Bundle(body["key"], body["label"], body["version"], main, is_whole, in_order(parts))


def _documents(folder: Path, part: str, read: Callable[[str], Document | None]) -> Iterator[Document]:
    for path in sorted((folder / part).glob("*.yaml")):
        found = read(f"{part}/{path.name}")
        if found is not None:
            yield replace(found, kind=part)


def _collected(problems: list[Problem], folder: Path, file: str, *, budget: Budget) -> Document | None:
    if budget.is_spent:
        # It was said where; the rest is not looked at.
        return None
    try:
        return read_yaml(folder, file, budget)
    except Refusal as refusal:
        problems.extend(refusal.problems)
        return None


def _faults(main: Document, parts: Parts) -> Iterator[Problem]:
    yield from _shape_faults(main, _MAIN, closed=True)
    for kind in KINDS:
        known: dict[str, str] = {}
        for document in parts.get(kind.folder, ()):
            yield from _document_faults(document, kind)
            key = kind.single or (document.body.get(kind.key) if isinstance(document.body, dict) else None)
            if isinstance(key, str) and key in known:
                yield Problem(document.place(kind.key), "bundle.defined_twice", {"key": key, "first": known[key]})
            known.setdefault(str(key), document.file)


def _document_faults(document: Document, kind: PieceKind) -> Iterator[Problem]:
    if not isinstance(document.body, dict):
        yield Problem(document.place(""), "bundle.mapping_expected", {"path": document.path or document.file})
        return
    yield from _shape_faults(document, kind.shape, closed=kind.closed)


def _shape_faults(document: Document, shape: Keys, *, closed: bool) -> Iterator[Problem]:
    """Engines read what is not `closed` and say themselves what is wrong with it."""
    for path, code, data in keys(shape, closed=closed)(document.body, ""):
        yield Problem(document.place(path), code, data)


def _said(document: Document, shape: Keys) -> Document:
    """The same without keys that say nothing: a null is what is left out."""
    body = {key: value for key, value in document.body.items() if value is not None or key not in shape}
    return replace(document, body=body)
