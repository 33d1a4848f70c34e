"""The ticket pool as a dispatcher works with it: found, chosen, kept, live, many at once, without a mouse."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Route, expect

from bench.web import LongList, scroll
from tests.browser.conftest import PASSWORD
from tests.browser.demo import known_repair

HOUR = 3_600_000
WALL = {"open": True, "changes_at": None, "calendar": None}
CLOSED = {"open": False, "calendar": None}
BOX = "document.querySelector('[role=grid]')"


@contextmanager
def line_of(base: str, login: str = "laochen") -> Iterator[httpx.Client]:
    """Somebody else at work, without a browser."""
    with httpx.Client(base_url=f"{base}/api/v1", timeout=20) as line:
        opened = line.post("/sessions", json={"login": login, "password": PASSWORD}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        yield line


def report(line: httpx.Client, title: str, priority: str = "P2") -> str:
    """A ticket like one that the demo company has already."""
    asked = ("contact_name", "phone", "machine_kind", "sn", "fault_kind", "symptoms")
    known = known_repair(line)
    data = line.get(f"/tickets/{known['number']}").json()["data"]
    body = {"type": "equipment_repair", "title": title, "priority": priority, "source": {"channel": "phone"}}
    links = {"customer": known["customer"], "device": known["device"]}
    answer = line.post("/tickets", json={**body, **links, "data": {name: data[name] for name in asked}})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


@pytest.mark.req("INT-1", "SLA-5")
def test_of_a_hundred_thousand_tickets_only_what_is_seen_is_there(person, demo):
    someone = person()
    page = someone.sign_in("laochen", "/tickets")
    page.get_by_role("grid").wait_for()
    long = LongList(100_000)
    long.answer_in(page)
    page.reload()
    page.get_by_text("共 100,000 张").wait_for()
    long.forget(page)
    scroll(page, 1_500)
    assert long.most_per_second(page) <= 3
    assert page.locator("[role=grid] [role=row]").count() < 200
    # The scroll bar tells the truth: its end is the end of the list.
    page.evaluate(f"{BOX}.scrollTop = {BOX}.scrollHeight")
    page.get_by_text("WX261122-099999").wait_for()
    place = page.evaluate(f"{BOX}.scrollTop")
    someone.shoot("pool-long-desk")
    page.get_by_role("link", name=re.compile("99999")).click()
    page.wait_for_url("**/tickets/WX261122-*")
    page.go_back()
    page.get_by_text("WX261122-099999").wait_for()
    assert page.evaluate(f"{BOX}.scrollTop") == place
    someone.faults.clear()  # the ticket of a made-up row is not there: the browser tells of every 404


@pytest.mark.req("INT-1")
def test_what_others_do_is_seen_without_losing_ones_place(person, demo):
    with line_of(demo.base_url) as line:
        number = report(line, "直播：空压机异响")
        page = person().sign_in("xiaozhou", "/tickets?q=直播")
        row = page.get_by_role("row").filter(has_text=number)
        row.wait_for()
        line.patch(f"/tickets/{number}", json={"changes": {"priority": "P0"}}).raise_for_status()
        row.get_by_text("P0").wait_for()
        second = report(line, "直播：又一台空压机")
        fresh = page.get_by_role("button", name="1 张新工单，点击显示")
        fresh.wait_for()
        assert page.get_by_role("row").filter(has_text=second).count() == 0
        fresh.click()
        page.get_by_role("row").filter(has_text=second).wait_for()


@pytest.mark.req("INT-1")
def test_a_broken_line_is_said_and_mended(person, demo):
    someone = person()
    page = someone.sign_in("laochen", "/tickets")
    page.get_by_role("grid").wait_for()
    page.route("**/api/v1/events*", lambda route: route.fulfill(status=503, body=""))
    page.reload()
    page.get_by_text("与服务器的连接中断").wait_for()
    page.unroute_all()
    page.get_by_role("button", name="立即重连").click()
    page.get_by_text("与服务器的连接中断").wait_for(state="detached")
    someone.faults.clear()  # the browser tells of every 503 by itself


@pytest.mark.req("INT-1", "COL-3")
def test_a_condition_becomes_a_view_and_its_tickets_are_tagged_by_keyboard(person, demo):
    with line_of(demo.base_url) as line:
        numbers = {report(line, f"批量：{name}", "P3") for name in ("甲", "乙")}
    someone = person()
    page = someone.sign_in("laochen", "/tickets")
    page.get_by_role("grid").wait_for()
    page.get_by_role("button", name="条件", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="添加条件", exact=True).click()
    dialog.get_by_label("字段").select_option(label="标题")
    dialog.get_by_label("值").fill("批量：")
    dialog.get_by_text("标题 包含 “批量：”").or_(dialog.get_by_text(re.compile("标题 包含"))).first.wait_for()
    someone.shoot("pool-conditions-desk")
    dialog.get_by_role("button", name="应用").click()
    page.get_by_text("共 2 张").wait_for()
    page.get_by_role("button", name="存为视图").click()
    page.get_by_label("视图名称").fill("批量的")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    page.get_by_role("button", name=re.compile("^批量的 ?2$")).wait_for()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    page.get_by_role("button", name="加标签").click()
    page.get_by_role("textbox", name="标签").fill("巡检")
    page.get_by_role("button", name="开始处理").click()
    page.get_by_text("完成 2 张，失败 0 张").wait_for()
    someone.shoot("pool-bulk-desk")
    with line_of(demo.base_url) as line:
        for number in numbers:
            assert "巡检" in line.get(f"/tickets/{number}").json()["tags"]


@pytest.mark.req("COL-3")
def test_a_failure_is_told_at_its_row_and_stops_no_other(person, demo):
    with line_of(demo.base_url) as line:
        for name in ("一", "二"):
            report(line, f"分开：{name}")
    someone = person()
    page = someone.sign_in("laochen", "/tickets?q=分开")
    page.get_by_text("共 2 张").wait_for()
    page.get_by_label("选中已载入的工单").check()
    seen = []

    def refuse_first(route):
        seen.append(route.request.headers["idempotency-key"])
        if len(seen) > 1:
            route.continue_()
            return
        problem = {"type": "about:blank", "title": "别人刚改过", "status": 409, "code": "command.stale"}
        route.fulfill(status=409, content_type="application/problem+json", body=json.dumps(problem))

    page.route("**/api/v1/tickets/*", refuse_first)
    page.get_by_role("button", name="改等级").click()
    page.get_by_label("改为哪个紧急等级").select_option("P1")
    page.get_by_role("button", name="开始处理").click()
    page.get_by_text("完成 1 张，失败 1 张").wait_for()
    page.get_by_role("listitem").filter(has_text="别人刚改过").wait_for()
    page.get_by_role("button", name="重试失败的").click()
    page.get_by_text("完成 2 张，失败 0 张").wait_for()
    assert len(seen) == 3 and len(set(seen)) == 2, "tried again under the key it had"
    someone.faults.clear()  # and of every 409


@pytest.mark.req("IMP-4")
def test_a_lead_takes_a_view_away_as_a_file(person, demo):
    page = person().sign_in("admin", "/tickets?q=主轴")
    page.get_by_role("grid").wait_for()
    with line_of(demo.base_url, "admin") as line:
        listed = line.get("/tickets", params={"q": "主轴", "limit": 200}).json()["items"]
    assert 0 < len(listed) < 200
    page.get_by_role("button", name="导出").click()
    page.get_by_label("格式").select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="开始导出").click()
    text = download.value.path().read_text("utf-8-sig")
    assert text.startswith("工单号,标题,工单类型")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {(row["工单号"], row["标题"]) for row in rows} == {(row["number"], row["title"]) for row in listed}
    assert len(rows) == len(listed), "what is filtered, and each ticket once"


@pytest.mark.req("SLA-5")
def test_running_outside_hours_and_paused_are_told_apart_in_the_list(person, demo):
    """The same three tickets, their clocks as the server tells of them."""
    desk = person()

    def told(way: Route) -> None:
        found = way.fetch()
        whole = found.json()
        now = int(time.time() * 1000)
        clocks: tuple[dict[str, Any], ...] = (
            {"next_due": now + 3 * HOUR + 30_000, "clock_state": "running", "clock_hours": WALL},
            {"next_due": now + 9 * HOUR, "clock_state": "running", "clock_hours": {**CLOSED, "changes_at": now + HOUR}},
            {"next_due": None, "clock_state": "paused", "clock_hours": None},
        )
        for row, clock in zip(whole.get("items", []), clocks, strict=False):
            row.update({"red": False, **clock})
        way.fulfill(response=found, json=whole)

    desk.page.route(re.compile(r"/api/v1/tickets\?"), told)
    page = desk.sign_in("laochen", "/tickets")
    running, closed, paused = (
        page.get_by_role("row").filter(has_text=words) for words in ("剩 3 小时", "非工作时间", "已暂停")
    )
    for row in (running, closed, paused):
        row.first.wait_for()
    closed.first.get_by_text("续计").wait_for()
    expect(running.filter(has_text="非工作时间")).to_have_count(0)
    expect(paused.filter(has_text="剩")).to_have_count(0)
    desk.shoot("pool-clocks-desk")
    desk.page.unroute_all(behavior="ignoreErrors")


@pytest.mark.req("ADM-6")
@pytest.mark.parametrize("size", ["phone", "small"])
def test_a_phone_shows_cards_whose_numbers_stay_whole(person, demo, size):
    someone = person(size, dark=size == "small")
    page = someone.sign_in("laochen", "/tickets?category=closed,cancelled")
    # The page before has a list, too: the people of the demo.
    card = page.get_by_role("list", name="工单池").get_by_role("listitem").first
    card.get_by_role("link").wait_for()
    assert page.get_by_text("未指派").count() == 0
    number = card.locator("a span span").first
    assert number.bounding_box()["height"] < 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    someone.shoot(f"pool-{size}")


@pytest.mark.req("INT-1", "FLW-2")
def test_on_the_board_a_card_goes_only_where_the_flow_has_a_way(person, demo):
    with line_of(demo.base_url) as line:
        number = report(line, "看板：振动筛异响")
    someone = person()
    page = someone.sign_in("laochen", "/tickets?q=看板&layout=board")
    card = page.get_by_role("region", name="处理中").get_by_role("listitem").filter(has_text=number)
    card.wait_for()
    card.drag_to(page.get_by_role("region", name="已解决"))
    dialog = page.get_by_role("dialog", name=f"推进 {number}")
    dialog.get_by_text("流程决定下一阶段").wait_for()
    dialog.get_by_role("button", name="派单").wait_for()
    someone.shoot("pool-board-desk")
    dialog.get_by_role("button", name="关闭").click()
    card.get_by_role("button", name=f"推进工单 {number}").press("Enter")
    page.get_by_text("现在可以做的操作").wait_for()


@pytest.mark.req("INT-1", "FLW-2")
def test_of_one_type_the_board_has_that_types_own_stages(person, demo):
    """As the flow of the type names them, in its order, and in each column what the server says stands there."""
    with line_of(demo.base_url) as line:
        number = report(line, "按类型：给料机跑偏")
        fields = line.get("/tickets/fields", params={"type": "equipment_repair"}).json()
        stages = next(field["options"] for field in fields if field["key"] == "stage")
        listed = line.get("/tickets", params={"type": "equipment_repair", "limit": 200}).json()["items"]
        others = {row["number"] for row in line.get("/tickets", params={"limit": 200}).json()["items"]}
    others -= {row["number"] for row in listed}
    assert others and len({row["stage"] for row in listed}) > 1
    someone = person()
    page = someone.sign_in("laochen", "/tickets?layout=board")
    page.get_by_role("region", name="待处理").or_(page.get_by_role("region", name="处理中")).first.wait_for()
    assert page.get_by_role("region", name="待验收").count() == 0, "of all types: their categories"
    page.get_by_label("类型", exact=True).select_option("equipment_repair")
    page.get_by_role("region", name="待验收").wait_for()
    assert page.get_by_role("region").locator("h2").evaluate_all(
        "all => all.map((head) => head.firstChild.textContent)"
    ) == [stage["label"]["zh"] for stage in stages]
    for stage in stages:
        column = page.get_by_role("region", name=stage["label"]["zh"], exact=True)
        here = [row["number"] for row in listed if row["stage"] == stage["value"]]
        expect(column.locator("h2 > span")).to_have_text(str(len(here)))
        expect(column.get_by_role("listitem")).to_have_count(min(len(here), 30))
        seen = column.get_by_role("listitem").all_inner_texts()
        assert all(any(own in text for own in here) for text in seen), stage
        assert not any(other in text for other in others for text in seen), stage
    fresh = next(row["stage"] for row in listed if row["number"] == number)
    label = next(stage["label"]["zh"] for stage in stages if stage["value"] == fresh)
    column = page.get_by_role("region", name=label, exact=True)
    column.get_by_role("listitem").filter(has_text=number).wait_for()
    someone.shoot("pool-board-of-a-type-desk")


@pytest.mark.req("ADM-6")
def test_one_goes_anywhere_by_ctrl_k(person, demo):
    with line_of(demo.base_url) as line:
        number = report(line, "快速前往：电控柜告警")
    someone = person()
    page = someone.sign_in("laochen", "/notices")
    page.get_by_role("heading", name="通知").first.wait_for()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox")
    box.fill("待派")
    page.get_by_role("option", name="待派单").wait_for()
    box.press("Enter")
    page.wait_for_url("**/dispatch")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill(number)
    page.get_by_role("option").filter(has_text=number).wait_for()
    someone.shoot("palette-desk")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{number}")
