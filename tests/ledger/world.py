"""A small log of the users' own world, and the verifier as an auditor runs it."""

import importlib.util
import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.independent_writer import Log

VERIFIER = Path(__file__).parents[2] / "verifier" / "bihuan_verify.py"
ORIGIN = "bihuan/7f3c"
SIGNING_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TICKETS = tuple(f"ticket:{name}" for name in ("motor", "pump", "press", "valve", "lift"))
JANUARY, FEBRUARY, MARCH = 1767200000000, 1769900000000, 1772300000000

specification = importlib.util.spec_from_file_location("bihuan_verify", VERIFIER)
assert specification and specification.loader
verifier = importlib.util.module_from_spec(specification)
sys.modules["bihuan_verify"] = verifier
specification.loader.exec_module(verifier)


def fill(log: Log, rounds: range, words: str = "电机异响") -> None:
    """Five tickets worked on in turn, with a customer's phone number in every other event."""
    for number in rounds:
        for place, stream in enumerate(TICKETS):
            personal = {"contact": "张小三", "phone": f"1381234{place}{number:03}"} if (place + number) % 2 else None
            log.add(stream, {"note": f"{words} {number}", "hours": "2.5", "files": [], "billable": True}, personal)


def three_months(words: str = "电机异响") -> tuple[Log, str, str]:
    """The log with a checkpoint per month; the notes of January and February left the server."""
    log = Log(ORIGIN, SIGNING_KEY)
    fill(log, range(2), words)
    january = log.checkpoint(JANUARY)
    fill(log, range(2, 3))
    february = log.checkpoint(FEBRUARY)
    fill(log, range(3, 4))
    log.checkpoint(MARCH)
    log.add(TICKETS[0], {"note": "还没有叶序号"}, numbered=False)
    return log, january, february


def run(export: Path, *options: object) -> tuple[int, str]:
    """The verifier's exit code and what it says."""
    said = io.StringIO()
    with redirect_stdout(said):
        code = verifier.main([str(export), *map(str, options)])
    return code, said.getvalue()


def result(export: Path, *options: object) -> dict:
    """The verifier's answer in JSON, with its exit code."""
    code, said = run(export, *options, "--json")
    return {"exit": code, **json.loads(said)}


def rewrite(path: Path, change) -> None:
    """Change the rows of a .jsonl file: `change` takes and returns a list of dicts."""
    rows = change([json.loads(line) for line in path.read_text().splitlines()])
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def correct_counts(folder: Path) -> None:
    """What a careful forger does last: let the manifest state what is there."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    for name in ("events", "payloads", "checkpoints"):
        manifest[name] = len((folder / f"{name}.jsonl").read_text().splitlines())
    path.write_text(json.dumps(manifest))
