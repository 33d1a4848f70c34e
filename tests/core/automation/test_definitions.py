"""Rules are data that people write: every fault is named, a rule reads as a sentence, a set of rules gets advice."""

import json
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.automation import (
    ACTIONS,
    TEMPLATES,
    ActionSpec,
    Effect,
    RuleTeller,
    lint,
    next_due,
    parse_rule,
    rule_from_template,
    run_immediate,
)
from bihuan.core.automation.schedule import read_schedule
from bihuan.core.automation.words import REASONS, RECIPIENTS, WORDS
from bihuan.core.rules import Field, Schema
from bihuan.core.values import DocumentReader, Problem, Refusal
from tests.core.automation.rules import ENV, NOW, RECORD, VIP, VOCABULARY, Contracts, created, is_, rule, set_
from tests.core.automation.vectors import cases, ms

NAMES = {
    "technical_director": "技术总监",
    "vip_event_support": "VIP 活动保障",
    "ticket_created": "工单提交",
    "urgent": "紧急",
}
ZH = RuleTeller("zh", name_of=lambda kind, key: NAMES.get(key, key))
EN = RuleTeller("en")


@pytest.mark.req("COL-4")
def test_every_fault_of_a_rule_is_named_with_its_place():
    written = {
        "key": "Bad key",
        "when": [
            "ticket_exploded",
            {"field": "colour"},
            {"field": "priority", "to": "P9"},
            {"event": "ticket_created", "field": "priority"},
            {"schedule": {"at": "25:00", "month_days": [32]}},
        ],
        "if": is_("event.stars", 1),
        "then": [
            {"do": "explode", "at": 3},
            {"do": "set_field", "field": "colour", "value": "red"},
            {"do": "set_field", "field": "parts", "value": None},
            {"do": "set_field", "field": "priority", "value": "P9"},
            {"do": "set_field", "field": "priority"},
            {"do": "set_field", "field": "note", "formula": {"field": "count"}},
            {"do": "set_field", "field": "note", "formula": {"field": "colour"}},
            {"do": "sms", "to": [{"role": ""}, "everybody", {"field": "note"}], "template": "t", "colour": 1},
            {"do": "notify", "template": "t"},
            {"do": "webhook", "endpoint": "x", "values": {"a": {"formula": {"fn": "nothing", "args": []}}}},
            {"do": "set_priority", "priority": "urgent"},
        ],
        "colour": "red",
    }
    with pytest.raises(Refusal) as refused:
        parse_rule(written, VOCABULARY)
    assert refused.value.code == "automation.rule_invalid"
    assert {(problem.path, problem.code) for problem in refused.value.problems} == {
        ("key", "document.bad_key"),
        ("when.0.event", "automation.event_unknown"),
        ("when.1.field", "automation.field_unknown"),
        ("when.2.to", "rule.unknown_option"),
        ("when.3", "automation.one_trigger"),
        ("when.4.schedule.at", "automation.bad_time"),
        ("when.4.schedule.month_days", "automation.bad_month_day"),
        ("if.left.field", "rule.unknown_field"),
        ("then.0.do", "document.bad_choice"),
        ("then.1.field", "automation.field_unknown"),
        ("then.2.field", "automation.not_writable"),
        ("then.3.value", "rule.unknown_option"),
        ("then.4.value", "document.missing"),
        ("then.5.formula", "automation.wrong_kind"),
        ("then.6.formula.field", "rule.unknown_field"),
        ("then.7.to.0", "automation.bad_recipient"),
        ("then.7.to.1", "automation.bad_recipient"),
        ("then.7.to.2", "automation.no_person_field"),
        ("then.7.colour", "document.unknown_key"),
        ("then.8.to", "document.missing"),
        ("then.9.values.a.formula.fn", "rule.unknown_function"),
        ("then.10.priority", "document.bad_choice"),
        ("colour", "document.unknown_key"),
    }
    json.dumps([dict(problem.data) for problem in refused.value.problems])


@pytest.mark.req("COL-4")
def test_only_what_all_named_events_tell_can_be_asked():
    stars, by = is_("event.stars", 1), is_("event.by", "li")
    both = {"event": ["ticket_rated", "ticket_closed"]}
    rule("r", set_("note", "x"), when=both, **{"if": stars})
    for when, condition in ((both, by), ([both, {"field": "note"}], stars)):
        with pytest.raises(Refusal):
            rule("r", set_("note", "x"), when=when, **{"if": condition})


