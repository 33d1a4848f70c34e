"""An empty company's administrator builds her own service by clicks alone, then changes it while fifty tickets run."""

import base64
import re
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from bihuan.core.values import local_time
from bihuan.kernel.clock import SystemClock
from tests.browser.conftest import Person
from tests.browser.eyes import outside, settle
from tests.browser.later import Days
from tests.browser.test_form_designer import add, card, publish, settings
from tests.browser.test_parents_and_children import Line
from tests.http.later_server import LATER
from tests.http.process import ServerProcess, running

LOGIN, PASSWORD = "wanghai", "sea-horse-2026"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
FORM, SERVICE, OPEN = "报修单", "现场报修", 50


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Days]:
    """A company that is empty but for its administrator, whose clock can be put forward."""
    later, command = tmp_path / "later", (sys.executable, "-m", "tests.http.later_server")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LATER, str(later))
        with running(tmp_path / "data", "--demo", "--rate-per-minute", "0", command=command) as server:
            made = {"name": "海天泵业", "admin_name": "王海", "login": LOGIN, "password": PASSWORD, "bundles": []}
            Line(server.base_url, "admin").ask("POST", "/companies", json=made)
            yield Days(server, later)


@pytest.fixture
def demo(company: Days) -> ServerProcess:
    return company.server


@pytest.mark.full
@pytest.mark.req("FRM-1", "FRM-6", "FLW-1", "DSP-1", "SLA-1", "SLA-3", "ADM-7")
def test_a_service_is_built_by_clicks_and_changed_while_tickets_run(
    person: Callable[..., Person], company: Days
) -> None:
    admin = person()
    page = admin.sign_in(LOGIN, "/organisation", password=PASSWORD)
    names_the_area_and_the_skilled(page)
    makes_them_engineers(page)
    draws_the_form(admin, page)
    draws_the_flow(admin, page)
    makes_the_type(page)
    says_who_gets_it(admin, page)
    promises_an_answer(admin, page)
    first = hands_in(admin, page)
    line = Line(company.server.base_url, LOGIN, PASSWORD)
    is_given_to_one_of_the_two(line, first)
    known = [reported(line) for _ in range(OPEN)]
    gains_a_field(page)
    is_reminded_of(admin, page)
    served_on = str(local_time(SystemClock().now(), "Asia/Shanghai").date() - timedelta(days=364))
    late = hands_in(admin, page, served_on=served_on)
    goes_on_unharmed(line, known, late, served_on)
    company.pass_by(48)
    later = person()
    is_told_and_sees_red(later, first, late)


def goes(page: Page, path: str) -> None:
    page.goto(re.sub(r"(//[^/]+).*", rf"\1{path}", page.url))


def chooses(form: Locator, label: str, value: str) -> None:
    form.get_by_role("combobox", name=label).click()
    form.page.locator(".ant-select-item-option").filter(has_text=value).last.click()


def names_the_area_and_the_skilled(page: Page) -> None:
    page.get_by_role("button", name="区域", exact=True).click()
    page.get_by_role("button", name="新增区域").click()
    form = page.get_by_role("dialog", name="新增区域")
    form.get_by_label("名称").fill("华东")
    form.get_by_role("button", name="保存").click()
    page.get_by_text("已保存“华东”").wait_for()
    goes(page, "/people")
    for name, login in (("张工", "zhang"), ("李工", "li"), ("赵工", "zhao")):
        page.get_by_role("button", name="新增人员").click()
        form = page.get_by_role("dialog", name="新增人员")
        form.get_by_label("姓名").fill(name)
        form.get_by_label("账号").fill(login)
        form.get_by_label("怎样第一次登录").select_option("later")
        chooses(form, "角色", "工程师")
        form.get_by_label("姓名").click()
        chooses(form, "区域", "华东")
        form.get_by_label("姓名").click()
        form.get_by_role("button", name="保存").click()
        page.get_by_role("button", name=f"管理“{name}”").wait_for()


def makes_them_engineers(page: Page) -> None:
    goes(page, "/engineers")
    page.get_by_role("button", name="新增工程师").click()
    form = page.get_by_role("dialog", name="新增工程师")
    form.get_by_role("combobox", name="哪些人").click()
    for name in ("张工", "李工", "赵工"):
        page.locator(".ant-select-item-option").filter(has_text=name).click()
    form.get_by_role("heading").click()
    form.get_by_role("button", name="保存").click()
    page.get_by_text("已新增 3 位工程师").wait_for()


