"""The tables of `spec/vectors/flow`."""

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.flow.approving import verdict_of
from bihuan.core.flow.course import shown_stage
from bihuan.core.flow.definition import ApproveStep
from bihuan.core.flow.run import Seat
from tests.core.flow.drawing import approve, end, flow, handle, start

VECTORS = Path(__file__).parents[3] / "spec/vectors/flow"


def table(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


APPROVALS = table("approvals.json")["cases"]
STAGES = table("stages.json")


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize("case", APPROVALS, ids=lambda case: str(case["name"]))
def test_a_decision_is_made_as_the_table_says(case: dict[str, Any]) -> None:
    drawn = approve("boss", {"people": "zhao"}, mode=case["mode"], closes=case["closes"])
    step = flow(start(), drawn, end()).items["boss"]
    assert isinstance(step, ApproveStep)
    seats = [Seat(f"p{index}", verdict=answer) for index, answer in enumerate(case["answers"])]
    assert verdict_of(step, seats) == case["verdict"]


@pytest.mark.req("FLW-2")
@pytest.mark.parametrize("case", STAGES["cases"], ids=lambda case: str(case["name"]))
def test_a_ticket_shows_the_stage_that_the_table_says(case: dict[str, Any]) -> None:
    stages = [{"key": key, "category": category, "rank": rank} for key, category, rank in STAGES["stages"]]
    stages.append({"key": "closed", "category": "closed"})
    drawn = flow(start(), handle("fix"), end(), stages=stages)
    assert shown_stage(drawn, case["standing"]) == case["shown"]