@pytest.mark.req("COL-4")
def test_a_rule_reads_as_a_sentence():
    assert ZH.rule(parse_rule(VIP, VOCABULARY)) == (
        "当工单提交时，如果 来源 等于 市场活动 且 合同的金额 大于 500,000，则"
        "加标签“VIP-活动保障”；发短信给技术总监（角色）（VIP 活动保障）。"
    )
    raised = rule(
        "r",
        {"do": "set_field", "field": "source", "value": "phone"},
        {"do": "notify", "to": ["lead", {"field": "manager"}], "template": "urgent"},
        when=[
            {"field": "priority", "from": "P2", "to": ["P0", "P1"]},
            {"schedule": {"at": "9:05", "weekdays": ["mon", "fri"]}},
        ],
    )
    assert ZH.rule(raised) == (
        "当紧急等级由 P2 变更为 P0 或 P1 或 每周一、周五 09:05时，把“来源”设为 电话；通知负责人、客户经理（紧急）。"
    )
    assert EN.rule(raised) == (
        "When Priority changes from P2 to P0 or P1 or it is 09:05 on Mondays, Fridays: "
        "set Source to Phone; notify the lead, Account manager (urgent)."
    )


@pytest.mark.req("COL-4")
def test_every_action_and_word_is_said_in_both_languages():
    for texts in (WORDS, REASONS, RECIPIENTS):
        assert texts["zh"].keys() == texts["en"].keys()
    for spec in ACTIONS.values():
        used = [{name for _, name, _, _ in Formatter().parse(spec.say[language]) if name} for language in ("zh", "en")]
        assert used[0] == used[1], spec.name


@pytest.mark.req("COL-4")
def test_the_template_vip_event_support_is_the_rule_of_the_story():
    (template,) = [item for item in TEMPLATES if item.key == "vip_event_support"]
    assert rule_from_template(template, {}) == VIP
    dearer = rule_from_template(template, {"amount": "800000"})
    assert dearer["if"]["all"][1]["right"] == "800000"
    with pytest.raises(Refusal) as refused:
        rule_from_template(template, {"amount": None, "colour": "red"})
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [
        ("amount", "document.missing"),
        ("colour", "automation.parameter_unknown"),
    ]


@pytest.mark.req("COL-4")
def test_every_template_gives_a_rule_that_runs():
    rules = [parse_rule(rule_from_template(template, {}), VOCABULARY) for template in TEMPLATES]
    assert [ZH.rule(found) for found in rules]
    assert lint(rules) == ()
    run = run_immediate(rules, created(source="campaign", customer="C1"), ENV, Contracts())
    assert run.patch == {"contract": "K1", "tags": ["VIP-活动保障"]}


@pytest.mark.req("COL-4")
def test_the_third_repair_of_a_device_within_a_month_advises_replacement():
    (template,) = [item for item in TEMPLATES if item.key == "repeated_repair"]
    repeated = parse_rule(rule_from_template(template, {}), VOCABULARY)
    key = json.dumps({"history": {"same": "device", "days": 30}}, sort_keys=True, separators=(",", ":"))
    assert [run_immediate([repeated], created(device="D1", **{key: earlier}), ENV).patch for earlier in (1, 2)] == [
        {},
        {"tags": ["建议更换"]},
    ]


@pytest.mark.req("COL-4")
@pytest.mark.parametrize("case", cases("lint.json"), ids=lambda case: case["name"])
def test_advice_is_as_the_table_says(case: dict[str, Any]):
    rules = [parse_rule({"when": "ticket_created", **written}, VOCABULARY) for written in case["rules"]]
    assert [[found.rule, found.code, *found.others] for found in lint(rules)] == case["findings"]


@pytest.mark.req("COL-4")
def test_advice_that_a_rule_never_fires_is_never_wrong():
    """Sound one way: on every record that meets a condition, the condition was not called impossible."""
    conditions = st.recursive(
        st.one_of(
            st.builds(
                lambda op, n: {"op": op, "left": {"field": "count"}, "right": n},
                st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]),
                st.integers(0, 3),
            ),
            st.builds(
                lambda op, p: {"op": op, "left": {"field": "priority"}, "right": [p]},
                st.sampled_from(["in", "not_in"]),
                st.sampled_from(["P0", "P1"]),
            ),
            st.builds(lambda op: {"op": op, "left": {"field": "priority"}}, st.sampled_from(["empty", "not_empty"])),
        ),
        lambda inner: st.one_of(
            st.builds(lambda kind, parts: {kind: parts}, st.sampled_from(["all", "any"]), st.lists(inner, max_size=3)),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=5,
    )
    records = [
        {"count": count, "priority": level}
        for count in (None, "0", "1", "2", "2.5", "3", "4")
        for level in (None, "P0", "P1", "P2")
    ]

    @given(conditions)
    def check(condition: Any):
        asking = rule("r", set_("note", "x"), **{"if": condition})
        if any(finding.code == "never_fires" for finding in lint([asking])):
            assert asking.condition is not None
            assert not any(asking.condition.test(record, ENV) for record in records)

    check()