def draws_the_form(admin: Person, page: Page) -> None:
    goes(page, "/types")
    page.get_by_role("button", name="新建表单").click()
    page.get_by_role("region", name="表单", exact=True).get_by_role("button").first.click()
    panel = settings(page)
    panel.get_by_role("textbox", name="表单名称", exact=True).fill(FORM)
    for tile, label in (("地区", "所在区域"), ("多选", "故障种类"), ("电话", "现场电话"), ("多行文本", "故障现象")):
        add(page, tile, label)
        if tile == "多选":
            panel.get_by_role("textbox", name="选项 选项1").fill("电气")
            panel.get_by_role("textbox", name="选项 选项2").fill("机械")
        panel.get_by_label("必填").select_option("必填")
    add(page, "照片", "现场照片")
    panel.get_by_label("照片", exact=True).fill("1")
    panel.get_by_text("最长边 1920 像素").wait_for()
    settle(page)
    admin.shoot("nothing-form")
    publish(page)
    page.get_by_text("有未发布的修改").wait_for(state="detached")


def draws_the_flow(admin: Person, page: Page) -> None:
    goes(page, "/flows")
    page.get_by_role("button", name="新建流程").click()
    form = page.get_by_role("dialog", name="新建流程")
    form.get_by_label("流程名称").fill(SERVICE)
    form.get_by_label("表单").select_option(label=FORM)
    form.get_by_label("从什么开始").select_option("service")
    form.get_by_role("button", name="开始画").click()
    page.get_by_role("button", name="检查通过").wait_for()
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("button", name="编辑流程").wait_for()
    # The browser tells by itself of the flow that was not there yet.
    admin.faults[:] = [fault for fault in admin.faults if not fault.endswith("/flows/flow")]


def makes_the_type(page: Page) -> None:
    goes(page, "/types")
    page.get_by_role("button", name="新建类型").first.click()
    form = page.get_by_role("dialog", name="新建类型")
    form.get_by_role("textbox", name=re.compile("^名称")).fill(SERVICE)
    form.get_by_label("表单").select_option(label=FORM)
    form.get_by_label("流程").select_option(label=SERVICE)
    form.get_by_label("编号前缀").fill("BX")
    form.get_by_role("button", name="保存").click()
    page.get_by_text(f"已保存“{SERVICE}”").wait_for()


def says_who_gets_it(admin: Person, page: Page) -> None:
    goes(page, "/dispatch-policies")
    page.get_by_role("button", name="均衡派单").click()
    page.get_by_label("策略名称").first.fill("华东电气")
    policy = page.get_by_role("region", name="华东电气")
    policy.get_by_role("button", name="条件: 华东电气").click()
    asked = page.get_by_role("dialog", name="华东电气")
    asked.get_by_role("button", name="添加条件", exact=True).click()
    asked.get_by_label("字段").select_option(label="所在区域")
    picks(asked, "华东")
    asked.get_by_role("button", name="添加条件", exact=True).click()
    asked.get_by_label("字段").last.select_option(label="故障种类")
    picks(asked, "电气")
    admin.shoot("nothing-condition")
    asked.get_by_role("button", name="用这个条件").click()
    names_the_two(page, policy)
    policy.get_by_label("怎么派").last.select_option("automatic")
    settle(page)
    admin.shoot("nothing-dispatch")
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_role("dialog", name="发布派单策略").get_by_role("button", name="发布新版本").click()
    page.get_by_text("第 1 版", exact=True).wait_for()


def names_the_two(page: Page, policy: Locator) -> None:
    policy.get_by_role("button", name="加一个自定条件").click()
    policy.get_by_role("button", name=re.compile("^条件: ")).last.click()
    asked = page.get_by_role("dialog").last
    asked.get_by_label("字段").select_option(label="候选人 · 人员")
    asked.get_by_label("比较方式").select_option(label="是其中之一")
    picks(asked, "张工")
    picks(asked, "李工")
    asked.get_by_label("字段").click()
    asked.get_by_role("button", name="用这个条件").click()
    policy.get_by_text("候选人 · 人员 是其中之一 张工、李工").wait_for()
    policy.get_by_text("所在区域 属于（含下级） 华东，且故障种类 含有任一 电气").wait_for()


def picks(asked: Locator, value: str) -> None:
    asked.get_by_role("combobox", name="值").last.click()
    asked.page.locator(".ant-select-item-option").filter(has_text=value).last.click()


def promises_an_answer(admin: Person, page: Page) -> None:
    goes(page, "/policies")
    page.get_by_role("button", name="新建一套时效").click()
    page.get_by_label("名称", exact=True).fill("24 小时必回")
    page.get_by_label("首次响应", exact=True).first.fill("24 小时")
    page.get_by_role("button", name="首次响应加一级提醒").click()
    rung = page.get_by_role("group", name="首次响应 提醒 1")
    rung.get_by_label("什么时候").select_option("end")
    rung.get_by_role("button", name="列表标红").click()
    settle(page)
    admin.shoot("nothing-promise")
    page.get_by_role("button", name="看看影响").click()
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_text("第 1 版", exact=True).wait_for()


