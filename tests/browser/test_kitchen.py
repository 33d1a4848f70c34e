"""S-9: an oven breaks at noon. The clerk reports it from the kitchen, the technician comes, the store's manager watches
and may do nothing else; a complaint about taste goes to quality control before anybody answers it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, Person
from tests.browser.test_bundles_at_work import hand_in
from tests.browser.test_portal import Staff
from tests.http.process import BIHUAN, ServerProcess, running

OVEN = "烤箱不加热"
HIDDEN = ("internal_notes", "origin", "candidates", "labour", "parts_cost", "total")
FIELDS = {"named": dict.fromkeys(HIDDEN, "hidden"), "others": "read"}
MANAGER = [{"action": "read", "kind": "ticket", "rows": "own_area", "fields": FIELDS}]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server of its own: here people of the demo company keep two stores of a restaurant chain."""
    with running(tmp_path / "data", "--demo", "--rate-per-minute", "0", command=BIHUAN) as server:
        yield server


@pytest.mark.req("S-9", "AUD-3", "FLW-7", "FLD-7")
def test_the_oven_breaks_at_noon_and_the_stores_manager_watches(person, demo):
    code = opens_two_stores(demo.base_url)
    staff = Staff(demo.base_url)
    number = reports_from_the_kitchen(person("phone"), code)
    manager, other = person(), person()
    page = manager.sign_in("zhengdudao", "/tickets")
    page.get_by_role("link", name=re.compile(OVEN)).first.wait_for()
    finds_nothing(other, number)
    the_technician_works(staff, number)
    sees_progress_and_no_more(manager, number)
    a_taste_goes_to_quality_control(person, staff)


def opens_two_stores(base: str) -> str:
    """The code on the oven of the first store; its manager is 郑督导, 姚仓管 keeps the other."""
    with httpx.Client(base_url=f"{base}/api/v1", trust_env=False, timeout=20) as line:
        opened = line.post("/sessions", json={"login": "admin", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"

        def ask(method: str, path: str, **body: Any) -> Any:
            answer = line.request(method, path, json=body)
            assert answer.is_success, answer.text
            return answer.json() if answer.content else None

        people = {row["login"]: row["id"] for row in line.get("/users?limit=200").json()["items"]}
        label = {"zh": "店长", "en": "Store manager"}
        ask("PUT", "/roles/store_manager", label=label, grants=MANAGER)
        company = ask("POST", "/customers", name="味道餐饮连锁")["id"]
        ask("PATCH", f"/users/{people['xuhai']}", customer=company)
        codes: list[str] = []
        for store, login in (("人民路店", "zhengdudao"), ("观前店", "yaocangku")):
            area = ask("POST", "/areas", name=store)["id"]
            site = ask("POST", f"/customers/{company}/sites", name=f"{store}后厨", area=area)["id"]
            ask("POST", "/devices", name="烤箱", sn=f"OV-{login}", customer=company, site=site)
            found = line.get(f"/devices?q=OV-{login}").json()["items"]
            codes.append(found[0]["code"])
            ask("PATCH", f"/users/{people[login]}", roles=["store_manager"], areas=[area], departments=[])
    return codes[0]


def reports_from_the_kitchen(clerk: Person, code: str) -> str:
    """Three steps in the work app, standing at the oven."""
    page = clerk.sign_in("xuhai", "/work/report")
    page.get_by_role("button", name="维修").first.click()
    page.get_by_label("出了什么问题？").fill(OVEN)
    page.get_by_label("设备编号").fill(code)
    page.get_by_role("button", name="下一步").click()
    page.get_by_text("设备：烤箱").wait_for()
    page.get_by_label("联系电话").fill("13900001111")
    page.get_by_role("button", name="下一步").click()
    clerk.shoot("kitchen-report-phone")
    page.get_by_role("button", name="提交报修").click()
    shown = page.get_by_role("link", name=re.compile("^WX"))
    shown.first.wait_for(timeout=40_000)
    found = re.search(r"[A-Z]{2}\d{6}-\w+", shown.first.inner_text())
    assert found
    return found.group()


def finds_nothing(other: Person, number: str) -> None:
    """The other store has an oven that works: for its manager there is no such ticket."""
    page = other.sign_in("yaocangku", f"/tickets/{number}")
    page.get_by_text("找不到该工单，或您无权查看").wait_for()
    expect(page.get_by_text(OVEN)).to_have_count(0)
    other.faults[:] = [fault for fault in other.faults if "404" not in fault]


def the_technician_works(staff: Staff, number: str) -> None:
    zhang = next(row["id"] for row in staff.get("admin", "/users?limit=200")["items"] if row["login"] == "zhanggong")
    staff.act("laochen", number, "assign", person=zhang)
    staff.act("zhanggong", number, "accept")
    staff.do("zhanggong", f"/tickets/{number}/notes", text="备件是从仓库借的", public=False)
    for action in ("depart", "arrive", "begin"):
        staff.act("zhanggong", number, action)


def sees_progress_and_no_more(manager: Person, number: str) -> None:
    """Who works on it and since when; not what colleagues say among themselves, and nothing to press."""
    page = manager.page
    manager.open(f"/tickets/{number}")
    page.get_by_text("处理中").first.wait_for()
    page.get_by_text("张工").first.wait_for()
    manager.shoot("kitchen-manager-desk")
    expect(page.get_by_text("借的")).to_have_count(0)
    for name in ("派单", "完工", "强制关闭", "编辑"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)


def a_taste_goes_to_quality_control(person: Any, staff: Staff) -> None:
    """The clerk files it at a desk; it is quality control's to look first."""
    clerk = person()
    page = clerk.sign_in("xuhai", "/new?type=complaint")
    page.get_by_role("textbox", name="标题").fill("顾客说糖浆发酸")
    page.get_by_label("联系电话").fill("13900001111")
    page.get_by_role("group", name="投诉什么").get_by_role("button", name="口味或异物").click()
    number = hand_in(page)
    control = person()
    page = control.sign_in("wupinkong", "/tasks")
    page.get_by_text("顾客说糖浆发酸").first.wait_for()
    control.shoot("kitchen-quality-desk")
    (task,) = staff.get("admin", f"/tickets/{number}")["tasks"]
    assert task["step"] == "quality"
