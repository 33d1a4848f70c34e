"""A folder of text files → a Bundle, with every fault of shape by file and line."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bihuan.core.values import Problem, Refusal
from bihuan.modules.bundles.interface.extending import extended
from bihuan.modules.bundles.interface.kinds import KINDS, PieceKind
from bihuan.modules.bundles.interface.pieces import in_order
from bihuan.modules.bundles.interface.upgrading import Parts, upgraded
from bihuan.modules.bundles.interface.yaml_text import read_yaml, unreadable
from bihuan.modules.bundles.messages import Bundle, Document

_NAMES = {str: "text", dict: "mapping", list: "list", bool: "true/false", int: "integer"}
_MAIN: Mapping[str, tuple[type, bool]] = {
    "format": (int, False),
    "key": (str, True),
    "label": (dict, True),
    "version": (str, True),
    "summary": (dict, False),
    "whole": (bool, False),
    # What the first format had here; anything but a list is named for what it is.
    "channels": (list, False),
    "public_forms": (list, False),
}


def read_bundle(folder: Path) -> Bundle:
    """The bundle in `folder`. Refuses `bundle.unreadable`, naming file and line of every fault."""
    problems: list[Problem] = []
    main = _collected(problems, folder, "bundle.yaml")
    parts = {kind.folder: list(_documents(folder, kind.folder, problems)) for kind in KINDS}
    if main is None or problems:
        raise unreadable(*problems)
    parts["flows"] = extended(parts["flows"], problems)
    main, parts = upgraded(main, parts)
    problems.extend(_faults(main, parts))
    if problems:
        raise unreadable(*problems)
    body, whole = main.body, bool(main.body.get("whole"))
    if not whole:
        # Chosen under the bundle's own name unless the type says another.
        heading = {"heading": dict(body["label"])}
        parts["types"] = [replace(item, body={**heading, **item.body}) for item in parts["types"]]
    return Bundle(body["key"], body["label"], body["version"], main, whole, in_order(parts))


def _documents(folder: Path, part: str, problems: list[Problem]) -> Iterator[Document]:
    for path in sorted((folder / part).glob("*.yaml")):
        found = _collected(problems, folder, f"{part}/{path.name}")
        if found is not None:
            yield replace(found, kind=part)


def _collected(problems: list[Problem], folder: Path, file: str) -> Document | None:
    try:
        return read_yaml(folder, file)
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


def _shape_faults(document: Document, shape: Mapping[str, tuple[type, bool]], *, closed: bool) -> Iterator[Problem]:
    """Engines read what is not `closed` and say themselves what is wrong with it."""
    for key in document.body.keys() - shape.keys() if closed else ():
        yield Problem(document.place(key), "bundle.key_unknown", {"path": key, "known": sorted(shape)})
    for key, (type_, required) in shape.items():
        given = document.body.get(key)
        if given is not None or required:
            yield from _kind_faults(document, key, given, type_)


def _kind_faults(document: Document, key: str, given: Any, type_: type) -> Iterator[Problem]:
    # In Python True is a number; in a bundle it is not.
    if not isinstance(given, type_) or (isinstance(given, bool) and type_ is not bool):
        code = "bundle.missing" if given is None else "bundle.wrong_kind"
        yield Problem(document.place(key), code, {"path": key, "expected": _NAMES[type_]})
