"""Kinds of notices: the ready ones of `ready_templates.yaml` and what a tenant made of them."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.notifications import queries

# For what was asked without a template of its own: the words come with the request.
MESSAGE, DIGEST = "message", "digest"


@dataclass(frozen=True, slots=True)
class Template:
    """The words of a kind. `number` 0 is the ready one."""

    kind: str
    number: int
    label: JsonObject
    texts: JsonObject
    by: tuple[str, ...]
    enabled: bool
    ready: bool


@lru_cache(maxsize=1)
def ready_templates() -> dict[str, Template]:
    """The kinds that ship with Bihuan."""
    text = (files("bihuan.modules.notifications") / "ready_templates.yaml").read_text(encoding="utf-8")
    return {
        kind: Template(kind, 0, item["label"], item["texts"], tuple(item["by"]), item.get("enabled", True), ready=True)
        for kind, item in read_once(text).items()
    }


# Ten times as fast where the wheel has it; the first notice of a process waits for it.
class _Once(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key that stands twice: YAML would let the last one win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            name = self.construct_object(key)
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{name!r} stands twice", key.start_mark)
            seen.add(name)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def read_once(text: str) -> dict[str, Any]:
    """YAML in which every key stands once. Raises yaml.YAMLError."""
    found: dict[str, Any] = yaml.load(text, _Once)  # noqa: S506 - safe, both
    return found


def template_of(tx: Tx, kind: str) -> Template | None:
    """A kind as it stands for this tenant; None when nobody ever wrote one."""
    return _as_it_stands(kind, queries.template_row(tx, kind))


def _as_it_stands(kind: str, row: Row | None) -> Template | None:
    ready = ready_templates().get(kind)
    if row is None:
        return ready
    label = ready.label if ready else {"zh": kind, "en": kind}
    return Template(kind, row["number"], label, row["texts"], tuple(row["by"]), row["enabled"], ready is not None)


def all_templates(tx: Tx) -> list[Template]:
    """Every kind, ready ones first."""
    rows = queries.template_rows(tx)
    kinds = dict.fromkeys([*ready_templates(), *rows])
    return [found for kind in kinds if (found := _as_it_stands(kind, rows.get(kind))) is not None]


def label_of(kind: str) -> JsonObject:
    """What a kind is called."""
    ready = ready_templates().get(kind)
    return ready.label if ready else {"zh": kind, "en": kind}
