"""Tests that run in several processes: none is left out, and one that fails is not lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.side_by_side import shares

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_every_file_is_in_one_share(tmp_path: Path, count: int) -> None:
    files = [tmp_path / name for name in ("test_a.py", "deep/test_b.py", "deep/er/test_a.py", "test_c.py")]
    for number, file in enumerate(files):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#" * 10**number)
    parts = shares(tmp_path, count)
    assert sorted(file for part in parts for file in part) == sorted(files)
    assert len(parts) == min(count, len(files))


def test_a_folder_without_tests_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        shares(tmp_path, 2)


def test_what_fails_in_one_process_fails_in_all(tmp_path: Path) -> None:
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / name).touch()
    command = [sys.executable, "-c", "import sys; print('read', sys.argv[1]); sys.exit('test_a' in sys.argv[1])"]
    done = subprocess.run(
        [sys.executable, "-m", "tools.side_by_side", "2", tmp_path, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"read {tmp_path}/test_a.py" in done.stdout
    assert f"read {tmp_path}/test_b.py" in done.stdout
