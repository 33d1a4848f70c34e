"""Every answer that is no success: problem+json in the caller's language (semantics §10)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.errors import LANGUAGES, problem_json, say

MEDIA_TYPE = "application/problem+json"
RETRY_LATER_S = 5
_MAX_PROBLEMS = 100

# pydantic's words → ours; what stands in no row is said in general.
_FAULTS = {
    "missing": "request.missing",
    "extra_forbidden": "request.unknown_field",
    "string_too_long": "request.too_long",
    "too_long": "request.too_long",
    "string_too_short": "request.too_short",
    "too_short": "request.too_short",
    "greater_than_equal": "request.too_small",
    "greater_than": "request.too_small",
    "less_than_equal": "request.too_big",
    "less_than": "request.too_big",
    "string_pattern_mismatch": "request.pattern",
    "literal_error": "request.not_listed",
    "enum": "request.not_listed",
    "json_invalid": "request.json_invalid",
}
_BOUNDS = ("max_length", "min_length", "ge", "gt", "le", "lt", "expected", "pattern")


def problem_response(refusal: Refusal, language: str, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as the response that every client can read."""
    body = problem_json(refusal, language)
    extra = dict(headers or {})
    if refusal.kind is Kind.UNAUTHENTICATED:
        extra.setdefault("WWW-Authenticate", "Bearer")
    if refusal.kind is Kind.TOO_MANY:
        extra.setdefault("Retry-After", str(refusal.data.get("seconds", RETRY_LATER_S)))
    if refusal.kind is Kind.UNAVAILABLE:
        extra.setdefault("Retry-After", str(RETRY_LATER_S))
    return plain_problem(body, extra)


def plain_problem(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem document as it is."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(content, status_code=body["status"], media_type=MEDIA_TYPE, headers=dict(headers or {}))


def fault_response(request_id: str, language: str) -> Response:
    """Our own mistake: nothing of its cause is told, only the id under which it was logged."""
    code = "server.fault"
    title = say(code, {"request": request_id}, language)
    body = {"type": f"urn:bihuan:{code}", "title": title, "status": 500, "code": code, "data": {"request": request_id}}
    return plain_problem(body)


def language_of(request: Request) -> str:
    """The language of the request's answers, chosen by the gate."""
    return str(request.scope.get("state", {}).get("language", "zh"))


async def on_refusal(request: Request, refusal: Exception) -> Response:
    """FastAPI's handler for Refusal."""
    assert isinstance(refusal, Refusal)
    return problem_response(refusal, language_of(request))


async def on_fault(request: Request, _error: Exception) -> Response:
    """FastAPI's handler for everything else; the gate logs the error, which passes it afterwards."""
    return fault_response(request.scope["state"]["request_id"], language_of(request))


async def on_http_exception(request: Request, error: Exception) -> Response:
    """FastAPI's handler for what the router itself refuses: no such route, no such method, a body it cannot read."""
    assert isinstance(error, HTTPException)
    codes = {400: "request.unreadable", 404: "route.not_found", 405: "route.method", 413: "request.too_large"}
    code = codes.get(error.status_code, "request.unreadable")
    title = say(code, {}, language_of(request))
    body = {"type": f"urn:bihuan:{code}", "title": title, "status": error.status_code, "code": code}
    return plain_problem(body, error.headers)


async def on_validation_error(request: Request, error: Exception) -> Response:
    """FastAPI's handler for a body, path or query that does not fit its model: every fault with its path."""
    assert isinstance(error, RequestValidationError)
    problems = [_problem(fault) for fault in error.errors()[:_MAX_PROBLEMS]]
    kind = Kind.BAD_REQUEST if any(item.code == "request.json_invalid" for item in problems) else Kind.INVALID
    return problem_response(Refusal("request.invalid", kind, problems=problems), language_of(request))


def _problem(fault: Mapping[str, Any]) -> Problem:
    code = _FAULTS.get(fault["type"])
    context = fault.get("ctx") or {}
    bound = next((context[name] for name in _BOUNDS if name in context), None)
    data = {} if bound is None else {"bound": bound if isinstance(bound, int | float | str) else str(bound)}
    if code is None:
        code = "request.wrong_type" if fault["type"].endswith(("_type", "_parsing")) else "request.invalid_value"
        data["expected"] = fault["type"].removesuffix("_type").removesuffix("_parsing")
    return Problem(dotted(fault["loc"]), code, data)


def dotted(location: Iterable[str | int]) -> str:
    """A place in the request: `customer.contacts.0.phone`, or `query.limit` outside the body."""
    parts = [str(part) for part in location]
    return ".".join(parts[1:] if parts[:1] == ["body"] else parts)


def choose_language(accept_language: str | None) -> str | None:
    """The best of our languages in an Accept-Language header; None when it asks for none of them."""
    best: tuple[float, str] | None = None
    for part in (accept_language or "")[:200].split(","):
        tag, _, weight = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        quality = _quality(weight)
        if language in LANGUAGES and quality > 0 and (best is None or quality > best[0]):
            best = (quality, language)
    return best[1] if best else None


def _quality(weight: str) -> float:
    try:
        return float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        return 0.0
