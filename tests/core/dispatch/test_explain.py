"""Why him, why not her: the stored table in sentences of both languages."""

import json
from string import Formatter

import pytest

from bihuan.core.dispatch import (
    HARD_RULES,
    OBJECTIVES,
    DispatchDecided,
    PastOffer,
    ScoreTable,
    Situation,
    Teller,
    Travel,
    dispatch,
    removed_by,
    rule_labels,
    table_of,
)
from bihuan.core.dispatch.words import FACTS, RULE_NAMES, RULES, SENTENCES
from bihuan.core.dispatch.words import OBJECTIVES as OBJECTIVE_NAMES
from tests.core.dispatch.crew import DAY, ENV, MONDAY_9, engineer, on_leave, policy, repair

NAMES = {"zhang": "张工", "li": "李工", "wang": "王工", "zhao": "赵工", "hvac": "空调维修", "annual": "年假"}
ZH = Teller("zh", name_of=lambda kind, key: NAMES.get(key, key))
EN = Teller("en", name_of=lambda kind, key: {"annual": "annual leave"}.get(key, key))


def stored(event: DispatchDecided) -> ScoreTable:
    """As read back from the ledger."""
    weights, unrated, rows = json.loads(json.dumps([event.weights, event.unrated, event.candidates]))
    return table_of(weights, tuple(unrated), tuple(rows))


def monday(**written) -> ScoreTable:
    crew = (
        engineer("zhang", load=1, travel=Travel(5_200, 720)),
        engineer("wang", load=0, travel=Travel(31_000, 2_700)),
        engineer("li", **on_leave()),
        engineer("zhao", skills={"hvac": 1}, past_offers=(PastOffer("refused", MONDAY_9, "在忙"),)),
    )
    return stored(dispatch(policy(**written), repair(), crew, Situation("dispatch"), ENV))


@pytest.mark.req("DSP-1")
def test_why_him():
    assert ZH.why(monday(), "zhang") == (
        "张工：第 1 名，84.0 分。路程 52.0/60.0 分（12 分钟，5.2 公里）；工作量 32.0/40.0 分（在手 1/5）。"
    )
    assert EN.why(monday(), "zhang") == (
        "zhang: rank 1, 84.0 points. travel 52.0 of 60.0 (12 min, 5.2 km); load 32.0 of 40.0 (1/5 in work)."
    )


@pytest.mark.req("DSP-1")
def test_why_not_her_she_was_removed():
    assert ZH.why_not(monday(), "zhang", "li") == (
        "李工 未参与评分：正在休假（年假）至 2026-02-02 19:00，2026-02-03 09:00 上班。"
    )
    assert EN.why(monday(), "li") == (
        "li was not scored: on leave (annual leave) until 2026-02-02 19:00; from 2026-02-03 09:00."
    )
    assert ZH.why(monday(), "zhao") == "赵工 未参与评分：已拒接此单（在忙）；技能不足：空调维修 需 2 级，现 1 级。"


@pytest.mark.req("DSP-1")
def test_why_not_her_he_scored_higher():
    sentence = (
        "张工 84.0 分，高于 王工 的 70.0 分。"
        "张工 胜在：路程 +22.0 分（12 分钟，5.2 公里；对方 45 分钟，31.0 公里）。"
        "王工 胜在：工作量 +8.0 分（在手 0/5；对方 在手 1/5）。"
    )
    assert ZH.why_not(monday(), "zhang", "wang") == sentence
    assert ZH.why_not(monday(), "wang", "zhang") == sentence


@pytest.mark.req("DSP-1")
def test_why_not_her_they_were_equal():
    crew = (engineer("zhang", last_assigned_at=5), engineer("wang", last_assigned_at=9), engineer("li"))
    table = stored(dispatch(policy(), repair(), crew, Situation("dispatch"), ENV))
    assert ZH.why_not(table, "zhang", "wang").endswith("张工 更久未被派单。")
    assert ZH.why_not(table, "li", "zhang").endswith("李工 尚未派过单。")


