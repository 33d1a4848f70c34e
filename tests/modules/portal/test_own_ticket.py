"""The page behind a link: progress like a delivery, and what customers do without an account (PTL-1 … PTL-3)."""

from typing import Any

import pytest
import sqlalchemy as sa

from bihuan.kernel.tables import payload
from bihuan.modules.portal.messages import IssueLink
from tests.modules.portal.conftest import Street

pytestmark = pytest.mark.req("PTL-1.server", "PTL-2.server", "PTL-3.server")

SIGNATURE = {"signature": "M10,10L90,40"}


def offered(own: dict[str, Any], action: str) -> str:
    (task,) = [task["id"] for task in own["tasks"] if action in {offer["key"] for offer in task["actions"]}]
    return str(task)


def act(street: Street, token: str, action: str, **body: Any) -> dict[str, Any]:
    task = offered(street.own(token), action)
    answer = street.ask(token, "POST", f"/portal/ticket/actions/{action}", json={"task": task, **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_from_report_to_rating_without_an_account(street: Street) -> None:
    made = street.report()
    ticket, token = street.ticket(made["number"]), made["token"]
    player, seen = street.works.player, []
    for step in ("assign", "accept", "depart", "arrive", "begin", "finish"):
        who = "dispatcher" if step == "assign" else "engineer"
        player.act(who, *player.offer(who, ticket, step))
        seen.append(street.own(token)["progress"]["station"])
    assert seen == ["received", "dispatched", "on_the_way", "working", "working", "to_accept"]
    assert street.own(token)["handler"] == "张工"
    assert act(street, token, "agree", **SIGNATURE)["progress"]["station"] == "to_accept", "it waits to be rated"
    done = act(street, token, "finish", data={"stars": "5"})
    assert done["progress"]["station"] == "done"
    assert done["tasks"] == []
    trace = street.line("auditor", "GET", f"/tickets/{made['number']}/trace").json()
    assert "钱小姐" in trace["people"].values()


def test_what_is_refused_comes_back_to_the_engineer_with_the_reason(street: Street) -> None:
    made = street.report()
    street.works.player.play(street.ticket(made["number"]), until="acceptance")
    own = act(street, made["token"], "refuse", comment="还是有异响")
    assert own["progress"]["station"] in ("dispatched", "working", "received")


def test_the_customer_adds_words_and_pictures_and_reads_the_answer(street: Street) -> None:
    made = street.report()
    token = made["token"]
    answer = street.ask(
        token, "POST", "/portal/ticket/notes", json={"text": "希望改约周五下午", "files": [street.photo(token)]}
    )
    assert answer.status_code == 201
    number = made["number"]
    street.company.clock.instant += 60_000
    street.line("dispatcher", "POST", f"/tickets/{number}/notes", json={"text": "内部:先查合同", "public": False})
    street.line("dispatcher", "POST", f"/tickets/{number}/notes", json={"text": "好的，周五见", "public": True})
    notes = street.own(token)["notes"]
    assert [(note["text"], note["mine"]) for note in notes] == [("希望改约周五下午", True), ("好的，周五见", False)]
    assert notes[1]["author"] == "陈晨"


@pytest.mark.req("FLW-4.server")
def test_the_customer_asks_them_to_hurry_every_half_hour(street: Street) -> None:
    made = street.report()
    token = made["token"]
    assert street.own(token)["urge"] == {"count": 0, "again_in": 0}
    urged = street.ask(token, "POST", "/portal/ticket/urge").json()["urge"]
    assert (urged["count"], urged["again_in"]) == (1, 30 * 60_000)
    again = street.ask(token, "POST", "/portal/ticket/urge")
    assert (again.status_code, again.json()["code"]) == (429, "task.urged_lately")
    street.works.player.play(street.ticket(made["number"]), until="acceptance")
    assert street.own(token)["urge"] is None, "it waits for the customer himself"
    nothing = street.ask(token, "POST", "/portal/ticket/urge")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "task.nothing_to_urge")


def words_of(value: Any) -> set[str]:
    """Every text in a JSON value that could be recognised again, its keys left out."""
    if isinstance(value, dict):
        return set().union(*map(words_of, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(words_of, value), set())
    return {str(value)} if isinstance(value, str | int) and len(str(value)) > 5 else set()


@pytest.mark.req("AUD-4")
def test_nothing_internal_leaks(street: Street) -> None:
    made = street.report()
    number, token = made["number"], made["token"]
    ticket = street.ticket(number)
    customer = street.line("admin", "POST", "/customers", json={"name": "阳光纺织", "note": "拖欠货款两次"}).json()[
        "id"
    ]
    prices = {"parts_used": [{"part": "密封圈 88-A", "count": 3, "price": "1234.50"}]}
    inside = {"tags": ["难缠客户"], "customer": customer}
    for body in ({"changes": inside}, {"data": prices}):
        street.line("dispatcher", "PATCH", f"/tickets/{number}", json=body)
    secrets = ["此人总是投诉", "13799887766", "内部成本 4321.00 元", "先查合同 HT-2025-117"]
    for text in secrets:
        street.line("dispatcher", "POST", f"/tickets/{number}/notes", json={"text": text, "public": False})
    at = street.company.clock.now() + 24 * 3_600_000
    asked = {"at": at, "until": at + 3_600_000, "text": "想换个时间"}
    street.ask(token, "POST", "/portal/ticket/visit-time", json=asked)
    street.works.player.play(ticket, until="acceptance")
    seen = street.ask(token, "GET", "/portal/ticket")
    answer, own = seen.text, words_of(seen.json())
    for secret in (*secrets, "难缠", "阳光纺织", "拖欠货款", "candidates", "contract_source", "department", "check_in"):
        assert secret not in answer, secret
    # Nobody of the company by id, mail address or number; by name, only who came.
    for who, person in street.company.people.items():
        assert who == "requester" or person not in answer, who
    people = street.line("admin", "GET", "/users", params={"limit": 200}).json()["items"]
    private = {str(one[key]) for one in people for key in ("id", "login", "email", "phone") if one.get(key)}
    assert not private & own - {"13800138000"}
    assert [one["name"] for one in people if one["name"] in answer and one["name"] != "钱小姐"] == ["张工"]
    # What staff read of the ticket and the customer does not: none of its words stands in his answer.
    whole = street.line("dispatcher", "GET", f"/tickets/{number}").json()
    shared = {
        "data",
        "number",
        "title",
        "description",
        "type",
        "created_at",
        "version",
        "tasks",
        "notes",
        "visits",
        "editable",
    }
    staff_only = words_of({key: value for key, value in whole.items() if key not in shared})
    known = words_of({key: whole[key] for key in shared if key in whole})
    assert (staff_only - known) & own <= {"to_accept"}, "the station is called as the stage is"


def test_what_was_reported_is_shown_and_of_the_work_what_is_to_be_accepted(street: Street) -> None:
    made = street.report()
    token = made["token"]
    own = street.own(token)
    assert (own["data"]["sn"], own["data"]["urgency"]) == ("DJ-7", "medium")
    assert "处理说明" not in str(own["form"])
    street.works.player.play(street.ticket(made["number"]), until="acceptance")
    own = street.own(token)
    assert own["data"]["work_done"]
    assert "处理说明" in str(own["form"])


@pytest.mark.req("AUD-5", "AUD-6")
def test_an_erased_ticket_takes_the_visitors_words_along(street: Street) -> None:
    made = street.report(description="王小明家的电机冒烟")
    ticket = street.ticket(made["number"])
    answer = street.line("admin", "POST", f"/tickets/{ticket}/actions/erase", json={"reason": "客户要求"})
    if answer.status_code == 409:  # it has to be closed first
        street.works.player.play(ticket)
        answer = street.line("admin", "POST", f"/tickets/{ticket}/actions/erase", json={"reason": "客户要求"})
    assert answer.status_code == 200, answer.text
    kept = street.company.read(
        lambda tx: tx.rows(sa.select(payload.c.stream).where(payload.c.stream.like("public_report:%")))
    )
    assert kept == []


@pytest.mark.req("AUD-4", "API-1")
def test_a_link_opens_its_ticket_and_nothing_else(street: Street) -> None:
    made, other = street.report(), street.report()
    token = made["token"]
    elsewhere = street.own(other["token"])
    assert elsewhere["number"] != street.own(token)["number"]
    for path in ("/tickets", f"/tickets/{made['number']}", "/me", "/users", "/tasks", "/customers", "/events"):
        assert street.ask(token, "GET", path).status_code == 404, path
    ticket = street.ticket(other["number"])
    answer = street.ask(token, "POST", "/portal/ticket/actions/finish", json={"task": f"{ticket}-1"})
    assert (answer.status_code, answer.json()["code"]) == (404, "link.not_good")


def test_a_link_that_is_changed_over_or_taken_back_opens_nothing(street: Street) -> None:
    made = street.report()
    token, number = made["token"], made["number"]
    assert street.ask(token[:-1] + ("A" if token[-1] != "A" else "B"), "GET", "/portal/ticket").status_code == 401
    (link,) = street.line("dispatcher", "GET", f"/tickets/{number}/access-links").json()
    assert link["address"].endswith(token)
    assert street.line("dispatcher", "DELETE", f"/tickets/{number}/access-links/{link['id']}").status_code == 204
    assert street.ask(token, "GET", "/portal/ticket").status_code == 401
    again = street.line("dispatcher", "POST", f"/tickets/{number}/access-links", json={"days": 1}).json()
    fresh = again["address"].partition("#")[2]
    assert street.own(fresh)["number"] == number
    street.company.clock.instant += 2 * 86_400_000
    assert street.ask(fresh, "GET", "/portal/ticket").status_code == 401


def test_staff_get_no_links_that_would_lend_out_their_rights(street: Street) -> None:
    source = {"channel": "phone"}
    body = {"type": "equipment_repair", "title": "x", "source": source, "data": {"urgency": "low", "phone": "1"}}
    number = street.line("front_desk", "POST", "/tickets", json=body).json()["number"]
    answer = street.line("front_desk", "POST", f"/tickets/{number}/access-links", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "link.not_a_customer")
    until = street.company.clock.instant + 1
    refused = street.company.refusal("engineer", IssueLink(ticket=street.ticket(number), until=until))
    assert refused.code in ("access.denied", "ticket.not_found")


# --- all tickets of a phone -----------------------------------------------------------------------------------------


def test_the_tickets_of_a_phone_are_shown_to_whoever_reads_the_code_on_it(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bihuan.modules.portal.api.codes.drawn_code", lambda _random: "246810")
    made, again = street.report(), street.report()
    other = street.report(phone="13900139000")
    phone = {"phone": "138-0013-8000"}
    assert street.ask(None, "POST", "/portal/codes", json=phone).status_code == 202
    wrong = street.ask(None, "POST", "/portal/codes/check", json={**phone, "code": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "portal.code_wrong")
    mine = street.ask(None, "POST", "/portal/codes/check", json={**phone, "code": "246810"}).json()["tickets"]
    assert {row["number"] for row in mine} == {made["number"], again["number"]}
    assert other["number"] not in {row["number"] for row in mine}
    assert street.own(mine[0]["token"])["number"] == mine[0]["number"]
    used = street.ask(None, "POST", "/portal/codes/check", json={**phone, "code": "246810"})
    assert used.status_code == 422, "a code opens once"


def test_one_address_does_not_ring_a_thousand_phones(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.modules.portal.api.codes.MOST_CODES", 3)
    phones = [{"phone": f"1380013800{digit}"} for digit in range(4)]
    answers = [street.ask(None, "POST", "/portal/codes", json=phone).status_code for phone in phones]
    assert answers == [202, 202, 202, 429]


def test_nobody_learns_from_the_answer_whether_a_number_is_known(street: Street) -> None:
    street.report()
    known, unknown = (
        street.ask(None, "POST", "/portal/codes", json={"phone": phone}) for phone in ("13800138000", "13700137000")
    )
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"null")


def test_a_phone_is_not_flooded_and_codes_are_not_guessed(street: Street) -> None:
    street.report()
    phone = {"phone": "13800138000"}
    assert street.ask(None, "POST", "/portal/codes", json=phone).status_code == 202
    assert street.ask(None, "POST", "/portal/codes", json=phone).status_code == 429
    for _ in range(6):
        answer = street.ask(None, "POST", "/portal/codes/check", json={**phone, "code": "111111"})
        assert answer.status_code == 422
    for _ in range(4):
        street.company.clock.instant += 61_000
        assert street.ask(None, "POST", "/portal/codes", json=phone).status_code == 202
    street.company.clock.instant += 61_000
    assert street.ask(None, "POST", "/portal/codes", json=phone).status_code == 429, "five a day"
