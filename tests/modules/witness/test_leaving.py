"""Checkpoints leave the machine: by the day and on request, until somebody has taken them (semantics §2.9)."""

import json
from base64 import b64decode

import pytest

from bihuan.core import ledger
from bihuan.core.values import local_time
from bihuan.kernel.ports import RefusedForGoodError, TryAgainError
from bihuan.modules.witness import interface, queries
from bihuan.modules.witness import messages as m
from bihuan.modules.witness.tables import witness as witness_table
from tests.modules.company import MINUTE
from tests.modules.witness.outside import DAY, Outside

pytestmark = pytest.mark.req("AUD-1")


def test_the_auditor_is_mailed_the_very_note_that_was_signed(outside: Outside) -> None:
    outside.add_auditor()
    note = outside.sign()
    outside.company.send("admin", m.SendCheckpoint())
    outside.work()
    [letter] = outside.mail.letters
    assert letter.address == "audit@example.com" and note in letter.text and "恒锐机电" in letter.title
    [row] = outside.departures()
    assert (row["note"], row["left_at"], row["receipt"]) == (note, outside.company.clock.now(), "receipt-1")
    outside.company.check_replay(f"departure:{row['id']}")


def test_a_webhook_gets_it_as_json_under_its_own_secret(outside: Outside) -> None:
    outside.add(m.WEBHOOK, "集团存证", {"url": "https://hook.example/x"}, secret="whsec_c2VjcmV0")
    note = outside.sign()
    outside.company.send("admin", m.SendCheckpoint())
    outside.work()
    [(account, letter)] = outside.webhook.bag
    said = json.loads(letter.text)
    stated = ledger.parse_checkpoint_body(ledger.parse_note(note).body)
    assert account.secrets == {"secret": "whsec_c2VjcmV0"} and said["type"] == "ledger.checkpoint"
    assert (said["data"]["note"], said["data"]["size"], said["data"]["root"]) == (note, stated.size, stated.root.hex())


def test_the_time_stamp_is_kept_with_the_instant_that_it_states(outside: Outside) -> None:
    outside.add(m.TSA, "时间戳", {"url": "https://tsa.example"})
    note = outside.sign()
    outside.company.send("admin", m.SendCheckpoint())
    outside.work()
    [row] = outside.departures()
    assert outside.notary.stamped == [note.encode()]
    assert (b64decode(row["token"]), row["stamped_at"], row["receipt"]) == (
        b"0\x03token",
        outside.company.clock.now() + 5,
        "1",
    )


def test_every_day_at_the_hour_what_is_new_leaves_by_itself(outside: Outside) -> None:
    outside.add_auditor()
    outside.company.send("admin", m.SetWitnessPlan(5, 3))
    outside.wait(DAY)
    [row] = outside.departures()
    planned = outside.company.read(queries.plan_row)
    assert local_time(planned["next_at"], outside.company.tenant.info.zone).hour == 5
    assert planned["next_at"] > outside.company.clock.now() and row["asked_by"] is None
    outside.wait(DAY)
    sizes = [each["size"] for each in outside.departures()]
    assert len(sizes) == 2 and sizes[0] > sizes[1]
    outside.company.check_replay(m.PLAN_STREAM)


def test_who_does_not_answer_is_tried_again_and_nothing_leaves_twice(outside: Outside) -> None:
    outside.add_auditor()
    outside.sign()
    outside.mail.mood = TryAgainError("delivery.timeout", "mail.example")
    outside.company.send("admin", m.SendCheckpoint())
    outside.work()
    assert outside.departures()[0]["left_at"] is None
    outside.mail.mood = None
    outside.wait(2 * MINUTE)
    outside.wait(60 * MINUTE)
    assert len(outside.mail.letters) == 1 and outside.departures()[0]["left_at"] is not None


def test_who_refuses_for_good_waits_for_a_person(outside: Outside) -> None:
    outside.add_auditor()
    outside.sign()
    outside.mail.mood = RefusedForGoodError("delivery.number_invalid", "550")
    outside.company.send("admin", m.SendCheckpoint())
    outside.work()
    [row] = outside.departures()
    assert row["state"] == "dead" and "delivery.number_invalid" in row["last_error"]


def test_without_a_mail_account_the_mail_does_not_seem_to_have_left(outside: Outside) -> None:
    outside.add(m.MAIL, "立信审计", {"address": "audit@example.com"})
    outside.sign()
    outside.company.send("admin", m.SendCheckpoint())
    outside.work()
    [row] = outside.departures()
    assert (row["left_at"], row["state"]) == (None, "dead")


def test_it_is_overdue_when_nothing_left_for_the_days_of_the_plan(outside: Outside) -> None:
    outside.sign()
    begun = outside.company.clock.now()

    def overdue() -> int | None:
        found: int | None = outside.company.read(
            lambda tx: interface.lookout(tx, outside.company.clock.now()).overdue_since
        )
        return found

    outside.wait(queries.DEFAULT_OVERDUE_DAYS * DAY)
    assert overdue() is None
    outside.wait(1)
    assert overdue() == begun
    outside.add_auditor()
    outside.company.send("admin", m.SendCheckpoint())
    outside.work()
    assert overdue() is None


def test_a_destination_that_is_removed_is_forgotten_but_not_what_left(outside: Outside) -> None:
    auditor = outside.add_auditor()
    outside.sign()
    outside.company.send("admin", m.SendCheckpoint())
    outside.work()
    outside.company.send("admin", m.RemoveWitness(auditor))
    [row] = outside.company.read(lambda tx: tx.all(witness_table))
    assert (row["settings"], row["secrets"], row["removed"]) == ({}, None, True)
    assert [each["label"] for each in outside.departures()] == ["立信审计"]
    assert outside.company.refusal("admin", m.SendCheckpoint()).code == "witness.none"


@pytest.mark.parametrize(
    ("kind", "settings", "path"),
    [
        ("mail", {"address": "nobody"}, "settings.address"),
        ("mail", {"address": "a@b.example, c@d.example"}, "settings.address"),
        ("tsa", {"url": "ftp://x"}, "settings.url"),
        ("webhook", {"url": "https://hook.example"}, "secret"),
        ("tsa", {"url": "https://tsa.example", "roots": "no certificate"}, "settings.roots"),
        ("tsa", {"url": "https://tsa.example", "user": "x"}, "settings.user"),
        ("fax", {}, "kind"),
    ],
)
def test_a_wrong_destination_is_refused_with_its_fault(outside: Outside, kind: str, settings: dict, path: str) -> None:
    refusal = outside.company.refusal("admin", m.SaveWitness(kind=kind, label="x", settings=settings))
    assert [problem.path for problem in refusal.problems] == [path]


def test_only_who_manages_the_ledger_sets_it_up(outside: Outside) -> None:
    for who in ("auditor", "lead", "engineer"):
        refused = outside.company.refusal(who, m.SendCheckpoint())
        assert refused.code in ("access.denied", "ledger.not_found")


@pytest.mark.postgres
def test_the_same_on_postgres(outside_on_postgres: Outside) -> None:
    test_the_auditor_is_mailed_the_very_note_that_was_signed(outside_on_postgres)
