"""Rules go by fields that their reader may not know: log, runs and dry run then say the same whatever stands there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bihuan.core.values import JsonObject
from bihuan.kernel.clock import SetClock
from bihuan.modules.automations.messages import PublishRule
from bihuan.modules.identity import messages as people
from tests.http.world import World

pytestmark = pytest.mark.req("AUD-3", "COL-4")

NOW = 1_790_000_000_000
# Keeps the rules and reads every ticket, but not what it costs nor why; of contracts nothing.
CLERK: list[JsonObject] = [
    {
        "action": "read",
        "kind": "ticket",
        "rows": "all",
        "fields": {"named": {"cost": "hidden", "remark": "hidden"}, "others": "read"},
    },
    {"action": "read", "kind": "automation", "rows": "all"},
    {"action": "manage", "kind": "automation", "rows": "all"},
]


@dataclass(frozen=True)
class Secrets:
    cost: str
    remark: str


ONE, TWO = Secrets("150", "轴承"), Secrets("99999.99", "电机")


def _is(field: str, value: str) -> JsonObject:
    return {"op": "eq", "left": {"field": field}, "right": value}


COSTLY: JsonObject = {"op": "gt", "left": {"field": "cost"}, "right": "1000"}
TAG: JsonObject = {"do": "add_tag", "tag": "贵"}
RICH: JsonObject = {"op": "gt", "left": {"field": "contract.amount"}, "right": "1"}
# Rules whose doing nobody can see but in their log: what they do changes nothing.
QUIET: JsonObject = {"do": "remove_tag", "tag": "没有的标签"}
RULES: dict[str, JsonObject] = {
    "fires_in_one_of_two": {"if": COSTLY, "then": [QUIET]},
    "fails_for_other_reasons": {"if": {"all": [COSTLY, _is("title", "别的")]}, "then": [QUIET]},
    "goes_by_a_record_beside_it": {"if": RICH, "then": [QUIET]},
    "contests": {"if": COSTLY, "then": [{"do": "set_priority", "priority": "P2"}]},
    "open": {"if": _is("title", "别的"), "then": [QUIET]},
}


def _rule(key: str, **more: Any) -> PublishRule:
    return PublishRule({"key": key, "label": {"zh": key}, "when": "ticket_created", **more})


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, World]]:
    made = [World(tmp_path_factory.mktemp("twin"), clock=SetClock(NOW), root=bytes(range(32))) for _ in range(2)]
    for world in made:
        # Nothing is told meanwhile: whether a notice has gone out by the time of asking is chance.
        world.install.threads.look_after_open = lambda now: None  # type: ignore[method-assign]
    with made[0] as one, made[1] as two:
        for world, secrets in ((one, ONE), (two, TWO)):
            _tell(world, secrets)
        yield one, two


def _tell(world: World, secrets: Secrets) -> None:
    world.send(people.SaveRole("clerk", {"zh": "规则员"}, tuple(CLERK)))
    world.send(people.CreateUser("规则员", roles=("clerk",), user="clerk", password=world.sealed))
    world.headers["clerk"] = world.token_of("clerk", "*")
    for key, rule in RULES.items():
        world.submit(_rule(key, **rule))
    world.ticket = world.under_way(device=None, data={"cost": secrets.cost, "remark": secrets.remark})
    # Published afterwards: on the ticket there is no trace of it, in a dry run beside it there might be.
    world.submit(_rule("tags_the_costly", **{"if": COSTLY, "then": [TAG]}, position=1))


READS = (
    "/tickets/{ticket}/automations",
    "/tickets/{ticket}/trace",
    *(f"/automations/rules/{key}/runs" for key in RULES),
)


@pytest.mark.parametrize("path", READS)
def test_what_a_rule_did_by_a_hidden_field_and_why_not_is_the_same_to_who_may_not_read_it(
    twins: tuple[World, World], path: str
) -> None:
    answers = [world.get("clerk", path.format(ticket=world.ticket)) for world in twins]
    assert _plain(answers[0]) == _plain(answers[1])


def _plain(answer: Any) -> Any:
    """Hashes commit with a random key, and tell nothing; when the ledger is signed is the worker's pace."""
    if isinstance(answer, list):
        return answer
    events = [{**entry, "hash": None, "leaf": None} for entry in answer.get("events", ())]
    return {**answer, "events": events, "checkpoint": None}


def _try(world: World, who: str, **body: Any) -> Any:
    rule = {"key": "try", "label": {"zh": "试"}, "when": "ticket_created", **body}
    return world.ask(who, "POST", "/automations/dry-run", json={"body": rule, "last": 50})


@pytest.mark.parametrize(
    "body",
    [
        {"if": COSTLY, "then": [TAG]},
        {"when": {"field": "cost"}, "then": [TAG]},
        {"then": [{"do": "set_field", "field": "title", "formula": {"field": "remark"}}]},
        {"if": {"op": "contains", "left": {"field": "tags"}, "right": "贵"}, "then": [QUIET]},
        {"if": _is("title", "液压站漏油"), "then": [TAG]},
    ],
)
def test_a_dry_run_is_no_way_to_ask_for_a_hidden_field(twins: tuple[World, World], body: JsonObject) -> None:
    one, two = (_try(world, "clerk", **body) for world in twins)
    assert (one.status_code, one.content) == (two.status_code, two.content)


def test_the_twins_do_differ_for_those_who_may_read(twins: tuple[World, World]) -> None:
    runs = [world.get("admin", "/automations/rules/fires_in_one_of_two/runs") for world in twins]
    assert [[run["fired"] for run in found[:1]] for found in runs] == [[False], [True]]
    tries = [_try(world, "admin", **{"if": COSTLY, "then": [TAG]}).json() for world in twins]
    assert [(found["fired"], found["hidden"]) for found in tries] == [(0, 0), (1, 0)]


def test_the_line_stands_there_and_says_that_its_outcome_is_hidden(twins: tuple[World, World]) -> None:
    log = {run["rule"]: run for run in twins[0].get("clerk", f"/tickets/{twins[0].ticket}/automations")["runs"]}
    hidden = log["fires_in_one_of_two"]
    assert (hidden["fired"], hidden["why"], hidden["unmet"]) == (None, "hidden", [])
    assert hidden["said"] == "规则的条件用到您无权查看的字段，结果不显示。"
    assert (log["open"]["fired"], log["open"]["unmet"][0]["values"]) == (False, {"title": "液压站漏油"})


def test_who_may_not_read_a_field_publishes_no_rule_that_goes_by_it(twins: tuple[World, World]) -> None:
    rule = {"key": "mine", "label": {"zh": "我的"}, "when": "ticket_created", "if": COSTLY, "then": [TAG]}
    answer = twins[0].ask("clerk", "POST", "/automations/rules", json={"body": rule})
    assert (answer.status_code, [item["path"] for item in answer.json()["problems"]]) == (422, ["if"])
    made = twins[0].ask("clerk", "POST", "/automations/rules", json={"body": {**rule, "if": _is("title", "x")}})
    assert made.status_code == 201
