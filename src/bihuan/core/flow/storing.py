"""A run as JSON: what a ticket row keeps. Absent keys read as the empty value, which keeps rows small."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bihuan.core.flow.run import BlockInstance, FlowRun, Seat, Signing, Stand, StepResult, Task, Token, Visit
from bihuan.core.values import Json, JsonObject

FORMAT = 1
_NAMES: Mapping[type, tuple[str, ...]] = {
    kind: tuple(item.name for item in fields(kind))
    for kind in (FlowRun, Token, Task, Visit, Seat, Signing, Stand, BlockInstance, StepResult)
}


def run_to_json(run: FlowRun) -> JsonObject:
    """The run without its empty parts; `v` is the format."""
    return {"v": FORMAT, **_thin(run)}


def _thin(value: Any) -> Json:
    if isinstance(value, str | int) or value is None:
        return value
    if isinstance(value, dict):
        return {key: _thin(part) for key, part in value.items()}
    if isinstance(value, tuple):
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
    body["results"] = {
        key: StepResult(value["instance"], value["result"], tuple(value.get("people", ())))
        for key, value in body.get("results", {}).items()
    }
    if "stood" in body:
        body["stood"] = tuple(Stand(**{"block": None, **stand}) for stand in body["stood"])
    return FlowRun(**body)


def _block(data: JsonObject) -> BlockInstance:
    return BlockInstance(**{"within": None, **data, "runs": tuple(data.get("runs", ()))})


def _token(data: JsonObject) -> Token:
    signings = tuple(Signing(**{**one, "seats": _seats(one)}) for one in data.get("signings", ()))
    return Token(**{"block": None, **data, "seats": _seats(data), "signings": signings})


def _seats(data: JsonObject) -> tuple[Seat, ...]:
    return tuple(Seat(**{"person": None, **seat}) for seat in data.get("seats", ()))


def _task(data: JsonObject) -> Task:
    visits = tuple(Visit(**visit) for visit in data.get("visits", ()))
    lists = {name: tuple(data.get(name, ())) for name in ("candidates", "urged")}
    return Task(**{**data, **lists, "visits": visits})
