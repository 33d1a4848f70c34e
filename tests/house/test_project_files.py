"""What stands around the source: dependencies have reasons, decisions have numbers, the first run has words."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + [line for extra in project["optional-dependencies"].values() for line in extra]
    return sorted({re.split(r"[\[<>=!~; ]", line)[0].lower() for line in lines})


def test_every_dependency_has_its_reason_its_licence_and_what_was_not_taken() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    full = {cells[0].strip("`").lower() for cells in rows if len(cells) == 4 and all(cells)}
    assert dependencies()
    assert [name for name in dependencies() if name not in full] == []


def test_decisions_are_numbered_without_gaps_and_say_what_follows() -> None:
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(len(records)))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} · "), path
        assert [word for word in ("## Context", "## Decision", "## Consequences") if word not in text] == [], path


def test_no_package_registry_is_named_in_locks_or_scripts() -> None:
    for name in (
        "requirements.lock",
        "requirements-dev.lock",
        ".ci/run",
        "Makefile",
        "tools/bootstrap",
        "tools/install",
    ):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("#!/bin/sh\nexit 1\n", ["needs Python 3.11 or newer", "需要 Python 3.11 或更高版本"]),
        (
            '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n',
            ["lacks the venv module with pip", "apt-get install python3-venv"],
        ),
    ],
    ids=["python too old", "python without ensurepip"],
)
def test_the_first_run_says_what_is_missing(python: str, said: list[str], tmp_path: Path) -> None:
    tools = tmp_path / "project/tools"
    tools.mkdir(parents=True)
    (tools / "bootstrap").write_text((ROOT / "tools/bootstrap").read_text())
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python3").write_text(python)
    (programs / "python3").chmod(0o755)
    for name in ("dirname", "sh"):
        (programs / name).symlink_to(f"/usr/bin/{name}" if os.path.exists(f"/usr/bin/{name}") else f"/bin/{name}")
    done = subprocess.run(
        ["/bin/sh", tools / "bootstrap"], env={"PATH": str(programs)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert [words for words in said if words not in done.stderr] == []


@pytest.mark.full
def test_a_plain_install_gives_the_command(tmp_path: Path) -> None:
    """`pip install .` in a clean environment: a wheel that holds the package, its licence and its command."""
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", tmp_path, ROOT], check=True)
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv"], check=True)
    python = tmp_path / "venv/bin/python"
    (wheel,) = tmp_path.glob("*.whl")
    lock = ROOT / "requirements.lock"
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "-r", lock, wheel], check=True)
    seen = subprocess.run(
        [python, "-c", "import bihuan; print(bihuan.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(tmp_path / "venv") in seen.stdout
    assert (tmp_path / "venv/bin/bihuan").exists()