def hands_in(admin: Person, page: Page, served_on: str = "") -> str:
    goes(page, "/new")
    page.get_by_role("button", name=SERVICE, exact=True).click()
    page.get_by_role("textbox", name="标题").fill("配电柜跳闸")
    page.get_by_label("现场电话").fill("13800138000")
    settle(page)
    admin.shoot("nothing-new")
    page.get_by_label("所在区域").select_option(label="华东")
    page.get_by_text("电气", exact=True).click()
    page.get_by_label("故障现象").fill("合闸就跳")
    if served_on:
        page.get_by_label("上次保养日期").fill(served_on)
    page.locator("input[type=file]").first.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PIXEL})
    page.get_by_role("button", name="提交工单").click()
    page.get_by_role("heading", name="配电柜跳闸").wait_for()
    return page.url.rsplit("/", 1)[-1]


def is_given_to_one_of_the_two(line: Line, number: str) -> None:
    (round_,) = line.ask("GET", f"/tickets/{number}/dispatch")["rounds"]
    names = {one["id"]: one["name"] for one in line.ask("GET", "/users?limit=100")["items"]}
    assert {names[one] for one in round_["people"]} <= {"张工", "李工"}
    assert round_["people"]


def reported(line: Line) -> str:
    area = line.ask("GET", "/areas")[0]["id"]
    body = line.ask("GET", f"/forms/{line.ask('GET', '/ticket-types')[0]['form']}")["body"]
    keys = {field["label"]["zh"]: field for section in body["sections"] for field in section["fields"]}
    said = {"所在区域": area, "故障种类": [keys["故障种类"]["options"][0]["value"]], "现场电话": "13800138000"}
    said |= {"故障现象": "合闸就跳", "现场照片": [line.upload("a.png", PIXEL)]}
    data = {keys[label]["key"]: value for label, value in said.items()}
    source = {"channel": "phone"}
    kind = line.ask("GET", "/ticket-types")[0]["key"]
    made = line.ask("POST", "/tickets", json={"type": kind, "title": "跳闸", "source": source, "data": data})
    return str(made["number"])


def gains_a_field(page: Page) -> None:
    goes(page, "/types")
    page.get_by_role("row", name=re.compile(SERVICE)).get_by_role("link", name=FORM).click()
    card(page, "现场照片").wait_for()
    add(page, "日期", "上次保养日期")
    publish(page)
    page.get_by_text("有未发布的修改").wait_for(state="detached")


def is_reminded_of(admin: Person, page: Page) -> None:
    goes(page, "/policies")
    page.get_by_role("button", name="修改时效").click()
    page.get_by_role("button", name="加一条日期提醒").click()
    reminder = page.get_by_role("group", name="新提醒")
    reminder.get_by_label("看哪个日期").select_option(label="上次保养日期")
    reminder.get_by_label("什么时候").select_option("daysLater")
    reminder.get_by_label("几天").fill("365")
    reminder.get_by_role("button", name="提交人").click()
    reminder.get_by_label("提醒名称").fill("该保养了")
    settle(page)
    page.get_by_role("region", name="日期提醒").scroll_into_view_if_needed()
    admin.shoot("nothing-reminder")
    assert outside(page) == []
    page.get_by_role("button", name="看看影响").click()
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_text("第 2 版", exact=True).wait_for()


def goes_on_unharmed(line: Line, known: list[str], late: str, served_on: str) -> None:
    new = line.ask("GET", f"/tickets/{late}")
    assert served_on in new["data"].values() and new["form_version"] == 2
    for number in known:
        ticket = line.ask("GET", f"/tickets/{number}")
        assert ticket["form_version"] == 1 and ticket["tasks"]
    zhang = next(one["id"] for one in line.ask("GET", "/users?limit=100")["items"] if one["name"] == "张工")
    line.assign(known[0], zhang)


def is_told_and_sees_red(later: Person, first: str, late: str) -> None:
    """Two days on: the reminder of the date has come, and what nobody answered is red."""
    page = later.sign_in(LOGIN, "/notices", password=PASSWORD)
    page.get_by_role("main").get_by_text(f"该保养了：配电柜跳闸 {late}").wait_for()
    later.shoot("nothing-told")
    goes(page, f"/tickets/{first}")
    page.get_by_text("已超时").first.wait_for()
    goes(page, "/tickets")
    page.locator("[data-red]").first.wait_for()
    settle(page)
    later.shoot("nothing-red")
