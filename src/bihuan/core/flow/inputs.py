"""What a decision rests on, and whether that is still the same (semantics §4).

The fields that the step may read, but for those that only it edits; the files handed in before; the ways taken so far.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bihuan.core.flow.definition import ChildrenStep, FlowDefinition, PersonStep, Step
from bihuan.core.flow.run import FlowRun, StepResult, Task
from bihuan.core.values import Instant, Json, JsonObject, thaw_json

WRITING = frozenset({"edit", "required"})
# The hash of a decision whose electors saw different things: it equals no other.
MIXED = ""
# `json.dumps` makes one anew each time, which takes longer than using it.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def inputs_of(definition: FlowDefinition, run: FlowRun, step: Step, form: Mapping[str, Any], at: Instant) -> JsonObject:
    """{hash, values, evidence: {step: file ids}, ways: {block: way}, at} for somebody who decides at `step` now."""
    places = definition.places
    grounds: JsonObject = {
        "values": {
            key: thaw_json(value)
            for key, value in sorted(form.items())
            if value is not None and is_input(definition, step, key)
        },
        "evidence": {
            other: list(files)
            for other, files in sorted(run.evidence.items())
            if other != step.id and other in places and step.id in places[other].behind
        },
        "ways": {
            block: way for block, way in sorted(run.ways.items()) if block in places and step.id in places[block].behind
        },
    }
    return {"hash": digest(grounds), "at": at, **grounds}


def digest(grounds: Json) -> str:
    """The fingerprint of what was decided on."""
    return hashlib.sha256(_ENCODER.encode(grounds).encode()).hexdigest()


def is_input(definition: FlowDefinition, step: Step, key: str) -> bool:
    """Whether a field may speak for or against a decision here: it is read, and not this step's own answer."""
    if not isinstance(step, PersonStep):
        return False
    right = right_to(step, key)
    if right not in WRITING:
        return right == "read"
    for other in definition.items.values():
        if isinstance(other, PersonStep) and other.id != step.id and right_to(other, key) in WRITING:
            return True
    return False


def right_to(step: PersonStep, key: str) -> str:
    """The step's right to a field, as its form has it."""
    right = step.fields.get(key)
    return step.fields.get("*", "edit") if right is None else right


def changes_between(before: JsonObject | None, now: JsonObject) -> JsonObject:
    """{fields: names, evidence, ways}: what is new since a decision; everything is, if it is unknown what it was."""
    known: JsonObject = before or {"values": {}, "evidence": {}, "ways": {}}
    was, is_ = known["values"], now["values"]
    return {
        "fields": sorted(key for key in {*was, *is_} if was.get(key) != is_.get(key)),
        "evidence": known["evidence"] != now["evidence"],
        "ways": known["ways"] != now["ways"],
    }


def asked_again(definition: FlowDefinition, run: FlowRun, task: Task, form: Mapping[str, Any]) -> JsonObject | None:
    """What is new to somebody whose step has decided before: {since, before: values by field, fields, evidence, ways};
    None for who is asked for the first time."""
    step, before = definition.items[task.step], run.tokens[task.instance].before
    if before is None or not isinstance(step, PersonStep):
        return None
    now = inputs_of(definition, run, step, form, before["at"])
    return {"since": before["at"], "before": before["values"], **changes_between(before, now)}


def met(first: JsonObject | None, next_: JsonObject | None) -> JsonObject | None:
    """What a decision of several rests on. Saw they different things, it rests on nothing that can come again."""
    if first is None or next_ is None or first["hash"] == next_["hash"]:
        return next_ if first is None else first
    return {**next_, "hash": MIXED}


def still_stands(kept: StepResult, step: Step, now: JsonObject) -> bool:
    """Whether the result of a step may be taken over: it led forwards, and rests on the same inputs. Nobody decided
    where nobody was asked."""
    if isinstance(step, ChildrenStep):
        same = kept.inputs is not None and kept.inputs["hash"] == now["hash"]
        return same and kept.result in ("done", "none")
    if not isinstance(step, PersonStep):
        return True
    offer = step.offers.get(kept.result)
    forwards = kept.result == "agree" or (offer is not None and offer.ending == "finish")
    return forwards and kept.inputs is not None and kept.inputs["hash"] == now["hash"]
