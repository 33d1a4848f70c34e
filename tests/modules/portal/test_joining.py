"""Whoever was invited joins with the code on his phone: once, on this device, and nobody learns whose number it is."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.worker import Worker
from bihuan.modules.identity import messages as m
from bihuan.modules.notifications import interface as notifications
from bihuan.modules.notifications.messages import SaveNoticeChannel
from tests.modules.notifications.house import Postman
from tests.modules.portal.conftest import Street

PHONE = "13700137001"
CODE = "246810"
DAY = 86_400_000


@pytest.fixture
def joiner(street: Street, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Somebody with a phone on record, a channel for SMS, and a code that is known beforehand."""
    monkeypatch.setattr("bihuan.modules.portal.api.codes.drawn_code", lambda _random: CODE)
    made = m.CreateUser("新工程师", login="xin.gong", roles=("engineer",), phone="137 0013 7001")
    yield street.company.send("admin", made).ref.partition(":")[2]


@pytest.fixture
def sms(street: Street) -> None:
    """A channel for SMS, as an administrator sets it up."""
    words = {"*": {"code": "SMS_1", "parameters": {"title": "title"}}}
    settings = {"access_key_id": "id", "sign_name": "恒锐", "templates": words}
    sealed = notifications.seal_secrets(street.company.tenant.keys, {"access_key_secret": "s3cret"})
    street.company.send("admin", SaveNoticeChannel("sms", "aliyun", {"zh": "短信"}, settings, sealed))


def invite(street: Street, person: str) -> str:
    answer = street.line("admin", "POST", f"/users/{person}/invitation", json={"days": 3})
    return str(answer.json()["address"].partition("#invitation=")[2])


def ask(street: Street, token: str, phone: str = PHONE) -> httpx.Response:
    return street.line(None, "POST", "/invitations/codes", json={"token": token, "phone": phone})


def join(street: Street, token: str, code: str = CODE, phone: str = PHONE, csrf: str = "") -> httpx.Response:
    body = {"token": token, "phone": phone, "code": code}
    return street.line(None, "POST", "/invitations/codes/check", json=body, headers={"X-CSRF-Token": csrf})


def on_record(street: Street, person: str) -> list[str]:
    """What the ledger says about his access."""
    log = EventLog(street.company.hooks)
    return [type(stored.event).__name__ for stored in street.company.read(lambda tx: log.read(tx, f"access:{person}"))]


@pytest.mark.req("FLD-7", "AUD-6")
@pytest.mark.usefixtures("sms")
def test_who_reads_the_code_on_his_phone_is_signed_in_and_the_invitation_is_used_up(
    street: Street, joiner: str
) -> None:
    token = invite(street, joiner)
    assert ask(street, token, "+86 137-0013-7001").status_code == 202
    answer = join(street, token)
    assert answer.status_code == 201, answer.text
    opened: dict[str, Any] = answer.json()
    assert (opened["user"]["id"], opened["token"], opened["password_expires"]) == (joiner, None, False)
    assert answer.cookies["bihuan_session"].startswith("bh_s_")
    again = join(street, token, csrf=opened["csrf_token"])
    assert (again.status_code, again.json()["code"]) == (404, "invitation.not_good")
    assert on_record(street, joiner)[-3:] == ["UserInvited", "PasswordSet", "SessionOpened"]
    street.company.check_replay(f"access:{joiner}")


@pytest.mark.req("FLD-7", "AUD-6")
@pytest.mark.usefixtures("sms")
def test_nobody_learns_from_an_answer_whose_number_it_is(street: Street, joiner: str) -> None:
    token = invite(street, joiner)
    own, other = ask(street, token), ask(street, token, "13900139009")
    assert (own.status_code, own.content) == (other.status_code, other.content) == (202, b"null")
    wrong, foreign = join(street, token, "000000"), join(street, token, CODE, "13900139009")
    assert wrong.json()["code"] == foreign.json()["code"] == "join.code_wrong"
    assert (wrong.status_code, wrong.json()["title"]) == (foreign.status_code, foreign.json()["title"])


@pytest.mark.req("FLD-7", "AUD-6")
@pytest.mark.usefixtures("sms")
def test_codes_are_throttled_end_and_are_not_guessed(street: Street, joiner: str) -> None:
    token = invite(street, joiner)
    assert ask(street, token).status_code == 202
    assert ask(street, token).status_code == 429, "one a minute"
    for _ in range(5):
        assert join(street, token, "111111").status_code == 422
    assert join(street, token).status_code == 422, "five wrong ones close it"
    assert on_record(street, joiner).count("AccessRecorded") == 6
    street.company.clock.instant += 61_000
    assert ask(street, token).status_code == 202
    street.company.clock.instant += 11 * 60_000
    assert join(street, token).status_code == 422, "good for ten minutes"
    street.company.clock.instant += 3 * DAY
    assert ask(street, token).status_code == 404, "the invitation is over"


@pytest.mark.req("FLD-7")
def test_without_a_channel_for_sms_the_password_page_is_the_way(street: Street, joiner: str) -> None:
    token = invite(street, joiner)
    refused = ask(street, token)
    assert (refused.status_code, refused.json()["code"]) == (409, "join.no_sms")
    chosen = {"token": token, "password": "自己选的 一个 长密码"}
    assert street.line(None, "POST", "/invitations/accept", json=chosen).status_code == 204


@pytest.mark.req("PTL-1.server")
@pytest.mark.usefixtures("sms")
def test_the_code_that_the_sms_carries_opens_the_tickets_of_the_phone_that_got_it(street: Street) -> None:
    made, postman = street.report(), Postman()
    phone = {"phone": "138 0013 8000"}
    assert street.line(None, "POST", "/portal/codes", json=phone).status_code == 202
    tenant, now = street.company.tenant, street.company.clock.now
    worker = Worker(street.company.bus, {"aliyun": postman})
    while worker.fire_timers(tenant, now()) + worker.run_outbox(tenant, now()):
        pass
    (letter,) = [one for one in postman.letters if one.address.endswith("13800138000")]
    (code,) = set(re.findall(r"(?<!\d)\d{6}(?!\d)", f"{letter.title} {letter.text}"))
    answer = street.line(None, "POST", "/portal/codes/check", json={**phone, "code": code})
    (mine,) = answer.json()["tickets"]
    assert mine["number"] == made["number"]
    assert street.own(mine["token"])["number"] == made["number"]
