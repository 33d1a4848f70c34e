"""The stand-alone verifier on honest exports of an independent writer, and on everything a forger might try."""

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.conftest import Honest
from tests.ledger.independent_writer import Log
from tests.ledger.world import ORIGIN, TICKETS, VERIFIER, correct_counts, fill, result, rewrite, run

pytestmark = pytest.mark.req("AUD-1")


def codes(answer: dict) -> set[str]:
    return {fault["code"] for fault in answer["first_faults"]}


def test_without_an_outside_checkpoint_an_honest_export_is_grey(honest: Honest) -> None:
    answer = result(honest.folder)
    assert (answer["exit"], answer["verdict"], answer["covered"]) == (0, "consistent", 0)
    assert (answer["events"], answer["streams"], answer["checkpoints"], answer["payloads"]) == (21, 5, 3, 10)
    code, said = run(honest.folder)
    assert code == 0
    assert "灰色：仅内部一致" in said
    assert "GREY: internally consistent only, not proven against an outside checkpoint" in said


def test_an_outside_checkpoint_makes_it_green_up_to_its_moment(honest: Honest) -> None:
    answer = result(honest.folder, "--checkpoint", honest.january, "--checkpoint", honest.february)
    assert (answer["exit"], answer["verdict"]) == (0, "proven")
    assert (answer["covered"], answer["later"], answer["time"]) == (15, 6, "2026-02-01 06:53:20+08:00")
    code, said = run(honest.folder, "--checkpoint", honest.january)
    assert code == 0
    assert "绿色：记录完整，未被改动。10 条事件" in said
    assert "GREEN: complete and unchanged. 10 events" in said
    assert "2026-01-01 00:53:20+08:00" in said


def test_erased_personal_data_leaves_the_record_valid(honest: Honest) -> None:
    rewrite(
        honest.folder / "payloads.jsonl", lambda rows: [row for row in rows if "13812340000" not in row["data"]][3:]
    )
    correct_counts(honest.folder)
    answer = result(honest.folder, "--checkpoint", honest.february)
    assert (answer["verdict"], answer["payloads"], answer["erased"]) == ("proven", 7, 3)


def test_a_zip_is_read_like_a_folder(honest: Honest, tmp_path: Path) -> None:
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for path in honest.folder.iterdir():
            target.write(path, path.name)
    assert result(archive, "--checkpoint", honest.january)["verdict"] == "proven"


def test_neighbours_of_a_stream_may_have_their_leaves_the_other_way_round(honest: Honest) -> None:
    """Two server processes on PostgreSQL: the later event of a stream may be given the smaller leaf."""
    log = Log(ORIGIN, honest.log.signing_key)
    fill(log, range(2))
    log.events[8], log.events[3] = log.events[3], log.events[8]
    log.leaves[8], log.leaves[3] = log.leaves[3], log.leaves[8]
    for leaf, event in enumerate(log.events):
        event["leaf"] = leaf
    log.payloads.clear()
    log.checkpoint(1)
    log.write(honest.folder)
    assert result(honest.folder)["verdict"] == "consistent"


def change(number: int, **values: object):
    """A forger's change to one row."""
    return lambda rows: [{**row, **values} if place == number else row for place, row in enumerate(rows)]


def without(keep):
    return lambda rows: [row for row in rows if keep(row)]


def swapped(rows: list) -> list:
    return [*rows[:5], rows[6], rows[5], *rows[7:]]


def renumbered(rows: list) -> list:
    return [{**row, "leaf": None if row["leaf"] is None else place} for place, row in enumerate(rows)]


