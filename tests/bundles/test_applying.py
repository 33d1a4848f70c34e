"""A bundle is applied by commands like any other, again without effect, and its names stand nowhere in the code."""

import ast
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from bihuan.core.flow import check_flow
from bihuan.core.forms import advise, rules_schema
from bihuan.core.values import Refusal
from bihuan.entry.bundles import apply_bundle
from bihuan.modules.bundles.interface import bundle_folder, read_bundle, shipped_bundles
from bihuan.modules.flows import interface as flows
from bihuan.modules.flows.messages import SaveTicketType
from bihuan.modules.flows.tables import flow_version
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import messages as m
from tests.bundles.test_reading import written
from tests.bundles.world import REPAIR, SHIPPED, Works, install_of
from tests.modules.company import SLUG, Company

SOURCE = Path(__file__).parents[2] / "src"
LABELS = ("安装", "调试", "维修", "保养", "紧急抢修")


@pytest.mark.req("FRM-7", "FLW-2")
def test_every_form_and_flow_is_published_without_a_finding(repair_works: Works):
    company = repair_works.company
    made = {
        "forms": 6,
        "channels": 8,
        "flows": 5,
        "types": 5,
        "calendars": 2,
        "clocks": 1,
        "roster and policies": 2,
        "roles and rules": 3,
        "public forms": 1,
    }
    assert len(repair_works.applied["changed"]) == sum(made.values())
    roles = {role.key for role in identity.ready_roles()}
    for key in repair_works.types:
        row = company.read(lambda tx, key=key: tx.get(flow_version, stream_id=f"flow.{key}", version=1))
        form = company.read(lambda tx, key=key: forms.form_definition(tx, key, 1))
        assert row["findings"] == []
        assert check_flow(row["body"], rules_schema(form), roles) == ()
        assert len(row["body"]["stages"]) <= 6
        assert advise(form) == ()


@pytest.mark.req("FRM-7")
def test_five_types_share_one_core_record_and_each_has_fields_of_its_own(repair_works: Works):
    company = repair_works.company
    assert {kind.label["zh"] for kind in company.read(flows.ticket_types)} == set(LABELS)
    core = set(company.read(lambda tx: forms.form_definition(tx, "service_core", 1)).fields)
    for key in repair_works.types:
        own = set(company.read(lambda tx, key=key: forms.form_definition(tx, key, 1)).fields)
        assert core < own


def test_applying_it_again_changes_nothing(repair_works: Works):
    again = apply_bundle(install_of(repair_works.company), SLUG, read_bundle(SHIPPED / REPAIR))
    assert again["changed"] == []


def test_what_the_company_decided_about_a_type_stays(repair_works: Works):
    company = repair_works.company
    kind = company.read(lambda tx: flows.ticket_type(tx, "equipment_repair"))
    values = {item.name: getattr(kind, item.name) for item in fields(SaveTicketType) if hasattr(kind, item.name)}
    company.send("operator", SaveTicketType(**{**values, "department": company.units["售后部"]}))
    assert apply_bundle(install_of(company), SLUG, read_bundle(SHIPPED / REPAIR))["changed"] == []


def test_a_refused_piece_is_named_with_file_and_line(company: Company, tmp_path: Path):
    fields_ = ("{key: x, kind: text, label: {zh: 乙}}", "{key: y, kind: txt, label: {zh: 丙}}")
    text = "form: a\nlabel: {zh: 甲}\nfields:\n" + "".join(f"  - {line}\n" for line in fields_)
    with pytest.raises(Refusal) as caught:
        apply_bundle(install_of(company), SLUG, read_bundle(written(tmp_path / "b", forms__a=text)))
    assert caught.value.code == "bundle.rejected"
    (problem,) = caught.value.problems
    assert problem.path.startswith("forms/a.yaml:5 "), problem.path


@pytest.mark.req("FRM-7")
def test_who_reports_with_a_camera_in_the_hand_brings_sn_video_and_photo(repair_works: Works):
    company = repair_works.company
    report = m.CreateTicket(type="equipment_repair", title="异响", source=m.Source("qr"), data={"phone": "13800000000"})
    refusal = company.refusal("requester", report)
    assert refusal.code == "form.rejected"
    assert {problem.path for problem in refusal.problems} == {"sn", "fault_video", "site_photos"}


