"""What ships, done by its people at their screens: goods sent back, a flat put right, a repair asked after, leave,
money, and a case that nobody else may know of."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from bihuan.core.flow import draw_of
from tests.browser.closing import signed
from tests.browser.conftest import Person
from tests.browser.eyes import barriers, outside
from tests.browser.later import Days
from tests.browser.test_closed_loop import a_photo, take
from tests.browser.test_portal import Staff
from tests.http.process import ServerProcess, wait_until
from tests.modules.revisions.contracts import docx

PICTURE: FilePayload = {"name": "现场.png", "mimeType": "image/png", "buffer": a_photo()}
PAPER: FilePayload = {"name": "答辩状.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + bytes(64)}


@pytest.fixture
def demo(days: Days) -> ServerProcess:
    """Everybody of these stories is at this company."""
    return days.server


@pytest.fixture
def staff(demo: ServerProcess) -> Staff:
    """Who does what other stories show, signed in anew: sessions end while days pass."""
    return Staff(demo.base_url)


def report(someone: Person, login: str, type_: str, title: str) -> Page:
    """The form of a new ticket, its title written."""
    page = someone.sign_in(login, f"/new?type={type_}")
    page.get_by_role("textbox", name="标题").fill(title)
    return page


def hand_in(page: Page) -> str:
    """Sent; the number of the ticket."""
    page.get_by_role("button", name="提交工单").click()
    page.wait_for_url(re.compile(r"/tickets/[A-Z]"))
    page.get_by_role("heading", name="过程记录").wait_for()
    return page.url.rpartition("/")[2]


def attach(page: Page, at: Any, *files: FilePayload) -> None:
    """Files chosen and stored."""
    with page.expect_response("**/files/content*"):
        at.set_input_files(list(files))


def act_of(staff: Staff, login: str, number: str, action: str, **body: Any) -> None:
    """An action of whichever task offers it."""
    tasks = staff.get(login, f"/tickets/{number}")["tasks"]
    task = next(one for one in tasks if action in [offer["key"] for offer in one["actions"]])
    staff.do(login, f"/tasks/{task['id']}/actions/{action}", **body)


# --- 退换货 -------------------------------------------------------------------------------------------------------


@pytest.mark.req("FLW-2", "FLW-3", "FRM-7")
def test_a_return_is_approved_by_its_amount_received_with_a_photo_and_paid_back(person, staff):
    number = asks_to_send_back(person())
    approves(person("phone"))
    act_of(staff, "qiankuaiji", number, "agree")
    receives(person(), number)
    pays_back(person(), number)


def asks_to_send_back(desk: Person) -> str:
    """The customer calls; without a photo of the goods nothing goes on. The front desk finds that it fits."""
    page = report(desk, "xiaozhou", "return_exchange", "水泵漏水，要求退货")
    page.get_by_role("group", name="申请").get_by_text("退货退款").click()
    page.get_by_label("联系电话").last.fill("13900001111")
    page.get_by_label("订单号").fill("DD-20260401")
    page.get_by_label("商品与数量").fill("水泵 2 台")
    page.get_by_label("商品金额").fill("6000")
    page.get_by_label("原因").fill("用了三天就漏水")
    page.get_by_role("button", name="提交工单").click()
    page.get_by_text("请改正下面标红的内容").wait_for()
    attach(page, page.locator("input[type=file]").first, PICTURE)
    number = hand_in(page)
    take(page, "符合条件")
    page.get_by_text("主管审批").first.wait_for()
    desk.shoot("return-checked-desk")
    return number


def approves(lead: Person) -> None:
    """One tap on the phone."""
    page = lead.sign_in("liuzhuguan", "/work/approvals")
    card = page.locator("section", has=page.get_by_role("heading", name="水泵漏水，要求退货"))
    card.get_by_text("¥6,000.00").wait_for()
    lead.shoot("return-approval-phone")
    card.get_by_role("button", name="同意").click()
    card.wait_for(state="detached")


def receives(store: Person, number: str) -> None:
    """The warehouse looks at what came, and says so with a photo."""
    page = store.sign_in("yaocangku", f"/tickets/{number}")
    page.get_by_role("button", name="已收货").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("与申请相符").click()
    dialog.get_by_role("button", name="已收货").click()
    dialog.get_by_text("还缺凭证").first.wait_for()
    attach(page, dialog.locator("input[type=file]").last, PICTURE)
    store.shoot("return-received-desk")
    dialog.get_by_role("button", name="已收货").click()
    page.get_by_text("财务退款").first.wait_for()
    store.faults.clear()  # the refusal of what was incomplete


def pays_back(finance: Person, number: str) -> None:
    """No more than was paid."""
    page = finance.sign_in("qiankuaiji", f"/tickets/{number}")
    page.get_by_role("button", name="已退款").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("实退金额").fill("60000")
    dialog.get_by_label("退款流水号").fill("TK-2026-99")
    dialog.get_by_role("button", name="已退款").click()
    dialog.get_by_text("实退金额不能超过商品金额").first.wait_for()
    finance.shoot("return-too-much-desk")
    dialog.get_by_label("实退金额").fill("6000")
    dialog.get_by_role("button", name="已退款").click()
    dialog.wait_for(state="hidden")
    page.get_by_text("已完成").first.wait_for()
    finance.shoot("return-paid-desk")


# --- 装修投诉 -----------------------------------------------------------------------------------------------------


@pytest.mark.req("FLW-1", "FLW-2", "DSP-2")
def test_crew_and_designer_put_a_flat_right_side_by_side_and_the_owner_signs(person, staff):
    data = {"phone": "13900001111", "home": "云庭 3-1201", "place": ["wall", "furniture"]}
    body = {"type": "decoration_complaint", "title": "墙面开裂，柜门关不上", "source": {"channel": "web"}}
    made = staff.do("wangqiang", "/tickets", **body, data={**data, "fault_photos": [staff.photo("wangqiang")]})
    number = str(made["number"])
    plans(person(), number)
    on_site(person("phone"), number)
    draws(person(), number)
    owner = person("phone")
    page = owner.sign_in("wangqiang", f"/tickets/{number}")
    page.get_by_role("button", name="验收通过").click()
    dialog = page.get_by_role("dialog")
    signed(page, dialog)
    owner.shoot("decoration-signed-phone")
    dialog.get_by_role("button", name="验收通过").click()
    dialog.wait_for(state="hidden")
    page.get_by_text("已解决").first.wait_for()


def plans(manager: Person, number: str) -> None:
    """One plan, two teams at once."""
    page = manager.sign_in("huangjingli", f"/tickets/{number}")
    page.get_by_role("button", name="派给施工队和设计师").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("整改要求").fill("重做墙面，柜门改尺寸")
    dialog.get_by_role("button", name="派给施工队和设计师").click()
    dialog.wait_for(state="hidden")
    page.get_by_text("施工整改").first.wait_for()
    page.get_by_text("设计修改").first.wait_for()
    manager.shoot("decoration-side-by-side-desk")


def on_site(crew: Person, number: str) -> None:
    """王工 takes it, is there, and hands in what the wall looks like."""
    page = crew.sign_in("wanggong", f"/work/tickets/{number}")
    for action in ("抢单", "到场"):
        page.get_by_role("button", name=re.compile(f"^{action}")).first.click()
        if page.get_by_role("dialog").count():
            page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{action}")).click()
    page.get_by_role("button", name="整改完成").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("施工整改说明").fill("墙面重做，验收无裂缝")
    dialog.locator("input[type=file]").first.set_input_files([PICTURE])
    dialog.get_by_role("button", name="移除").wait_for()
    crew.shoot("decoration-site-phone")
    dialog.get_by_role("button", name="整改完成").click()
    dialog.wait_for(state="detached")


def draws(designer: Person, number: str) -> None:
    """吴品控 finds it among the own tasks; the other lane is nothing to wait for."""
    page = designer.sign_in("wupinkong", f"/tickets/{number}")
    page.get_by_text("施工整改").first.wait_for(state="detached")
    page.get_by_role("button", name="设计完成").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("设计说明").fill("柜门缩 2 cm")
    attach(page, dialog.locator("input[type=file]").first, PAPER)
    dialog.get_by_role("button", name="设计完成").click()
    dialog.wait_for(state="hidden")
    page.get_by_text("待业主验收").first.wait_for()
    designer.shoot("decoration-drawn-desk")


# --- 抽查、三天后回访 ---------------------------------------------------------------------------------------------


@pytest.mark.req("FLW-7", "FLW-14", "FLW-1")
def test_one_in_ten_is_looked_at_again_and_three_days_later_somebody_asks_whether_it_works(person, staff, days):
    number = picked(staff)
    checks(person(), number)
    desk = person()
    page = desk.sign_in("xiaozhou", f"/tickets/{number}")
    page.get_by_text("三天后回访").first.wait_for()
    desk.shoot("return-visit-waits-desk")
    days.pass_by(72)
    later = Staff(days.server.base_url)
    wait_until(lambda: bool(later.get("xiaozhou", f"/tickets/{number}")["tasks"]))
    asks(person("phone"), number)


def picked(staff: Staff) -> str:
    """A finished visit on which the lot falls: it is known from the ticket's id."""
    data = {"phone": "13812345678", "address": "星海街 9 号 1002", "appliance": "冰箱"}
    body = {"type": "home_visit", "title": "冰箱不制冷", "source": {"channel": "phone"}, "data": data}
    for _ in range(300):
        made = staff.do("xiaozhou", "/tickets", **body)
        if float(draw_of(made["id"], "picked")) < 10:
            break
    known = {one["login"]: one["id"] for one in staff.get("admin", "/users?limit=100")["items"]}
    number = str(made["number"])
    staff.act("laochen", number, "assign", person=known["zhanggong"])
    for action in ("accept", "depart", "arrive"):
        staff.act("zhanggong", number, action)
    staff.act("zhanggong", number, "finish", data={"work_done": "补充制冷剂"}, files=[staff.photo("zhanggong")])
    return number


