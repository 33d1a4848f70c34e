"""Bundles are text that people write: every fault is named with its file and line, and nothing is guessed."""

from pathlib import Path
from time import process_time

import pytest

from bihuan.core.values import Refusal
from bihuan.entry.bundles import from_texts
from bihuan.kernel.errors import say
from bihuan.modules.bundles.interface import read_bundle, read_yaml, reading
from bihuan.modules.bundles.interface.yaml_text import MOST_PROBLEMS, Budget
from tests.bundles.world import REPAIR, SHIPPED

MAIN = "key: small\nlabel: {zh: 小包}\nversion: '1'\n"


def written(folder: Path, **files: str) -> Path:
    """A bundle of these files; `flows__x` is flows/x.yaml."""
    for name, text in {"bundle": MAIN, **files}.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path, **files: str) -> list[tuple[str, str]]:
    """(place, code) of each fault that reading finds."""
    with pytest.raises(Refusal) as caught:
        read_bundle(written(folder, **files))
    assert caught.value.code == "bundle.unreadable"
    for problem in caught.value.problems:
        for language in ("zh", "en"):
            assert say(problem.code, problem.data, language) != problem.code
    return [(problem.path, problem.code) for problem in caught.value.problems]


def test_broken_yaml_is_named_by_file_and_line(tmp_path: Path):
    assert faults(tmp_path, forms__a="form: a\nfields: [\n") == [("forms/a.yaml:3", "bundle.yaml_broken")]


def test_faults_of_several_files_come_together(tmp_path: Path):
    found = faults(tmp_path, forms__a="form: a\nform: b\n", types__t="- a list\n")
    assert found == [("forms/a.yaml:2", "bundle.key_twice"), ("types/t.yaml:1", "bundle.mapping_expected")]


def test_a_misspelt_setting_of_a_type_is_named_and_so_is_what_is_missing(tmp_path: Path):
    text = "key: t\nlabel: {zh: 某}\nform: f\nflow: f\nprefx: AB\n"
    found = faults(tmp_path, types__t=text)
    assert found == [("types/t.yaml:5", "bundle.key_unknown"), ("types/t.yaml:1", "bundle.missing")]


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("channels: {a: b}\n", "bundle.yaml:4", "bundle.wrong_kind"),
        ("channels:\n  - {key: a}\n", "bundle.yaml:5", "bundle.missing"),
        ("channels:\n  - {key: a, label: {zh: 甲}, active: 1}\n", "bundle.yaml:5", "bundle.wrong_kind"),
        ("channels: &loop\n  - *loop\n", "bundle.yaml:4", "bundle.too_deep"),
        ("channels: &loop [*loop, *loop]\n", "bundle.yaml:4", "bundle.too_deep"),
        ("label: {zh: 5}\n".replace("label", "summary"), "bundle.yaml:4", "bundle.wrong_kind"),
        ("summary: {zh: [a]}\n", "bundle.yaml:4", "bundle.wrong_kind"),
        ("channels: [!!int '']\n", "bundle.yaml:4", "bundle.number_invalid"),
        ("channels: [!!float '']\n", "bundle.yaml:4", "bundle.number_invalid"),
        ("channels: [!!bool foo]\n", "bundle.yaml:4", "bundle.number_invalid"),
        ("channels: [9007199254740992]\n", "bundle.yaml:4", "bundle.number_invalid"),
        (f"channels: [1{':01' * 1000}]\n", "bundle.yaml:4", "bundle.number_invalid"),
        ("channels: [!!python/object/apply:os.system [true]]\n", "bundle.yaml:4", "bundle.tag_unknown"),
        ("channels: [!!binary aGk=]\n", "bundle.yaml:4", "bundle.tag_unknown"),
        ("summary: !!set {zh}\n", "bundle.yaml:4", "bundle.tag_unknown"),
        ('summary: {zh: "a\\0b"}\n', "bundle.yaml:4", "bundle.text_invalid"),
        ('summary: {"z\\0h": a}\n', "bundle.yaml:4", "bundle.text_invalid"),
        ('summary: {zh: "\\ud800"}\n', "bundle.yaml:4", "bundle.yaml_broken"),
        (f"{'x' * 300}: a\n", "bundle.yaml:4", "bundle.text_invalid"),
        ("format: 0\n", "bundle.yaml:4", "bundle.format_unknown"),
        ("format: -1000000000\n", "bundle.yaml:4", "bundle.format_unknown"),
        ("format: 3\n", "bundle.yaml:4", "bundle.format_newer"),
        ("channels: [.inf]\n", "bundle.yaml:4", "bundle.number_invalid"),
        ("channels: [!!int x]\n", "bundle.yaml:4", "bundle.number_invalid"),
        ("? [a]\n: b\n", "bundle.yaml:4", "bundle.key_not_text"),
    ],
)
def test_what_the_main_file_may_not_say(tmp_path: Path, text: str, place: str, code: str):
    assert (place, code) in faults(tmp_path, bundle=MAIN + text)


def test_what_is_too_deep_or_too_wide_is_not_built():
    """What builds the tree calls itself for each level; where the stack ends, the process does."""
    started = process_time()
    for text in ("a: " + "[" * 1_000_000, "a: " + "{b: " * 500_000, "- " * 1_000_000, "a: [" + "b," * 2_000_000):
        with pytest.raises(Refusal) as caught:
            from_texts({"bundle.yaml": text})
        assert caught.value.problems[0].code in ("bundle.too_deep", "bundle.too_much", "bundle.yaml_broken")
    assert process_time() - started < 1.5


