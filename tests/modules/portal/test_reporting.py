"""Whoever scans a code reports without an account, and robots do not (INT-2, INT-3)."""

import pytest
import sqlalchemy as sa

from bihuan.kernel.masters import SaveRecord
from bihuan.kernel.tables import event
from tests.modules.portal.conftest import HOUR, Street, solved

pytestmark = pytest.mark.req("INT-2.server", "INT-3.server", "PTL-1.server")


def test_a_public_form_asks_for_what_the_company_chose_and_shows_nothing_else(street: Street) -> None:
    page = street.page().json()
    assert page["rights"]["phone"] == "hidden", "it is filled in from what the visitor says of himself"
    assert "处理说明" not in str(page["form"]), "what is not his to fill in has not even a name"
    assert "sn" not in page["rights"], "as long as no code was scanned, it is asked for"
    chosen = {"type": "equipment_repair", "label": {"zh": "报修"}, "channel": "qr", "fields": ["urgency"]}
    assert street.line("admin", "PUT", "/public-forms/short", json=chosen).status_code == 200
    assert street.page("short").json()["rights"] == {"urgency": "edit", "*": "hidden"}
    assert (page["company"], page["device"], page["phone_needed"]) == (street.company.tenant.info.name, None, True)


def test_a_scanned_code_brings_device_serial_number_and_place(street: Street) -> None:
    company = street.company
    owner = company.send("operator", SaveRecord("customer", {"name": "恒力液压"})).ref.partition(":")[2]
    site = company.send("operator", SaveRecord("site", {"customer": owner, "name": "一号厂房"})).ref.partition(":")[2]
    device = {"name": "主轴电机", "sn": "DJ-0001", "customer": owner, "site": site}
    made = company.send("operator", SaveRecord("device", device)).ref.partition(":")[2]
    code = street.line("admin", "GET", f"/devices/{made}").json()["device"]["code"]
    page = street.page("device", device=code).json()
    assert page["key"] == "repair"
    assert page["device"] == {"code": code, "name": "主轴电机", "sn": "DJ-0001", "model": None, "place": "一号厂房"}
    assert page["rights"]["sn"] == "hidden"
    token = street.visit()
    body = street.body(token, device=code)
    del body["data"]["sn"]
    number = street.send(token, body).json()["number"]
    ticket = street.line("dispatcher", "GET", f"/tickets/{number}").json()
    assert (ticket["device"], ticket["site"], ticket["customer"]) == (made, site, owner)
    assert (ticket["data"]["sn"], ticket["data"]["contact_name"]) == ("DJ-0001", "钱小姐")


def test_a_code_that_leads_nowhere_is_told_and_loses_nothing(street: Street) -> None:
    assert street.page("device", device="ZZZZ-9999").json()["device"] is None
    token = street.visit()
    answer = street.send(token, street.body(token, device="ZZZZ-9999"))
    assert (answer.status_code, answer.json()["path"]) == (422, "device")


@pytest.mark.req("AUD-4")
def test_a_serial_number_can_be_guessed_and_opens_nothing(street: Street) -> None:
    made = street.company.send("operator", SaveRecord("device", {"name": "主轴电机", "sn": "DJ-0001"}))
    device = made.ref.partition(":")[2]
    for guess in ("DJ-0001", "dj0001", device):
        assert street.page("device", device=guess).json()["device"] is None, guess
        token = street.visit()
        answer = street.send(token, street.body(token, device=guess))
        assert (answer.status_code, answer.json()["path"]) == (422, "device"), guess


def test_the_report_is_a_ticket_by_the_channel_with_the_visitors_words_and_pictures(street: Street) -> None:
    token = street.visit()
    made = street.report(token, files=[street.photo(token)], title="")
    ticket = street.line("dispatcher", "GET", f"/tickets/{made['number']}").json()
    assert (ticket["title"], ticket["source"]["channel"]) == ("电机冒烟", "qr")
    assert street.line("admin", "GET", f"/users/{ticket['submitter']}").json()["phone"] == "13800138000"
    assert made["address"].endswith(f"/portal/t#{made['token']}")


def test_sent_twice_it_is_one_ticket(street: Street) -> None:
    token = street.visit()
    body = street.body(token)
    first, second = street.send(token, body), street.send(token, body)
    assert first.json() == second.json()
    assert len(street.line("dispatcher", "GET", "/tickets").json()["items"]) == 1
    reports = sa.select(event.c.no).where(event.c.stream.like("public_report:%"))
    assert len(street.company.read(lambda tx: tx.rows(reports))) == 1


def test_without_a_phone_number_nobody_could_call_back(street: Street) -> None:
    answer = street.send(street.visit(), {"description": "坏了"})
    assert (answer.status_code, answer.json()["code"]) == (422, "public_report.phone_missing")


def test_every_fault_is_named_and_nothing_is_made(street: Street) -> None:
    token = street.visit()
    body = {"phone": "13800138000", "description": "坏了", "data": {"urgency": "sometimes"}}
    answer = street.send(token, body)
    assert {problem["path"] for problem in answer.json()["problems"]} >= {"urgency", "site_photos", "fault_video", "sn"}
    answer = street.send(token, street.body(token, data={"work_done": "我自己修好了"}))
    assert (answer.status_code, [problem["path"] for problem in answer.json()["problems"]]) == (422, ["work_done"])


