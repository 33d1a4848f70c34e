"""Why a rule did not fire: every reason there is, met in a story, with words for it; where rules stop each other."""

from typing import Any

import pytest

from bihuan.core.automation import REASONS
from bihuan.core.values import JsonObject
from bihuan.modules.intake.messages import SaveChannel
from bihuan.modules.tickets import messages as m
from tests.modules.automations.rules import Rules, is_, tag

NOTIFY: JsonObject = {"do": "notify", "to": ["lead"], "template": "urgent"}
MOST_LINKS = 8
FIRST = "第0环"


def child(title: str) -> JsonObject:
    return {"do": "create_child", "type": "pump", "title": title, "values": {"fault": "noise"}}


def chain_of(rules: Rules, links: int) -> None:
    """Rules each of which makes the ticket that sets off the next one."""
    for link in range(links):
        rules.rule(f"link{link}", "ticket_created", child(f"第{link + 1}环"), if_=is_("title", f"第{link}环"))


@pytest.mark.req("COL-4")
def test_a_chain_of_rules_across_jobs_ends_after_eight_links_and_says_so(rules: Rules):
    chain_of(rules, MOST_LINKS + 2)
    rules.report(title=FIRST)
    rules.work_off(most=60)
    made = rules.tickets()
    assert [ticket["title"] for ticket in made] == [f"第{link}环" for link in range(MOST_LINKS + 1)]
    last = rules.runs(made[-1]["id"])[f"link{MOST_LINKS}"]
    assert (last["fired"], last["why"]) == (False, "too_deep")
    assert rules.actions(made[-1]["id"]) == []
    (asked,) = rules.actions(made[-2]["id"])
    assert asked["chain"] == [f"link{link}" for link in range(MOST_LINKS)]


@pytest.mark.req("COL-4")
def test_a_rule_that_only_tells_says_what_kept_it_from_telling(rules: Rules):
    urgent, noisy = is_("priority", "P0"), is_("fault", "noise")
    rules.rule("tell", "ticket_created", NOTIFY, if_={"any": [urgent, {"all": [noisy, is_("title", "大事")]}]})
    ticket = rules.report(data={"fault": "noise"})
    rules.work_off()
    line = rules.runs(ticket)["tell"]
    assert (line["fired"], line["why"], rules.told) == (False, "condition", [])
    assert [(item["at"], item["values"]) for item in line["unmet"]] == [
        ("any.0", {"priority": "P2"}),
        ("any.1.all.1", {"title": "水泵漏水"}),
    ]
    assert line["said"] == (
        "未执行：“紧急等级 等于 P0”不成立（紧急等级 为 P2）；“标题 等于 “大事””不成立（标题 为 水泵漏水）。"
    )


UNMET: dict[str, tuple[Any, JsonObject, str]] = {
    "a missing value": (
        {"op": "gt", "left": {"field": "contract.amount"}, "right": "1"},
        {"contract.amount": None},
        "（合同的金额 为 空）",
    ),
    "something that must not be": ({"not": is_("priority", "P2")}, {"priority": "P2"}, "成立，而规则要求不成立"),
    "how it was": (is_("before.priority", "P0"), {"before.priority": "P2"}, "变更前的紧急等级 为 P2"),
    "what the event tells": (
        {"op": "contains", "left": {"field": "event.fields"}, "right": "title"},
        {"event.fields": ["priority", "priority_source"]},
        "变更字段 为 priority、priority_source",
    ),
}


@pytest.mark.req("COL-4")
@pytest.mark.parametrize("what", UNMET)
def test_each_kind_of_comparison_is_named_with_what_it_read(rules: Rules, what: str):
    condition, values, words = UNMET[what]
    rules.rule("why", {"event": "ticket_changed"}, tag("x"), if_=condition)
    ticket = rules.report()
    changes = {"title": "新标题"} if "not" in condition else {"priority": "P1"}
    rules.company.send("front_desk", m.AmendTicket(ticket=ticket, changes=changes))
    line = rules.runs(ticket)["why"]
    assert [item["values"] for item in line["unmet"]] == [values]
    assert words in line["said"]


@pytest.mark.req("COL-4")
def test_a_count_over_history_says_how_many_there_were(rules: Rules):
    often = {"op": "ge", "left": {"history": {"same": "device", "days": 30}}, "right": 2}
    rules.rule("repeated", "ticket_created", tag("建议更换"), if_=often)
    device = rules.save("device", sn="XX-8892", name="3号泵")
    rules.report("front_desk", device=device)
    line = rules.runs(rules.report("front_desk", device=device))["repeated"]
    assert list(line["unmet"][0]["values"].values()).count(1) == 1
    assert "历史次数 为 1" in line["said"]


@pytest.mark.req("COL-4")
def test_every_reason_that_the_log_knows_is_met_here_and_has_words_in_both_languages(rules: Rules):
    chain_of(rules, MOST_LINKS + 1)
    amount = {"op": "gt", "left": {"field": "contract.amount"}, "right": "1"}
    rules.rule("secret", "ticket_created", tag("x"), if_=amount)
    rules.rule("self", "ticket_created", child("又一个"), if_=is_("title", "又一个"))
    first = rules.report(title=FIRST)
    rules.report(title="又一个")
    rules.assign(first)
    rules.work_off(most=60)
    lines = [line for ticket in rules.tickets() for line in rules.runs(ticket["id"]).values()]
    lines += rules.runs(first, "engineer").values()
    assert {line["why"] for line in lines} == REASONS["zh"].keys() == REASONS["en"].keys()
    assert all(line["said"] for line in lines)


@pytest.mark.req("COL-4", "INT-1.api")
def test_pain_23_a_rule_holds_whichever_way_a_ticket_comes_and_whoever_changes_it(rules: Rules):
    company = rules.company
    rules.rule("urgent", ["ticket_created", {"field": "priority", "to": "P1"}], tag("加急"), if_=is_("priority", "P1"))
    company.send("admin", SaveChannel("alarm", {"zh": "告警"}))
    ways = [rules.report(channel=channel, priority="P1") for channel in ("phone", "api", "campaign", "alarm")]
    ways.append(rules.report("front_desk", source=m.Source("api", "erp", "4711"), priority="P1"))
    amended = rules.report()
    company.send("front_desk", m.AmendTicket(ticket=amended, changes={"priority": "P1"}))
    rules.rule("noise", "ticket_created", {"do": "set_priority", "priority": "P1"}, if_=is_("fault", "noise"))
    ways += [amended, rules.report(data={"fault": "noise"})]
    rules.rule("more", "note_added", child("更多"))
    company.send("front_desk", m.AddNote(ticket=amended, text="又响了"))
    rules.work_off()
    ways.append(rules.tickets()[-1]["id"])
    assert [rules.tags(ticket) for ticket in ways] == [["加急"]] * len(ways)
