"""All configuration of a company as one text: out, in elsewhere, compared, planned, applied as one, taken back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.values import Refusal
from bihuan.entry.bundles import (
    apply_bundle,
    apply_planned,
    exported,
    from_texts,
    history,
    plan_bundle,
    plan_rollback,
    roll_back,
)
from bihuan.entry.wiring import MODULES
from bihuan.kernel.tables import event
from bihuan.modules.automations.messages import SwitchRule
from bihuan.modules.bundles.interface import (
    as_files,
    configuration,
    differences,
    read_bundle,
    read_yaml,
    shipped_bundles,
    text_of,
    told_plan,
)
from bihuan.modules.bundles.messages import Bundle
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.forms.tables import form_version
from bihuan.modules.joint.messages import SetSessionRules
from bihuan.modules.notifications.messages import PublishNoticeTemplate
from bihuan.modules.replies.messages import SaveReply
from bihuan.modules.retention.messages import SetRetention
from bihuan.modules.sla.messages import SetDefaultCalendar
from bihuan.modules.tickets import messages as tickets
from tests.bundles.generated import Draughtsman
from tests.bundles.test_reading import MAIN, written
from tests.bundles.world import SHIPPED, Works, build_company, install_of
from tests.modules.company import SLUG, Company, hooks_of

pytestmark = pytest.mark.req("ADM-2")
NAMES = [folder.name for folder in shipped_bundles()]
WORDS = {language: {"title": "{{number}}", "text": "{{number}} 已派给你"} for language in ("zh", "en")}
FORM = "form: a\nlabel: {zh: 甲}\nfields:\n"
TEXT_FIELD = "  - {key: x, kind: text, label: {zh: 乙}}\n"


def apply(company: Company, bundle: Bundle) -> dict[str, Any]:
    return apply_bundle(install_of(company), SLUG, bundle, company.caller("admin"))


def files_of(company: Company) -> dict[str, str]:
    return exported(install_of(company), SLUG)


def told(company: Company, bundle: Bundle, **how: Any) -> list[str]:
    return list(told_plan(plan_bundle(install_of(company), SLUG, bundle, **how), "zh"))


def configured_by_hand(company: Company) -> None:
    """What no bundle brings: a reply, words of a notice, settings, a rule that rests."""
    for command in (
        SaveReply(title="已派单", text="{{number}} 已派单", scope="everybody", category="进度"),
        PublishNoticeTemplate("assigned", WORDS, by=("app", "mail")),
        SetSessionRules("refuse"),
        SetDefaultCalendar("office"),
        SetRetention("equipment_repair", 15, duty=True),
        SwitchRule("repeated_repair", active=False),
    ):
        company.send("admin", command)


@pytest.fixture
def other(empty_company: Company, tmp_path: Path) -> Iterator[Company]:
    """Another company, with nothing of it."""
    found = Company(tmp_path / "other", hooks_of(*MODULES), like=empty_company)
    yield found
    found.close()


# --- out and in -----------------------------------------------------------------------------------------------------


def test_everything_that_ships_goes_out_and_in_elsewhere_byte_by_byte(company: Company, other: Company):
    for name in NAMES:
        apply(company, read_bundle(SHIPPED / name))
    configured_by_hand(company)
    first = files_of(company)
    staged = from_texts(first)
    assert apply(other, staged)["changed"]
    again = files_of(other)
    assert [name for name in first if first[name] != again.get(name)] == [] and again.keys() == first.keys()
    assert apply(other, staged)["changed"] == []
    assert told(other, staged)[0] == "与公司现有配置一致，无需改动。"


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
def test_each_of_them_alone_does(company: Company, other: Company, name: str):
    apply(company, read_bundle(SHIPPED / name))
    first = files_of(company)
    apply(other, from_texts(first))
    assert files_of(other) == first


@pytest.mark.full
@pytest.mark.parametrize("seed", range(3))
def test_drawn_ones_do_from_postgresql_to_sqlite(other: Company, tmp_path: Path, postgres_url: str, seed: int):
    """PostgreSQL gives JSON back in an order of its own: the text does not show which database it came from."""
    company = build_company(tmp_path / "company", postgres_url)
    try:
        apply(company, read_bundle(Draughtsman(seed, tmp_path / "drawn").draw().folder))
        first = files_of(company)
    finally:
        company.close()
    apply(other, from_texts(first))
    assert files_of(other) == first


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(1 - 2**53, 2**53 - 1)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]))
)
BODIES = st.dictionaries(
    st.text("abcdefghij_", min_size=1, max_size=8),
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("klmn"), inner, max_size=4)
    ),
    min_size=1,
)


@given(body=BODIES)
def test_whatever_a_piece_says_is_read_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, body: dict[str, Any]):
    folder = tmp_path_factory.mktemp("text")
    (folder / "x.yaml").write_text(text_of(body), encoding="utf-8")
    assert read_yaml(folder, "x.yaml").body == body
    assert yaml.safe_load(text_of(dict(reversed(body.items())))) == body
    assert text_of(dict(reversed(body.items()))) == text_of(body)


def test_a_flow_may_start_children_of_a_type_that_the_same_bundle_brings(company: Company, other: Company):
    """No order of single publications would do: the flow is before the type that it starts tickets of."""
    apply(company, read_bundle(SHIPPED / "school"))
    files = files_of(company)
    flow = yaml.safe_load(files["flows/scholarship.yaml"])
    flow["root"].insert(1, {**CHILD, "stage": flow["stages"][1]["key"]})
    files["flows/scholarship.yaml"] = text_of(flow)
    apply(other, from_texts(files))
    assert files_of(other) == files


CHILD = {
    "id": "hand_over",
    "kind": "children",
    "label": {"zh": "转办", "en": "Handed over"},
    "type": "tuition_refund",
    "teams": ["电机班"],
}


# --- all or nothing -------------------------------------------------------------------------------------------------


def test_of_a_bundle_with_one_bad_piece_nothing_stands_and_nothing_is_remembered(company: Company, tmp_path: Path):
    before, head = files_of(company), ledger(company)
    good = FORM + TEXT_FIELD
    flow = "key: a\nform: a\nlabel: {zh: 甲}\nroot: []\n"
    with pytest.raises(Refusal) as caught:
        apply(company, read_bundle(written(tmp_path / "bad", forms__a=good, flows__a=flow)))
    assert caught.value.code == "bundle.rejected"
    assert caught.value.problems[0].path.startswith("flows/a.yaml:")
    assert (files_of(company), ledger(company)) == (before, head)
    # The mended form is version 1, too: the one that was undone must not be what the flow is checked against.
    other = FORM + TEXT_FIELD.replace("key: x", "key: y")
    apply(company, read_bundle(written(tmp_path / "good", forms__a=other)))
    assert set(company.read(lambda tx: forms.form_definition(tx, "a", 1)).fields) == {"y"}


def ledger(company: Company) -> int:
    return int(company.read(lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(event))))


def test_who_applied_what_stands_in_the_ledger_and_each_piece_bears_their_name(company: Company):
    found = apply(company, read_bundle(SHIPPED / "decoration"))
    (row,) = history(install_of(company), SLUG)
    assert (row["id"], row["by"], row["bundle"]) == (found["application"], company.people["admin"], "decoration")
    form = company.read(lambda tx: tx.get(form_version, form="decoration_complaint", version=1))
    assert form["published_by"] == company.people["admin"]
    assert {item["kind"] for item in row["changed"]} >= {"roles", "forms", "flows", "types"}


def test_only_who_runs_the_company_applies_anything(company: Company):
    bundle = read_bundle(SHIPPED / "decoration")
    for who in ("lead", "dispatcher", "engineer", "requester", "auditor"):
        with pytest.raises(Refusal) as caught:
            apply_bundle(install_of(company), SLUG, bundle, company.caller(who))
        assert caught.value.kind.name in ("FORBIDDEN", "NOT_FOUND"), who


# --- plan -----------------------------------------------------------------------------------------------------------


def changed(files: dict[str, str], name: str, change: Callable[[dict[str, Any]], Any]) -> dict[str, str]:
    body = yaml.safe_load(files[name])
    change(body)
    return {**files, name: text_of(body)}


def without_model_field(body: dict[str, Any]) -> None:
    for section in body["sections"]:
        section["fields"] = [item for item in section["fields"] if item["key"] != "symptoms"]


@pytest.fixture
def edited(repair_works: Works) -> dict[str, str]:
    """The company's own text with a field less, a type off, another label and a rule more."""
    files = files_of(repair_works.company)
    files = changed(files, "forms/equipment_repair.yaml", without_model_field)
    files = changed(files, "types/equipment_upkeep.yaml", lambda body: body.update(active=False))
    files = changed(files, "channels/mail.yaml", lambda body: body.update(label={"zh": "电子邮件", "en": "E-mail"}))
    rule = yaml.safe_load(files["rules/repeated_repair.yaml"])
    return {**files, "rules/again.yaml": text_of({**rule, "key": "again", "label": {"zh": "再次报修", "en": "Again"}})}


