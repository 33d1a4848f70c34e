"""The cases of spec/vectors/calendars, which the TypeScript suite runs too, read by Python."""

import json
from datetime import date
from functools import cache
from typing import Any

import pytest

from bihuan.core.calendars import (
    Calendar,
    add,
    add_working_days,
    counted_intervals,
    elapsed,
    is_open,
    next_closing,
    next_opening,
    parse_calendar,
)
from bihuan.core.values import Json, Refusal
from tests.core.calendars.minutes import instant
from tests.core.calendars.vectors import FOLDER, vectors


@cache
def calendar_of(text: str) -> Calendar:
    return parse_calendar(json.loads(text))


def faults_of(data: Json) -> list[list[str]]:
    with pytest.raises(Refusal) as refused:
        parse_calendar(data)
    assert refused.value.code == "calendar.invalid"
    return [[problem.path, problem.code] for problem in refused.value.problems]


def outcome(case: dict[str, Any]) -> Any:
    if case["do"] == "parse":
        return faults_of(case["data"])
    calendar = calendar_of(json.dumps(case["data"]))
    at, since, until = (instant(case[key]) if key in case else 0 for key in ("at", "from", "to"))
    answers = {
        "is_open": lambda: is_open(calendar, at),
        "elapsed": lambda: elapsed(calendar, since, until),
        "add": lambda: add(calendar, since, case["ms"]),
        "next_opening": lambda: next_opening(calendar, at),
        "next_closing": lambda: next_closing(calendar, at),
        "add_working_days": lambda: add_working_days(
            calendar, date.fromisoformat(case["day"]), case["count"]
        ).isoformat(),
        "counted": lambda: [part.to_json() for part in counted_intervals(calendar, since, until)],
    }
    return answers[case["do"]]()


def expected(case: dict[str, Any]) -> Any:
    expect = case["expect"]
    if case["do"] == "counted":
        return [{**part, "from": instant(part["from"]), "to": instant(part["to"])} for part in expect]
    is_instant = case["do"] in ("add", "next_opening", "next_closing") and expect is not None
    return instant(expect) if is_instant else expect


@pytest.mark.req("SLA-2.core")
@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in vectors()])
def test_python_answers_as_the_vector_says(case: dict[str, Any]) -> None:
    assert outcome(case) == expected(case)


def test_there_are_vectors_to_run() -> None:
    assert len(vectors()) >= 120
    assert len(list(FOLDER.glob("*.json"))) == 4