def test_little_text_may_not_say_much():
    """Aliases count each time; lines are noted by the path of everything, and long names make long paths."""
    doubled = "a0: &a0 [x, x]\n" + "".join(f"a{at}: &a{at} [*a{at - 1}, *a{at - 1}]\n" for at in range(1, 18))
    long = f"a0: &a0 {'x' * 1_000_000}\na: [{'*a0, ' * 90}*a0]\n"
    deep = "".join(" " * at + "k" * 190 + f"{at}:\n" for at in range(50)) + " " * 50 + f"[{'a, ' * 9_000}a]\n"
    for text in (doubled, long, deep):
        with pytest.raises(Refusal) as caught:
            from_texts({"bundle.yaml": text})
        assert "bundle.too_much" in {item.code for item in caught.value.problems}


def test_many_files_together_are_bounded_as_one_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "Budget", lambda: Budget(nodes=3_000))
    files = {f"forms/a{at}.yaml": f"form: a{at}\nfields: [{'x, ' * 1_490}x]\n" for at in range(40)}
    with pytest.raises(Refusal) as caught:
        from_texts({"bundle.yaml": MAIN, **files})
    assert [item.code for item in caught.value.problems] == ["bundle.too_much"]


def test_of_very_many_faults_the_first_are_named():
    with pytest.raises(Refusal) as caught:
        from_texts({"bundle.yaml": MAIN + "".join(f"x{at}: .inf\n" for at in range(5_000))})
    assert len(caught.value.problems) == MOST_PROBLEMS


def test_a_list_of_the_first_format_may_be_long():
    started = process_time()
    listed = "".join(f"  - {{key: a{at}, label: {{zh: 甲}}}}\n" for at in range(2_500))
    bundle = from_texts({"bundle.yaml": f"{MAIN}channels:\n{listed}"})
    assert bundle.part("channels")[-1].place("label.zh") == "bundle.yaml:2504" and process_time() - started < 3


def test_a_version_without_quotes_is_a_number_and_refused(tmp_path: Path):
    assert faults(tmp_path, bundle=MAIN.replace("'1'", "1.0")) == [("bundle.yaml:3", "bundle.wrong_kind")]


def test_a_date_stays_the_text_that_was_written(tmp_path: Path):
    written(tmp_path, forms__a="form: a\nsince: 2026-01-28\n")
    assert read_yaml(tmp_path, "forms/a.yaml").body["since"] == "2026-01-28"


def test_text_that_is_not_utf8_is_refused(tmp_path: Path):
    written(tmp_path)
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "a.yaml").write_bytes("form: 表单\n".encode("gbk"))
    assert faults(tmp_path) == [("forms/a.yaml", "bundle.file_unreadable")]


def test_a_folder_without_a_main_file_is_no_bundle(tmp_path: Path):
    with pytest.raises(Refusal) as caught:
        read_bundle(tmp_path)
    assert [problem.path for problem in caught.value.problems] == ["bundle.yaml"]


def test_forms_that_extend_each_other_are_refused(tmp_path: Path):
    found = faults(tmp_path, forms__a="form: a\nextends: b\n", forms__b="form: b\nextends: a\n")
    assert [code for _, code in found] == ["bundle.forms_circle"]


def test_a_form_comes_after_the_core_that_it_extends(tmp_path: Path):
    bundle = read_bundle(written(tmp_path, forms__a="form: a\nextends: z\n", forms__z="form: z\n"))
    assert [item.file for item in bundle.documents] == ["forms/z.yaml", "forms/a.yaml"]


def test_two_files_may_not_define_the_same_key(tmp_path: Path):
    found = faults(tmp_path, forms__a="form: x\n", forms__b="form: x\n")
    assert found == [("forms/b.yaml:1", "bundle.defined_twice")]


TEMPLATE = (
    "template: true\nstages:\n  - {key: s, label: 新}\nroot:\n  - {id: one, kind: start, fields: {a: edit, b: edit}}\n"
)


def test_a_flow_extends_a_template_key_by_key_and_step_by_step(tmp_path: Path):
    own = "key: f\nextends: base\nform: x\nroot:\n  - {id: one, label: 报修, fields: {b: hidden}}\n"
    (flow,) = read_bundle(written(tmp_path, flows__base=TEMPLATE, flows__f=own)).flows
    assert flow.body["root"] == [
        {"id": "one", "kind": "start", "label": "报修", "fields": {"a": "edit", "b": "hidden"}}
    ]
    assert "extends" not in flow.body and "template" not in flow.body


def test_a_step_that_the_template_does_not_have_is_refused(tmp_path: Path):
    own = "key: f\nextends: base\nform: x\nroot:\n  - {id: two}\n"
    found = faults(tmp_path, flows__base=TEMPLATE, flows__f=own)
    assert found == [("flows/f.yaml:5", "bundle.not_in_template")]


def test_an_unknown_template_is_refused(tmp_path: Path):
    found = faults(tmp_path, flows__f="key: f\nextends: base\nform: x\nroot: []\n")
    assert found == [("flows/f.yaml:2", "bundle.template_unknown")]


def test_every_text_of_the_shipped_bundle_is_in_chinese_and_in_english():
    for path in sorted((SHIPPED / REPAIR).rglob("*.yaml")):
        if "sample" not in path.parts:
            body = read_yaml(SHIPPED / REPAIR, str(path.relative_to(SHIPPED / REPAIR))).body
            for label in labels_in(body):
                assert set(label) == {"zh", "en"} and all(label.values()), (path.name, label)


def labels_in(value: object):
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("label", "help", "message"):
                yield item
            else:
                yield from labels_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from labels_in(item)
