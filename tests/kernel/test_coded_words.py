"""What the platform itself writes into a history is said to each reader in his own language."""

import pytest

from bihuan.kernel.errors import coded, said

pytestmark = pytest.mark.req("AUD-2", "COL-4")


def test_a_code_is_said_with_what_fills_it_in():
    written = coded("automation.by_rule_because", rule={"zh": "超时", "en": "Overdue"}, reason="太久")
    assert said(written, "zh") == "自动化规则“超时”：太久"
    assert said(written, "en") == "Automation rule “Overdue”: 太久"
    assert said(written, "fr") == said(written, "zh")


def test_a_code_within_a_code_is_said_too():
    inner = coded("automation.by_platform")
    assert (
        said(coded("automation.by_rule_because", rule="r", reason=inner), "en") == "Automation rule “r”: The platform"
    )


WRITTEN = (
    "",
    "明天再来",
    "automation.by_rule 我写的",
    "automation.by_rule [1]",
    "no.such_code {}",
    '{"rule": 1}',
    "automation.by_rule " + "[" * 20_000,
)


@pytest.mark.parametrize("text", WRITTEN)
def test_what_a_person_wrote_stays_as_it_is(text: str):
    assert said(text, "zh") == text


def test_what_is_missing_breaks_no_sentence():
    assert said("automation.by_rule", "zh") == "自动化规则“–”"
