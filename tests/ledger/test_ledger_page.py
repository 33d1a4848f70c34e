"""docs/ledger.md is what strangers build from: it must name what the verifier says and does."""

import json
import re
from pathlib import Path

from tests.ledger.world import verifier

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/ledger.md").read_text(encoding="utf-8")


def test_every_fault_and_no_other_is_explained() -> None:
    rows = PAGE.partition("| code | meaning |")[2].splitlines()
    explained = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row.split("|")[1] if "|" in row else "")}
    assert explained == set(verifier.FAULTS)


def test_every_file_of_an_export_is_described_with_its_fields() -> None:
    for name, shape in (
        ("events", verifier.EVENT),
        ("payloads", verifier.PAYLOAD),
        ("checkpoints", verifier.CHECKPOINTS),
        ("proofs", verifier.PROOF),
        ("consistency", verifier.CONSISTENCY),
    ):
        assert f"| `{name}.jsonl` | {', '.join(f'`{field}`' for field in shape)} |" in PAGE


def test_every_option_is_described() -> None:
    source = Path(str(verifier.__file__)).read_text(encoding="utf-8")
    for option in re.findall(r'"(--[a-z-]+)"', source):
        assert f"`{option}`" in PAGE or f"[{option}" in PAGE


def test_the_note_shown_is_one_of_the_vectors() -> None:
    log = json.loads((ROOT / "spec/vectors/ledger/log.json").read_text(encoding="utf-8"))
    assert f"```\n{log['checkpoints'][-1]['note']}```" in PAGE
