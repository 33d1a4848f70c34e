"""A plan in words, in the reader's language."""

from collections.abc import Iterator
from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.errors import say, texts
from bihuan.modules.bundles.interface.differing import Difference
from bihuan.modules.bundles.interface.kinds import kind_of
from bihuan.modules.bundles.interface.planning import Line, Plan

MOST_CHANGES = 30
_SHORT = 60


def told_line(line: Line, language: str) -> str:
    """What becomes of one piece: `表单「设备维修单」:有 3 处改动`."""
    name = told_name(line.kind, line.key, line.label, language)
    return say(f"bundle.plan.{line.what}", {"name": name, "count": len(line.changes)}, language)


def told_name(folder: str, key: str, label: JsonObject, language: str) -> str:
    """A piece by its kind and its own name."""
    kind, own = _in(dict(kind_of(folder).label), language), _in(label, language)
    return kind if own == kind else say("bundle.plan.name", {"kind": kind, "label": own, "key": key}, language)


def told_changes(line: Line, language: str) -> tuple[str, ...]:
    """Every change of a piece; of very many, the first."""
    found = [_told(item, language) for item in line.changes[:MOST_CHANGES]]
    left = len(line.changes) - len(found)
    return (*found, *((say("bundle.change.more", {"count": left}, language),) if left > 0 else ()))


def told_effect(line: Line, language: str) -> str | None:
    """What it means for open tickets."""
    return say(line.effect, {"count": line.tickets}, language) if line.effect else None


def told_plan(plan: Plan, language: str) -> Iterator[str]:
    """The whole plan as lines of text."""
    if not plan.lines:
        yield say("bundle.plan.nothing", {}, language)
    for line in plan.lines:
        yield f"{'!' if line.weight == 'caution' else '·'} {told_line(line, language)}"
        yield from (f"    {text}" for text in told_changes(line, language))
        effect = told_effect(line, language)
        if effect:
            yield f"    → {effect}"
    if plan.beside:
        names = ", ".join(f"{_in(dict(kind_of(item['kind']).label), language)} {item['key']}" for item in plan.beside)
        yield say("bundle.plan.beside", {"names": names}, language)
    yield say("bundle.plan.base", {"base": plan.base[:12], "unchanged": plan.unchanged}, language)


def _told(item: Difference, language: str) -> str:
    path = " › ".join(_part(part, language) for part in item.path)
    data = {"path": path, "old": _short(item.old, language), "new": _short(item.new, language)}
    return say(f"bundle.change.{item.what}", data, language)


def _part(part: str | JsonObject, language: str) -> str:
    if isinstance(part, dict):
        return say("bundle.quoted", {"text": _in(part, language)}, language)
    return texts(language).get(f"bundle.word.{part}", part)


def _short(value: Any, language: str) -> str:
    if isinstance(value, bool) or value is None:
        return say(f"bundle.value.{str(value).lower()}", {}, language)
    if isinstance(value, dict):
        label = value if value.keys() <= {"zh", "en"} and value else value.get("label")
        return _in(label, language) if isinstance(label, dict) else say("bundle.value.some", {}, language)
    if isinstance(value, list):
        plain = all(isinstance(item, str | int) for item in value)
        text = ", ".join(map(str, value)) if plain else say("bundle.value.items", {"count": len(value)}, language)
    else:
        text = str(value)
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def _in(label: JsonObject, language: str) -> str:
    return str(label.get(language) or label.get("zh") or next(iter(label.values()), ""))
