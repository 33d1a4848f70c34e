"""Flows that extend a template: what several ticket types do alike is written once.

Mappings are laid over each other key by key; items of `stages`, `root`, `actions` and `ways` are matched by their id or
key; any other value replaces the template's. What is published is the complete flow, as with forms that extend a core.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bihuan.core.values import Json, Problem
from bihuan.modules.bundles.messages import Document

_NAMED = 50
_MATCHED = {"stages": "key", "root": "id", "items": "id", "actions": "key", "ways": "key"}


def extended(flows: Iterable[Document], problems: list[Problem]) -> list[Document]:
    """The flows that are to be published: complete, templates left out. Adds to `problems` what does not fit."""
    documents = list(flows)
    templates = {_stem(item.file): item for item in documents if item.body.get("template") is True}
    found = []
    for document in documents:
        if document.body.get("template") is True:
            continue
        name = document.body.get("extends")
        template = templates.get(name) if isinstance(name, str) else None
        if name is not None and template is None:
            data = {"template": name, "known": sorted(templates)[:_NAMED]}
            problems.append(Problem(document.place("extends"), "bundle.template_unknown", data))
            continue
        found.append(_over(template, document, problems) if template else document)
    return found


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".yaml")


def _over(template: Document, document: Document, problems: list[Problem]) -> Document:
    base = {key: value for key, value in template.body.items() if key != "template"}
    own = {key: value for key, value in document.body.items() if key != "extends"}
    body = _merged(base, own, document, "", problems)
    assert isinstance(body, dict)
    # Paths of the merged flow are not those of the file; only the file can be named.
    return replace(document, body=body, lines={"": document.lines.get("", 1)})


def _merged(base: Json, own: Json, document: Document, path: str, problems: list[Problem]) -> Json:
    if isinstance(base, dict) and isinstance(own, dict):
        found = dict(base)
        for key, value in own.items():
            at = f"{path}.{key}" if path else key
            if key in _MATCHED and isinstance(value, list) and isinstance(base.get(key), list):
                found[key] = _matched(base[key], value, _MATCHED[key], document, at, problems)
            else:
                found[key] = _merged(base[key], value, document, at, problems) if key in base else value
        return found
    return own


def _matched(
    base: list[Any], own: list[Any], by: str, document: Document, path: str, problems: list[Problem]
) -> list[Any]:
    known = {item.get(by): item for item in base if isinstance(item, dict)}
    changed: dict[Any, Json] = {}
    for at, item in enumerate(own):
        name = item.get(by) if isinstance(item, dict) else None
        if name not in known:
            data = {"path": f"{path}.{at}.{by}", "value": name, "known": [str(key) for key in known][:_NAMED]}
            problems.append(Problem(document.place(f"{path}.{at}"), "bundle.not_in_template", data))
        else:
            changed[name] = _merged(known[name], item, document, f"{path}.{at}", problems)
    return [changed.get(item.get(by), item) if isinstance(item, dict) else item for item in base]
