"""S-13: a school. A refund goes 班主任 → 教务 → 财务 with the talks on record, long leave to the head of the grade,
a scholarship is voted on; and each knows of what is his and of nothing else.

On a server of its own: its administrator switches the bundle on, and makes of every class a department.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page

from tests.browser.conftest import Person
from tests.browser.eyes import barriers, outside, settle
from tests.browser.test_portal import Staff
from tests.http.process import BIHUAN, ServerProcess, running

RECORDING: FilePayload = {
    "name": "家长沟通.wav",
    "mimeType": "audio/wav",
    "buffer": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64),
}
# 吴品控 and 赵总监 have a class each, below 林总's grade; 林总 and 赵总监 are the jury, too.
PEOPLE = {
    "wupinkong": ("head_teacher",),
    "zhaozong": ("head_teacher", "scholarship_jury"),
    "linzong": ("grade_head", "scholarship_jury"),
    "yaocangku": ("academic_office",),
}
CLASSES = {"英语二班": "wupinkong", "数学一班": "zhaozong"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The demo with the school's bundle, its people and its classes."""
    data = tmp_path_factory.mktemp("school") / "data"
    with running(data, "--demo", "--rate-per-minute", "0", command=BIHUAN) as server:
        staff = Staff(server.base_url)
        staff.do("admin", "/bundles/school/apply")
        known = {one["login"]: one["id"] for one in staff.get("admin", "/users?limit=100")["items"]}
        for login, roles in PEOPLE.items():
            changed = staff._client("admin").patch(f"/users/{known[login]}", json={"roles": roles})
            assert changed.is_success, changed.text
        grade = staff.do("admin", "/departments", name="一年级", head=known["linzong"])["id"]
        for name, head in CLASSES.items():
            staff.do("admin", "/departments", name=name, parent=grade, head=known[head])
        yield server


@pytest.fixture(scope="module")
def staff(demo: ServerProcess) -> Staff:
    """Who does what another story shows."""
    return Staff(demo.base_url)


def class_id(staff: Staff, name: str) -> str:
    return next(one["id"] for one in staff.get("admin", "/departments") if one["name"] == name)


def unknown_to(person: Any, number: str, title: str, *logins: str) -> None:
    """By its address and in the lists: for them there is no such ticket."""
    for login in logins:
        someone = person()
        page = someone.sign_in(login, f"/tickets/{number}")
        page.get_by_text(re.compile("找不到|没有这张|不存在")).first.wait_for()
        assert not page.get_by_text(title).count()
        page.goto(f"{someone.base}/tasks")
        page.get_by_role("heading", name=re.compile("待办|任务")).first.wait_for()
        assert not page.get_by_text(title).count()
        someone.faults.clear()  # for him there is no such ticket, and his browser says so


def by(page: Page, action: str, **fields: str) -> Locator:
    """The dialog of an action, filled in and sent."""
    page.get_by_role("button", name=action, exact=True).click()
    dialog = page.get_by_role("dialog")
    for label, value in fields.items():
        dialog.get_by_label(label).fill(value)
    dialog.get_by_role("button", name=action, exact=True).click()
    dialog.wait_for(state="detached")
    return dialog


# --- 退费 ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("S-13", "FLW-14")
def test_a_refund_passes_two_recordings_and_only_finance_sees_the_account(person, staff):
    data: dict[str, str | int] = {"pupil": "小明", "school_class": class_id(staff, "英语二班"), "phone": "13912345678"}
    data |= {"paid": "4800", "lessons": 48}
    asked = {**data, "reason": "全家搬到外地", "bank_account": "6222021234567890"}
    made = staff.do(
        "xiaozhou", "/tickets", type="tuition_refund", title="小明退费", source={"channel": "phone"}, data=asked
    )
    number = str(made["number"])
    unknown_to(person, number, "小明退费", "zhaozong", "linzong", "yaocangku", "qiankuaiji")
    confirms(person("phone"), number)
    counts(person(), number)
    finance = person()
    page = finance.sign_in("qiankuaiji", f"/tickets/{number}")
    page.get_by_text("6222021234567890").first.wait_for()
    page.get_by_text(re.compile(r"3,?600\.00")).first.wait_for()
    finance.shoot("refund-finance-desk")
    page.get_by_role("button", name="已退款").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("退款流水号").fill("TK-2026-88")
    dialog.get_by_role("button", name="已退款").click()
    page.get_by_text("已完成").first.wait_for()


def confirms(teacher: Person, number: str) -> None:
    """The head teacher has spoken with the parents, and says so with the recording, on the phone."""
    page = teacher.sign_in("wupinkong", f"/work/tickets/{number}")
    page.get_by_role("button", name="已沟通，同意").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("班主任沟通记录").fill("家长搬家，孩子舍不得，无法续读。")
    assert not page.get_by_text("6222021234567890").count()
    dialog.get_by_label("选择录音").set_input_files([RECORDING])
    dialog.get_by_role("button", name="移除").wait_for()
    page.get_by_text("英语二班").first.wait_for()
    teacher.shoot("refund-teacher-phone")
    dialog.get_by_role("button", name="已沟通，同意").click()
    dialog.wait_for(state="detached")


