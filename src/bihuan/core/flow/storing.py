"""A run as JSON: what a ticket row keeps. Absent keys read as the empty value, which keeps rows small."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bihuan.core.flow.run import (
    BlockInstance,
    FlowRun,
    Part,
    Seat,
    Signing,
    Stand,
    StepResult,
    Task,
    Token,
    Visit,
    Wait,
    parts_from_json,
)
from bihuan.core.values import Json, JsonObject

FORMAT = 1
_NAMES: Mapping[type, tuple[str, ...]] = {
    kind: tuple(item.name for item in fields(kind))
    for kind in (FlowRun, Token, Wait, Part, Task, Visit, Seat, Signing, Stand, BlockInstance, StepResult)
}


def run_to_json(run: FlowRun) -> JsonObject:
    """The run without its empty parts; `v` is the format."""
    return {"v": FORMAT, **_thin(run)}


def _thin(value: Any) -> Json:
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, dict):
        return {key: _thin(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_thin(part) for part in value]
    pairs = ((name, getattr(value, name)) for name in _NAMES[type(value)])
    return {name: _thin(part) for name, part in pairs if part or type(part) in (int, str)}


def run_from_json(data: Json) -> FlowRun:
    """The inverse of `run_to_json`. Raises ValueError for a format of the future."""
    if data.get("v") != FORMAT:
        raise ValueError(f"unknown format of a flow run: {data.get('v')}")
    body = {key: value for key, value in data.items() if key != "v"}
    body["tokens"] = {key: _token(value) for key, value in body.get("tokens", {}).items()}
    body["tasks"] = {key: _task(value) for key, value in body.get("tasks", {}).items()}
    body["blocks"] = {key: _block(value) for key, value in body.get("blocks", {}).items()}
    for name in ("results", "kept"):
        body[name] = {key: _result(value) for key, value in body.get(name, {}).items()}
    body["evidence"] = {key: tuple(files) for key, files in body.get("evidence", {}).items()}
    if "stood" in body:
        body["stood"] = tuple(_stand(stand) for stand in body["stood"])
    return FlowRun(**body)


def _stand(data: JsonObject) -> Stand:
    return Stand(**{"block": None, **data, "parts": parts_from_json(data.get("parts", ()))})


def _result(data: JsonObject) -> StepResult:
    return StepResult(data["instance"], data["result"], tuple(data.get("people", ())), data.get("inputs"))


def _block(data: JsonObject) -> BlockInstance:
    return BlockInstance(**{"within": None, **data, "runs": tuple(data.get("runs", ()))})


def _token(data: JsonObject) -> Token:
    signings = tuple(Signing(**{**one, "seats": _seats(one)}) for one in data.get("signings", ()))
    wait = Wait.from_json(data["wait"]) if "wait" in data else None
    return Token(**{"block": None, **data, "seats": _seats(data), "signings": signings, "wait": wait})


def _seats(data: JsonObject) -> tuple[Seat, ...]:
    return tuple(Seat(**{"person": None, **seat}) for seat in data.get("seats", ()))


def _task(data: JsonObject) -> Task:
    visits = tuple(Visit(**visit) for visit in data.get("visits", ()))
    lists = {name: tuple(data.get(name, ())) for name in ("candidates", "urged")}
    lists["deadlines"] = tuple((rung, at) for rung, at in data.get("deadlines", ()))
    return Task(**{**data, **lists, "visits": visits})