@pytest.mark.req("FRM-7")
def test_a_call_needs_no_files_but_the_work_is_not_finished_without_them(repair_works: Works):
    player, company = repair_works.player, repair_works.company
    report = m.CreateTicket(
        type="equipment_repair", title="异响", source=m.Source("phone"), data={"phone": "13800000000"}
    )
    ticket = company.send("requester", report).ref.removeprefix("ticket:")
    for key in ("assign", "accept", "depart", "arrive", "begin"):
        who = "dispatcher" if key == "assign" else "engineer"
        player.act(who, *player.offer(who, ticket, key))
    task = player.open_task("engineer", ticket)["id"]
    done: dict[str, object] = {"work_done": "换轴承", "cause": "缺油", "fault_kind": "mechanical"}
    refusal = company.refusal("engineer", m.ActOnTask(task=task, action="finish", data=done))
    # Everything at once: what the form lacks and what the action itself demands.
    assert {problem.path for problem in refusal.problems} == {"sn", "fault_video", "site_photos", "files"}
    photo, video = player.attach("engineer", "photo"), player.attach("engineer", "video")
    done |= {"sn": "XX-8892", "site_photos": [photo], "fault_video": [photo]}
    wrong = company.refusal("engineer", m.ActOnTask(task=task, action="finish", data=done, files=(photo,)))
    assert {problem.path.partition(".")[0] for problem in wrong.problems} == {"fault_video"}
    done |= {"fault_video": [video]}
    bare = company.refusal("engineer", m.ActOnTask(task=task, action="finish", data=done))
    assert (bare.code, [problem.code for problem in bare.problems]) == ("task.incomplete", ["task.evidence_missing"])
    company.send("engineer", m.ActOnTask(task=task, action="finish", data=done, files=(photo,)))
    assert player.row(ticket)["stage"] == "to_accept"


@pytest.mark.req("FRM-7")
def test_what_the_engineer_writes_is_no_question_to_the_customer(repair_works: Works):
    company = repair_works.company
    data = {"phone": "13800000000", "cause": "我猜的"}
    report = m.CreateTicket(type="equipment_repair", title="异响", source=m.Source("phone"), data=data)
    refusal = company.refusal("requester", report)
    assert [(problem.path, problem.code) for problem in refusal.problems] == [("cause", "form.field_unknown")]


@pytest.mark.req("INT-11")
def test_a_report_through_a_channel_that_nobody_opened_is_refused(repair_works: Works):
    report = m.CreateTicket(type="equipment_repair", title="异响", source=m.Source("pigeon"))
    refusal = repair_works.company.refusal("requester", report)
    assert (refusal.code, refusal.path) == ("ticket.channel_unknown", "source.channel")


# --- no name of the bundle in the code ------------------------------------------------------------------------------


def keys_of_the_bundle() -> set[str]:
    bundle = read_bundle(SHIPPED / REPAIR)
    keys = {item.body["form"] for item in bundle.forms} | {item.body["key"] for item in (*bundle.flows, *bundle.types)}
    assert len(keys) == 6
    return {bundle.key, *keys}


def test_no_key_of_the_bundle_occurs_in_the_code():
    pattern = re.compile(rf"\b({'|'.join(keys_of_the_bundle())})\b")
    files = [path for path in SOURCE.rglob("*") if path.suffix in (".py", ".json", ".yaml")]
    assert len(files) > 150, "the sources were not read"
    assert not [f"{path}: {found[0]}" for path in files for found in [pattern.search(path.read_text())] if found]


def test_no_label_of_the_bundle_occurs_in_the_code():
    likely = [path for path in SOURCE.rglob("*") if path.suffix in (".py", ".yaml") and has_a_label(path.read_text())]
    found = [path for path in likely if path.suffix == ".py" and set(LABELS) & texts_in(ast.parse(path.read_text()))]
    texts = {path: yaml.safe_load(path.read_text()) for path in likely if path.suffix == ".yaml"}
    found += [path for path, text in texts.items() if set(LABELS) & scalars_in(text)]
    assert not found


def has_a_label(text: str) -> bool:
    """Only such a file is worth being parsed: escapes are not written for Chinese, and would stand out."""
    return any(label in text for label in LABELS) or "\\u" in text


def texts_in(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def scalars_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(scalars_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(scalars_in, value))
    return {str(value)}


# --- where bundles lie ----------------------------------------------------------------------------------------------


def test_in_a_checkout_its_own_bundles_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "bihuan_bundles").mkdir()
    written(tmp_path / "bihuan_bundles" / REPAIR)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert shipped_bundles() == tuple(sorted(SHIPPED.iterdir()))
    assert SHIPPED / REPAIR in shipped_bundles()


def test_installed_they_are_found_in_the_wheels_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    written(tmp_path / "bihuan_bundles" / "small")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert bundle_folder("small") == tmp_path / "bihuan_bundles" / "small"


def test_the_wheel_takes_the_bundles_along():
    project = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text())
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]["bundles"] == "bihuan_bundles"
