"""The page 存证 over HTTP, and the badge of a ticket that what left makes green."""

from base64 import b64encode

import pytest

from bihuan.core import ledger
from bihuan.kernel.ports import RefusedForGoodError
from bihuan.modules.witness import messages as m
from tests.modules.witness.outside import Outside

pytestmark = pytest.mark.req("AUD-1")

AUDITOR = {"kind": "mail", "label": "立信审计", "settings": {"address": "audit@example.com"}}


def test_destinations_are_set_up_changed_and_taken_away(outside: Outside) -> None:
    with outside.company.http(by_hand=True) as line:
        made = line("admin", "POST", "/witness/destinations", json=AUDITOR)
        assert made.status_code == 201 and made.json()["secret"] is None
        path = f"/witness/destinations/{made.json()['id']}"
        changed = {**AUDITOR, "label": "天健审计", "enabled": False}
        assert line("admin", "PUT", path, json=changed).json()["label"] == "天健审计"
        standing = line("auditor", "GET", "/witness").json()
        assert [each["label"] for each in standing["destinations"]] == ["天健审计"]
        assert standing["plan"]["next_at"] and standing["plan"]["hour"] == 3 and not standing["mail_ready"]
        assert line("admin", "PUT", "/witness/plan", json={"hour": 24, "overdue_days": 0}).status_code == 422
        assert line("admin", "PUT", "/witness/plan", json={"hour": 22, "overdue_days": 3}).json()["hour"] == 22
        assert line("admin", "DELETE", path).status_code == 204
        assert line("admin", "DELETE", path).status_code == 404
        assert line("admin", "PUT", path, json=AUDITOR).json()["code"] == "witness.not_found"
        assert line("lead", "GET", "/witness").status_code == 404


def test_a_secret_that_was_drawn_is_shown_once(outside: Outside) -> None:
    hook = {"kind": "webhook", "label": "集团", "settings": {"url": "https://hook.example/x"}}
    with outside.company.http(by_hand=True) as line:
        made = line("admin", "POST", "/witness/destinations", json=hook).json()
        assert made["secret"].startswith("whsec_")
        again = line("admin", "PUT", f"/witness/destinations/{made['id']}", json={**hook, "label": "集团存证"})
        assert again.json()["secret"] is None
        assert made["secret"] not in line("admin", "GET", "/witness").text


def test_what_left_is_told_with_its_receipt_and_can_be_taken_away(outside: Outside) -> None:
    outside.add_auditor()
    outside.add(m.TSA, "时间戳", {"url": "https://tsa.example"})
    with outside.company.http(by_hand=True) as line:
        asked = line("admin", "POST", "/witness/send", json={})
        assert asked.status_code == 202
        assert {each["state"] for each in asked.json()["departures"]} == {"waiting"}
        outside.work()
        told = line("auditor", "GET", "/witness").json()
        assert {each["state"] for each in told["departures"]} == {"left"} and told["last_left"]
        by_kind = {each["kind"]: each for each in told["departures"]}
        token = line("auditor", "GET", f"/witness/departures/{by_kind['tsa']['id']}/token")
        assert token.content == b"0\x03token" and token.headers["content-type"] == "application/timestamp-reply"
        note = line("auditor", "GET", f"/witness/departures/{by_kind['mail']['id']}/note").text
        assert ledger.parse_checkpoint_body(ledger.parse_note(note).body).size == by_kind["mail"]["size"]
        assert line("auditor", "GET", f"/witness/departures/{by_kind['mail']['id']}/token").status_code == 404
        assert line("auditor", "GET", "/witness/departures/nothing/note").status_code == 404
        assert line("auditor", "POST", "/witness/send", json={}).status_code in (403, 404)


def test_what_gave_up_says_why_in_words_and_is_tried_again(outside: Outside) -> None:
    outside.add_auditor()
    outside.mail.mood = RefusedForGoodError("delivery.number_invalid", "550 no such user")
    with outside.company.http(by_hand=True) as line:
        line("admin", "POST", "/witness/send", json={})
        outside.work()
        [failed] = line("admin", "GET", "/witness").json()["departures"]
        assert (
            failed["state"] == "failed" and failed["fault"] == "手机号或邮箱不正确，请更正后重试。 · 550 no such user"
        )
        outside.mail.mood = None
        assert line("admin", "POST", f"/witness/departures/{failed['id']}/retry").status_code == 202
        outside.work()
        assert line("admin", "GET", "/witness").json()["departures"][0]["state"] == "left"
        assert line("admin", "POST", f"/witness/departures/{failed['id']}/retry").status_code == 409


def test_a_token_is_kept_as_it_came(outside: Outside) -> None:
    outside.add(m.TSA, "时间戳", {"url": "https://tsa.example"})
    outside.sign()
    outside.company.send("admin", m.SendCheckpoint())
    outside.work()
    assert outside.departures()[0]["token"] == b64encode(b"0\x03token").decode()
