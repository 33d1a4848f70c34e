"""An honest export, with two checkpoints that left the server."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ledger.independent_writer import Log
from tests.ledger.world import three_months


@dataclass(frozen=True)
class Honest:
    """The export's folder, the log behind it, and the auditor's notes."""

    folder: Path
    log: Log
    january: Path
    february: Path


@pytest.fixture
def honest(tmp_path: Path) -> Honest:
    log, january, february = three_months()
    folder = tmp_path / "export"
    folder.mkdir()
    log.write(folder)
    (tmp_path / "january.note").write_text(january)
    (tmp_path / "february.note").write_text(february)
    return Honest(folder, log, tmp_path / "january.note", tmp_path / "february.note")
