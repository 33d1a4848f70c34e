"""Signing in over HTTP: sessions, throttling, second factors, cookies, and what each leaves in the record."""

from functools import partial
from typing import Any

import pyotp
import pytest

from bihuan.kernel.eventlog import EventLog
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api import proving
from tests.modules.company import ADDRESS, MINUTE, OPERATOR, PASSWORD, PEOPLE, Company, Line

HOUR = 60 * MINUTE
DAY = 24 * HOUR
WRONG = "falsch-Esel-17"


def history(company: Company, who: str) -> list[Any]:
    stream = f"access:{company.people[who]}"
    return company.read(lambda tx: EventLog(company.hooks).read(tx, stream))


@pytest.mark.req("AUD-6")
def test_who_signs_in_is_known_until_signing_out(company: Company) -> None:
    with company.http() as line:
        answer = line.sign_in("Zhang.Gong ")
        assert answer.status_code == 201
        assert answer.json()["user"]["name"] == "张工"
        assert answer.json()["token"].startswith("bh_s_acme.")
        me = line("engineer", "GET", "/me").json()
        assert (me["id"], me["roles"], me["tenant"]["slug"]) == (company.people["engineer"], ["engineer"], "acme")
        assert line("engineer", "DELETE", "/sessions/current").status_code == 204
        assert line("engineer", "GET", "/me").status_code == 401
        assert line(None, "GET", "/me").json()["code"] == "access.sign_in"


@pytest.mark.req("AUD-6")
@pytest.mark.parametrize(("login", "password"), [("zhang.gong", WRONG), ("nobody", PASSWORD), ("", PASSWORD)])
def test_a_failed_sign_in_does_not_tell_what_was_wrong(company: Company, login: str, password: str) -> None:
    with company.http() as line:
        answer = line.sign_in(login or " ", password)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in.failed")
        assert "data" not in answer.json()


