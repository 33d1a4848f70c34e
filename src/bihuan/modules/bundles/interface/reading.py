"""A folder of text files → a Bundle, with every fault of shape by file and line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bihuan.core.values import Problem, Refusal
from bihuan.modules.bundles.interface.extending import extended
from bihuan.modules.bundles.interface.yaml_text import read_yaml, unreadable
from bihuan.modules.bundles.messages import Bundle, Document

_NAMES = {str: "text", dict: "mapping", list: "list", bool: "true/false", int: "integer"}
_PARTS = ("roles", "forms", "flows", "types", "calendars", "sla", "roster", "dispatch", "rules")
_Check = tuple[type, bool]
_TEXT: _Check = (str, True)
_LABEL: _Check = (dict, True)
_SHAPES: Mapping[str, Mapping[str, _Check]] = {
    "bundle": {
        "key": _TEXT,
        "label": _LABEL,
        "version": _TEXT,
        "channels": (list, False),
        "public_forms": (list, False),
    },
    "roles": {"key": _TEXT, "label": _LABEL, "grants": (list, True)},
    "types": {
        "key": _TEXT,
        "label": _LABEL,
        "form": _TEXT,
        "flow": _TEXT,
        "prefix": _TEXT,
        "default_priority": (str, False),
        "confidential": (bool, False),
        "archive_days": (int, False),
        "active": (bool, False),
    },
    "public_form": {
        "key": _TEXT,
        "type": _TEXT,
        "label": _LABEL,
        "intro": (dict, False),
        "channel": (str, False),
        "fields": (list, False),
        "prefill": (dict, False),
        "phone_needed": (bool, False),
        "for_devices": (bool, False),
        "active": (bool, False),
    },
    "channel": {"key": _TEXT, "label": _LABEL, "active": (bool, False)},
}
# These are read by their engines, which say what is wrong with them; only this must be there.
_ENGINE_READS: Mapping[str, Mapping[str, type]] = {
    "forms": {"form": str},
    "flows": {"key": str, "form": str, "root": list},
    "calendars": {"key": str, "week": dict},
    "sla": {"key": str, "clocks": list, "policies": list},
    "roster": {"shifts": list, "patterns": list},
    "dispatch": {"policies": list},
    "rules": {"key": str, "then": list},
}


def read_bundle(folder: Path) -> Bundle:
    """The bundle in `folder`. Refuses `bundle.unreadable`, naming file and line of every fault."""
    problems: list[Problem] = []
    main = _collected(problems, folder, "bundle.yaml")
    parts = {name: list(_documents(folder, name, problems)) for name in _PARTS}
    if main is None or problems:
        raise unreadable(*problems)
    parts["flows"] = extended(parts["flows"], problems)
    problems.extend(_faults(main, parts))
    if problems:
        raise unreadable(*problems)
    body = main.body
    documents = {name: tuple(found) for name, found in parts.items()}
    return Bundle(body["key"], body["label"], body["version"], main, **documents)


def _documents(folder: Path, part: str, problems: list[Problem]) -> Iterator[Document]:
    for path in sorted((folder / part).glob("*.yaml")):
        found = _collected(problems, folder, f"{part}/{path.name}")
        if found is not None:
            yield found


def _collected(problems: list[Problem], folder: Path, file: str) -> Document | None:
    try:
        return read_yaml(folder, file)
    except Refusal as refusal:
        problems.extend(refusal.problems)
        return None


def _faults(main: Document, parts: Mapping[str, list[Document]]) -> Iterator[Problem]:
    yield from _shape_faults(main, "", main.body, "bundle")
    for at, channel in enumerate(main.body.get("channels") or ()):
        yield from _shape_faults(main, f"channels.{at}", channel, "channel")
    for at, form in enumerate(main.body.get("public_forms") or ()):
        yield from _shape_faults(main, f"public_forms.{at}", form, "public_form")
    for part, documents in parts.items():
        known: dict[str, str] = {}
        for document in documents:
            yield from _document_faults(document, part)
            key = document.body.get("form" if part == "forms" else "key")
            if isinstance(key, str) and key in known:
                yield Problem(document.place("key"), "bundle.defined_twice", {"key": key, "first": known[key]})
            known.setdefault(str(key), document.file)


def _document_faults(document: Document, part: str) -> Iterator[Problem]:
    if part in _SHAPES:
        yield from _shape_faults(document, "", document.body, part)
    for key, type_ in _ENGINE_READS.get(part, {}).items():
        yield from _kind_faults(document, "", key, (document.body.get(key), type_))


def _shape_faults(document: Document, at: str, value: Any, shape: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(document.place(at), "bundle.mapping_expected", {"path": at or document.file})
        return
    keys = _SHAPES[shape]
    for key in value.keys() - keys.keys():
        yield Problem(document.place(_join(at, key)), "bundle.key_unknown", {"path": key, "known": sorted(keys)})
    for key, (type_, required) in keys.items():
        given = value.get(key)
        if given is not None or required:
            yield from _kind_faults(document, at, key, (given, type_))


def _kind_faults(document: Document, at: str, key: str, pair: tuple[Any, type]) -> Iterator[Problem]:
    given, type_ = pair
    # In Python True is a number; in a bundle it is not.
    if not isinstance(given, type_) or (isinstance(given, bool) and type_ is not bool):
        code = "bundle.missing" if given is None else "bundle.wrong_kind"
        yield Problem(document.place(_join(at, key)), code, {"path": key, "expected": _NAMES[type_]})


def _join(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key