def test_a_plan_says_in_words_what_would_be_and_whom_it_touches_and_changes_nothing(
    repair_works: Works, edited: dict[str, str]
):
    company = repair_works.company
    report = tickets.CreateTicket(
        type="equipment_repair", title="异响", source=tickets.Source("phone"), data={"phone": "13800000000"}
    )
    company.send("requester", report)
    before = files_of(company)
    plan = plan_bundle(install_of(company), SLUG, from_texts(edited))
    words = list(told_plan(plan, "zh"))
    assert "! 表单「设备维修单」（equipment_repair）：1 处改动" in words
    assert "    去掉 分组 › 「故障」 › 字段 › 「故障现象」：故障现象" in words
    assert "    → 1 张进行中的工单按原版本继续" in words
    assert "! 停用工单类型「保养」（equipment_upkeep）" in words
    assert "! 新增自动化规则「再次报修」（again）" in words
    assert "· 受理渠道「电子邮件」（mail）：1 处改动" in words
    assert plan.weight == "caution" and len(plan.lines) == 4
    assert all("bundle." not in line for line in (*words, *told_plan(plan, "en")))
    assert files_of(company) == before


def test_what_was_planned_is_refused_once_the_configuration_has_moved(repair_works: Works, edited: dict[str, str]):
    company = repair_works.company
    install, bundle = install_of(company), from_texts(edited)
    plan = plan_bundle(install, SLUG, bundle)
    company.send("admin", SetSessionRules("refuse"))
    with pytest.raises(Refusal) as caught:
        apply_planned(install, SLUG, bundle, plan.base)
    assert caught.value.code == "bundle.base_moved"
    again = plan_bundle(install, SLUG, bundle)
    assert apply_planned(install, SLUG, bundle, again.base)["changed"]