def test_nobody_fills_the_disk_without_an_account(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.modules.files.queries.GUEST_FILES", 2)
    token = street.visit()
    street.photo(token)
    street.video(token)
    begun = street.ask(token, "POST", "/files", json={"name": "x.png", "size": 10})
    assert (begun.status_code, begun.json()["code"]) == (429, "upload.guest_full")
    monkeypatch.setattr("bihuan.modules.files.queries.GUEST_FILES", 20)
    large = street.ask(street.visit(), "POST", "/files", json={"name": "x.mp4", "size": 150 << 20})
    assert large.status_code == 201
    monkeypatch.setattr("bihuan.modules.files.queries.GUEST_BYTES", 1 << 20)
    assert street.ask(token, "POST", "/files", json={"name": "x.mp4", "size": 2 << 20}).status_code == 429


def test_somebody_elses_picture_cannot_be_handed_in(street: Street) -> None:
    token, theirs = street.visit(), street.photo(street.visit())
    answer = street.send(token, street.body(token, files=[theirs], data={"site_photos": [theirs]}))
    assert [problem["path"] for problem in answer.json()["problems"]] == ["files.0", "data"]


# --- robots ---------------------------------------------------------------------------------------------------------


def knock(street: Street, **given: str) -> int:
    puzzle = street.page().json()["puzzle"]
    wait = int(given.pop("wait", 60_000))
    street.company.clock.instant += wait
    body = {"form": "repair", "puzzle": puzzle, "answer": solved(puzzle), **given}
    return street.line(None, "POST", "/portal/visits", json=body).status_code


def test_only_whoever_solved_our_own_fresh_puzzle_begins_a_visit(street: Street) -> None:
    assert knock(street) == 201
    assert knock(street, answer="no") == 422
    assert knock(street, wait="10") == 422, "faster than anybody reads"
    assert knock(street, wait=str(3 * HOUR)) == 422, "saved up for later"
    forged = f"repair.{street.company.clock.instant - 60_000}.abc.AAAAAAAAAAAAAAAAAAAAAAAA"
    assert knock(street, puzzle=forged, answer=solved(forged)) == 422
    assert knock(street, form="other") == 422


def test_whoever_fills_in_what_people_do_not_see_is_a_robot(street: Street) -> None:
    assert knock(street, website="http://buy.example") == 422


def test_one_address_does_not_make_people_without_end(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.modules.portal.api.visitors.MOST_VISITS", 2)
    assert [knock(street) for _ in range(3)] == [201, 201, 429]
    street.company.clock.instant += 25 * HOUR
    assert knock(street) == 201


def test_one_puzzle_makes_one_visitor_however_often_it_is_sent(street: Street) -> None:
    puzzle = street.page().json()["puzzle"]
    street.company.clock.instant += 60_000
    body = {"form": "repair", "puzzle": puzzle, "answer": solved(puzzle)}
    tokens = {street.line(None, "POST", "/portal/visits", json=body).json()["token"] for _ in range(3)}
    assert len({token.split(".")[1] for token in tokens}) == 1


# --- the company's side ---------------------------------------------------------------------------------------------


def test_a_closed_form_has_no_page(street: Street) -> None:
    form = {"type": "equipment_repair", "label": {"zh": "报修"}, "channel": "qr", "active": False}
    assert street.line("admin", "PUT", "/public-forms/repair", json=form).status_code == 200
    assert street.page().status_code == 404
    assert street.page("none").status_code == 404


def test_faults_of_a_public_form_are_named_all_at_once(street: Street) -> None:
    form = {"type": "nothing", "label": {"en": "x"}, "channel": "pigeon", "fields": ["nothing"]}
    answer = street.line("admin", "PUT", "/public-forms/Bad Key", json=form)
    assert {problem["path"] for problem in answer.json()["problems"]} == {"key", "type", "label.zh", "channel"}
    form = {"type": "equipment_repair", "label": {"zh": "x"}, "channel": "qr", "fields": ["nothing"]}
    answer = street.line("admin", "PUT", "/public-forms/x", json=form)
    assert [problem["path"] for problem in answer.json()["problems"]] == ["fields.0"]


def test_two_administrators_do_not_undo_each_other(street: Street) -> None:
    form = {"type": "equipment_repair", "label": {"zh": "报修"}, "channel": "qr", "base_version": 0}
    answer = street.line("admin", "PUT", "/public-forms/repair", json=form)
    assert (answer.status_code, answer.json()["code"]) == (409, "public_form.changed_meanwhile")


def test_visitors_stand_in_no_list_of_people(street: Street) -> None:
    street.report()
    names = [row["name"] for row in street.line("admin", "GET", "/users?limit=200").json()["items"]]
    assert names
    assert "钱小姐" not in names


@pytest.mark.req("ADM-1")
def test_switched_off_nobody_reports_online_and_links_that_were_given_still_work(street: Street) -> None:
    made, late = street.report(), street.visit()
    body = street.body(late)
    off = {"on": False, "even_so": True}
    street.line("admin", "PUT", "/features/labels", json=off)
    assert street.line("admin", "PUT", "/features/portal", json=off).status_code == 200
    page = street.page()
    assert (page.status_code, page.json()["title"]) == (409, "目前不接受在线报修，请直接联系我们。")
    refused = street.send(late, body)
    assert (refused.status_code, refused.json()["code"]) == (409, "feature.off_outside"), "he had begun before"
    noted = street.ask(made["token"], "POST", "/portal/ticket/notes", json={"text": "还在漏"})
    assert noted.status_code == 201 and street.own(made["token"])["number"] == made["number"]
    given = street.line("dispatcher", "POST", f"/tickets/{made['number']}/access-links", json={})
    assert given.json()["code"] == "feature.off", given.text
