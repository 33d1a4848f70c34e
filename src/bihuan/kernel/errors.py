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