def test_applied_exactly_what_the_folder_does_not_know_rests_and_nothing_is_lost(repair_works: Works):
    company = repair_works.company
    files = files_of(company)
    fewer = {
        name: text
        for name, text in files.items()
        if name not in ("types/equipment_upkeep.yaml", "rules/repeated_repair.yaml")
    }
    assert "公司另有，保持不变：工单类型 equipment_upkeep, 自动化规则 repeated_repair" in told(
        company, from_texts(fewer)
    )
    words = told(company, from_texts(fewer), exact=True)
    assert {
        "! 停用工单类型「保养」（equipment_upkeep）",
        "! 移除自动化规则「反复报修」（repeated_repair），可恢复",
    } <= set(words)
    plan = plan_bundle(install_of(company), SLUG, from_texts(fewer), exact=True)
    apply_planned(install_of(company), SLUG, from_texts(fewer), plan.base, exact=True)
    rest = [kind.key for kind in company.read(flows.ticket_types) if not kind.active]
    assert rest == ["equipment_upkeep"]
    apply(company, from_texts(files))
    assert files_of(company) == files


def test_differences_name_elements_by_their_labels_and_notice_another_order():
    old = {"fields": [{"key": "a", "label": {"zh": "甲"}}, {"key": "b", "max": 3}]}
    new = {"fields": [{"key": "b", "max": 5}, {"key": "a", "label": {"zh": "甲"}}]}
    found = [(item.what, item.path) for item in differences(old, new)]
    assert found == [("changed", ("fields", "b", "max")), ("moved", ("fields",))]
    assert differences(old, old) == ()