@pytest.mark.req("COL-4")
@pytest.mark.parametrize("case", cases("schedules.json"), ids=lambda case: case["name"])
def test_a_schedule_is_due_as_the_table_says(case: dict[str, Any]):
    problems: list[Problem] = []
    schedule = read_schedule(DocumentReader(case["schedule"], "", problems))
    assert problems == []
    at, found = ms(case["after"]), []
    for _ in case["due"]:
        at = next_due(schedule, at, case["zone"])
        found.append(at)
    assert found == [ms(due) for due in case["due"]]


@pytest.mark.req("COL-4")
def test_a_plug_in_brings_an_action_of_its_own():
    def read(settings: Any) -> tuple[dict[str, Any], Effect]:
        return {}, Effect(patch=lambda record, env, lookups: {"note": "喵"})

    meow = ActionSpec("meow", "immediate", read, {"zh": "喵", "en": "meow"})
    cat = parse_rule({"key": "cat", "when": "ticket_created", "then": ["meow"]}, VOCABULARY, {**ACTIONS, "meow": meow})
    assert run_immediate([cat], created(), ENV).patch == {"note": "喵"}
    assert ZH.rule(cat) == "当工单提交时，喵。"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 99) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["do", "field", "event", "to", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.req("COL-4")
@given(json_values, st.sampled_from(["key", "label", "when", "if", "then", "position", "active"]))
def test_whatever_is_written_is_read_or_refused(value: Any, key: str):
    for written in (value, {"key": "p", "when": "ticket_created", "then": ["fill_contract"], key: value}):
        try:
            parse_rule(written, VOCABULARY)
        except Refusal as refusal:
            assert refusal.problems


def test_fields_named_before_and_event_do_not_hide_ours():
    schema = type(VOCABULARY)(Schema([*RECORD.fields.values(), Field("before", "text")]), {}).schema(())
    assert schema.resolve("before.priority") is not None
    assert NOW


MANY: dict[str, Any] = {
    "then.0.to document.list_expected": {"do": "sms", "to": [{"person": f"p{i}"} for i in range(101)], "template": "t"},
    "then.0.to.0 automation.bad_recipient": {"do": "sms", "to": [{"role": "r" * 201}], "template": "t"},
    "then.0.values automation.too_many_values": {
        "do": "webhook",
        "endpoint": "x",
        "values": {f"v{i}": i for i in range(51)},
    },
    "then.0.values automation.value_name_too_long": {"do": "webhook", "endpoint": "x", "values": {"v" * 101: 1}},
    "then.0.values.a automation.value_too_large": {"do": "webhook", "endpoint": "x", "values": {"a": "字" * 4001}},
    "then.0.values.b automation.value_too_large": {"do": "webhook", "endpoint": "x", "values": {"b": [1] * 201}},
    "then.0.values.c automation.value_too_large": {"do": "webhook", "endpoint": "x", "values": {"c": [[[[1]]]]}},
    "then.0.tag document.bad_text": {"do": "add_tag", "tag": "t" * 61},
    "then.0.title document.bad_text": {"do": "create_child", "type": "x", "title": "t" * 201},
    "when.0.from document.list_expected": {"field": "priority", "from": ["P0"] * 101},
    "when.0.schedule.month_days automation.bad_month_day": {"schedule": {"at": "09:00", "month_days": [1] * 32}},
    "when document.list_expected": ["ticket_created"] * 11,
    "then document.list_expected": ["fill_contract"] * 21,
    "label document.bad_label": {f"language{i}": "x" for i in range(21)},
}


@pytest.mark.req("COL-4")
@pytest.mark.parametrize("fault", MANY)
def test_nothing_in_a_rule_is_without_bounds(fault: str):
    written = MANY[fault]
    part, place = (fault.partition(" ")[0].split(".")[0], fault.partition(" ")[0])
    body = {"key": "x", "when": "ticket_created", "then": ["fill_contract"], part: written}
    if "." in place:
        body[part] = [written]
    with pytest.raises(Refusal) as refused:
        parse_rule(body, VOCABULARY)
    assert [f"{problem.path} {problem.code}" for problem in refused.value.problems] == [fault]


@pytest.mark.req("COL-4")
def test_a_rule_of_the_usual_size_keeps_its_lists():
    notify = {"do": "notify", "to": [{"person": f"p{i}"} for i in range(100)], "template": "t"}
    child = {"do": "create_child", "type": "x", "title": "t", "values": {"parts": [{"no": "1", "place": {"row": 1}}]}}
    _, first, second = rule("x", "fill_contract", notify, child).actions
    assert (len(first.settings["to"]), second.settings["values"]) == (100, child["values"])
