"""A code on a door: whoever scans it reports with site and room filled in, and learns nothing of whose they are."""

from dataclasses import dataclass
from typing import Any

import pytest

from bihuan.kernel.masters import ArchiveRecord, SaveRecord
from tests.modules.portal.conftest import Street

pytestmark = pytest.mark.req("INT-3.server")


@dataclass
class Door:
    """A customer's site, and the labels printed for it."""

    street: Street
    owner: str
    site: str

    def labels(self, *rooms: str, login: str = "admin") -> Any:
        """The answer to printing labels of these rooms."""
        path = f"/customers/{self.owner}/sites/{self.site}/labels"
        return self.street.line(login, "GET", path, params={"rooms": list(rooms)})

    def code(self, room: str = "") -> str:
        """What a label's address ends in."""
        return str(self.labels(room).json()[0]["address"].rpartition("/portal/p/")[2])


@pytest.fixture
def door(street: Street) -> Door:
    company = street.company
    owner = company.send("operator", SaveRecord("customer", {"name": "恒力液压"})).ref.partition(":")[2]
    site = {"customer": owner, "name": "一号厂房", "address": "苏州市工业园区 8 号"}
    return Door(street, owner, company.send("operator", SaveRecord("site", site)).ref.partition(":")[2])


def test_a_room_scanned_is_a_ticket_of_the_site_and_the_customer_with_the_room_in_words(door: Door) -> None:
    street, code = door.street, door.code("3号楼 301 会议室")
    page = street.page("device", place=code).json()
    assert page["place"] == {"code": code, "name": "一号厂房", "room": "3号楼 301 会议室"}
    assert "恒力液压" not in str(page), "whose place it is is nobody's business at the door"
    assert "工业园区" not in str(page)
    token = street.visit()
    number = street.send(token, street.body(token, place=code)).json()["number"]
    ticket = street.line("dispatcher", "GET", f"/tickets/{number}").json()
    assert (ticket["site"], ticket["customer"], ticket["device"]) == (door.site, door.owner, None)
    assert ticket["description"] == "电机冒烟\n地点：一号厂房 · 3号楼 301 会议室"


def test_the_code_of_a_whole_site_adds_no_words(door: Door) -> None:
    token = door.street.visit()
    number = door.street.send(token, door.street.body(token, place=door.code())).json()["number"]
    ticket = door.street.line("dispatcher", "GET", f"/tickets/{number}").json()
    assert (ticket["site"], ticket["description"]) == (door.site, "电机冒烟")


def test_empty_and_repeated_rooms_are_one_label_and_long_ones_are_told(door: Door) -> None:
    rooms = [label["room"] for label in door.labels("301", " ", "301 ", "3  号楼").json()]
    assert rooms == ["301", "3 号楼"]
    assert [label["room"] for label in door.labels().json()] == [""], "without rooms: the site itself"
    assert door.labels("长" * 40).status_code == 200
    assert door.labels("长" * 41).status_code == 422
    assert "<svg" in door.labels("长" * 40).json()[0]["qr"]


@pytest.mark.req("AUD-4")
def test_a_place_cannot_be_guessed_or_bent_to_another(door: Door) -> None:
    code = door.code("301")
    bent = ("A" if code[0] != "A" else "B") + code[1:]
    for guess in (door.site, "ZZZZ", bent, code[:-4], "场地", "A" * 300):
        assert door.street.page("device", place=guess).json()["place"] is None, guess
        assert door.street.line("admin", "GET", f"/customers/places/{guess}").status_code == 404, guess
        token = door.street.visit()
        answer = door.street.send(token, door.street.body(token, place=guess))
        assert (answer.status_code, answer.json()["path"]) == (422, "place"), guess


def test_a_site_out_of_use_opens_no_form_with_it(door: Door) -> None:
    code = door.code("301")
    door.street.company.send("admin", ArchiveRecord("site", door.site))
    assert door.street.page("device", place=code).json()["place"] is None
    assert door.labels("301").status_code == 404


def test_staff_read_the_same_code_with_whose_it_is(door: Door) -> None:
    found = door.street.line("dispatcher", "GET", f"/customers/places/{door.code('301')}").json()
    assert found == {"site": door.site, "customer": door.owner, "name": "一号厂房", "room": "301"}
    path = f"/customers/{door.owner}/sites/{door.site}/code"
    assert door.street.line("admin", "GET", path, params={"room": "301"}).text.startswith("<svg")
    strange = f"/customers/{door.site}/sites/{door.site}/labels"
    assert door.street.line("admin", "GET", strange).status_code == 404, "a site is asked for below its own customer"