@pytest.mark.req("AUD-6")
def test_an_unknown_login_takes_the_same_work(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []
    verify = identity.verify_password

    def watch(keys: Any, password: str, sealed: str | None) -> bool:
        checked.append(sealed)
        return verify(keys, password, sealed)

    monkeypatch.setattr(identity, "verify_password", watch)
    with company.http() as line:
        line.sign_in("nobody", WRONG)
        line.sign_in("zhang.gong", WRONG)
    assert [sealed is None for sealed in checked] == [True, False]


@pytest.mark.req("AUD-6")
def test_guessing_gets_slower_and_slower_but_never_ends_for_good(company: Company) -> None:
    with company.http() as line:
        waits = []
        for _ in range(20):
            answer = line.sign_in("zhang.gong", WRONG)
            if answer.status_code == 429:
                waits.append(int(answer.headers["Retry-After"]))
                company.clock.instant += waits[-1] * 1_000
                assert line.sign_in("zhang.gong", WRONG).status_code == 401, "after the wait one may try again"
        assert waits == sorted(waits) and waits[0] == 1 and 64 <= waits[-1] <= 15 * 60
        company.clock.instant += 15 * MINUTE
        assert line.sign_in("zhang.gong").status_code == 201
        assert line.sign_in("zhang.gong", WRONG).status_code == 401
        assert line.sign_in("zhang.gong", WRONG).status_code == 401, "the failures before are forgotten"


@pytest.mark.req("AUD-6")
def test_throttling_survives_a_restart(company: Company) -> None:
    with company.http() as line:
        for _ in range(7):
            line.sign_in("zhang.gong", WRONG)
        assert line.sign_in("zhang.gong").status_code == 429
    with company.http() as line:
        assert line.sign_in("zhang.gong").status_code == 429


@pytest.mark.req("AUD-6")
def test_strangers_guessing_elsewhere_do_not_lock_a_person_out_of_their_own_place(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with company.http() as line:
        line.token("engineer")
        here = proving.counted_address
        monkeypatch.setattr(proving, "counted_address", lambda _ip: "203.0.113.9")
        while line.sign_in("zhang.gong", WRONG).status_code != 429:
            pass
        assert line.sign_in("zhang.gong").status_code == 429, "elsewhere, even with the right password"
        monkeypatch.setattr(proving, "counted_address", here)
        assert line.sign_in("zhang.gong").status_code == 201


@pytest.mark.req("AUD-6")
def test_a_session_ends_without_use(company: Company) -> None:
    with company.http() as line:
        token = {"Authorization": f"Bearer {line.token('engineer')}"}
        for _ in range(5):
            company.clock.instant += 11 * HOUR
            assert line(None, "GET", "/me", headers=token).status_code == 200
            company.tenant.writer.call(lambda tx: None)
        company.clock.instant += 13 * HOUR
        assert line(None, "GET", "/me", headers=token).status_code == 401


@pytest.mark.req("AUD-6")
def test_a_session_ends_after_thirty_days_however_much_it_is_used(company: Company) -> None:
    with company.http() as line:
        token = line.token("engineer")
    credential = identity.Credential(token)
    days = 0.0
    while company.read(lambda tx: identity.authenticate(tx, credential, company.clock.now())) is not None:
        session, now = company.caller_of(token).session or "", company.clock.now()
        company.tenant.writer.call(partial(identity.note_use, credential=session, now=now))
        company.clock.instant += 6 * HOUR
        days += 0.25
    assert days == 30


@pytest.mark.req("AUD-6", "AUD-3")
def test_who_left_is_out_at_once_with_every_session_and_token(company: Company) -> None:
    engineer = company.people["engineer"]
    with company.http() as line:
        made = line("engineer", "POST", "/tokens", json={"name": "脚本", "scopes": ["tickets:read"]}).json()
        bearer = {"Authorization": f"Bearer {made['token']}"}
        assert line(None, "GET", "/me", headers=bearer).status_code == 200
        assert line("admin", "POST", f"/users/{engineer}/deactivate").json()["state"] == "left"
        assert line("engineer", "GET", "/me").status_code == 401
        assert line(None, "GET", "/me", headers=bearer).status_code == 401
        assert line.sign_in("zhang.gong").status_code == 401
        line("admin", "POST", f"/users/{engineer}/reactivate")
        assert line("engineer", "GET", "/me").status_code == 401, "old sessions stay closed"
        assert line.sign_in("zhang.gong").status_code == 201


@pytest.mark.req("AUD-6", "AUD-1")
def test_each_sign_in_and_each_failure_is_in_the_persons_record_with_address_and_device(company: Company) -> None:
    with company.http() as line:
        line.sign_in("zhang.gong", WRONG)
        line.sign_in("zhang.gong")
        failed, opened = history(company, "engineer")[-2:]
        assert failed.event.what == "sign_in_failed" and failed.event.detail["reason"] == "password"
        assert type(opened.event) is m.SessionOpened and opened.origin["ip"] == failed.origin["ip"]
        line.sign_in("qwertz123456", WRONG)
        unknown = company.read(lambda tx: EventLog(company.hooks).read(tx, "tenant"))[-1]
        assert unknown.event.detail["reason"] == "login"
        assert "qwertz" not in repr(unknown), "what was typed as a login is sometimes a password"
    company_streams_replay(company)


def company_streams_replay(company: Company) -> None:
    for person in company.people.values():
        company.check_replay(f"access:{person}")


@pytest.mark.req("AUD-6")
def test_one_sees_and_ends_ones_own_sessions(company: Company) -> None:
    with company.http() as line:
        line.token("engineer")
        other = line.sign_in("zhang.gong").json()
        sessions = line("engineer", "GET", "/sessions").json()
        assert sorted(each["current"] for each in sessions) == [False, True]
        assert line("dispatcher", "DELETE", f"/sessions/{other['session']}").json()["code"] == "session.not_found"
        assert line("engineer", "DELETE", f"/sessions/{other['session']}").status_code == 204
        assert line(None, "GET", "/me", headers={"Authorization": f"Bearer {other['token']}"}).status_code == 401
        third = line.sign_in("zhang.gong").json()
        line("engineer", "DELETE", "/sessions")
        assert line(None, "GET", "/me", headers={"Authorization": f"Bearer {third['token']}"}).status_code == 401
        assert line("engineer", "GET", "/me").status_code == 200


@pytest.mark.req("AUD-6")
def test_changing_the_password_takes_the_old_one_and_ends_the_other_sessions(company: Company) -> None:
    with company.http() as line:
        line.token("engineer")
        other = line.sign_in("zhang.gong").json()["token"]
        new = "neu-Giraffe-58"
        wrong = line("engineer", "POST", "/me/password", json={"old": WRONG, "new": new})
        assert (wrong.status_code, wrong.json()["code"]) == (403, "password.wrong")
        weak = line("engineer", "POST", "/me/password", json={"old": PASSWORD, "new": "12345678"})
        assert weak.json()["problems"][0]["code"] == "password.too_common"
        assert line("engineer", "POST", "/me/password", json={"old": PASSWORD, "new": new}).status_code == 204
        assert line("engineer", "GET", "/me").status_code == 200
        assert line(None, "GET", "/me", headers={"Authorization": f"Bearer {other}"}).status_code == 401
        assert line.sign_in("zhang.gong").status_code == 401
        assert line.sign_in("zhang.gong", new).status_code == 201


@pytest.mark.req("AUD-6")
def test_a_password_from_the_administrator_opens_one_door_only(company: Company) -> None:
    dispatcher = company.people["dispatcher"]
    with company.http() as line:
        line("admin", "POST", f"/users/{dispatcher}/password", json={"password": "erst-Wagen-77"})
        opened = line.sign_in("chen.chen", "erst-Wagen-77").json()
        assert opened["password_expires"] is True
        bearer = {"Authorization": f"Bearer {opened['token']}"}
        assert line(None, "GET", f"/users/{dispatcher}", headers=bearer).status_code == 404
        change = {"old": "erst-Wagen-77", "new": "zweit-Wagen-78"}
        assert line(None, "POST", "/me/password", headers=bearer, json=change).status_code == 204
        assert line(None, "GET", f"/users/{dispatcher}", headers=bearer).status_code == 200


# --- second factor ---------------------------------------------------------------------------------------------------


def enrol(company: Company, line: Line, who: str) -> pyotp.TOTP:
    totp = pyotp.TOTP(line(who, "POST", "/me/totp").json()["secret"])
    answer = line(who, "POST", "/me/totp/confirm", json={"code": code_now(company, totp)})
    assert answer.status_code == 200, answer.text
    return totp


def code_now(company: Company, totp: pyotp.TOTP) -> str:
    return totp.at(company.clock.now() // 1_000)


@pytest.mark.req("AUD-6")
def test_with_a_second_factor_the_password_alone_opens_nothing(company: Company) -> None:
    with company.http() as line:
        totp = enrol(company, line, "admin")
        assert line.sign_in("wang.min").json()["code"] == "sign_in.totp_required"
        assert line.sign_in("wang.min", totp="000000").json()["code"] == "sign_in.failed"
        company.clock.instant += MINUTE
        assert line.sign_in("wang.min", totp=code_now(company, totp)).status_code == 201
        assert line("admin", "GET", "/me").json()["second_factor"] is True


@pytest.mark.req("AUD-6")
def test_a_code_opens_once(company: Company) -> None:
    with company.http() as line:
        totp = enrol(company, line, "admin")
        assert line.sign_in("wang.min", totp=code_now(company, totp)).status_code == 401, "used to confirm already"
        company.clock.instant += MINUTE
        code = code_now(company, totp)
        assert line.sign_in("wang.min", totp=code).status_code == 201
        assert line.sign_in("wang.min", totp=code).status_code == 401
        company.clock.instant += 10 * MINUTE
        assert line.sign_in("wang.min", totp=code).status_code == 401


@pytest.mark.req("AUD-6")
def test_codes_cannot_be_guessed_by_asking_again_and_again_for_one(company: Company) -> None:
    with company.http() as line:
        enrol(company, line, "admin")
        company.clock.instant += MINUTE
        answers = []
        for _ in range(12):
            line.sign_in("wang.min")
            answers.append(line.sign_in("wang.min", totp="000000").status_code)
        assert 429 in answers


@pytest.mark.req("AUD-6")
def test_the_second_factor_goes_with_the_password_or_by_the_administrator(company: Company) -> None:
    with company.http() as line:
        enrol(company, line, "lead")
        refused = line("lead", "POST", "/me/totp/disable", json={"password": WRONG})
        assert refused.json()["code"] == "password.wrong"
        assert line("lead", "POST", "/me/totp/disable", json={"password": PASSWORD}).status_code == 204
        assert line.sign_in("zhao.gang").status_code == 201
        enrol_again = line("lead", "POST", "/me/totp")
        assert enrol_again.status_code == 201
        assert line.sign_in("zhao.gang").status_code == 201, "not confirmed yet, so not asked for"
        lead = company.people["lead"]
        assert line("engineer", "DELETE", f"/users/{lead}/totp").status_code == 403
        assert line("admin", "DELETE", f"/users/{lead}/totp").status_code == 204


@pytest.mark.req("AUD-6", "AUD-4")
def test_secrets_lie_sealed_in_the_record(company: Company) -> None:
    with company.http() as line:
        totp = enrol(company, line, "admin")
        stored = repr(history(company, "admin"))
        assert totp.secret not in stored and PASSWORD not in stored and "argon2" not in stored


# --- cookies ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-6")
def test_a_browser_gets_cookies_that_scripts_cannot_read(company: Company) -> None:
    with company.http() as line:
        answer = line.sign_in("zhang.gong", cookie=True)
        assert answer.json()["token"] is None
        cookies = {each.partition("=")[0]: each for each in answer.headers.get_list("set-cookie")}
        assert "HttpOnly" in cookies["bihuan_session"] and "SameSite=lax" in cookies["bihuan_session"]
        assert "HttpOnly" not in cookies["bihuan_csrf"]


@pytest.mark.req("AUD-6")
def test_another_site_cannot_write_with_the_browsers_cookie(company: Company) -> None:
    with company.http() as line:
        answer = line.sign_in("zhang.gong", cookie=True)
        session = answer.cookies["bihuan_session"]
        csrf = answer.json()["csrf_token"]

        def change(**headers: str) -> int:
            sent = {"Cookie": f"bihuan_session={session}", **headers}
            return line(None, "PATCH", "/me", headers=sent, json={"language": "en"}).status_code

        assert change() == 403
        assert change(Origin="https://evil.example") == 403
        assert change(**{"Origin": "https://evil.example", "X-CSRF-Token": csrf}) == 403
        assert change(**{"X-CSRF-Token": "0" * 64}) == 403
        assert change(**{"X-CSRF-Token": csrf}) == 200
        assert change(Origin=ADDRESS) == 200


# --- tokens ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-6")
def test_a_token_is_shown_once_and_works_until_it_is_revoked(company: Company) -> None:
    with company.http() as line:
        made = line("dispatcher", "POST", "/tokens", json={"name": "看板", "scopes": ["users:read"]}).json()
        bearer = {"Authorization": f"Bearer {made['token']}"}
        assert "token" not in line("dispatcher", "GET", "/tokens").json()[0]
        assert line(None, "GET", "/users", headers=bearer).status_code == 200
        assert line(None, "GET", "/me", headers=bearer).json()["scopes"] == ["users:read"]
        assert line("engineer", "DELETE", f"/tokens/{made['id']}").status_code in (403, 404)
        assert line("dispatcher", "DELETE", f"/tokens/{made['id']}").status_code == 204
        assert line(None, "GET", "/users", headers=bearer).status_code == 401


@pytest.mark.req("AUD-6")
def test_a_token_touches_no_credentials(company: Company) -> None:
    with company.http() as line:
        made = line("admin", "POST", "/tokens", json={"name": "全部", "scopes": ["*"]}).json()
        bearer = {"Authorization": f"Bearer {made['token']}"}
        for method, path, body in (
            ("POST", "/tokens", {"name": "x", "scopes": ["*"]}),
            ("POST", "/me/password", {"old": PASSWORD, "new": "neu-Giraffe-58"}),
            ("POST", "/me/totp", None),
            ("GET", "/sessions", None),
        ):
            assert line(None, method, path, headers=bearer, json=body).status_code == 403, path
        engineer = company.people["engineer"]
        body = {"password": "erst-Wagen-77"}
        assert line(None, "POST", f"/users/{engineer}/password", headers=bearer, json=body).status_code == 403


@pytest.mark.req("AUD-6")
def test_a_token_with_unknown_scopes_is_refused_with_the_known_ones(company: Company) -> None:
    with company.http() as line:
        answer = line("dispatcher", "POST", "/tokens", json={"name": "x", "scopes": ["tickets:read", "all"]})
        assert answer.status_code == 422
        assert [problem["path"] for problem in answer.json()["problems"]] == ["scopes.1"]


@pytest.mark.req("AUD-6")
def test_a_token_ends_when_it_was_made_to(company: Company) -> None:
    with company.http() as line:
        body = {"name": "x", "scopes": ["*"], "expires_at": company.clock.now() + DAY}
        made = line("dispatcher", "POST", "/tokens", json=body).json()
        bearer = {"Authorization": f"Bearer {made['token']}"}
        assert line(None, "GET", "/me", headers=bearer).status_code == 200
        company.clock.instant += DAY
        assert line(None, "GET", "/me", headers=bearer).status_code == 401


@pytest.mark.req("AUD-6", "TEN-1")
def test_a_token_of_another_tenant_opens_nothing_here(company: Company) -> None:
    company.open_rival()
    with company.http() as line:
        theirs = line.request(
            "POST", "/t/rival/api/v1/sessions", json={"login": "he.sheng", "password": PASSWORD}
        ).json()["token"]
        bearer = {"Authorization": f"Bearer {theirs}"}
        assert line.request("GET", "/t/rival/api/v1/me", headers=bearer).status_code == 200
        assert line.request("GET", "/t/acme/api/v1/me", headers=bearer).status_code == 404
        stripped = {"Authorization": "Bearer bh_s_" + theirs.partition(".")[2]}
        assert line.request("GET", "/t/acme/api/v1/me", headers=stripped).status_code == 401


@pytest.mark.req("AUD-6")
def test_only_the_sign_in_route_opens_sessions(company: Company) -> None:
    command = m.OpenSession(company.people["admin"], "0" * 64, "x", HOUR, company.clock.now() + DAY)
    assert company.refusal("admin", command).code == "access.denied"
    assert company.refusal(OPERATOR, command).code == "sign_in.failed", "without the proven password not even then"


def test_everybody_of_the_cast_can_sign_in(company: Company) -> None:
    with company.http() as line:
        assert {line(who, "GET", "/me").status_code for who in PEOPLE} == {200}
