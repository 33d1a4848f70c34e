"""改约: the customer asks for another time on his page, the company answers, and everybody reads the same time."""

from typing import Any

import pytest

from bihuan.kernel.worker import Worker
from tests.modules.portal.conftest import HOUR, Street

pytestmark = pytest.mark.req("PTL-3.server", "PTL-2.server")
DAY = 24 * HOUR


def ask_for(street: Street, token: str, days: int, text: str = "上午开会") -> dict[str, Any]:
    """The customer asks for two hours, so many days from now; his page afterwards."""
    at = street.company.clock.now() + days * DAY
    answer = street.ask(
        token, "POST", "/portal/ticket/visit-time", json={"at": at, "until": at + 2 * HOUR, "text": text}
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def desk(street: Street, number: str) -> dict[str, Any]:
    found: dict[str, Any] = street.line("dispatcher", "GET", f"/tickets/{number}/visit-time").json()["time"]
    return found


def answer(street: Street, number: str, who: str = "dispatcher", **body: Any) -> Any:
    given = {"agreed": True, "asked": desk(street, number)["asked_at"], **body}
    return street.line(who, "PUT", f"/tickets/{number}/visit-time", json=given)


def test_a_time_that_is_agreed_to_is_the_time_everywhere(street: Street) -> None:
    made = street.report()
    number, token = made["number"], made["token"]
    assert street.own(token)["visit"] == {
        "time": None, "wanted": None, "arrives_at": None, "place": None, "may_ask": True,
    }  # fmt: skip
    asked = ask_for(street, token, 3)["visit"]["time"]
    assert (asked["state"], asked["at"], asked["text"]) == ("asked", None, "上午开会")
    seen = desk(street, number)
    assert (seen["state"], seen["asked_by"], seen["asked_from"]) == ("asked", "钱小姐", asked["asked_from"])
    assert answer(street, number, text="好的").status_code == 200
    agreed = street.own(token)["visit"]["time"]
    assert (agreed["state"], agreed["at"], agreed["answer"]) == ("agreed", asked["asked_from"], "好的")
    ticket = street.line("dispatcher", "GET", f"/tickets/{number}").json()
    assert ticket["data"]["wanted_at"] == asked["asked_from"], "whoever drives there reads the new time"
    trace = street.line("dispatcher", "GET", f"/tickets/{number}/trace").json()
    assert [one["type"] for one in trace["events"] if one["type"].startswith("VisitTime")] == [
        "VisitTimeProposed",
        "VisitTimeAnswered",
    ]


def test_another_time_is_named_instead_or_the_reason_why_not(street: Street) -> None:
    made = street.report()
    number, token = made["number"], made["token"]
    ask_for(street, token, 1)
    silent = answer(street, number, agreed=False)
    assert (silent.status_code, silent.json()["problems"][0]["code"]) == (422, "visit_time.why")
    at = street.company.clock.now() + 5 * DAY
    assert answer(street, number, agreed=False, at=at, until=at + HOUR, text="那天没有人").status_code == 200
    found = street.own(token)["visit"]["time"]
    assert (found["state"], found["at"], found["answer"]) == ("declined", at, "那天没有人")
    ask_for(street, token, 6)
    assert street.own(token)["visit"]["time"]["at"] == at, "what is agreed stands until somebody answers"
    assert answer(street, number, agreed=False, text="周末不上门").status_code == 200
    assert street.own(token)["visit"]["time"]["at"] == at


def test_nobody_agrees_to_a_time_that_he_has_not_seen(street: Street) -> None:
    made = street.report()
    number, token = made["number"], made["token"]
    ask_for(street, token, 1)
    seen = desk(street, number)["asked_at"]
    street.company.clock.instant += 60_000
    ask_for(street, token, 2)
    late = answer(street, number, asked=seen)
    assert (late.status_code, late.json()["code"]) == (409, "visit_time.not_asked")
    assert answer(street, number).status_code == 200
    twice = answer(street, number)
    assert twice.status_code == 409


@pytest.mark.parametrize(("begin", "end", "code"), [
    (-1, 1, "visit_time.not_ahead"), (200 * 24, 201 * 24, "visit_time.not_ahead"), (24, 24, "visit_time.ends_before"),
    (24, 72, "visit_time.ends_before"),
])  # fmt: skip
def test_a_time_must_lie_ahead_and_end_after_it_begins(street: Street, begin: int, end: int, code: str) -> None:
    made, now = street.report(), street.company.clock.now()
    body = {"at": now + begin * HOUR, "until": now + end * HOUR}
    refused = street.ask(made["token"], "POST", "/portal/ticket/visit-time", json=body)
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (422, code)


def test_while_somebody_works_or_when_it_is_over_there_is_nothing_to_move(street: Street) -> None:
    made = street.report()
    street.works.player.play(street.ticket(made["number"]), until="acceptance")
    assert street.own(made["token"])["visit"]["may_ask"] is False


@pytest.mark.req("AUD-4")
def test_customers_do_not_answer_themselves_and_strangers_ask_for_nothing(street: Street) -> None:
    made, other = street.report(), street.report()
    ask_for(street, made["token"], 1)
    assert street.ask(made["token"], "PUT", f"/tickets/{made['number']}/visit-time", json={}).status_code == 404
    assert street.own(other["token"])["visit"]["time"] is None


def test_while_somebody_drives_the_page_says_when_he_comes(street: Street) -> None:
    made = street.report()
    number, player = made["number"], street.works.player
    site = {
        "customer": None,
        "name": "二号厂房",
        "address": "昆山市城北路288号",
        "point": {"lat": "31.30", "lng": "120.60"},
    }
    site["customer"] = street.line("admin", "POST", "/customers", json={"name": "阳光纺织"}).json()["id"]
    made_site = street.line("admin", "POST", f"/customers/{site.pop('customer')}/sites", json=site).json()
    person = street.company.people["engineer"]
    home = {"lat": "31.40", "lng": "120.60"}
    known = street.line("admin", "PUT", f"/engineers/{person}", json={"home": home})
    assert known.is_success, known.text
    changes = {"customer": made_site["customer"], "site": made_site["id"]}
    changed = street.line("dispatcher", "PATCH", f"/tickets/{number}", json={"changes": changes})
    assert changed.is_success, changed.text
    ticket = street.ticket(number)
    for step in ("assign", "accept", "depart"):
        who = "dispatcher" if step == "assign" else "engineer"
        player.act(who, *player.offer(who, ticket, step))
    visit = street.own(made["token"])["visit"]
    minutes = (visit["arrives_at"] - street.company.clock.now()) // 60_000
    assert 15 <= minutes <= 60, "eleven kilometres as the crow flies"
    # Whoever scanned a code is not told the customer's address by that.
    assert visit["place"] == {"name": "二号厂房", "address": None, "lat": None, "lng": None}


def told_of(street: Street, who: str, what: str) -> list[str]:
    """Titles of somebody's notices that begin so, as they stand after the worker has done what is due."""
    worker, tenant, now = Worker(street.company.bus, {}), street.company.tenant, street.company.clock.now
    while worker.fire_timers(tenant, now()) + worker.run_outbox(tenant, now()):
        street.company.clock.instant += 1
    found = street.line(who, "GET", "/notices").json()["items"]
    return [one["title"] for one in found if one["title"].startswith(what)]


@pytest.mark.req("COL-6")
def test_whoever_has_to_know_of_another_time_gets_the_notice(street: Street) -> None:
    made = street.report()
    number, player = made["number"], street.works.player
    ticket = street.ticket(number)
    player.act("dispatcher", *player.offer("dispatcher", ticket, "assign"))
    ask_for(street, made["token"], 2)
    for who in ("dispatcher", "engineer"):
        (title,) = told_of(street, who, "客户申请改约：")
        assert number in title
    assert told_of(street, "other_engineer", "客户申请改约：") == [], "it is not his visit"
    assert street.line("engineer", "GET", f"/tickets/{number}/visit-time").json()["may_answer"] is True
    assert answer(street, number, "engineer", text="好的").status_code == 200, "whoever comes may answer, too"
    (title,) = told_of(street, "engineer", "改约已答复：")
    assert number in title
