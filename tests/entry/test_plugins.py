"""Plug-ins: found by their metadata, told by name, each of four things at work; a broken one stops nothing."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.automation import ACTIONS
from bihuan.core.forms import FIELD_KINDS, parse_form
from bihuan.core.reports import FORMULAS, LABELS, MEASURES
from bihuan.core.values import Refusal
from bihuan.entry import plugins
from bihuan.entry.doctor import _plugins
from bihuan.entry.health import sign_of_plugins
from bihuan.entry.plugins import load_plugins
from bihuan.entry.wiring import Install, build_hooks, build_install
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.kernel.ports import Account, Letter
from bihuan.modules.notifications import interface as notices
from bihuan.modules.tickets.messages import AddNote
from bihuan.settings import Settings

pytestmark = pytest.mark.req("ADM-5")
SAMPLE = Path(__file__).parents[2] / "samples" / "plugin_fleet"
FORM = {
    "form": "trip",
    "label": {"zh": "出车"},
    "fields": [{"key": "car", "kind": "licence_plate", "label": {"zh": "车"}}],
}


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What a plug-in registers counts for the whole process; the next test begins without it."""
    tables: Any = (ACTIONS, notices.KINDS, MEASURES, LABELS, FORMULAS, plugins._IN_USE, FIELD_KINDS._kinds)
    kept = [dict(table) for table in tables]
    yield
    for table, before in zip(tables, kept, strict=True):
        table.clear()
        table.update(before)
    sys.modules.pop("bihuan_fleet", None)


def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, target: str) -> None:
    """As an installer leaves it: the code on the path, and beside it what it says of itself."""
    folder = tmp_path / f"bihuan_{name}-0.1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: bihuan-{name}\nVersion: 0.1.0\n")
    (folder / "entry_points.txt").write_text(f"[bihuan.plugins]\n{name} = {target}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(SAMPLE / "src"))


@pytest.fixture
def fleet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed(monkeypatch, tmp_path, "fleet", "bihuan_fleet:register")


@pytest.fixture
def install(fleet: None, tmp_path: Path) -> Iterator[Install]:
    found = build_install(Settings(data=tmp_path / "data", key_file=tmp_path / "master.key"))
    yield found
    found.stop()


def test_it_is_loaded_at_the_start_and_told_by_doctor_and_health(install: Install) -> None:
    (plugged,) = install.plugins
    assert (plugged.name, plugged.version, plugged.error) == ("fleet", "0.1.0", "")
    assert plugged.brings == ("licence_plate", "write_note", "server_log", "cancel_rate")
    (finding,) = _plugins(install)
    assert "fleet 0.1.0:licence_plate" in finding.text() and not finding.is_fault
    sign = sign_of_plugins(install)
    assert (sign.level, sign.data["count"]) == ("good", 1)


def test_its_field_kind_stands_in_forms_and_judges_what_is_written(install: Install) -> None:
    field = parse_form(FORM).fields["car"]
    assert field.kind.clean("苏e·12345", field) == "苏E12345"
    with pytest.raises(Refusal):
        field.kind.clean("E12345", field)


def test_its_action_is_known_to_rules_and_run_after_the_commit(install: Install) -> None:
    assert "write_note" in ACTIONS
    call = ActionCall(
        name="write_note", key="k", settings={"text": "已登记"}, cause="x#1", at=0, source={}, ticket="t1"
    )
    context = JobContext(None, lambda _: None, lambda _: None, {}, 0)  # type: ignore[arg-type]
    assert list(install.hooks.run_action(call, context)) == [AddNote(ticket="t1", text="已登记")]


def test_its_channel_takes_letters(install: Install, caplog: pytest.LogCaptureFixture) -> None:
    assert "server_log" in notices.kinds_reaching("robot")
    with caplog.at_level(logging.INFO, "bihuan_fleet"):
        letter = Letter(id="l1", title="新单", text="GD-1")
        assert install.ports["server_log"].carry(Account({"tag": "车队"}), letter, 0) == "l1"
    assert "车队 新单: GD-1" in caplog.text


def test_its_chart_is_reckoned_of_what_is_counted(install: Install) -> None:
    measure = MEASURES["cancel_rate"]
    assert (measure.unit, measure.needs) == ("share", ("cancelled", "closed", "cancelled"))
    assert LABELS["cancel_rate"]["zh"] == "取消率"


def test_a_second_install_of_the_same_process_has_it_too(install: Install) -> None:
    (again,) = load_plugins(build_hooks())
    assert again.error == "" and again.brings == install.plugins[0].brings


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("no_such_package:register", "ModuleNotFoundError"),
        ("bihuan_fleet:nothing", "AttributeError"),
        ("bihuan_fleet:_PLATE", "TypeError"),
    ],
)
def test_a_broken_one_is_told_and_everything_else_works(
    install: Install, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: str, why: str
) -> None:
    (tmp_path / "more").mkdir()
    installed(monkeypatch, tmp_path / "more", "broken", target)
    broken, fleet = load_plugins(build_hooks())
    assert broken.error.startswith(why) and fleet.error == ""
    install.plugins = (broken, fleet)
    assert "未启用" in next(iter(_plugins(install))).text()
    sign = sign_of_plugins(install)
    assert sign.level == "warn" and "broken" in sign.data["names"]


def test_of_one_that_takes_a_known_name_nothing_is_in_use(
    fleet: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "thief.py").write_text(
        "from bihuan_fleet import LicencePlate, register as fleet\n"
        "class Text(LicencePlate):\n    name = 'text'\n"
        "def register(brought):\n    brought.field_kind(Text())\n    fleet(brought)\n"
    )
    (tmp_path / "other").mkdir()
    installed(monkeypatch, tmp_path / "other", "a_thief", "thief:register")
    thief, other = load_plugins(build_hooks())
    assert thief.error == "ValueError: already known: text"
    assert other.error == "" and "licence_plate" in FIELD_KINDS.names()
    sys.modules.pop("thief", None)