@pytest.mark.req("DSP-1", "DSP-3")
def test_nobody_fits_says_which_rule_removed_whom_and_what_would_help():
    crew = (engineer("li", **on_leave()), engineer("zhao", skills={}), engineer("wang", skills={}, load=5))
    table = stored(dispatch(policy(), repair(), crew, Situation("dispatch"), ENV))
    assert [(group.rule, sorted(group.people), group.alone) for group in removed_by(table)] == [
        ("skills", ["wang", "zhao"], ("zhao",)),
        ("shift", ["li"], ("li",)),
    ]
    assert ZH.why_nobody(table) == (
        "3 名候选人均不符合。技能 2 人：王工（技能不足：没有 空调维修）、赵工（技能不足：没有 空调维修）。"
        "当班 1 人：李工（正在休假（年假）至 2026-02-02 19:00，2026-02-03 09:00 上班）。"
        "若放宽“技能”，可派：赵工。若放宽“当班”，可派：李工。"
    )
    assert ZH.why_nobody(ScoreTable({}, (), (), ())) == "没有候选人。"


@pytest.mark.req("DSP-1")
@pytest.mark.parametrize("key", ["seniors", "own"])
def test_a_condition_of_ones_own_is_called_by_its_label(key):
    own = {
        "rule": "condition",
        "key": key,
        "label": {"zh": "须为高级工程师", "en": "Seniors only"},
        "must": {"op": "contains", "left": {"field": "candidate.tags"}, "right": "senior"},
    }
    by = policy(rules=[own])
    table = stored(dispatch(by, repair(), (engineer("zhang"),), Situation("dispatch"), ENV))
    teller = Teller("zh", labels=rule_labels({"rules": ["skills", own]}))
    assert teller.why(table, "zhang") == "zhang 未参与评分：不满足“须为高级工程师”。"
    assert teller.why(table, "nobody") == "nobody 不在候选人之列。"


@pytest.mark.req("DSP-1")
def test_every_rule_and_objective_has_its_words_in_both_languages():
    for texts in (RULES, RULE_NAMES, FACTS, SENTENCES, OBJECTIVE_NAMES):
        assert texts["zh"].keys() == texts["en"].keys()
        for key, text in texts["zh"].items():
            used = [{name for _, name, _, _ in Formatter().parse(said) if name} for said in (text, texts["en"][key])]
            assert used[0] == used[1], key
    assert HARD_RULES.keys() == RULE_NAMES["zh"].keys()
    assert all(
        name in RULES["zh"] or f"{name}.job" in RULES["zh"] or f"{name}.expired" in RULES["zh"] for name in HARD_RULES
    )
    assert OBJECTIVES.keys() == OBJECTIVE_NAMES["zh"].keys()


@pytest.mark.req("DSP-1")
@pytest.mark.parametrize("teller", [ZH, EN], ids=["zh", "en"])
def test_every_reason_can_be_said(teller: Teller):
    from tests.core.dispatch.test_hard_rules import EVERY_RULE

    bad = engineer(
        "zhang",
        active=False,
        paused=True,
        skills={},
        certificates={"gas": 1},
        areas=frozenset({"wuxi"}),
        duty=(),
        load=9,
        assigned_today=9,
        day_cap=9,
        languages=frozenset({"zh"}),
        exclusions=frozenset({"D1"}),
        travel=Travel(10**6, 10**5),
        past_offers=(PastOffer("expired", MONDAY_9 - DAY),),
    )
    job = repair(
        certificates=("gas", "low_voltage"),
        area_path=("suzhou",),
        only=frozenset({"li"}),
        language="en",
        parts={"pump": 1},
    )
    table = stored(dispatch(policy(rules=EVERY_RULE), job, (bad,), Situation("dispatch"), ENV))
    told = [teller.reason(removal) for removal in table.removed[0].rules]
    assert len(told) == len(HARD_RULES)
    assert all(text and "{" not in text for text in told)
    assert teller.why_nobody(table)
