"""A customer scans, reports, follows, accepts with a signature and rates; nobody gives him an account.

The engineer's part is done over HTTP: his own screens have stories of their own.
"""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import PASSWORD, Person
from tests.bundles.player import VIDEO
from tests.http.process import ServerProcess

pytestmark = pytest.mark.req("INT-2", "INT-3", "PTL-1", "PTL-2", "PTL-3")

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
PHOTO: FilePayload = {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}
FILM: FilePayload = {"name": "故障.mp4", "mimeType": "video/mp4", "buffer": VIDEO}


class Staff:
    """People of the demo company at other desks, over HTTP."""

    def __init__(self, base: str) -> None:
        self._base = f"{base}/api/v1"
        self._clients: dict[str, httpx.Client] = {}

    def _client(self, login: str) -> httpx.Client:
        if login not in self._clients:
            client = httpx.Client(base_url=self._base, trust_env=False)
            opened = client.post("/sessions", json={"login": login, "password": PASSWORD})
            client.headers["Authorization"] = f"Bearer {opened.json()['token']}"
            client.cookies.clear()
            self._clients[login] = client
        return self._clients[login]

    def get(self, login: str, path: str) -> Any:
        answer = self._client(login).get(path)
        assert answer.is_success, answer.text
        return answer.json()

    def do(self, login: str, path: str, **body: Any) -> Any:
        answer = self._client(login).post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def photo(self, login: str) -> str:
        answer = self._client(login).post(
            "/files/content", params={"name": "完工.png"}, content=PNG, headers={"Content-Type": "image/png"}
        )
        return str(answer.json()["id"])

    def act(self, login: str, number: str, action: str, **body: Any) -> None:
        (task,) = self.get(login, f"/tickets/{number}")["tasks"]
        self.do(login, f"/tasks/{task['id']}/actions/{action}", **body)


@pytest.fixture
def staff(demo: ServerProcess) -> Staff:
    return Staff(demo.base_url)


@pytest.fixture
def code(staff: Staff) -> str:
    """What the label of a machine of the demo company says."""
    return str(staff.get("admin", "/devices?limit=1")["items"][0]["code"])


def fill_in(page: Page) -> None:
    page.get_by_label("出了什么问题？").fill("主轴电机异响，开机五分钟后跳闸")
    page.get_by_label("您的姓名").fill("钱小姐")
    page.get_by_label("联系电话").fill("138 0013 8000")
    photos, film = page.locator("input[type=file]").all()[:2]
    photos.set_input_files([PHOTO])
    film.set_input_files([FILM])
    page.get_by_text("故障.mp4").wait_for()
    page.get_by_text("现场.png").wait_for()
    # While files are on their way nothing can be sent: it would go without them.
    expect(page.get_by_role("button", name="提交")).to_be_enabled(timeout=30_000)


def test_from_the_scan_to_the_rating_on_a_phone(person: Callable[..., Person], staff: Staff, code: str) -> None:
    customer = person("phone")
    number = report(customer, code)
    send_somebody(staff, number)
    customer.page.reload()
    station(customer, "工程师已出发")
    customer.page.get_by_text("张工").wait_for()
    write(customer, "保安室登记即可进厂")
    finish_the_work(staff, number)
    customer.page.reload()
    customer.page.get_by_text("收到，工程师二十分钟后到").wait_for()
    assert not customer.page.get_by_text("核对合同").count()
    accept(customer)
    rate(customer)
    station(customer, "已完成")
    customer.shoot("portal-done")
    assert "钱小姐" in staff.get("shenji", f"/tickets/{number}/trace")["people"].values()


def report(customer: Person, code: str) -> str:
    """Scan, fill in, send; returns the ticket's number."""
    page = customer.open(f"/portal/d/{code}")
    page.get_by_role("heading", name="设备报修").wait_for()
    customer.shoot("portal-report-phone")
    fill_in(customer.page)
    customer.shoot("portal-report-filled")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已提交").wait_for()
    station(customer, "已受理")
    customer.shoot("portal-sent")
    return page.locator("[class*=number]").inner_text()


