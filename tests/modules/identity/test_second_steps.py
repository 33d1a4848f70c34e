"""Recovery codes for the day without a phone, and roles that must sign in in two steps (AUD-6)."""

from typing import Any

import pyotp
import pytest

from bihuan.modules.identity import messages as m
from tests.modules.company import MINUTE, PASSWORD, Company, Line
from tests.modules.identity.test_sign_in import code_now, enrol, history

pytestmark = pytest.mark.req("AUD-6.server")
LOGIN = "wang.min"


def enrolled(company: Company, line: Line, who: str) -> tuple[pyotp.TOTP, list[str]]:
    totp = pyotp.TOTP(line(who, "POST", "/me/totp").json()["secret"])
    answer = line(who, "POST", "/me/totp/confirm", json={"code": code_now(company, totp)})
    return totp, answer.json()["codes"]


def guard(line: Line, role: str, needed: bool = True) -> None:
    """Switch it on for a role as it stands."""
    known = line("admin", "GET", f"/roles/{role}").json()
    body = {"label": known["label"], "grants": known["grants"], "second_factor": needed}
    answer = line("admin", "PUT", f"/roles/{role}", json=body)
    assert (answer.status_code, answer.json()["second_factor"]) == (200, needed), answer.text


def bearer(opened: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {opened.json()['token']}"}


def test_ten_codes_open_once_each_however_they_are_typed(company: Company) -> None:
    with company.http() as line:
        _, codes = enrolled(company, line, "admin")
        assert len(set(codes)) == 10 and line("admin", "GET", "/me").json()["recovery_codes"] == 10
        assert line.sign_in(LOGIN, recovery=codes[0]).status_code == 201
        assert line.sign_in(LOGIN, recovery=codes[0]).json()["code"] == "sign_in.failed"
        assert line.sign_in(LOGIN, recovery=f" {codes[1].lower().replace('-', ' ')} ").status_code == 201
        assert line("admin", "GET", "/me").json()["recovery_codes"] == 8
        assert line.sign_in(LOGIN, "falsch-Esel-17", recovery=codes[2]).status_code == 401
        assert line.sign_in(LOGIN, recovery="AAAAA-AAAAA").status_code == 401


def test_new_codes_take_the_place_of_the_old_and_ask_for_the_password(company: Company) -> None:
    with company.http() as line:
        off = line("admin", "POST", "/me/recovery-codes", json={"password": PASSWORD})
        assert (off.status_code, off.json()["code"]) == (409, "totp.off")
        _, codes = enrolled(company, line, "admin")
        assert line("admin", "POST", "/me/recovery-codes", json={"password": "falsch-Esel-17"}).status_code == 403
        fresh = line("admin", "POST", "/me/recovery-codes", json={"password": PASSWORD}).json()["codes"]
        assert not set(fresh) & set(codes)
        assert line.sign_in(LOGIN, recovery=codes[0]).status_code == 401
        assert line.sign_in(LOGIN, recovery=fresh[0]).status_code == 201
        assert line("admin", "POST", "/me/totp/disable", json={"password": PASSWORD}).status_code == 204
        assert line("admin", "GET", "/me").json()["recovery_codes"] == 0


def test_no_code_stands_in_the_record_and_another_person_cannot_use_it(company: Company) -> None:
    with company.http() as line:
        _, codes = enrolled(company, line, "admin")
        enrolled(company, line, "lead")
        told = repr([stored.event for stored in history(company, "admin")])
        assert not any(code in told or code.replace("-", "") in told for code in codes)
        assert line.sign_in("zhao.gang", recovery=codes[0]).status_code == 401
    company.check_replay(f"access:{company.people['admin']}")


def test_guessing_recovery_codes_is_slowed_down_like_any_other(company: Company) -> None:
    with company.http() as line:
        enrolled(company, line, "admin")
        assert 429 in [line.sign_in(LOGIN, recovery="AAAAA-AAAAA").status_code for _ in range(12)]


def test_who_has_a_guarded_role_sets_it_up_at_the_next_sign_in_and_does_nothing_before(company: Company) -> None:
    lead = company.people["lead"]
    with company.http() as line:
        before = bearer(line.sign_in("zhao.gang"))
        guard(line, "lead")
        # Work under way goes on: an engineer's phone hands in what it kept.
        assert line(None, "GET", f"/users/{lead}", headers=before).status_code == 200
        opened = bearer(line.sign_in("zhao.gang"))
        me = line(None, "GET", "/me", headers=opened).json()
        assert (me["must_enrol"], me["second_factor_needed"], me["grants"]) == (True, True, [])
        for method, path in (("GET", f"/users/{lead}"), ("GET", "/tickets"), ("GET", "/notices")):
            answer = line(None, method, path, headers=opened)
            assert (answer.status_code, answer.json()["code"]) == (403, "access.second_factor_first"), path
        # No way round it by a token.
        token = line(None, "POST", "/tokens", headers=opened, json={"name": "x", "scopes": ["*"]})
        assert token.json()["code"] == "access.second_factor_first"
        totp = pyotp.TOTP(line(None, "POST", "/me/totp", headers=opened).json()["secret"])
        code = {"code": code_now(company, totp)}
        assert line(None, "POST", "/me/totp/confirm", headers=opened, json=code).status_code == 200
        assert line(None, "GET", f"/users/{lead}", headers=opened).status_code == 200
        assert line(None, "GET", "/me", headers=opened).json()["must_enrol"] is False


def test_who_has_a_guarded_role_cannot_turn_it_off_and_an_administrator_resets_it(company: Company) -> None:
    lead = company.people["lead"]
    with company.http() as line:
        enrol(company, line, "lead")
        guard(line, "lead")
        answer = line("lead", "POST", "/me/totp/disable", json={"password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (409, "totp.needed")
        assert line("admin", "DELETE", f"/users/{lead}/totp").status_code == 204
        company.clock.instant += MINUTE
        opened = bearer(line.sign_in("zhao.gang"))
        assert line(None, "GET", "/me", headers=opened).json()["must_enrol"] is True
        # Switched off again, the session that waited still does; the next one does not.
        guard(line, "lead", needed=False)
        assert line(None, "GET", "/me", headers=bearer(line.sign_in("zhao.gang"))).json()["must_enrol"] is False


def test_the_switch_stands_with_the_role_and_nobody_elses_role_is_touched(company: Company) -> None:
    with company.http() as line:
        guard(line, "lead")
        assert line("admin", "GET", "/roles/engineer").json()["second_factor"] is False
        opened = bearer(line.sign_in("zhang.gong"))
        assert line(None, "GET", "/me", headers=opened).json()["must_enrol"] is False
    company.send("operator", m.InstallReadyRoles())
    with company.http() as line:
        assert line("admin", "GET", "/roles/lead").json()["second_factor"] is True
    company.check_replay("role:lead")


def test_ones_own_password_is_changed_while_signed_in_and_other_sessions_end(company: Company) -> None:
    with company.http() as line:
        other = bearer(line.sign_in("zhao.gang"))
        wrong = {"old": "falsch-Esel-17", "new": "neues-Pferd-43"}
        assert line("lead", "POST", "/me/password", json=wrong).json()["code"] == "password.wrong"
        body = {"old": PASSWORD, "new": "neues-Pferd-43"}
        assert line("lead", "POST", "/me/password", json=body).status_code == 204
        assert line("lead", "GET", "/me").status_code == 200
        assert line(None, "GET", "/me", headers=other).status_code == 401
        assert line.sign_in("zhao.gang").status_code == 401
