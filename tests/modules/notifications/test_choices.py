"""How people choose to be told, and that no choice, however odd, keeps a notice from anybody."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bihuan.core.values import JsonObject, Refusal
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications import messages as m
from bihuan.modules.notifications.interface.kinds import read_once
from bihuan.modules.notifications.tables import notice_preference
from tests.modules.company import START
from tests.modules.notifications.house import House

pytestmark = pytest.mark.req("COL-2.server")

NEARLY_CLOCKS = ("1200Z", "12:0", "T1:00", "24:00", "7:30 ", "07:3０", "07:60", "-1:00", "07:30\n", "")


def _planned(preferences: JsonObject) -> own.Plan:
    around = own.Circumstances("urgent", ("app", "best"), False, False, START, None, "Asia/Shanghai")
    return own.plan(preferences, around, lambda channel: channel == "sms")


@pytest.mark.parametrize("clock", NEARLY_CLOCKS)
def test_a_clock_is_written_in_one_way_only(clock: str) -> None:
    for part, path in (({"daily_at": clock}, "daily_at"), ({"quiet": {"from": clock, "until": "07:00"}}, "quiet.from")):
        with pytest.raises(Refusal) as refusal:
            own.check_preferences(part, ())
        assert [problem.path for problem in refusal.value.problems] == [path]


@given(st.text(max_size=6) | st.from_regex(r"[0-2T]?[0-9]:?[0-9]{1,2}Z?", fullmatch=True))
def test_whatever_clock_is_let_in_can_be_planned_with(clock: str) -> None:
    preferences = {"quiet": {"from": clock, "until": clock}, "daily_at": clock, "digest": {"*": "daily"}}
    try:
        own.check_preferences(preferences, ())
    except Refusal:
        return
    assert _planned(preferences).visible_at >= START


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["*", "urgent", "from"]), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["channels", "order", "digest", "daily_at", "quiet", "colour"]), _JSON))
def test_of_a_choice_that_stands_there_whatever_can_be_followed_is_followed(stored: JsonObject) -> None:
    chosen, lost = own.understood(stored)
    assert {*chosen, *lost} == {*stored} | ({"daily_at"} & {*lost}) and not {*chosen} & {*lost}
    assert _planned(chosen).visible_at >= START


def test_a_choice_of_another_time_that_nobody_can_read_silences_nobody(house: House) -> None:
    house.open_channels(mail=False)
    old = {"person": house.person("lead"), "preferences": {"quiet": {"from": "1200Z", "until": "07:00"}}, "version": 1}
    house.company.tenant.writer.call(lambda tx: tx.upsert(notice_preference, old))
    with capture_logs() as traces:
        house.notify(to=[{"person": house.person(who)} for who in ("lead", "dispatcher")], by=["sms"], text="急")
    assert [len(house.told(who)) for who in ("lead", "dispatcher")] == [1, 1] and len(house.sms.letters) == 2
    [trace] = [item for item in traces if item["event"] == "notice.choice_not_understood"]
    assert (trace["person"], trace["parts"]) == (house.person("lead"), ("quiet",))


def test_one_chooses_for_kinds_that_there_are_and_for_no_others(house: House) -> None:
    house.word("coffee", "咖啡", "好了")
    house.prefer("lead", channels={"coffee": ["mail"], "urgent": [], "*": ["best"]}, digest={"coffee": "daily"})
    for preferences, path in (
        ({"channels": {"x" * 40: ["mail"]}}, f"channels.{'x' * 40}"),
        ({"digest": {"tea": "daily"}}, "digest.tea"),
        ({"quiet": {"from": "22:00", "until": "07:00", "and": "so on"}}, "quiet.and"),
    ):
        refusal = house.company.refusal("lead", m.SetNoticePreferences(house.person("lead"), preferences))
        assert [problem.path for problem in refusal.problems] == [path]


def test_a_kind_that_stands_twice_in_a_file_is_refused() -> None:
    assert read_once("a: {zh: 一}\nb: 2") == {"a": {"zh": "一"}, "b": 2}
    for text in ("a: 1\nb: 2\na: 3", "a: {zh: 一, zh: 二}"):
        with pytest.raises(yaml.YAMLError, match="stands twice"):
            read_once(text)


def test_every_ready_kind_has_words_in_both_languages_that_name_known_fields(house: House) -> None:
    knows = house.company.read(own.knows_field)
    for kind, template in own.ready_templates().items():
        assert list(own.faults_of(template.texts, knows)) == [] and {*template.texts} == {"zh", "en"}, kind
    assert own.label_of("dispatch")["zh"] == "派单异常"
