"""The work app on a phone: a job from acceptance to the customer's signature, a report, a decision, flight mode."""

import io
import re

import httpx
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Geolocation

from tests.browser.conftest import PASSWORD, UNSENT

DEVICE_SN = "XX-7120"
SITE: Geolocation = {"latitude": 31.3089, "longitude": 120.7643, "accuracy": 15}
LOST = "ERR_INTERNET_DISCONNECTED"


class Desk:
    """Somebody who works over HTTP beside the phones: reports, gives out work, looks at what arrived."""

    def __init__(self, base: str, login: str) -> None:
        self.client = httpx.Client(base_url=base, timeout=30)
        who = {"login": login, "password": PASSWORD, "cookie": True}
        self.client.post("/api/v1/sessions", json=who).raise_for_status()
        self.client.headers["X-CSRF-Token"] = self.client.cookies["bihuan_csrf"]

    def ask(self, method: str, path: str, **content):
        """The answer's content."""
        answer = self.client.request(method, f"/api/v1{path}", **content)
        assert answer.is_success, answer.text
        return answer.json()

    def device(self) -> dict:
        """The device that all is about."""
        devices = self.ask("GET", "/devices", params={"limit": 50})["items"]
        return next(one for one in devices if one["sn"] == DEVICE_SN)

    def report(self, title: str) -> dict:
        """A repair of it."""
        device = self.device()
        known = {"contact_name": "陆静", "phone": "13812340002", "machine_kind": "motor", "sn": DEVICE_SN}
        body = {
            "type": "equipment_repair",
            "title": title,
            "description": "满载时报警停机。",
            "source": {"channel": "phone"},
            "device": device["id"],
            "customer": device["customer"],
            "site": device["site"],
            "data": {**known, "fault_kind": "electrical", "symptoms": ["alarm"]},
        }
        return self.ask("POST", "/tickets", json=body)

    def job(self, login: str, title: str, reporter: "Desk | None" = None) -> dict:
        """A repair that an engineer has been given."""
        number = (reporter or self).report(title)["number"]
        ticket = self.ticket(number)
        users = self.ask("GET", "/users", params={"limit": 200})["items"]
        person = next(user["id"] for user in users if user["login"] == login)
        return self.ask("POST", f"/tasks/{ticket['tasks'][0]['id']}/actions/assign", json={"person": person})

    def file(self, content: FilePayload) -> str:
        """Upload it; its id."""
        query = {"name": content["name"]}
        return self.ask("POST", "/files/content", params=query, content=content["buffer"])["id"]

    def ticket(self, number: str) -> dict:
        """As it stands now."""
        return self.ask("GET", f"/tickets/{number}")


def act(desk: Desk, ticket: dict, action: str, **body) -> dict:
    """Do one action of the ticket's first task."""
    return desk.ask("POST", f"/tasks/{ticket['tasks'][0]['id']}/actions/{action}", json=body)


def a_photo() -> FilePayload:
    """A picture as a camera hands it over."""
    content = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(content, "JPEG", quality=95)
    return {"name": "site.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def a_video() -> FilePayload:
    """The beginning of an MP4 file: what tells a server that it is one."""
    content = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)
    return {"name": "fault.mp4", "mimeType": "video/mp4", "buffer": content}


def sign(page) -> None:
    """Write something on the glass."""
    pad = page.get_by_role("dialog").get_by_role("img", name=re.compile("签名$"))
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 20):
        page.mouse.move(box["x"] + 40 + step * 10, box["y"] + 60 + (step % 4) * 18)
    page.mouse.up()


def fill_finish(page, photo: dict | None = None) -> None:
    """What finishing a repair asks for, with photos and a video; `photo` is the one that shows the work done."""
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-field=site_photos] input[type=file]").set_input_files([a_photo()])
    dialog.locator("[data-field=fault_video] input[type=file]").set_input_files([a_video()])
    dialog.get_by_text("fault.mp4").wait_for()
    dialog.get_by_label("处理说明").fill("更换热继电器，满载运行半小时正常。")
    dialog.get_by_label("故障原因").fill("热继电器老化。")
    dialog.get_by_label("选择照片或视频").set_input_files([photo or a_photo()])