def counts(office: Person, number: str) -> None:
    """教务 counts the lessons; without a recording it goes no further."""
    page = office.sign_in("yaocangku", f"/tickets/{number}")
    page.get_by_role("button", name="课时核对无误，同意").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("已上课时").fill("12")
    dialog.get_by_role("button", name="课时核对无误，同意").click()
    dialog.get_by_text("还缺凭证").first.wait_for()
    office.shoot("refund-office-desk")
    assert not page.get_by_text("6222021234567890").count()
    with page.expect_response("**/files/content*"):
        dialog.get_by_label("录音").set_input_files([RECORDING])
    dialog.get_by_role("button", name="课时核对无误，同意").click()
    page.get_by_text("财务退款").first.wait_for()
    office.faults.clear()  # the refusal of what was incomplete


# --- 请假 ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("S-13", "FLW-7", "FLW-4")
def test_a_long_leave_is_sent_back_mended_and_granted_by_the_head_of_the_grade(person):
    desk = person()
    number = asks_for_leave(desk, days="5")
    unknown_to(person, number, "小明请假", "zhaozong", "linzong", "qiankuaiji")
    teacher = person("phone")
    page = teacher.sign_in("wupinkong", f"/work/tickets/{number}")
    page.get_by_text("英语二班").first.wait_for()
    settle(page)
    teacher.shoot("leave-teacher-phone")
    assert outside(page) == [] and barriers(page) == []
    by(page, "同意请假", 补课安排="线上补课")
    head = person()
    decides = head.sign_in("linzong", f"/tickets/{number}")
    decides.get_by_role("button", name="批准", exact=True).wait_for()
    settle(decides)
    head.shoot("leave-grade-desk")
    sends_back(decides)
    by(person().sign_in("wupinkong", f"/tickets/{number}"), "同意请假", 补课安排="周六上午线下补四节")
    decides.get_by_role("button", name="批准", exact=True).wait_for()
    decides.get_by_text("周六上午线下补四节").first.wait_for()
    by(decides, "批准")
    desk.page.get_by_text("已准假").first.wait_for()
    for said in ("补课安排写具体一些", "周六上午线下补四节"):
        desk.page.get_by_text(said).first.wait_for()
    settle(desk.page)
    desk.shoot("leave-granted-desk")


@pytest.mark.req("S-13", "FLW-7")
def test_a_short_leave_ends_with_the_head_teacher(person):
    desk = person()
    number = asks_for_leave(desk, days="2")
    by(person("phone").sign_in("wupinkong", f"/work/tickets/{number}"), "同意请假", 补课安排="不需要")
    desk.page.get_by_text("已准假").first.wait_for()


def asks_for_leave(desk: Person, *, days: str) -> str:
    """The parents called; 小周 writes it down and chooses the class, not the teacher. Returns the number."""
    page = desk.sign_in("xiaozhou", "/new?type=pupil_leave")
    page.get_by_role("textbox", name="标题").fill("小明请假")
    page.get_by_label("学员姓名").fill("小明")
    page.get_by_label("班级").select_option(label="英语二班")
    page.get_by_label("联系电话").last.fill("13912345678")
    page.get_by_text("病假", exact=True).click()
    page.get_by_label("开始日期").fill("2027-03-01")
    page.get_by_label("结束日期").fill("2027-03-05")
    page.get_by_label("缺课天数").fill(days)
    page.get_by_label("请假原因").fill("肺炎住院")
    settle(page)
    desk.shoot("leave-asked-desk")
    page.get_by_role("button", name="提交工单").click()
    page.wait_for_url(re.compile("/tickets/XJ"))
    page.get_by_role("heading", name="过程记录").wait_for()
    return page.url.rpartition("/")[2]


def sends_back(page: Page) -> None:
    """To the head teacher, and straight back from there."""
    page.get_by_role("button", name="退回", exact=True).click()
    dialog = page.get_by_role("dialog", name="退回")
    dialog.get_by_label("退回到").select_option(label="班主任审批")
    dialog.get_by_label("退回之后").select_option(label="直接回到我这里，只有内容变了的人再审一次")
    dialog.get_by_label("说明").fill("补课安排写具体一些")
    dialog.get_by_role("button", name="退回", exact=True).click()
    dialog.wait_for(state="detached")
    page.get_by_text("班主任审批").first.wait_for()


# --- 奖学金 -------------------------------------------------------------------------------------------------------


@pytest.mark.req("S-13", "FLW-3")
def test_a_scholarship_is_recommended_by_the_own_head_teacher_and_voted_on(person, staff):
    data = {"pupil": "小明", "school_class": class_id(staff, "英语二班"), "average": 96, "amount": "2000"}
    data |= {"deeds": "全国竞赛一等奖", "papers": [staff.photo("xiaozhou")]}
    made = staff.do(
        "xiaozhou", "/tickets", type="scholarship", title="小明奖学金", source={"channel": "office"}, data=data
    )
    number = str(made["number"])
    unknown_to(person, number, "小明奖学金", "zhaozong", "linzong", "qiankuaiji")
    by(person().sign_in("wupinkong", f"/tickets/{number}"), "同意", 班主任推荐意见="品学兼优")
    one = person("phone")
    page = one.sign_in("linzong", "/work/approvals")
    card = page.locator("section", has=page.get_by_role("heading", name="小明奖学金"))
    settle(page)
    one.shoot("scholarship-jury-phone")
    card.get_by_role("button", name="同意", exact=True).click()
    card.wait_for(state="detached")
    by(person().sign_in("zhaozong", f"/tickets/{number}"), "同意")
    finance = person()
    page = finance.sign_in("qiankuaiji", f"/tickets/{number}")
    by(page, "已发放", 发放流水号="FF-2026-1")
    page.get_by_text("已完成").first.wait_for()
    settle(page)
    finance.shoot("scholarship-paid-desk")
