"""The trace: one box finds the day's work by who, when and which device, and one page tells all of it (S-1, AUD-2)."""

import re
import time

import httpx
import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair

PART = "识别结果"


@pytest.mark.req("AUD-2", "S-1")
def test_who_when_and_which_device_lead_to_the_whole_way_of_the_ticket_within_three_seconds(person, demo):
    number = worked(demo.base_url)
    lead = person()
    page = lead.sign_in("liuzhuguan", "/trace")
    box = page.get_by_role("searchbox", name="溯源框")
    box.wait_for()
    lead.shoot("trace-empty-desk")
    began = time.monotonic()
    box.fill("张工今天XX-8892")
    parts = page.get_by_role("list", name=PART)
    for said in ("张工：更改含义", "XX-8892：更改含义"):
        parts.get_by_role("button", name=said).wait_for()
    page.get_by_role("link", name=re.compile(number)).click()
    way = page.get_by_role("list", name="全过程")
    way.get_by_text("轴承间隙超差，已拍照。").wait_for()
    assert time.monotonic() - began < 3, "the user's number: any ticket, the whole chain, in three seconds"
    lead.shoot("trace-ticket-desk")
    for told in ("创建了工单", "派给张工", "接单", "已到场", "位置 31.29890, 120.58530（±12 米）"):
        way.get_by_text(told).first.wait_for()
    way.get_by_text("为什么派给他").first.wait_for()
    page.get_by_role("button", name="沟通", exact=True).click()
    way.get_by_text("派给张工").first.wait_for(state="detached")
    page.get_by_role("button", name="间隙.png").first.click()
    page.get_by_role("dialog", name="附件").get_by_role("img", name="间隙.png").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="打开工单").click()
    page.get_by_role("list", name="工单进度").wait_for()


@pytest.mark.req("AUD-2")
def test_a_part_can_be_taken_away_or_meant_otherwise_and_what_was_found_is_remembered(person, demo):
    number = worked(demo.base_url)
    lead = person()
    page = lead.sign_in("liuzhuguan", "/trace?q=" + f"张工 {number} 没有的词")
    page.get_by_text("没有找到").wait_for()
    page.get_by_role("button", name="去掉“没有的词”").click()
    found = page.get_by_role("link", name=re.compile(number))
    found.wait_for()
    page.get_by_role("button", name="张工：更改含义").click()
    page.get_by_role("menuitem", name="按文字查找").click()
    page.get_by_text("没有找到").wait_for()
    page.get_by_role("button", name="张工：更改含义").click()
    page.get_by_role("menuitem", name="重新自动识别").click()
    found.wait_for()
    page.get_by_role("searchbox").press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("list", name="全过程").wait_for()
    page.get_by_role("link", name="返回溯源").click()
    page.get_by_role("heading", name="最近找过").wait_for()
    page.get_by_role("button", name=f"张工 {number}").click()
    found.wait_for()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill(f"张工{number}")
    page.get_by_role("option", name=re.compile(number)).first.wait_for()
    lead.shoot("trace-palette-desk")


@pytest.mark.req("AUD-2", "ADM-6")
@pytest.mark.parametrize(("size", "dark"), [("phone", False), ("phone", True), ("desk", True)])
def test_it_fits_a_phone_and_the_dark(person, demo, size, dark):
    number = worked(demo.base_url)
    someone = person(size, dark=dark)
    page = someone.sign_in("liuzhuguan", f"/trace?q=张工 今天 {number}")
    found = page.get_by_role("link", name=re.compile(number))
    found.wait_for()
    name = f"{size}-dark" if dark else size
    someone.shoot(f"trace-{name}")
    found.click()
    page.get_by_role("list", name="全过程").get_by_text("轴承间隙超差，已拍照。").wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    page.screenshot(path=f".build/screens/trace-ticket-{name}.png", full_page=True)


# One dark pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def worked(base: str) -> str:
    """Reported for XX-8892, dispatched to 张工, who came, looked and wrote what he saw. The number."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        sign_in(line, "xiaozhou")
        known = known_repair(line)
        data = line.get(f"/tickets/{known['number']}").json()["data"]
        device = line.get("/devices/XX-8892").json()["device"]["id"]
        asked = ("contact_name", "phone", "machine_kind", "fault_kind", "symptoms")
        body = {
            "type": "equipment_repair",
            "title": "追溯演练：轴承间隙",
            "source": {"channel": "phone"},
            "device": device,
            "data": {**{name: data[name] for name in asked}, "sn": "XX-8892"},
        }
        answer = line.post("/tickets", json=body)
        assert answer.status_code == 201, answer.text
        ticket = answer.json()
        sign_in(line, "laochen")
        users = line.get("/users?limit=200").json()["items"]
        zhang = next(one["id"] for one in users if one["name"] == "张工")
        done(line.post(f"/tasks/{ticket['id']}-1/actions/assign", json={"person": zhang}))
        sign_in(line, "zhanggong")
        here = {"position": {"latitude": 31.2989, "longitude": 120.5853, "accuracy": 12}}
        for action, more in (("accept", {}), ("depart", {}), ("arrive", here)):
            done(line.post(f"/tasks/{ticket['id']}-1/actions/{action}", json=more))
        headers = {"Content-Type": "application/octet-stream"}
        file = line.post("/files/content", content=PNG, params={"name": "间隙.png"}, headers=headers)
        note = {"text": "轴承间隙超差，已拍照。", "files": [done(file)["id"]]}
        done(line.post(f"/tickets/{ticket['id']}/notes", json=note))
        return str(ticket["number"])


def sign_in(line: httpx.Client, login: str) -> None:
    opened = line.post("/sessions", json={"login": login, "password": PASSWORD}).json()
    line.headers["Authorization"] = f"Bearer {opened['token']}"


def done(answer: httpx.Response):
    assert answer.status_code < 300, answer.text
    return answer.json()
