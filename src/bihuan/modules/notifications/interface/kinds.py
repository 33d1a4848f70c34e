"""Kinds of notices: the ready ones of `ready_templates.yaml` and what a tenant made of them."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.notifications import queries

# Ten times as fast where the wheel has it; the first notice of a process waits for it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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
        for kind, item in yaml.load(text, _LOADER).items()  # noqa: S506 - safe, both
    }


def template_of(tx: Tx, kind: str) -> Template | None:
    """A kind as it stands for this tenant; None when nobody ever wrote one."""
    ready = ready_templates().get(kind)
    row = queries.template_row(tx, kind)
    if row is None:
        return ready
    label = ready.label if ready else {"zh": kind, "en": kind}
    return Template(kind, row["number"], label, row["texts"], tuple(row["by"]), row["enabled"], ready is not None)


def all_templates(tx: Tx) -> list[Template]:
    """Every kind, ready ones first."""
    kinds = dict.fromkeys([*ready_templates(), *queries.template_rows(tx)])
    return [found for kind in kinds if (found := template_of(tx, kind)) is not None]


def label_of(kind: str) -> JsonObject:
    """What a kind is called."""
    ready = ready_templates().get(kind)
    return ready.label if ready else {"zh": kind, "en": kind}
