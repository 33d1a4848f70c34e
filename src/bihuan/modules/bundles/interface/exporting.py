"""All configuration of a company as a bundle: the same bytes for the same configuration, on every database.

What is left out is the company itself: people, departments, areas, skills, customers, devices, tickets; and what is
secret or belongs to one install: addresses and keys of notice channels and webhooks, the profile with its logo, where
evidence goes to, views that people keep. In whose queue a type's tickets stand is left out, too.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from bihuan.core.values import Json, JsonObject, thaw_json
from bihuan.kernel.tx import Tx
from bihuan.modules.bundles.interface.kinds import KINDS, PieceKind
from bihuan.modules.bundles.interface.upgrading import FORMAT
from bihuan.modules.bundles.messages import Document

MAIN: JsonObject = {
    "format": FORMAT,
    "key": "configuration",
    "label": {"zh": "全部配置", "en": "Whole configuration"},
    "version": "1",
    "whole": True,
}
# What a reader looks for first; everything else follows by name. PostgreSQL keeps no order of its own.
_FIRST = (
    *("format", "form", "key", "id", "kind", "label", "zh", "en", "type", "do", "rule", "op", "fn", "left", "right"),
    *("value", "summary", "title", "category", "text", "extends", "flow", "prefix", "stages", "core_fields"),
    *("sections", "fields", "options", "columns", "items", "ways", "when", "if", "then", "root"),
)
_RANK = {name: at for at, name in enumerate(_FIRST)}
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_WIDTH = 110


def configuration(tx: Tx) -> tuple[Document, ...]:
    """Every piece of the company's configuration, by kind and key, in the order of `KINDS`."""
    return tuple(
        Document(file_of(kind, kind.key_of(body)), ordered(body), kind=kind.folder)
        for kind in KINDS
        for body in sorted(map(_plain, kind.read(tx)), key=kind.key_of)
    )


def by_name(documents: Iterable[Document]) -> dict[tuple[str, str], JsonObject]:
    """The bodies by kind and key."""
    kinds = {kind.folder: kind for kind in KINDS}
    return {(item.kind, kinds[item.kind].key_of(item.body)): item.body for item in documents}


def file_of(kind: PieceKind, key: str) -> str:
    """The file in which a piece lies."""
    name = key if _SAFE.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{kind.folder}/{name}.yaml"


def as_files(documents: Iterable[Document]) -> dict[str, str]:
    """File → text of a whole configuration."""
    texts = {document.file: text_of(document.body) for document in documents}
    return {"bundle.yaml": text_of(MAIN), **dict(sorted(texts.items()))}


def fingerprint(documents: Iterable[Document]) -> str:
    """Tells one configuration from every other: SHA-256 over files and bodies. Not over their YAML, which takes a
    hundred times as long to write: the unit that applies a bundle asks for it while everybody else waits."""
    bodies = {document.file: document.body for document in documents}
    return hashlib.sha256(json.dumps(bodies, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def text_of(body: Mapping[str, Any]) -> str:
    """YAML that reads well and comes out alike every time."""
    return str(
        yaml.dump(
            ordered(body), Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=_WIDTH
        )
    )


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    def ignore_aliases(self, _data: object) -> bool:
        return True


def ordered(value: Any) -> Any:
    """The same with the keys of every mapping in one order."""
    if isinstance(value, Mapping):
        return {key: ordered(value[key]) for key in sorted(value, key=lambda key: (_RANK.get(key, len(_FIRST)), key))}
    return [ordered(item) for item in value] if isinstance(value, list) else value


def _plain(body: JsonObject) -> JsonObject:
    found: Json = thaw_json(body)
    assert isinstance(found, dict)
    return found
