"""Each import rule of the house catches a violation planted for it, and says what to do.

One small tree keeps all rules; a copy of it breaks each rule once. Both are read by the real checker and configuration.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# A tree that keeps every rule: file → text.
HOUSE = {
    "core/values/__init__.py": "from decimal import Decimal\n",
    "core/rules/__init__.py": "from zoneinfo import ZoneInfo\nfrom bihuan.core.values import Decimal\n",
    "core/access/__init__.py": "",
    "core/forms/__init__.py": "import bihuan.core.rules\n",
    "core/flow/__init__.py": "import bihuan.core.forms\n",
    "core/flow/decide.py": "from bihuan.core.flow import evolve\n",
    "core/flow/evolve.py": "",
    "core/__init__.py": "",
    "settings.py": "import os\n",
    "db/__init__.py": "import sqlalchemy\nimport bihuan.settings\nimport bihuan.core.rules\n",
    "kernel/__init__.py": "import bihuan.db\n",
    "adapters/__init__.py": "import bihuan.kernel\n",
    "entry/__init__.py": "from bihuan.modules.tickets import plugin\nimport bihuan.adapters\n",
    "modules/__init__.py": "",
    "modules/audit/__init__.py": "",
    "modules/audit/messages.py": "import bihuan.kernel\n",
    "modules/audit/interface.py": "",
    "modules/tickets/__init__.py": "",
    "modules/tickets/messages.py": "",
    "modules/tickets/interface.py": "from bihuan.modules.tickets import queries\n",
    "modules/tickets/tables.py": "import sqlalchemy\n",
    "modules/tickets/queries.py": "from bihuan.modules.tickets import tables\n",
    "modules/tickets/apply.py": "from bihuan.modules.tickets import messages, tables\n",
    "modules/tickets/handlers/__init__.py": "from bihuan.modules.tickets.handlers import act\n",
    "modules/tickets/handlers/act.py": (
        "from bihuan.modules.tickets import messages\nfrom bihuan.modules.audit import interface\n"
    ),
    "modules/tickets/plugin.py": "from bihuan.modules.tickets import apply, handlers\n",
}

# Rule → the planted file, its text, and what the checker must say about it.
VIOLATIONS = {
    "a layer imports upwards": (
        "db/upwards.py",
        "import bihuan.kernel\n",
        "bihuan.db is not allowed to import bihuan.kernel",
    ),
    "adapters and modules know each other": (
        "adapters/knows.py",
        "from bihuan.modules.audit import messages\n",
        "bihuan.adapters is not allowed to import bihuan.modules",
    ),
    "a package without a place": ("utils.py", "", "bihuan.utils"),
    "siblings of the core know each other": (
        "core/access/knows.py",
        "import bihuan.core.rules\n",
        "bihuan.core.access is not allowed to import bihuan.core.rules",
    ),
    "a layer of the core imports upwards": (
        "core/rules/upwards.py",
        "import bihuan.core.flow\n",
        "bihuan.core.rules is not allowed to import bihuan.core.flow",
    ),
    "a package of the core without a place": ("core/helpers/__init__.py", "", "bihuan.core.helpers"),
    "the core reads the machine": (
        "core/forms/reads.py",
        "import os\n",
        "bihuan.core.forms.reads imports os (line 1): the core is pure",
    ),
    "the core reads the clock": (
        "core/flow/clock.py",
        "def now():\n    import time\n",
        "bihuan.core.flow.clock imports time (line 2): the core is pure",
    ),
    "the core uses a third party": (
        "core/flow/party.py",
        "import pydantic\n",
        "bihuan.core.flow.party imports pydantic (line 1): the core is pure",
    ),
    "a module imports a higher one": (
        "modules/audit/jobs.py",
        "from bihuan.modules.tickets import messages\n",
        "bihuan.modules.audit is not allowed to import bihuan.modules.tickets",
    ),
    "a module without a place": ("modules/misc/__init__.py", "", "bihuan.modules.misc"),
    "a module past its front door": (
        "modules/tickets/jobs.py",
        "from bihuan.modules.audit import jobs\n",
        "bihuan.modules.tickets.jobs imports bihuan.modules.audit.jobs (line 1): use audit.messages or audit.interface",
    ),
    "the entry past a module's front door": (
        "entry/http.py",
        "from bihuan.modules.tickets import queries\n",
        "bihuan.entry.http imports bihuan.modules.tickets.queries (line 1): use tickets.messages or tickets.interface",
    ),
    "tables that lean on another module": (
        "modules/tickets/tables.py",
        "from bihuan.modules.audit import interface\n",
        "bihuan.modules.tickets.tables imports bihuan.modules.audit.interface (line 1): tables stand alone",
    ),
    "another name in a module": (
        "modules/tickets/service.py",
        "",
        "bihuan.modules.tickets.service: no such file in a module",
    ),
    "a module without its front door": (
        "modules/files/__init__.py",
        "",
        "bihuan.modules.files has no interface.py: messages and interface are its front door",
    ),
    "apply does more than its rows": (
        "modules/tickets/apply.py",
        "from bihuan.modules.tickets import queries\n",
        "bihuan.modules.tickets.apply imports bihuan.modules.tickets.queries (line 1): "
        "apply may use messages, tables of its module",
    ),
    "someone else imports the handlers": (
        "modules/tickets/api.py",
        "from bihuan.modules.tickets.handlers import act\n",
        "bihuan.modules.tickets.api imports bihuan.modules.tickets.handlers.act (line 1)",
    ),
    "a cycle among siblings": (
        "core/flow/evolve.py",
        "from bihuan.core.flow import decide\n",
        "No cycles are allowed in bihuan.core.flow",
    ),
    "a file that the checker cannot see": (
        "kernel/hidden/inside.py",
        "import bihuan.entry\n",
        "bihuan/kernel/hidden/inside.py was not read; give its folder an __init__.py",
    ),
}


def build(root: Path, files: dict[str, str]) -> Path:
    for name, text in {"__init__.py": "", **files}.items():
        path = root / "src/bihuan" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "tools").mkdir(exist_ok=True)
    shutil.copy(ROOT / "tools/import_contracts.py", root / "tools")
    shutil.copy(ROOT / ".importlinter", root)
    return root


def lint(root: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "400", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def broken_house(tmp_path_factory: pytest.TempPathFactory) -> str:
    planted = {file: text for file, text, _ in VIOLATIONS.values()}
    done = lint(build(tmp_path_factory.mktemp("broken"), {**HOUSE, **planted}))
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_a_house_in_order_passes(tmp_path: Path) -> None:
    done = lint(build(tmp_path, HOUSE))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("rule", VIOLATIONS)
def test_a_planted_violation_is_named(rule: str, broken_house: str) -> None:
    assert VIOLATIONS[rule][2] in broken_house


def test_no_rule_is_left_without_a_violation(broken_house: str) -> None:
    assert "0 kept" in broken_house


def test_an_empty_house_fails(tmp_path: Path) -> None:
    assert lint(build(tmp_path, {})).returncode != 0
