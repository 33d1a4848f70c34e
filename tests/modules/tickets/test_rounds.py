"""Rounds over the bus: 回访 until the customer is content; every command is replayed."""

from typing import Any

import pytest

from bihuan.modules.flows.messages import PublishFlow
from tests.modules.tickets.pumps import FLOW, Pumps

CALLS = {
    "id": "calls",
    "kind": "repeat",
    "until": {"op": "eq", "left": {"field": "flow.call"}, "right": "finish"},
    "most": 3,
    "items": [
        {"id": "call", "kind": "handle", "label": {"zh": "回访"}, "stage": "work", "owner": {"role": "lead"},
         "if_empty": "flow_admin", "fields": {"*": "read"},
         "actions": [{"key": "finish"}, {"key": "unhappy", "label": {"zh": "不满意"}}]},
    ],
}  # fmt: skip

WITHOUT_REOPENING = {key: value for key, value in FLOW.items() if key != "reopen"}


def is_one_of(*causes: str) -> dict[str, Any]:
    return {"any": [{"op": "eq", "left": {"field": "cause"}, "right": cause} for cause in causes]}


# More cases than the check looks at.
MANY = {"all": [is_one_of(f"{number}a", f"{number}b") for number in range(8)]}


def calls_the_customer(pumps: Pumps) -> None:
    report, *_, done = FLOW["root"]
    pumps.company.send("admin", PublishFlow({**WITHOUT_REOPENING, "root": [report, CALLS, done]}, "pump"))
    ticket = pumps.report()
    for _ in range(2):
        pumps.act("lead", ticket, "unhappy")
        assert pumps.view("lead", ticket)["stage"] == "work"
    pumps.act("lead", ticket, "finish")
    assert pumps.view("lead", ticket)["stage"] == "done"
    rounds = [event for event in pumps.trace("lead", ticket)["events"] if event["type"] == "RoundBegan"]
    assert [event["what"]["round"] for event in rounds] == [1, 2, 3]


@pytest.mark.req("FLW-2", "FLW-7")
def test_the_customer_is_called_until_he_is_content(pumps: Pumps):
    calls_the_customer(pumps)


@pytest.mark.postgres
@pytest.mark.req("FLW-2", "TEN-2")
def test_on_postgres_just_the_same(pumps_on_postgres: Pumps):
    calls_the_customer(pumps_on_postgres)


@pytest.mark.req("FLW-9")
def test_what_could_not_be_proven_is_published_once_somebody_confirms_it(pumps: Pumps):
    report, repair, check, done = FLOW["root"]
    ways: list[dict[str, Any]] = [{"key": "odd", "when": MANY, "items": []}, {"key": "usual", "items": []}]
    branch = {"id": "odd_one", "kind": "branch", "label": {"zh": "特殊情况"}, "ways": ways}
    body = {**FLOW, "root": [report, branch, repair, check, done]}
    refusal = pumps.company.refusal("admin", PublishFlow(body, "pump"))
    assert (refusal.code, [(one.path, one.code) for one in refusal.problems]) == (
        "flow.not_proven",
        [("odd_one", "flow.not_proven")],
    )
    pumps.company.send("admin", PublishFlow(body, "pump", confirmed=True))