@pytest.mark.req("FLD-3", "FLD-6")
def test_an_engineer_accepts_a_job_checks_in_and_finishes_it_with_the_customers_signature(person, demo):
    desk = Desk(demo.base_url, "laochen")
    number = desk.job("zhanggong", "空压机排气温度高")["number"]
    engineer = person("phone")
    engineer.page.context.grant_permissions(["geolocation"])
    engineer.page.context.set_geolocation(SITE)
    page = engineer.sign_in("zhanggong", "/work/")
    page.get_by_role("link", name=re.compile("空压机排气温度高")).wait_for()
    engineer.shoot("work-tasks")
    page.get_by_role("link", name=re.compile("空压机排气温度高")).click()
    assert page.get_by_role("link", name=re.compile("打电话")).get_attribute("href") == "tel:13812340002"
    assert "120.7643" in (page.get_by_role("link", name="导航").get_attribute("href") or "")
    engineer.shoot("work-job")
    for step in ("接单", "出发"):
        page.get_by_role("button", name=step, exact=True).click()
    page.get_by_role("button", name="到场", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("距现场约 0 米").wait_for()
    engineer.shoot("work-check-in")
    dialog.get_by_role("button", name="到场", exact=True).click()
    page.get_by_role("button", name=re.compile("^开始")).click()
    page.get_by_role("button", name="完工", exact=True).click()
    fill_finish(page)
    sign(page)
    engineer.shoot("work-finish")
    page.get_by_role("dialog").get_by_role("button", name="完工", exact=True).click()
    page.get_by_text("待验收").first.wait_for()
    events = desk.ask("GET", f"/tickets/{number}/trace")["events"]
    arrived = next(event["what"] for event in events if event["type"] == "VisitArrived")
    assert arrived["position"]["latitude"] == SITE["latitude"]
    finished = next(event["what"] for event in events if event["type"] == "TaskFinished")
    assert '"strokes"' in finished["signature"]
    assert len(finished["files"]) == 1


@pytest.mark.req("FLD-2", "FLD-7")
def test_a_report_takes_three_steps_and_its_number_comes_back(person, demo):
    code = Desk(demo.base_url, "laochen").device()["code"]
    engineer = person("small", dark=True)
    page = engineer.sign_in("zhanggong", "/work/report")
    page.get_by_role("button", name="维修").click()
    page.get_by_label("出了什么问题？").fill("二号线电机异响")
    page.get_by_label("选择照片或视频").set_input_files([a_photo(), {**a_photo(), "name": "second.jpg"}])
    page.get_by_label("设备编号").fill(code)
    page.get_by_role("button", name="下一步").click()
    page.get_by_text("设备：冷却水泵电机").wait_for()
    page.get_by_text("还有必填项没有填写").wait_for()
    page.get_by_label("联系电话").fill("13812340002")
    page.get_by_role("button", name="移除").nth(1).wait_for()
    engineer.shoot("work-report-dark")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交报修").click()
    page.get_by_text("已送达").wait_for()
    page.get_by_role("link", name=re.compile("^WX")).click()
    page.get_by_role("heading", name="二号线电机异响").wait_for()
    page.get_by_text("冷却水泵电机").first.wait_for()


@pytest.mark.req("FLD-7")
def test_who_has_to_accept_the_work_sees_the_key_facts_and_decides_where_they_stand(person, demo):
    dispatcher, engineer = Desk(demo.base_url, "laochen"), Desk(demo.base_url, "ligong")
    ticket = dispatcher.job("ligong", "控制柜风扇不转", reporter=Desk(demo.base_url, "zhanggong"))
    for action in ("accept", "depart", "arrive", "begin"):
        ticket = act(engineer, ticket, action)
    photo, video = engineer.file(a_photo()), engineer.file(a_video())
    evidence = {"site_photos": [photo], "fault_video": [video]}
    act(engineer, ticket, "finish", data={"work_done": "更换风扇。", "cause": "轴承磨损。", **evidence}, files=[photo])
    approver = person("phone")
    page = approver.sign_in("zhanggong", "/work/approvals")
    card = page.locator("section", has=page.get_by_role("heading", name="控制柜风扇不转"))
    card.get_by_text("更换风扇。").wait_for()
    approver.shoot("work-approvals")
    card.get_by_role("button", name="验收通过").click()
    page.get_by_role("dialog").get_by_role("button", name="验收通过").click()
    page.get_by_text("请先手写签名").wait_for()
    sign(page)
    page.get_by_role("dialog").get_by_role("button", name="验收通过").click()
    card.wait_for(state="detached")
    assert dispatcher.ticket(ticket["number"])["stage"] == "resolved"


@pytest.mark.req("FLD-1", "FLD-3")
def test_in_flight_mode_a_job_is_finished_and_delivered_once_there_is_a_network(person, demo):
    dispatcher, engineer = Desk(demo.base_url, "laochen"), Desk(demo.base_url, "ligong")
    ticket = dispatcher.job("ligong", "输送带电机过热")
    for action in ("accept", "depart", "arrive", "begin"):
        ticket = act(engineer, ticket, action)
    phone = person("phone")
    page = phone.sign_in("ligong", "/work/")
    page.get_by_role("link", name=re.compile("输送带电机过热")).click()
    page.get_by_role("button", name="完工", exact=True).wait_for()
    page.get_by_text("冷却水泵电机").first.wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("没有网络").wait_for()
    page.get_by_label("写一条工作记录").fill("已断电检查。")
    page.get_by_label("选择照片或视频").set_input_files([a_photo()])
    page.get_by_role("button", name="移除").wait_for()
    page.get_by_role("button", name="添加").click()
    page.get_by_role("button", name="完工", exact=True).click()
    fill_finish(page)
    page.get_by_role("dialog").get_by_role("button", name="移除").nth(2).wait_for()
    page.get_by_role("dialog").get_by_role("button", name="完工", exact=True).click()
    page.reload()
    page.get_by_text(UNSENT).first.wait_for()
    phone.shoot("work-flight")
    assert dispatcher.ticket(ticket["number"])["notes"] == []
    page.context.set_offline(False)
    page.get_by_text("待验收").first.wait_for(timeout=30_000)
    assert page.get_by_text(UNSENT).count() == 0
    phone.shoot("work-delivered")
    found = dispatcher.ticket(ticket["number"])
    assert found["stage"] == "to_accept"
    assert [(note["text"], len(note["files"])) for note in found["notes"]] == [("已断电检查。", 1)]
    # The browser itself tells of every request that found no network.
    phone.faults[:] = [fault for fault in phone.faults if LOST not in fault]


@pytest.mark.req("FLD-7")
def test_a_lead_finds_the_departments_open_tickets_by_stage_and_the_own_requests(person, demo):
    Desk(demo.base_url, "liuzhuguan").report("叉车充电机不工作")
    lead = person("small", dark=True)
    page = lead.sign_in("liuzhuguan", "/work/mine")
    page.get_by_text("这部手机上的内容都已送达").wait_for()
    page.get_by_role("link", name=re.compile("叉车充电机不工作")).first.wait_for()
    lead.shoot("work-mine-dark")
    page.get_by_role("link", name=re.compile("部门看板")).click()
    page.get_by_role("heading", name="部门看板").wait_for()
    page.get_by_text("处理中").first.wait_for()
    page.get_by_role("link", name=re.compile("注塑一车间整线停机")).wait_for()
    lead.shoot("work-board-dark")
