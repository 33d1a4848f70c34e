"""`bihuan bundle`: from a test company to the real one, as somebody types it."""

from pathlib import Path

import pytest

from tests.entry.test_cli import Operator, new_operator, operator, phrase  # noqa: F401 - fixtures


@pytest.mark.req("ADM-2")
@pytest.mark.full
def test_from_staging_to_production_and_back(operator: Operator, phrase: str, tmp_path: Path) -> None:  # noqa: F811
    assert phrase
    operator.types("tenant", "create", "staging", "--name", "试运行")
    folder, plan = str(tmp_path / "out"), str(tmp_path / "plan.json")
    staging, real = ("--tenant", "staging"), ("--tenant", "acme")
    operator.types("bundle", "apply", "decoration", *staging)
    assert "个文件" in operator.types("bundle", "export", folder, *staging)
    before = files_in(tmp_path / "out")
    operator.types("bundle", "diff", folder, *real, exit_code=1)
    assert "新增工单类型「装修投诉」" in operator.types("bundle", "plan", folder, "--out", plan, *real)
    # Somebody is quicker: what was looked at is no more what would happen.
    operator.types("bundle", "apply", "law_firm", *real)
    assert "重新查看方案" in operator.types("bundle", "apply", "--plan", plan, *real, exit_code=1)
    operator.types("bundle", "plan", folder, "--out", plan, *real)
    done = operator.gets("bundle", "apply", "--plan", plan, *real)
    assert operator.types("bundle", "diff", folder, *real).startswith("与公司现有配置一致")
    assert operator.gets("bundle", "history", *real)[0]["id"] == done["application"]
    assert "停用工单类型「装修投诉」" in operator.types("bundle", "rollback", done["application"], "--dry", *real)
    operator.gets("bundle", "rollback", done["application"], *real)
    operator.types("bundle", "export", folder, *staging)
    assert files_in(tmp_path / "out") == before
    hand_written = tmp_path / "own"
    hand_written.mkdir()
    (hand_written / "bundle.yaml").write_text("key: own\nlabel: {zh: 自己的}\nversion: '1'\n", encoding="utf-8")
    assert "手写的配置包" in operator.types("bundle", "export", str(hand_written), *staging, exit_code=1)
    assert "二选一" in operator.types("bundle", "apply", *real, exit_code=1)


def files_in(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}


@pytest.mark.req("ADM-2")
def test_lint_names_file_and_line_without_any_company(operator: Operator, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "forms").mkdir()
    (tmp_path / "bundle.yaml").write_text("key: own\nlabel: {zh: 自己的}\nversion: '1'\n", encoding="utf-8")
    form = "form: a\nlabel: {zh: 甲}\nfields:\n  - {key: x, kind: no_such, label: {zh: 乙}}\n"
    (tmp_path / "forms" / "a.yaml").write_text(form, encoding="utf-8")
    assert "forms/a.yaml:4" in operator.types("bundle", "lint", str(tmp_path), exit_code=1)
