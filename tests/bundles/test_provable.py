"""The history of a played ticket leaves the house as a file, and a stranger's program finds it whole, or not."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bihuan.kernel import ledger_export, sequencer
from tests.bundles.world import Works

VERIFIER = Path(__file__).parents[2] / "verifier" / "bihuan_verify.py"


def exported(works: Works, target: Path, ticket: str | None = None) -> tuple[Path, str]:
    """An export of the company's ledger, and the checkpoint that was signed before."""
    tenant, now = works.company.tenant, works.company.clock.now()
    while tenant.writer.call(sequencer.number_events):
        pass
    note = tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, tenant.info, now))
    ledger_export.export(tenant, target, ticket, now)
    return target, str(note)


def verdict(export: Path, *arguments: str) -> dict[str, object]:
    """What the stand-alone verifier says, run as a stranger would."""
    call = [sys.executable, "-I", str(VERIFIER), str(export), "--json", *arguments]
    found = subprocess.run(call, capture_output=True, text=True, check=False, timeout=60)
    answer: dict[str, object] = json.loads(found.stdout)
    return {**answer, "exit": found.returncode}


@pytest.mark.req("AUD-1", "AUD-2.api")
@pytest.mark.parametrize("whole", [True, False], ids=["everything", "one-ticket"])
def test_a_played_ticket_is_proven_against_a_checkpoint_that_left_the_house(
    repair_works: Works, tmp_path: Path, whole: bool
):
    ticket = repair_works.player.report("equipment_repair", "qr")
    repair_works.player.play(ticket)
    export, note = exported(repair_works, tmp_path / "export.zip", None if whole else ticket)
    (tmp_path / "outside.note").write_text(note)
    found = verdict(export, "--checkpoint", str(tmp_path / "outside.note"))
    assert (found["exit"], found["verdict"]) == (0, "proven"), found


@pytest.mark.full
@pytest.mark.req("AUD-1")
def test_one_changed_word_in_the_export_is_found(repair_works: Works, tmp_path: Path):
    ticket = repair_works.player.report("equipment_repair", "phone")
    repair_works.player.play(ticket)
    export, _ = exported(repair_works, tmp_path / "export.zip")
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(export) as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "payloads.jsonl":
                assert "运行正常".encode() in content
                content = content.replace("运行正常".encode(), "运行异常".encode(), 1)
            target.writestr(name, content)
    found = verdict(forged)
    assert (found["exit"], found["verdict"]) == (1, "tampered"), found


@pytest.mark.req("AUD-1")
def test_a_drawn_bundle_leaves_a_provable_history_too(drawn_works: Callable[[int], Works], tmp_path: Path):
    works = drawn_works(5)
    works.player.play(works.player.report(works.types[0], works.channel))
    export, note = exported(works, tmp_path / "export.zip")
    (tmp_path / "outside.note").write_text(note)
    assert verdict(export, "--checkpoint", str(tmp_path / "outside.note"))["verdict"] == "proven"
