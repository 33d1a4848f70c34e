"""The house limits, the one place that commits, and the checks that must not pass over nothing."""

from pathlib import Path

import pytest

from tools import check, coverage_ids, house_limits, locks


def lines(count: int) -> str:
    return "def long():\n" + "    x = 1\n" * (count - 1)


def plant(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


FAULTS = {
    "a function of 41 lines": ("src/bihuan/kernel/a.py", lines(41), "long has 41 lines; give its steps names"),
    "a file of 501 lines": ("src/bihuan/kernel/a.py", "x = 1\n" * 501, "make it a folder of the same name"),
    "a commit elsewhere": (
        "src/bihuan/modules/tickets/handlers.py",
        "def f(c):\n    c.commit()\n",
        "handlers.py:2: c.commit() ends a transaction; only kernel/unit.py commits",
    ),
    "a begin that commits when its block ends": (
        "src/bihuan/modules/tickets/jobs.py",
        "def f(e):\n    with e.begin() as c:\n        c.x()\n",
        "jobs.py:2: e.begin() ends a transaction",
    ),
    "a COMMIT statement elsewhere": (
        "src/bihuan/db/a.py",
        "def f(c):\n    c.execute('commit;')\n",
        "a.py:2: commit; ends a transaction",
    ),
    "a commit in the register of tenants": (
        "src/bihuan/kernel/control.py",
        "def f(c):\n    c.commit()\n",
        "control.py:2: c.commit() ends a transaction",
    ),
    "the core opens a file": ("src/bihuan/core/a.py", "def f(p):\n    return open(p)\n", "a.py:2: open() in the core"),
}
NO_FAULTS = {
    "a function of 40 lines": ("src/bihuan/kernel/a.py", lines(40)),
    "a long table that says so": ("src/bihuan/kernel/a.py", lines(90).replace("():", "():  # limits: table", 1)),
    "the unit commits": ("src/bihuan/kernel/unit.py", "def f(c):\n    c.commit()\n    c.run('COMMIT')\n"),
    "a word in a text": ("src/bihuan/kernel/a.py", 'def f():\n    """COMMIT is only in the unit."""\n'),
    "a savepoint": ("src/bihuan/kernel/a.py", "def f(c):\n    with c.begin_nested():\n        c.x()\n"),
    "a begin of something else": ("src/bihuan/entry/a.py", "def f(e, s):\n    e.begin(s)\n"),
    "a shell that opens a file": ("src/bihuan/adapters/a.py", "def f(p):\n    return open(p)\n"),
}
SHORT = "def short():\n    return 1\n" * 20


@pytest.mark.parametrize("case", FAULTS)
def test_a_planted_fault_is_named(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, text, said = FAULTS[case]
    plant(tmp_path, "src/bihuan/short.py", SHORT)
    assert house_limits.main(plant(tmp_path, file, text)) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("case", NO_FAULTS)
def test_what_is_allowed_passes(case: str, tmp_path: Path) -> None:
    plant(tmp_path, "src/bihuan/short.py", SHORT)
    assert house_limits.main(plant(tmp_path, *NO_FAULTS[case])) == 0


def test_many_middling_functions_are_too_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert house_limits.main(plant(tmp_path, "src/bihuan/a.py", lines(26) * 2)) == 1
    assert "nine of ten functions must fit in 25 lines" in capsys.readouterr().out


def test_a_check_that_has_read_nothing_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert house_limits.main(tmp_path) == 1
    plant(tmp_path, "spec/requirements.tsv", "id\ttext\nFLW-2\tSteps\n")
    assert coverage_ids.main(tmp_path, check=True) == 1
    assert capsys.readouterr().out.count("the check has read nothing") == 2


def test_a_checker_that_passes_without_reading_fails_the_run() -> None:
    silent = check.Step("silent", ("true",), r"[1-9]\d* files")
    assert check.run(silent).code == 1
    assert "it has read nothing" in check.run(silent).output


def test_a_stale_coverage_page_fails_and_an_unknown_id_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(tmp_path, "spec/requirements.tsv", "id\ttext\nFLW-2\tSteps\n")
    plant(tmp_path, "docs/coverage.md", "")
    plant(tmp_path, "tests/test_flow.py", "@pytest.mark.req('FLW-2.api')\ndef test_a():\n    pass\n")
    assert coverage_ids.main(tmp_path, check=True) == 1
    assert coverage_ids.main(tmp_path, check=False) == 0
    assert coverage_ids.main(tmp_path, check=True) == 0
    assert "| FLW-2 | Steps | FLW-2.api: `tests/test_flow.py` (1) |" in (tmp_path / "docs/coverage.md").read_text()
    plant(tmp_path, "tests/test_flow.py", "@pytest.mark.req('FLW-99')\ndef test_a():\n    pass\n")
    assert coverage_ids.main(tmp_path, check=True) == 1
    assert "tests/test_flow.py:1: FLW-99 is no id" in capsys.readouterr().out


def test_a_dependency_missing_from_the_lock_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    extras = "[project.optional-dependencies]\nweb = []\ndev = []\n"
    project = f'[project]\ndependencies = ["httpx>=1", "uvloop>=1"]\n{extras}'
    plant(tmp_path, "pyproject.toml", project)
    plant(tmp_path, "requirements.lock", "# made by uv\nhttpx==0.28 ; sys_platform != 'win32'\n")
    plant(tmp_path, "requirements-web.lock", "httpx==1.0\nuvloop==1.2\n")
    plant(tmp_path, "requirements-dev.lock", "httpx==1.0\nuvloop==1.2\n")
    assert locks.main(tmp_path) == 1
    said = capsys.readouterr().out
    assert "requirements.lock lacks uvloop" in said
    assert "requirements.lock pins httpx 0.28, asked for is >=1" in said
