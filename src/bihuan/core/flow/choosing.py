"""Whoever must choose the people of a later step has chosen, and out of whom he may."""

from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.core.flow.definition import Source
from bihuan.core.flow.people import Asking, people_in, people_of
from bihuan.core.values import Problem, Refusal


def check_choices(asking: Asking, step: str, data: Mapping[str, Any]) -> None:
    """Raises Refusal `task.incomplete`, naming each field in which somebody who leaves `step` must name people."""
    problems = [
        problem for source in asking.definition.choices.get(step, ()) for problem in _faults(source, asking, data)
    ]
    if problems:
        raise Refusal("task.incomplete", problems=problems, step=step)


def _faults(source: Source, asking: Asking, data: Mapping[str, Any]) -> Iterator[Problem]:
    field = source.names[0]
    named = people_in(data, field)
    allowed = people_of(source.range, asking)
    if not named:
        yield Problem(f"data.{field}", "flow.choice_missing")
    outside = [person for person in named if source.range and person not in allowed]
    if outside:
        yield Problem(f"data.{field}", "flow.choice_out_of_range", {"people": outside})
