"""The page of a ticket: how far it is, who was told what, its pictures, its proof, and the customer's own link."""

import re

import httpx
import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair

TITLE = "主轴电机轴承发热"
# One dark pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.mark.req("PTL-1", "INT-1", "COL-1")
def test_the_callers_link_is_given_shown_as_a_code_and_taken_back(person, demo):
    number = reported(demo.base_url)
    desk = person()
    page = desk.sign_in("huangjingli", f"/tickets/{number}")
    page.get_by_role("list", name="工单进度").locator("[aria-current=step]").wait_for()
    page.get_by_role("button", name="发送进度链接").click()
    dialog = page.get_by_role("dialog", name="发送进度链接")
    dialog.get_by_role("img", name="扫码查看工单进度").wait_for()
    desk.shoot("share-desk")
    address = dialog.get_by_label("链接").input_value()
    follows(person("phone"), address, number)
    dialog.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("已撤销").wait_for()


@pytest.mark.req("COL-1", "AUD-2")
def test_the_history_is_filtered_pictures_open_large_and_nothing_unproven_is_green(person, demo):
    number = reported(demo.base_url)
    auditor = person()
    page = auditor.sign_in("shenji", f"/tickets/{number}")
    page.get_by_role("button", name="内部", exact=True).click()
    page.get_by_text("内部：先查合同").wait_for()
    page.get_by_text("创建了工单").wait_for(state="detached")
    page.get_by_role("button", name="公开", exact=True).click()
    page.get_by_text("请周五来").wait_for()
    page.get_by_role("button", name="轴承.png").first.click()
    viewer = page.get_by_role("dialog", name="附件")
    viewer.get_by_role("img", name="轴承.png").wait_for()
    auditor.shoot("viewer-desk")
    page.keyboard.press("ArrowRight")
    viewer.get_by_text("2 / 2").wait_for()
    page.keyboard.press("Escape")
    viewer.wait_for(state="hidden")
    page.get_by_role("button", name=re.compile("记录自洽|最新记录尚待签名|记录完整")).click()
    proof = page.get_by_role("dialog", name="记录完整性")
    proof.get_by_text("bihuan_verify.py").wait_for()
    proof.get_by_text("根哈希").wait_for()
    auditor.shoot("proof-desk")


@pytest.mark.req("COL-1")
@pytest.mark.parametrize(("size", "dark"), [("phone", False), ("small", True)])
def test_it_fits_a_phone(person, demo, size, dark):
    number = reported(demo.base_url)
    someone = person(size, dark=dark)
    page = someone.sign_in("huangjingli", f"/tickets/{number}")
    page.get_by_role("list", name="工单进度").wait_for()
    page.get_by_role("button", name="发送进度链接").wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    page.screenshot(path=f".build/screens/ticket-{size}.png", full_page=True)


def follows(customer, address: str, number: str) -> None:
    """The customer opens the link: it is his ticket."""
    customer.page.goto(address)
    customer.page.get_by_text(number).first.wait_for()


def reported(base: str) -> str:
    """A caller without an account reports; two notes are written. The number."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": "huangjingli", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        known = known_repair(line)
        data = line.get(f"/tickets/{known['number']}").json()["data"]
        asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
        guest = line.post("/portal/guests", json={"name": "孙经理", "phone": "13700005678"}).json()["id"]
        body = {"type": "equipment_repair", "title": TITLE, "source": {"channel": "phone"}, "submitter": guest}
        answer = line.post("/tickets", json={**body, "data": {name: data[name] for name in asked}})
        assert answer.status_code == 201, answer.text
        number = str(answer.json()["number"])
        files = [picture(line, "轴承.png"), picture(line, "铭牌.png")]
        notes = ({"text": "内部：先查合同", "public": False}, {"text": "请周五来", "public": True, "files": files})
        for note in notes:
            assert line.post(f"/tickets/{number}/notes", json=note).status_code < 300
        return number


def picture(line: httpx.Client, name: str) -> str:
    headers = {"Content-Type": "application/octet-stream"}
    return str(
        line.post("/files/content", params={"name": name}, content=PNG + name.encode(), headers=headers).json()["id"]
    )