def station(customer: Person, name: str) -> None:
    """How far it is, in large letters."""
    customer.page.get_by_role("status").filter(has_text=name).wait_for()


def send_somebody(staff: Staff, number: str) -> None:
    """The dispatcher sends 张工, who sets out."""
    person_of = {item["login"]: item["id"] for item in staff.get("admin", "/users?limit=100")["items"]}
    staff.act("laochen", number, "assign", person=person_of["zhanggong"])
    for action in ("accept", "depart"):
        staff.act("zhanggong", number, action)


def write(customer: Person, text: str) -> None:
    """A message to the company."""
    customer.page.get_by_label("补充说明……").fill(text)
    customer.page.get_by_role("button", name="发送").click()
    customer.page.get_by_text(text).wait_for()


def finish_the_work(staff: Staff, number: str) -> None:
    """张工 arrives, works and is done; the dispatcher answers the customer, and writes a note that is not for him."""
    staff.do("laochen", f"/tickets/{number}/notes", text="收到，工程师二十分钟后到", public=True)
    staff.do("laochen", f"/tickets/{number}/notes", text="内部：核对合同", public=False)
    for action in ("arrive", "begin"):
        staff.act("zhanggong", number, action)
    done = {"work_done": "更换轴承", "fault_kind": "mechanical", "cause": "轴承磨损"}
    staff.act("zhanggong", number, "finish", data=done, files=[staff.photo("zhanggong")])


def accept(customer: Person) -> None:
    """The acceptance asks for a signature, and takes none for granted."""
    page = customer.page
    page.get_by_role("button", name="验收通过").click()
    page.get_by_role("button", name="确定").click()
    page.get_by_text("请先签名").wait_for()
    box = page.get_by_role("img", name="请签名").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 30, steps=8)
    page.mouse.up()
    customer.shoot("portal-accept")
    page.get_by_role("button", name="确定").click()


def rate(customer: Person) -> None:
    """Five stars."""
    page = customer.page
    page.get_by_role("button", name="提交评价").click()
    customer.shoot("portal-rate")
    page.get_by_role("group", name="满意度").get_by_role("button").first.click()
    page.get_by_role("button", name="确定").click()


def test_nothing_is_sent_while_something_is_missing_and_nothing_is_lost_without_a_line(
    person: Callable[..., Person], code: str
) -> None:
    customer = person("small", dark=True)
    page = customer.open(f"/portal/d/{code}")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("有内容需要填写").wait_for()
    customer.shoot("portal-missing-dark")
    fill_in(customer.page)
    page.context.set_offline(True)
    page.get_by_role("button", name="提交").click()
    page.get_by_text("网络不通").wait_for()
    page.context.set_offline(False)
    assert page.get_by_label("出了什么问题？").input_value().startswith("主轴电机异响")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已提交").wait_for()
    customer.faults.clear()  # a browser tells of each request that found no line


def test_a_link_that_is_no_good_says_what_to_do(person: Callable[..., Person]) -> None:
    stranger = person("phone")
    page = stranger.open("/portal/t")
    page.get_by_text("请从短信或二维码中的链接打开").wait_for()
    page.get_by_role("link", name="用手机号查询").click()
    page.get_by_label("手机号").fill("13900000000")
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("验证码").fill("123456")
    stranger.shoot("portal-mine")
    page.get_by_role("button", name="查看").click()
    page.get_by_text("验证码不正确").wait_for()
    stranger.faults.clear()  # the refused code


def test_in_english_on_a_desk(person: Callable[..., Person]) -> None:
    customer = person("desk", language="en-GB")
    page = customer.open("/portal/r/repair")
    page.get_by_role("heading", name="Report a fault").wait_for()
    page.get_by_label("What is wrong?").wait_for()
    customer.shoot("portal-report-desk")
