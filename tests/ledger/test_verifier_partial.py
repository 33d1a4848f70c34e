"""Exports of single tickets: their events are proven to stand in the tree of one named checkpoint."""

import json
from pathlib import Path

import pytest

from tests.ledger.conftest import Honest
from tests.ledger.independent_proofs import write_partial
from tests.ledger.world import TICKETS, correct_counts, result, rewrite, run

pytestmark = pytest.mark.req("AUD-1")
NAMED = 20


@pytest.fixture
def one_ticket(honest: Honest, tmp_path: Path) -> Path:
    """The first ticket, against March's checkpoint, related to January's and February's."""
    folder = tmp_path / "ticket"
    folder.mkdir()
    write_partial(honest.log, folder, [TICKETS[0]], NAMED, [10, 15])
    return folder


def test_one_ticket_is_proven_without_showing_the_others(honest: Honest, one_ticket: Path) -> None:
    answer = result(one_ticket, "--checkpoint", honest.february)
    assert (answer["exit"], answer["verdict"], answer["events"], answer["covered"]) == (0, "proven", 5, 3)
    assert TICKETS[1] not in (one_ticket / "events.jsonl").read_text()
    assert "不能证明这些事件流之后没有更多事件" in run(one_ticket)[1]
    assert "绿色：所列事件未被改动。2 条" in run(one_ticket, "--checkpoint", honest.january)[1]


def test_without_an_outside_checkpoint_one_ticket_is_grey(one_ticket: Path) -> None:
    assert result(one_ticket)["verdict"] == "consistent"


def test_a_newer_outside_checkpoint_serves_when_the_export_relates_to_it(honest: Honest, tmp_path: Path) -> None:
    write_partial(honest.log, tmp_path, [TICKETS[3]], 10, [15])
    answer = result(tmp_path, "--checkpoint", honest.february)
    assert (answer["verdict"], answer["covered"]) == ("proven", 2)


def test_an_outside_checkpoint_the_export_does_not_relate_to_is_unusable(honest: Honest, tmp_path: Path) -> None:
    write_partial(honest.log, tmp_path, [TICKETS[0]], NAMED, [15])
    code, said = run(tmp_path, "--checkpoint", honest.january)
    assert code == 2
    assert "ask for an export against it" in said


def test_every_named_stream_must_be_there(one_ticket: Path) -> None:
    manifest = json.loads((one_ticket / "manifest.json").read_text())
    (one_ticket / "manifest.json").write_text(json.dumps({**manifest, "streams": [*TICKETS[:2]]}))
    assert result(one_ticket)["exit"] == 1


def test_the_named_checkpoint_must_be_there(one_ticket: Path) -> None:
    manifest = json.loads((one_ticket / "manifest.json").read_text())
    (one_ticket / "manifest.json").write_text(json.dumps({**manifest, "checkpoint": 19}))
    assert result(one_ticket)["exit"] == 2


def first_node_changed(rows: list) -> list:
    return [{**row, "proof": ["0" * 64, *row["proof"][1:]]} for row in rows]


FORGERIES = {
    "an event left out": ("events", lambda rows: [rows[0], *rows[2:]], "gap"),
    "an event changed": (
        "events",
        lambda rows: [{**rows[0], "body": rows[0]["body"].replace("2.5", "9.5")}, *rows[1:]],
        "proof_bad",
    ),
    "another leaf": ("events", lambda rows: [{**rows[0], "leaf": 1}, *rows[1:]], "proof_missing"),
    "another leaf, in its proof too": ("proofs", lambda rows: [{**row, "leaf": -1} for row in rows], "proof_missing"),
    "a proof changed": ("proofs", first_node_changed, "proof_bad"),
    "a proof cut": ("proofs", lambda rows: [{**row, "proof": row["proof"][:-1]} for row in rows], "proof_bad"),
    "a proof with more": (
        "proofs",
        lambda rows: [{**row, "proof": [*row["proof"], "0" * 64]} for row in rows],
        "proof_bad",
    ),
    "a proof that is no hash": ("proofs", lambda rows: [{**row, "proof": [7, None]} for row in rows], "proof_bad"),
    "an event hidden behind the checkpoint": (
        "events",
        lambda rows: [{**row, "leaf": 55} if row["leaf"] == 15 else row for row in rows],
        "proof_stray",
    ),
    "no proofs": ("proofs", lambda rows: [], "proof_missing"),
    "a consistency proof changed": ("consistency", first_node_changed, "consistency_bad"),
    "no consistency proofs": ("consistency", lambda rows: [], "consistency_bad"),
    "an empty consistency proof": (
        "consistency",
        lambda rows: [{**row, "proof": []} for row in rows],
        "consistency_bad",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_export_of_one_ticket_is_exposed(one_ticket: Path, forgery: str) -> None:
    file, forge, fault = FORGERIES[forgery]
    rewrite(one_ticket / f"{file}.jsonl", forge)
    correct_counts(one_ticket)
    answer = result(one_ticket)
    assert answer["exit"] == 1
    assert fault in {found["code"] for found in answer["first_faults"]}


def test_a_ticket_of_a_rewritten_log_is_exposed_by_the_outside_checkpoint(honest: Honest, tmp_path: Path) -> None:
    log = honest.log
    log.add(TICKETS[0], {"note": "x"})
    log.leaves[0] = log.leaves[1]
    log.notes.clear()
    log.events[:] = [event for event in log.events if event["leaf"] != 0]
    for size in (10, 15):
        kept = log.leaves[size:]
        del log.leaves[size:]
        log.checkpoint(size)
        log.leaves += kept
    log.checkpoint(3)
    write_partial(log, tmp_path, [TICKETS[1]], 21, [10, 15])
    assert result(tmp_path)["verdict"] == "consistent"
    answer = result(tmp_path, "--checkpoint", honest.february)
    assert {fault["code"] for fault in answer["first_faults"]} == {"consistency_bad"}