def checks(checker: Person, number: str) -> None:
    """郑督导 finds it among the own tasks."""
    page = checker.sign_in("zhengdudao", "/tasks")
    page.get_by_role("link", name=re.compile(number)).click()
    page.get_by_text("随机抽查").first.wait_for()
    page.get_by_role("button", name="提交抽查结果").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("合格", exact=True).click()
    dialog.get_by_label("抽查说明").fill("接线规范，压力正常")
    checker.shoot("spot-check-desk")
    dialog.get_by_role("button", name="提交抽查结果").click()
    dialog.wait_for(state="hidden")
    page.get_by_text("待回访").first.wait_for()


def asks(visitor: Person, number: str) -> None:
    """小周 calls, and notes what the customer says."""
    page = visitor.sign_in("xiaozhou", f"/work/tickets/{number}")
    page.get_by_role("button", name="回访完成").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("正常，满意").click()
    dialog.get_by_label("客户原话").fill("制冷正常，师傅很仔细")
    visitor.shoot("return-visit-phone")
    dialog.get_by_role("button", name="回访完成").click()
    page.get_by_text("已完成").first.wait_for()


# --- 请假 ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("FLW-3", "FLW-7")
def test_leave_is_asked_for_granted_on_the_phone_and_whoever_takes_over_hears_of_it(person):
    engineer = person()
    page = report(engineer, "zhanggong", "leave_request", "年假两天")
    begin = datetime(2027, 3, 1, 9)
    page.get_by_text("年假", exact=True).click()
    page.get_by_label("开始").fill(begin.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("结束").fill((begin - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("天数").fill("2")
    page.get_by_label("工作交接人").select_option(label="李工")
    page.get_by_role("button", name="提交工单").click()
    page.get_by_text("结束时间不能早于开始时间").first.wait_for()
    page.get_by_label("结束").fill((begin + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    engineer.shoot("leave-asked-desk")
    hand_in(page)
    lead = person("phone", dark=True)
    approvals = lead.sign_in("liuzhuguan", "/work/approvals")
    card = approvals.locator("section", has=approvals.get_by_role("heading", name="年假两天"))
    card.get_by_text("2027").first.wait_for()
    lead.shoot("leave-approval-phone-dark")
    card.get_by_role("button", name="同意").click()
    card.wait_for(state="detached")
    page.get_by_text("已完成").first.wait_for()
    stands_in = person().sign_in("ligong", "/notices")
    stands_in.get_by_text("请假已批准，请接手工作").first.wait_for()


# --- 采购审批、变更评审 -------------------------------------------------------------------------------------------


@pytest.mark.req("FLW-7", "FLW-3", "FLW-12")
def test_the_amount_decides_how_far_a_purchase_goes_and_the_general_manager_signs(person, staff):
    body = {"type": "purchase_request", "source": {"channel": "office"}}
    small = staff.do(
        "zhanggong", "/tickets", **body, title="买两副手套", data={"item": "手套", "amount": "80", "purpose": "防护"}
    )
    engineer = person()
    page = report(engineer, "zhanggong", "purchase_request", "备用液压站一台")
    page.get_by_label("物品与数量").fill("液压站 1 台")
    page.get_by_label("预计金额").fill("80000")
    page.get_by_label("用途").fill("生产线备用")
    number = hand_in(page)
    lead = person("phone")
    approvals = lead.sign_in("liuzhuguan", "/work/approvals")
    for title in ("买两副手套", "备用液压站一台"):
        card = approvals.locator("section", has=approvals.get_by_role("heading", name=title))
        card.get_by_role("button", name="同意").click()
        card.wait_for(state="detached")
    page.get_by_text("财务审批").first.wait_for()
    wait_until(lambda: staff.get("admin", f"/tickets/{small['number']}")["stage"] == "in_work")
    finance = person().sign_in("qiankuaiji", f"/tickets/{number}")
    take(finance, "同意")
    manager = person()
    decides = manager.sign_in("linzong", f"/tickets/{number}")
    decides.get_by_role("button", name="同意", exact=True).click()
    dialog = decides.get_by_role("dialog", name="同意")
    signed(decides, dialog)
    manager.shoot("purchase-signed-desk")
    dialog.get_by_role("button", name="同意", exact=True).click()
    dialog.wait_for(state="hidden")
    finance.get_by_role("button", name="已采购").click()
    dialog = finance.get_by_role("dialog")
    dialog.get_by_label("供应商").fill("苏州液压")
    dialog.get_by_role("button", name="已采购").click()
    page.get_by_role("button", name="催办").wait_for(state="detached")
    page.get_by_role("img", name="签名").first.wait_for()
    engineer.shoot("purchase-done-desk")


@pytest.mark.req("S-6", "FLW-1", "FLW-3")
def test_of_a_standard_change_either_review_is_enough_and_the_other_is_told(person):
    engineer = person()
    page = report(engineer, "zhanggong", "change_review", "更换同型号传感器")
    page.get_by_label("变更什么").fill("同型号替换，已做过三次。")
    page.get_by_text("低", exact=True).click()
    page.get_by_text("标准变更", exact=True).click()
    number = hand_in(page)
    for name in ("技术评审", "预算评审"):
        page.get_by_text(name).first.wait_for()
    take(person().sign_in("qiankuaiji", f"/tickets/{number}"), "同意")
    page.get_by_role("button", name="实施完成").wait_for()
    expect(page.get_by_role("button", name="催办")).to_have_count(0)
    engineer.shoot("change-either-desk")
    other = person().sign_in("zhaozong", "/notices")
    other.get_by_role("link", name=re.compile("更换同型号传感器")).first.wait_for()


# --- 律师事务所 ---------------------------------------------------------------------------------------------------


@pytest.mark.req("S-14", "AUD-3")
def test_a_case_is_drafted_and_reviewed_by_those_named_and_exists_for_nobody_else(person, staff):
    partner = person()
    page = report(partner, "linzong", "case_task", "海天泵业专利案")
    page.get_by_label("委托人").fill("海天泵业")
    page.get_by_label("案情与任务").fill("专利侵权，需答辩状")
    page.get_by_label("承办律师").select_option(label="赵总监")
    page.get_by_label("审核合伙人").select_option(label="林总")
    partner.shoot("case-given-out-desk")
    number = hand_in(page)
    lawyer = person()
    drafts = lawyer.sign_in("zhaozong", f"/tickets/{number}")
    sends_a_draft(drafts, first=True)
    take_back(page)
    drafts.get_by_role("button", name="送审").wait_for()
    sends_a_draft(drafts, first=False)
    page.get_by_role("button", name="定稿").click()
    page.get_by_role("dialog").get_by_role("button", name="定稿").click()
    page.get_by_text("已定稿").first.wait_for()
    partner.shoot("case-final-desk")
    assert len(staff.get("linzong", f"/tickets/{number}")["data"]["drafts"]) == 2
    for login in ("admin", "liuzhuguan", "shenji"):
        outside = person()
        nothing = outside.sign_in(login, f"/tickets/{number}")
        nothing.get_by_text(re.compile("找不到|没有这张|不存在")).first.wait_for()
        assert not nothing.get_by_text("海天").count()
        outside.shoot(f"case-unknown-{login}")
        outside.faults.clear()  # for him there is no such ticket, and his browser says so


def sends_a_draft(page: Page, *, first: bool, paper: FilePayload = PAPER) -> None:
    """A draft more; the ones before stay."""
    page.get_by_role("button", name="送审").click()
    dialog = page.get_by_role("dialog")
    attach(page, dialog.locator("input[type=file]").first, {**paper, "buffer": paper["buffer"] + bytes([first])})
    if first:
        dialog.get_by_text("无冲突").click()
    else:
        dialog.get_by_label("本稿修改说明").fill("证据按时间排列")
    dialog.get_by_role("button", name="送审").click()
    dialog.wait_for(state="hidden")


def take_back(page: Page) -> None:
    """The partner wants another order."""
    page.get_by_role("button", name="退回修改").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("说明").fill("第二部分的证据顺序要调整")
    dialog.get_by_role("button", name="退回修改").click()
    dialog.wait_for(state="hidden")


@pytest.mark.req("COL-6", "S-14", "FLW-4")
def test_a_draft_goes_through_its_versions_and_the_approval_says_which_one_it_is_of(person, staff):
    ids = {login: staff.get(login, "/me")["id"] for login in ("zhaozong", "linzong")}
    data = {"client": "海天泵业", "matter": "答辩状", "lawyer": ids["zhaozong"], "reviewer": ids["linzong"]}
    asked = {"type": "case_task", "title": "答辩状三稿", "source": {"channel": "office"}, "data": data}
    number = str(staff.do("linzong", "/tickets", **asked)["number"])
    lawyer, partner = person(), person()
    drafts = lawyer.sign_in("zhaozong", f"/tickets/{number}")
    sends_a_draft(drafts, first=True, paper=written("第二条 付款期限为三十日。"))
    review = partner.sign_in("linzong", f"/tickets/{number}")
    review.get_by_text("依据：答辩状.docx 第 1 版").wait_for()
    person("phone").sign_in("linzong", "/work/approvals").get_by_text("依据：答辩状.docx 第 1 版").wait_for()
    says(review, "期限太短", "第二条")
    partner.shoot("file-comment-desk")
    # While the partner decides, what he decides on changes: it is not done blindly.
    review.get_by_role("button", name="定稿").click()
    deciding = review.get_by_role("dialog", name="定稿")
    deciding.get_by_role("button", name="定稿").wait_for()
    drafts.get_by_text("1 条批注待处理").wait_for()
    adds_version(drafts, 2, "第二条 付款期限为六十日。")
    compares(lawyer)
    deciding.get_by_role("button", name="定稿").click()
    deciding.get_by_text("请看过新内容再决定").wait_for()
    review.get_by_text("依据：答辩状.docx 第 2 版").wait_for()
    deciding.get_by_role("button", name="定稿").click()
    deciding.wait_for(state="hidden")
    review.get_by_text("林总 同意的是第 2 版").wait_for()
    adds_version(drafts, 3, "第二条 付款期限为九十日。")
    drafts.get_by_role("button", name="关闭").first.click()
    drafts.get_by_text("现行第 3 版").first.wait_for()
    lawyer.shoot("file-outdated-desk")
    small = person("small", dark=True)
    page = small.sign_in("linzong", f"/tickets/{number}")
    page.get_by_text("现行第 3 版").wait_for()
    page.get_by_title("查看版本").click()
    page.get_by_role("article", name="第 1 版").get_by_text("期限太短").wait_for()
    small.shoot("file-versions-small-dark")
    assert outside(page) == [] and barriers(page) == []
    page.get_by_role("button", name="与第 2 版比较").click()
    page.locator("ins", has_text="九").wait_for()
    small.shoot("file-comparison-small-dark")
    assert outside(page) == [] and barriers(page) == []
    partner.faults.clear()  # the refusal that was meant to be


def written(clause: str) -> FilePayload:
    """A draft of some clauses in Word's format."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": "答辩状.docx", "mimeType": kind, "buffer": docx("第一条 标的", clause, "第三条 违约责任")}


def says(page: Page, words: str, place: str) -> None:
    """A comment on the version that is shown first."""
    page.get_by_title("查看版本").click()
    dialog = page.get_by_role("dialog", name="答辩状.docx")
    dialog.get_by_role("button", name="写批注").click()
    dialog.get_by_label("批注内容").fill(words)
    dialog.get_by_label("位置").fill(place)
    dialog.get_by_role("button", name="保存批注").click()
    dialog.get_by_text(words).wait_for()
    dialog.get_by_role("button", name="关闭").first.click()


def adds_version(page: Page, number: int, clause: str) -> None:
    """上传新版本, with what was changed."""
    dialog = page.get_by_role("dialog", name="答辩状.docx")
    if not dialog.is_visible():
        page.get_by_title("查看版本").click()
    attach(page, dialog.locator("input[type=file]"), written(clause))
    dialog.get_by_label("修改说明").fill(f"第 {number} 稿")
    dialog.get_by_role("button", name=f"保存为第 {number} 版").click()
    dialog.get_by_role("article", name=f"第 {number} 版").get_by_text("现行").wait_for()


def compares(lawyer: Person) -> None:
    """What went is struck through, what came is underlined; the comment was dealt with."""
    dialog = lawyer.page.get_by_role("dialog", name="答辩状.docx")
    dialog.get_by_role("button", name="与第 1 版比较").click()
    dialog.locator("del", has_text="三").wait_for()
    dialog.locator("ins", has_text="六").wait_for()
    lawyer.shoot("file-comparison-desk")
    assert barriers(lawyer.page) == []
    dialog.get_by_role("button", name="返回版本列表").click()
    dialog.get_by_role("button", name="标为已处理").click()
    dialog.get_by_text("已处理", exact=True).wait_for()
    lawyer.shoot("file-versions-desk")
