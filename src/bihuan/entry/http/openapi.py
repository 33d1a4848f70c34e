"""The schema at /openapi.json: what FastAPI derives, plus how to sign in and the headers that every route takes."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from bihuan.kernel.web import CLAIMED_HEADER, DEVICE_TIME_HEADER, ProblemOut
from bihuan.modules.identity.interface import SESSION_COOKIE

DESCRIPTION = (
    "Work orders over HTTP. Errors are problem+json (RFC 9457) with `code` and texts in the language of "
    "Accept-Language. Writes take `Idempotency-Key`: a repeat answers the same and does nothing again. "
    "`If-Match` with the ETag that was read refuses to overwrite what somebody else changed meanwhile."
)
_INSTANT = {"type": "integer", "minimum": -99_999_999_999_999, "maximum": 99_999_999_999_999}
_WRITES = frozenset({"post", "put", "patch", "delete"})
_HEADERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Names this command: the same key again answers the same and does nothing again",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "The ETag that was read; 412 when the thing has changed since",
        "schema": {"type": "string", "pattern": '^(\\*|(W/)?"?[0-9]{1,15}"?)$'},
    },
    "ClaimedAt": {
        "name": CLAIMED_HEADER,
        "in": "header",
        "required": False,
        "description": "When work that was done offline was done, ms by the device's own clock; clocks of tickets "
        "count it from then. A doubtful time refuses nothing: a lead confirms it. For people who are signed in",
        "schema": _INSTANT,
    },
    "DeviceTime": {
        "name": DEVICE_TIME_HEADER,
        "in": "header",
        "required": False,
        "description": f"What the device's clock reads now, ms: {CLAIMED_HEADER} is corrected by the difference. "
        "Without it the time is doubtful",
        "schema": _INSTANT,
    },
}


def describe_api(app: FastAPI) -> dict[str, Any]:
    """The whole schema; made once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, tags=app.openapi_tags
        )
        schema["components"] = schema.get("components", {})
        schema["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "`bihuan token create` prints one"},
            "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
        }
        schema["components"]["schemas"] = {**schema["components"].get("schemas", {}), **_problem_schemas()}
        schema["security"] = [{"token": []}, {"session": []}, {}]
        schema["components"]["parameters"] = dict(_HEADERS)
        shared: dict[str, Any] = schema["components"].setdefault("responses", {})
        for path, operations in schema["paths"].items():
            _complete(path, operations, shared)
        app.openapi_schema = schema
    return app.openapi_schema


def _problem_schemas() -> dict[str, Any]:
    """The body of every refusal. Absent fields are left out, so none has a default."""
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    for name in problem["properties"].values():
        name.pop("default", None)
    return {**problem.pop("$defs"), ProblemOut.__name__: problem}


def _complete(path: str, operations: dict[str, Any], shared: dict[str, Any]) -> None:
    for method, operation in operations.items():
        if method in _WRITES and path.startswith("/api/"):
            operation.setdefault("parameters", []).extend(
                {"$ref": f"#/components/parameters/{name}"} for name in _HEADERS
            )
        answers = operation.get("responses", {})
        for status, answer in answers.items():
            is_problem = status >= "400" and "application/problem+json" in answer.get("content", {})
            # Every route has the same dozen: said once, they do not bury what is a route's own.
            if is_problem and shared.setdefault(f"Problem{status}", answer) == answer:
                answers[status] = {"$ref": f"#/components/responses/Problem{status}"}