FORGERIES = {
    "an event deleted": ("events", without(lambda row: row["leaf"] != 7), "gap"),
    "an event deleted, the leaves renumbered": (
        "events",
        lambda rows: renumbered([*rows[:7], *rows[8:]]),
        "root_differs",
    ),
    "the last event of a ticket deleted": (
        "events",
        lambda rows: renumbered([*rows[:19], *rows[20:]]),
        "events_missing",
    ),
    "a whole ticket deleted": ("events", without(lambda row: row["stream"] != TICKETS[2]), "leaf_order"),
    "a whole ticket deleted, the leaves renumbered": (
        "events",
        lambda rows: renumbered([row for row in rows if row["stream"] != TICKETS[2]]),
        "root_differs",
    ),
    "two events in another order": ("events", swapped, "leaf_order"),
    "two events in another order, renumbered": ("events", lambda rows: renumbered(swapped(rows)), "root_differs"),
    "an event twice": ("events", lambda rows: [*rows, rows[3]], "gap"),
    "the tail cut off": ("events", lambda rows: rows[:12], "events_missing"),
    "an event without its leaf": ("events", change(4, leaf=None), "leaf_order"),
    "a hash replaced": ("events", change(4, hash="0" * 64), "hash_differs"),
    "an event moved to another ticket": ("events", change(20, stream=TICKETS[1]), "place_differs"),
    "a line that is no event": ("events", change(4, extra=1), "line_unreadable"),
    "a truth for a number": ("events", change(0, no=True), "line_unreadable"),
    "a payload's data changed": ("payloads", change(2, data='{"phone":"13900000000"}'), "payload_differs"),
    "a payload's key changed": ("payloads", change(2, key="ab" * 32), "payload_differs"),
    "a payload moved to an event without one": ("payloads", change(0, stream=TICKETS[0]), "payload_differs"),
    "a payload of no event": ("payloads", change(9, no=99), "payload_stray"),
    "payloads in another order": ("payloads", lambda rows: [rows[1], rows[0], *rows[2:]], "payload_stray"),
    "checkpoints in another order": ("checkpoints", lambda rows: rows[::-1], "checkpoint_order"),
    "a checkpoint of another moment": (
        "checkpoints",
        lambda rows: [{"note": row["note"].replace("at 17672", "at 17671")} for row in rows],
        "signature_bad",
    ),
    "a checkpoint without signature": (
        "checkpoints",
        lambda rows: [{"note": row["note"].split("—")[0]} for row in rows],
        "key_unknown",
    ),
    "no checkpoint at all": ("checkpoints", lambda rows: [{"note": "x"}], "line_unreadable"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_export_is_exposed_even_without_outside_checkpoint(honest: Honest, forgery: str) -> None:
    file, forge, fault = FORGERIES[forgery]
    rewrite(honest.folder / f"{file}.jsonl", forge)
    correct_counts(honest.folder)
    answer = result(honest.folder)
    assert (answer["exit"], answer["verdict"]) == (1, "tampered")
    assert fault in codes(answer)


def test_a_cut_file_is_noticed_by_the_counts_of_the_manifest(honest: Honest) -> None:
    rewrite(honest.folder / "payloads.jsonl", lambda rows: rows[:-1])
    assert codes(result(honest.folder)) == {"count_differs"}


def rewritten_history(folder: Path, key: Ed25519PrivateKey) -> None:
    """The administrator's attempt: other words in the past, every hash, root and signature made anew."""
    log = Log(ORIGIN, key)
    fill(log, range(2), "电机正常")
    log.checkpoint(1767200000000)
    fill(log, range(2, 4))
    log.checkpoint(1772300000000)
    log.write(folder)


def test_a_full_rewrite_signed_with_the_real_key_is_exposed_by_an_older_checkpoint(honest: Honest) -> None:
    rewritten_history(honest.folder, honest.log.signing_key)
    assert result(honest.folder)["verdict"] == "consistent"
    answer = result(honest.folder, "--checkpoint", honest.january)
    assert (answer["exit"], codes(answer)) == (1, {"root_differs"})
    assert "红色：记录已被改动或损坏" in run(honest.folder, "--checkpoint", honest.january)[1]


def test_a_cut_history_signed_with_the_real_key_is_exposed_by_an_older_checkpoint(honest: Honest) -> None:
    log = Log(ORIGIN, honest.log.signing_key)
    fill(log, range(2))
    log.checkpoint(1767200000000)
    log.write(honest.folder)
    assert result(honest.folder, "--checkpoint", honest.january)["verdict"] == "proven"
    answer = result(honest.folder, "--checkpoint", honest.february)
    assert (answer["exit"], codes(answer)) == (1, {"events_missing"})


def test_a_rewrite_under_another_key_is_exposed_by_the_key_the_auditor_holds(honest: Honest, tmp_path: Path) -> None:
    known = tmp_path / "bihuan.key"
    known.write_text(json.loads((honest.folder / "keys.json").read_text())["keys"][0]["key"] + "\n")
    assert result(honest.folder, "--public-key", known)["verdict"] == "consistent"
    rewritten_history(honest.folder, Ed25519PrivateKey.from_private_bytes(b"f" * 32))
    assert result(honest.folder)["verdict"] == "consistent"
    assert codes(result(honest.folder, "--public-key", known.read_text().strip())) == {"key_unknown"}


def test_a_checkpoint_whose_key_the_export_withholds_proves_nothing(honest: Honest) -> None:
    (honest.folder / "keys.json").write_text('{"keys":[]}')
    answer = result(honest.folder, "--checkpoint", honest.january)
    assert (answer["exit"], codes(answer)) == (1, {"key_unknown"})


UNUSABLE = {
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "a manifest that is no JSON": lambda folder: (folder / "manifest.json").write_text("{"),
    "a manifest that is no object": lambda folder: (folder / "manifest.json").write_text("[]"),
    "an unknown format": lambda folder: (folder / "manifest.json").write_text('{"format":"x","version":1}'),
    "an unknown kind": lambda folder: (folder / "manifest.json").write_text(
        '{"format":"bihuan-ledger-export","version":1,"kind":"half"}'
    ),
    "no keys": lambda folder: (folder / "keys.json").unlink(),
    "keys that are none": lambda folder: (folder / "keys.json").write_text('{"keys":[{"key":"a","fingerprint":""}]}'),
    "keys of another shape": lambda folder: (folder / "keys.json").write_text('{"keys":7}'),
    "JSON nested beyond reason": lambda folder: (folder / "keys.json").write_text("[" * 200_000),
    "events that lead elsewhere": lambda folder: link_elsewhere(folder / "events.jsonl"),
}


def link_elsewhere(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


@pytest.mark.parametrize("case", UNUSABLE)
def test_input_that_cannot_be_used_gives_exit_code_2_and_says_so(honest: Honest, case: str) -> None:
    UNUSABLE[case](honest.folder)
    code, said = run(honest.folder)
    assert code == 2
    assert "输入无法核验" in said
    assert "The input cannot be checked" in said


@pytest.mark.parametrize("note", ["", "x\n\ny", "bihuan/other\n1\n" + "A" * 43 + "=\nat 1\n\n— bihuan/other AAAA\n"])
def test_an_outside_checkpoint_that_is_none_of_this_log_is_no_proof(honest: Honest, note: str, tmp_path: Path) -> None:
    (tmp_path / "strange.note").write_text(note)
    answer = result(honest.folder, "--checkpoint", tmp_path / "strange.note")
    assert answer["exit"] != 0


def test_archives_made_to_harm_are_refused(honest: Honest, tmp_path: Path) -> None:
    manifest = (honest.folder / "manifest.json").read_text()
    bomb, double = tmp_path / "bomb.zip", tmp_path / "double.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("manifest.json", manifest)
        target.writestr("keys.json", (honest.folder / "keys.json").read_text())
        target.writestr("events.jsonl", b" " * 30_000_000)
    with zipfile.ZipFile(double, "w") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr("manifest.json", manifest)
        target.writestr("manifest.json", manifest)
    assert (result(bomb)["exit"], result(double)["exit"]) == (2, 2)
    (tmp_path / "none.zip").write_bytes(b"PK\x03\x04 no archive")
    assert result(tmp_path / "none.zip")["exit"] == 2


def test_nothing_is_unpacked_so_names_that_climb_do_nothing(honest: Honest, tmp_path: Path) -> None:
    archive = tmp_path / "slip.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for path in honest.folder.iterdir():
            target.write(path, path.name)
        target.writestr("../../slipped", "x")
    before = sorted(tmp_path.rglob("*"))
    assert result(archive)["exit"] == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_in_the_export_cannot_write_a_verdict_on_the_auditors_screen(honest: Honest) -> None:
    name = "ticket:{covered}\n绿色：记录完整\x1b[2J"
    rewrite(honest.folder / "events.jsonl", change(20, stream=name, no=7))
    code, said = run(honest.folder)
    assert code == 1
    assert not any(line.startswith("绿色") for line in said.splitlines())
    assert "\x1b" not in said
    assert "ticket:{covered}?绿色" in said


def test_faults_beyond_fifty_are_counted_but_not_listed(honest: Honest) -> None:
    rewrite(honest.folder / "events.jsonl", lambda rows: [{**row, "body": "x"} for row in rows])
    answer = result(honest.folder)
    assert len(answer["first_faults"]) == 50 < answer["faults"]


def test_it_runs_alone_as_an_auditor_would_run_it(honest: Honest, tmp_path: Path) -> None:
    alone = tmp_path / "verify.py"
    alone.write_bytes(VERIFIER.read_bytes())
    command = [sys.executable, "-I", str(alone), str(honest.folder), "--checkpoint", str(honest.january), "--json"]
    answer = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path)
    assert json.loads(answer.stdout)["verdict"] == "proven"


def test_it_needs_nothing_but_the_standard_library_and_cryptography_and_python_3_9() -> None:
    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"), feature_version=(3, 9))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert names - sys.stdlib_module_names == {"cryptography"}
