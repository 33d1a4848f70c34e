"""The lint rules of the house catch what is planted: the doors of time, chance and identity, and ruff's own limits."""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

DOORS = {
    "datetime.datetime.now": "import datetime\nx = datetime.datetime.now(datetime.UTC)\n",
    "datetime.datetime.now, imported by name": "from datetime import UTC, datetime\nx = datetime.now(UTC)\n",
    "datetime.datetime.utcnow": "import datetime\nx = datetime.datetime.utcnow()\n",
    "datetime.datetime.today": "import datetime\nx = datetime.datetime.today()\n",
    "datetime.date.today": "import datetime\nx = datetime.date.today()\n",
    "time.time": "import time\nx = time.time()\n",
    "time.time_ns": "import time\nx = time.time_ns()\n",
    "uuid.uuid1": "import uuid\nx = uuid.uuid1()\n",
    "uuid.uuid4": "from uuid import uuid4\nx = uuid4()\n",
    "random": "import random\nx = random.random()\n",
    "secrets": "from secrets import token_hex\nx = token_hex()\n",
    "os.urandom": "import os\nx = os.urandom(8)\n",
}
PAST_SEVEN = "def f(a, b, c, d, e, g, h):\n    return a, b, c, d, e, g, h\n"
KNOTTED = "def f(a):\n" + "".join(f"    if a == {n}:\n        a += {n}\n" for n in range(8)) + "    return a\n"


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """File → the codes of ruff's findings, with the project's own configuration."""
    root = tmp_path_factory.mktemp("lint")
    shutil.copy(ROOT / "pyproject.toml", root)
    files = {f"src/bihuan/modules/door_{n}.py": text for n, text in enumerate(DOORS.values())}
    files["src/bihuan/modules/seven.py"] = PAST_SEVEN
    files["src/bihuan/modules/knotted.py"] = KNOTTED
    files["src/bihuan/modules/prints.py"] = "print('x')\n"
    files["src/bihuan/core/evaluates.py"] = "x = eval('1')\n"
    files["src/bihuan/kernel/clock.py"] = DOORS["time.time"]
    files["src/bihuan/kernel/ids.py"] = DOORS["uuid.uuid4"]
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f'"""Planted."""\n\n{text}')
    command = [f"{Path(sys.executable).parent}/ruff", "check", "--no-cache", "--output-format=json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    found: dict[str, set[str]] = defaultdict(set)
    for finding in json.loads(done.stdout):
        found[Path(finding["filename"]).relative_to(root / "src/bihuan").as_posix()].add(finding["code"])
    return found


@pytest.mark.parametrize("door", DOORS)
def test_time_chance_and_identity_enter_at_one_door(door: str, findings: dict[str, set[str]]) -> None:
    assert "TID251" in findings[f"modules/door_{list(DOORS).index(door)}.py"]


def test_the_doors_themselves_are_open(findings: dict[str, set[str]]) -> None:
    assert "TID251" not in findings["kernel/clock.py"] | findings["kernel/ids.py"]


def test_seven_arguments_and_knotted_functions_are_refused(findings: dict[str, set[str]]) -> None:
    assert "PLR0913" in findings["modules/seven.py"]
    assert "C901" in findings["modules/knotted.py"]


def test_text_is_not_evaluated_and_nothing_is_printed(findings: dict[str, set[str]]) -> None:
    assert "S307" in findings["core/evaluates.py"]
    assert "T201" in findings["modules/prints.py"]
