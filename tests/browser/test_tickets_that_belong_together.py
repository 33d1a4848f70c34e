"""The same leak is reported twice: the hint, merging with its preview, undoing, linking and splitting, watched."""

import re

import httpx
import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair

TITLE = "二号线冷却水管滴漏"
# The machine of the ticket of the demo company that is reported upon.
SN = "HP-2207"


@pytest.mark.req("INT-12")
def test_a_duplicate_is_seen_while_it_is_written_merged_undone_linked_and_split(person, demo):
    known, repeated = report(demo.base_url, "今早发现"), report(demo.base_url, "地面有积水")
    desk = person()
    page = desk.sign_in("laochen", "/new?type=equipment_repair")
    hinted(desk, page, known)
    merged(desk, page, repeated, known)
    led_and_undone(desk, page, repeated, known)
    linked(desk, page, repeated, known)
    split(desk, page, repeated)
    for size, dark in (("phone", False), ("phone", True), ("desk", True)):
        looked_at(person(size, dark=dark), known, f"related-{size}{'-dark' if dark else ''}")


def report(base: str, description: str) -> str:
    """Somebody calls about the machine of a ticket of the demo company; the number."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": "laochen", "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        known = known_repair(line)
        data = line.get(f"/tickets/{known['number']}").json()["data"]
        asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
        body = {"type": "equipment_repair", "title": TITLE, "priority": "P2", "source": {"channel": "phone"}}
        more = {"customer": known["customer"], "device": known["device"], "description": description}
        answer = line.post("/tickets", json={**body, **more, "data": {name: data[name] for name in asked}})
        assert answer.status_code == 201, answer.text
        number: str = answer.json()["number"]
        line.post(f"/tickets/{number}/notes", json={"text": f"{description}，请尽快", "public": False})
        return number


def hinted(desk, page, known: str) -> None:
    """While the third caller is still talking, the two that there are show up, with reasons; nothing is in the way."""
    page.get_by_role("textbox", name="标题").fill(TITLE)
    page.get_by_role("heading", name="可能与这些工单重复").wait_for()
    page.get_by_text("文字相似 100%").first.wait_for()
    page.get_by_text(known).wait_for()
    page.get_by_role("combobox", name="设备").fill(SN)
    page.locator(".ant-select-item-option", has_text=SN).first.click()
    page.get_by_text("同一设备").first.wait_for()
    desk.shoot("duplicate-hint-desk")


def merged(desk, page, repeated: str, known: str) -> None:
    """Before anything happens, the page says what will."""
    page.goto(page.url.split("/new")[0] + f"/tickets/{repeated}")
    page.get_by_role("heading", name="可能与这些工单重复").wait_for()
    desk.shoot("duplicates-of-ticket-desk")
    page.get_by_role("button", name=f"并入 {known}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(re.compile(f"^{known}（.*，它的时效不变")).wait_for()
    dialog.get_by_text(re.compile("撤回 1 项待办")).wait_for()
    dialog.get_by_text(re.compile("项计时取消")).wait_for()
    desk.shoot("merge-preview-desk")
    dialog.get_by_role("textbox", name="原因").fill("同一根管子")
    dialog.get_by_role("button", name="合并").click()
    page.get_by_text(f"本工单已并入 {known}，请在那里继续处理。").wait_for()
    desk.shoot("merged-desk")


def led_and_undone(desk, page, repeated: str, known: str) -> None:
    """The leader shows what was reported elsewhere, in its history, too; then it was another pipe after all."""
    page.get_by_role("link", name=f"打开 {known}").click()
    page.get_by_role("heading", name="并入本单的工单").wait_for()
    page.get_by_text("1 条备注").click()
    page.get_by_text("在并入的工单里写了备注").wait_for()
    desk.shoot("leader-desk")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="撤销合并").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销合并").click()
    page.get_by_role("button", name="合并", exact=True).wait_for()


def linked(desk, page, repeated: str, known: str) -> None:
    """One leak has caused the other; both sides say so."""
    page.get_by_role("button", name="关联", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="本工单").select_option("caused_by")
    dialog.get_by_role("combobox", name="哪张工单").fill(known)
    page.locator(".ant-select-item-option", has_text=known).click()
    dialog.get_by_role("button", name="关联").click()
    page.locator("span", has_text="起因于").first.wait_for()
    desk.shoot("linked-desk")


def split(desk, page, repeated: str) -> None:
    """The caller told of something else besides."""
    page.get_by_role("button", name="拆分").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="新工单的标题").fill("配电柜异响")
    dialog.get_by_role("checkbox", name="地面有积水，请尽快").check()
    desk.shoot("split-desk")
    dialog.get_by_role("button", name="拆分").click()
    page.get_by_role("heading", name="配电柜异响").wait_for()
    page.get_by_text("拆分自").wait_for()
    page.get_by_role("heading", name="来自原工单的内容").wait_for()


def looked_at(someone, known: str, name: str) -> None:
    page = someone.sign_in("laochen", f"/tickets/{known}")
    related = page.get_by_role("heading", name="关联工单", exact=True)
    related.scroll_into_view_if_needed()
    page.get_by_text("导致了").wait_for()
    someone.shoot(name)