# --- back -----------------------------------------------------------------------------------------------------------


def test_rolled_back_it_is_as_it_was_under_new_versions_and_forward_again(repair_works: Works, edited: dict[str, str]):
    company = repair_works.company
    install, before = install_of(company), files_of(company)
    done = apply(company, from_texts(edited))
    words = list(told_plan(plan_rollback(install, SLUG, done["application"]), "zh"))
    assert "! 移除自动化规则「再次报修」（again），可恢复" in words
    back = roll_back(install, SLUG, done["application"], company.caller("admin"))
    assert files_of(company) == before
    versions = company.read(lambda tx: tx.all(form_version, form="equipment_repair"))
    assert [row["version"] for row in versions] == [1, 2, 3] and versions[0]["body"] == versions[2]["body"]
    assert [row["undoes"] for row in history(install, SLUG)][:2] == [done["application"], None]
    roll_back(install, SLUG, back["application"], company.caller("admin"))
    assert files_of(company) == edited


def test_back_before_the_first_of_two_applications_both_are_undone(repair_works: Works, edited: dict[str, str]):
    company = repair_works.company
    install, before = install_of(company), files_of(company)
    first = apply(company, from_texts(edited))
    again = changed(edited, "channels/mail.yaml", lambda body: body.update(label={"zh": "来信", "en": "Letter"}))
    apply(company, from_texts(changed(again, "channels/web.yaml", lambda body: body.update(active=False))))
    roll_back(install, SLUG, first["application"])
    assert files_of(company) == before


def test_what_is_not_on_record_is_not_rolled_back(company: Company):
    with pytest.raises(Refusal) as caught:
        roll_back(install_of(company), SLUG, "no-such")
    assert caught.value.code == "bundle.application_unknown"


# --- earlier and later formats --------------------------------------------------------------------------------------


OLD = """\
key: old
label: {zh: 旧包}
version: "0.3"
channels:
  - {key: desk, label: {zh: 前台}}
  - {key: post, label: {zh: 信件}, active: false}
"""


def test_a_bundle_of_the_first_format_is_lifted_to_todays(company: Company, tmp_path: Path):
    """What stood in lists of bundle.yaml are pieces of their own now, and still named by their line there."""
    bundle = read_bundle(written(tmp_path, bundle=OLD))
    assert [(item.kind, item.body["key"], item.place("label")) for item in bundle.documents] == [
        ("channels", "desk", "bundle.yaml:5"),
        ("channels", "post", "bundle.yaml:6"),
    ]
    apply(company, bundle)
    files = files_of(company)
    assert yaml.safe_load(files["channels/post.yaml"]) == {"key": "post", "label": {"zh": "信件"}, "active": False}
    assert yaml.safe_load(files["bundle.yaml"])["format"] == 2


def test_a_bundle_of_a_format_to_come_is_refused_and_says_so(tmp_path: Path):
    with pytest.raises(Refusal) as caught:
        read_bundle(written(tmp_path, bundle=MAIN + "format: 99\n"))
    assert [(item.path, item.code) for item in caught.value.problems] == [("bundle.yaml:4", "bundle.format_newer")]


def test_a_piece_that_is_odd_deep_inside_is_a_refusal_and_no_fault(company: Company, tmp_path: Path):
    with pytest.raises(Refusal) as caught:
        read_bundle(written(tmp_path, settings__settings="retention: {a: 3}\n"))
    assert [(one.path, one.code) for one in caught.value.problems] == [
        ("settings/settings.yaml:1", "bundle.wrong_kind")
    ]
    # What came by another way than reading is no fault either.
    bundle = read_bundle(written(tmp_path, settings__settings="retention: {a: {years: 3}}\n"))
    odd = tuple(replace(item, body={"retention": {"a": 3}}) for item in bundle.documents)
    with pytest.raises(Refusal) as caught:
        apply(company, replace(bundle, documents=odd))
    assert [item.code for item in caught.value.problems] == ["bundle.malformed"]


def test_the_text_of_a_company_is_found_anew_on_every_reading(repair_works: Works):
    documents = repair_works.company.read(configuration)
    assert as_files(documents) == files_of(repair_works.company)
    assert len({item.file for item in documents}) == len(documents)
