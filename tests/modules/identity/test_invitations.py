"""An invitation lets somebody choose his own password by a link: once, before it ends, and nobody else's."""

import pytest

from bihuan.core.values import Kind
from bihuan.kernel.eventlog import EventLog
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as m
from tests.modules.company import MINUTE, OPERATOR, PASSWORD, Company, Line

DAY = 24 * 60 * MINUTE
CHOSEN = "自己选的 一个 长密码"


def invite(line: Line, user: str, days: int = 3) -> str:
    """The token in the link that the administrator gets."""
    answer = line("admin", "POST", f"/users/{user}/invitation", json={"days": days})
    assert answer.status_code == 201, answer.text
    address = answer.json()["address"]
    assert "/t/acme/#invitation=bh_i_acme." in address
    assert "<svg" in answer.json()["qr"]
    return str(address.partition("#invitation=")[2])


def accept(line: Line, token: str, password: str = CHOSEN) -> int:
    return int(line(None, "POST", "/invitations/accept", json={"token": token, "password": password}).status_code)


@pytest.fixture
def newcomer(company: Company) -> str:
    return company.send("admin", m.CreateUser("新同事", login="xin.tongshi")).ref.partition(":")[2]


@pytest.mark.req("AUD-6")
def test_who_is_invited_chooses_a_password_once_and_signs_in_with_it(company: Company, newcomer: str) -> None:
    with company.http() as line:
        token = invite(line, newcomer)
        seen = line(None, "POST", "/invitations", json={"token": token}).json()
        assert (seen["name"], seen["login"]) == ("新同事", "xin.tongshi")
        assert line(None, "POST", "/invitations/accept", json={"token": token, "password": "kurz"}).status_code == 422
        assert accept(line, token) == 204
        opened = line.sign_in("xin.tongshi", CHOSEN).json()
        assert opened["password_expires"] is False, "nobody else has seen this password"
        assert accept(line, token, "etwas ganz anderes 99") == 404, "it opens once"
        assert line(None, "POST", "/invitations", json={"token": token}).json()["code"] == "invitation.not_good"
    company.check_replay(f"access:{newcomer}")


@pytest.mark.req("AUD-6")
def test_an_invitation_ends_by_time_by_a_newer_one_and_when_the_person_leaves(company: Company, newcomer: str) -> None:
    with company.http() as line:
        first, second = invite(line, newcomer), invite(line, newcomer)
        assert accept(line, first) == 404, "the newer one took its place"
        company.clock.instant += 3 * DAY
        assert accept(line, second) == 404, "its time is over"
        line.next_day()
        third = invite(line, newcomer)
        company.send("admin", m.DeactivateUser(newcomer))
        assert accept(line, third) == 404


@pytest.mark.req("AUD-6")
def test_a_link_that_was_changed_opens_nothing(company: Company, newcomer: str) -> None:
    with company.http() as line:
        token = invite(line, newcomer)
        prefix, no, until, person, mac = token.split(".")
        other = identity.invitation_token(
            company.tenant.keys, "acme", identity.Invitation(company.people["admin"], int(no), int(until))
        ).split(".")[3]
        for forged in (
            f"{prefix}.{no}.{int(until) + 1}.{person}.{mac}",
            f"{prefix}.{int(no) + 1}.{until}.{person}.{mac}",
            f"{prefix}.{no}.{until}.{other}.{mac}",
            f"{prefix}.{no}.{until}.{person}.{'A' * len(mac)}",
            "bh_i_acme.٣.1.a.b",
            token[:-1],
        ):
            assert accept(line, forged) == 404, forged
        assert accept(line, token) == 204


@pytest.mark.req("AUD-6")
def test_the_old_password_and_open_sessions_stand_until_a_new_one_is_chosen(company: Company) -> None:
    with company.http() as line:
        before = line.sign_in("zhang.gong").json()["token"]
        token = invite(line, company.people["engineer"])
        assert line.sign_in("zhang.gong").status_code == 201
        assert accept(line, token) == 204
        assert line(None, "GET", "/me", headers={"Authorization": f"Bearer {before}"}).status_code == 401
        assert line.sign_in("zhang.gong", PASSWORD).status_code == 401


@pytest.mark.req("AUD-3", "AUD-6")
def test_only_who_manages_people_invites_and_nobody_himself_or_somebody_above(company: Company, newcomer: str) -> None:
    until = company.clock.instant + DAY
    assert company.refusal("front_desk", m.InviteUser(newcomer, until)).kind is Kind.FORBIDDEN
    assert company.refusal("admin", m.InviteUser(company.people["admin"], until)).kind is Kind.FORBIDDEN
    grants = tuple({"action": action, "kind": "user", "rows": "all"} for action in ("read", "manage"))
    company.send("admin", m.SaveRole("office", {"zh": "人事"}, grants))
    company.send("admin", m.ChangeUser(company.people["front_desk"], {"roles": ["front_desk", "office"]}))
    company.send("front_desk", m.InviteUser(newcomer, until))
    assert company.refusal("front_desk", m.InviteUser(company.people["admin"], until)).kind is Kind.FORBIDDEN


@pytest.mark.req("AUD-6")
def test_who_has_no_login_or_has_left_cannot_be_invited(company: Company, newcomer: str) -> None:
    until = company.clock.instant + DAY
    nameless = company.send("admin", m.CreateUser("没有登录名")).ref.partition(":")[2]
    assert company.refusal("admin", m.InviteUser(nameless, until)).code == "invitation.no_login"
    assert company.refusal("admin", m.InviteUser(newcomer, until + 31 * DAY)).code == "invitation.until_invalid"
    assert company.refusal("admin", m.InviteUser(newcomer, company.clock.instant)).code == "invitation.until_invalid"
    company.send("admin", m.DeactivateUser(newcomer))
    assert company.refusal("admin", m.InviteUser(newcomer, until)).code == "user.not_active"


@pytest.mark.req("AUD-6")
def test_nobody_but_the_platform_says_that_an_invitation_was_accepted(company: Company, newcomer: str) -> None:
    until = company.clock.instant + DAY
    company.send(OPERATOR, m.InviteUser(newcomer, until))
    no = company.read(lambda tx: EventLog(company.hooks).read(tx, f"access:{newcomer}"))[-1].no
    command = m.AcceptInvitation(newcomer, no, until, "sealed")
    assert company.refusal("admin", command).kind is Kind.FORBIDDEN
    company.send(OPERATOR, command)
    assert company.refusal(OPERATOR, command).code == "invitation.not_good"
