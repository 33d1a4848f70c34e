"""Refusals as problem+json (RFC 9457) in the caller's language. Texts stand in `bihuan/texts/<language>/*.json`."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bihuan.core.values import JsonObject, Problem, Refusal

LANGUAGES = ("zh", "en")


@lru_cache(maxsize=4)
def texts(language: str) -> Mapping[str, str]:
    """Every text of one language by code. A code stands in one file only."""
    found: dict[str, str] = {}
    folder = files("bihuan") / "texts" / language
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".json"):
            found.update(json.loads(file.read_text(encoding="utf-8")))
    return found


def say(code: str, data: Mapping[str, Any], language: str) -> str:
    """The text for `code` with its values filled in; the bare code when no catalogue has it."""
    template = texts(language if language in LANGUAGES else "zh").get(code, code)
    return template.format_map(_Values(data))


def coded(code: str, /, **data: Any) -> str:
    """Words of the platform's own as they are written into a history, where nobody knows who will read them: the
    code of a text, and what fills it in. `said` says them in the reader's language."""
    return f"{code} {json.dumps(data, ensure_ascii=False, sort_keys=True)}" if data else code


def said(text: str, language: str) -> str:
    """What was written by `coded`, in words; what a person wrote, as it is. Of data in several languages the reader's
    is taken; a datum that is coded itself is said too."""
    code, _, rest = text.partition(" ")
    data = _data_of(rest) if code in texts("zh") else None
    if data is None:
        return text
    return say(code, {key: _in(value, language) for key, value in data.items()}, language)


def _data_of(written: str) -> JsonObject | None:
    try:
        data = json.loads(written) if written else {}
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _in(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        return value.get(language) or value.get("zh") or ""
    return said(value, language) if isinstance(value, str) else value


class _Values(dict[str, Any]):
    """Values of a text; what is missing shows as a dash rather than breaking the sentence."""

    def __missing__(self, key: str) -> str:
        return "–"


def problem_json(refusal: Refusal, language: str) -> JsonObject:
    """The body that every refused request answers with: what, where, and what to do."""
    body: JsonObject = {
        "type": f"urn:bihuan:{refusal.code}",
        "title": say(refusal.code, refusal.data, language),
        "status": refusal.kind.value,
        "code": refusal.code,
    }
    if refusal.path is not None:
        body["path"] = refusal.path
    if refusal.data:
        body["data"] = dict(refusal.data)
    if refusal.problems:
        body["problems"] = [_problem(problem, language) for problem in refusal.problems]
    return body


def _problem(problem: Problem, language: str) -> JsonObject:
    data = dict(problem.data)
    # Findings of a check bring their own words, made where the whole definition was at hand.
    words = data.pop("text", None)
    detail = words.get(language) if isinstance(words, dict) else None
    detail = detail or say(problem.code, data, language)
    return {"path": problem.path, "code": problem.code, "detail": detail, "data": data}
