"""A story that failed gets one second look, and no more than that."""

import sys
from pathlib import Path

import pytest

from tools import second_look


class Runs:
    """A command that answers as it was told to, run after run."""

    def __init__(self, *answers: tuple[int, list[str]]) -> None:
        self.answers = list(answers)
        self.asked: list[list[str]] = []

    def __call__(self, command: list[str]) -> tuple[int, list[str]]:
        self.asked.append(command)
        return self.answers.pop(0)


def test_what_passes_is_run_once():
    runs = Runs((0, []))
    assert second_look.main(["pytest"], runs) == 0
    assert runs.asked == [["pytest"]]


def test_what_fails_twice_fails():
    runs = Runs((1, ["a.py::x"]), (1, ["a.py::x"]))
    assert second_look.main(["pytest"], runs) == 1


def test_what_passes_the_second_time_is_told_loudly(capsys):
    runs = Runs((1, ["a.py::x"]), (0, []))
    assert second_look.main(["pytest", "-q", "tests/house", "tests/house/a.py", "-m", "full"], runs) == 0
    assert runs.asked[1] == ["pytest", "-q", "-m", "full", "a.py::x"]
    assert "!!! UNSTABLE, passed the second time only: a.py::x" in capsys.readouterr().out


@pytest.mark.parametrize("answer", [(1, ["a", "b", "c", "d"]), (2, ["a"]), (5, []), (1, [])])
def test_many_faults_and_broken_runs_are_no_accident(answer):
    runs = Runs(answer)
    assert second_look.main(["pytest"], runs) == answer[0]
    assert len(runs.asked) == 1


@pytest.mark.full
def test_the_second_look_is_at_the_failed_ones_alone(tmp_path: Path, capfd):
    story = tmp_path / "test_story.py"
    story.write_text(
        "from pathlib import Path\n"
        "SEEN = Path(__file__).with_suffix('.seen')\n"
        "def test_steady():\n    assert not SEEN.exists()\n"
        "def test_shaky():\n"
        "    seen = SEEN.exists()\n    SEEN.touch()\n    assert seen\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", f"--rootdir={tmp_path}", "-c", "/dev/null"]
    assert second_look.main([*command, "-rf", "-p", "no:cacheprovider", str(story)]) == 0
    said = capfd.readouterr().out
    assert "1 passed" in said.split("once more")[1]
    assert "test_shaky" in said.split("!!! UNSTABLE")[1] and "test_steady" not in said.split("!!! UNSTABLE")[1]
