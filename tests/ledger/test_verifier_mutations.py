"""Whatever byte of an export is changed, the verifier must notice: no byte is there for decoration."""

from pathlib import Path

import pytest

from tests.ledger.conftest import Honest
from tests.ledger.independent_proofs import write_partial
from tests.ledger.world import TICKETS, verifier

pytestmark = pytest.mark.req("AUD-1")


def unnoticed(folder: Path, step: int, bits: tuple[int, ...]) -> list[str]:
    """The places of every `step`-th byte whose change leaves the export without a fault."""
    missed = []
    for path in sorted(folder.iterdir()):
        original = path.read_bytes()
        for place in range(0, len(original), step):
            bit = bits[place % len(bits)]
            changed = bytearray(original)
            changed[place] ^= bit
            path.write_bytes(changed)
            if not noticed(folder):
                missed.append(f"{path.name}:{place} {original[max(0, place - 20) : place + 5]!r}")
        path.write_bytes(original)
    assert not noticed(folder)
    return missed


def noticed(folder: Path) -> bool:
    try:
        return verifier.verify(str(folder), [], []).fault_count > 0
    except (verifier.UnusableError, ValueError):
        return True


@pytest.fixture
def small(honest: Honest, tmp_path: Path) -> tuple[Path, Path]:
    whole, part = tmp_path / "whole", tmp_path / "part"
    whole.mkdir()
    part.mkdir()
    honest.log.write(whole)
    write_partial(honest.log, part, [TICKETS[0]], 20, [10])
    return whole, part


def test_a_changed_byte_is_noticed(small: tuple[Path, Path]) -> None:
    whole, part = small
    assert unnoticed(whole, 197, (1, 2, 4, 32)) == []
    assert unnoticed(part, 71, (1, 2, 4, 32)) == []


@pytest.mark.full
def test_every_changed_byte_is_noticed(small: tuple[Path, Path]) -> None:
    whole, part = small
    assert unnoticed(whole, 2, (1, 4, 2, 32, 128)) == []
    for bit in (1, 4, 32):
        assert unnoticed(part, 1, (bit,)) == []
