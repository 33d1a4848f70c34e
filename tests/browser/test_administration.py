"""The administrator sets the company up in the console: people, departments, and roles that he looks through."""

import re
from urllib.parse import urlsplit

import pytest

CHOSEN = "Lampe-blau-Regen-47"


def led_to(person, name: str, size: str = "desk", **more):
    admin = person(size, **more)
    page = admin.sign_in("admin", "/tickets")
    if size != "desk":
        page.get_by_role("button", name="打开菜单").click()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1, name=name, exact=True).wait_for()
    return admin, page


@pytest.mark.req("AUD-6", "ADM-6")
def test_a_new_person_is_invited_and_chooses_a_password_that_nobody_else_has_seen(person):
    admin, page = led_to(person, "人员")
    page.get_by_role("link", name="人员", exact=True).wait_for()
    admin.shoot("people-desk")
    page.get_by_role("button", name="新增人员").click()
    form = page.get_by_role("dialog", name="新增人员")
    form.get_by_label("姓名").fill("顾晓")
    form.get_by_label("账号").fill("guxiao")
    choose(form, "角色", "工程师")
    admin.shoot("people-new-desk")
    form.get_by_role("button", name="保存").click()
    invitation = page.get_by_role("dialog", name="邀请设置密码")
    link = invitation.get_by_text(re.compile("#invitation=")).inner_text()
    invitation.get_by_role("img", name="邀请设置密码").wait_for()
    admin.shoot("people-invitation-desk")
    newcomer = person("phone")
    address = urlsplit(link)
    welcome = newcomer.open(f"{address.path}#{address.fragment}")
    welcome.get_by_text("你的账号是 guxiao").wait_for()
    newcomer.shoot("invited-phone")
    welcome.get_by_label("新密码").fill(CHOSEN)
    welcome.get_by_role("button", name="设置密码并去登录").click()
    welcome.get_by_label("密码").fill(CHOSEN)
    welcome.get_by_role("button", name="登录").click()
    welcome.get_by_role("heading", level=1).first.wait_for()


def choose(form, label: str, option: str) -> None:
    form.get_by_role("combobox", name=label).click()
    form.locator(".ant-select-item-option", has_text=option).first.click()
    form.get_by_label("姓名").click()


@pytest.mark.req("AUD-6")
def test_a_person_is_found_changed_let_go_and_taken_back(person):
    admin, page = led_to(person, "人员")
    page.get_by_label("姓名或账号").fill("qiankuaiji")
    page.get_by_role("button", name="管理“钱会计”").click()
    page.get_by_role("menuitem", name="停用").click()
    page.get_by_text("“钱会计”已停用，登录立即失效").wait_for()
    page.get_by_role("button", name="已离职").click()
    page.get_by_role("button", name="管理“钱会计”").click()
    page.get_by_role("menuitem", name="恢复").click()
    page.get_by_text("“钱会计”已恢复").wait_for()
    page.get_by_role("button", name="在职").click()
    page.get_by_role("button", name="钱会计", exact=True).click()
    page.get_by_role("dialog", name="修改").get_by_label("账号").wait_for()
    admin.shoot("people-change-desk")


@pytest.mark.req("ADM-6")
def test_people_fit_a_phone_in_the_dark(person):
    admin, page = led_to(person, "人员", "phone", dark=True)
    page.get_by_role("button", name=re.compile("^管理“")).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    admin.shoot("people-phone-dark")


@pytest.mark.req("ADM-6")
def test_a_department_is_made_moved_and_not_removed_while_it_is_in_use(person):
    admin, page = led_to(person, "组织")
    page.get_by_role("button", name="新增部门").click()
    form = page.get_by_role("dialog", name="新增部门")
    form.get_by_label("名称").fill("备件组")
    form.get_by_role("button", name="保存").click()
    page.get_by_text("已保存“备件组”").wait_for()
    admin.shoot("organisation-desk")
    page.get_by_role("button", name="在“备件组”下新增").click()
    form.get_by_label("名称").fill("华东备件")
    form.get_by_role("button", name="保存").click()
    node = page.get_by_role("listitem", name="备件组", exact=True)
    node.get_by_role("button", name="删除").click()
    node.get_by_role("alert").wait_for()
    below = page.get_by_role("listitem", name="华东备件", exact=True)
    below.get_by_role("button", name="删除").click()
    page.get_by_text("已删除“华东备件”").wait_for()
    node.get_by_role("button", name="删除").click()
    page.get_by_text("已删除“备件组”").wait_for()
    # A refusal is said on the page, and the browser notes it in its own words, too.
    admin.faults[:] = [fault for fault in admin.faults if "409" not in fault]


@pytest.mark.req("AUD-3")
def test_the_administrator_looks_through_the_eyes_of_a_role_and_leaves(person):
    admin, page = led_to(person, "角色")
    engineer = page.get_by_role("listitem", name="工程师")
    engineer.get_by_text(re.compile("处理 · 指派给自己的")).first.wait_for()
    admin.shoot("roles-desk")
    engineer.get_by_role("button", name="以此角色查看").click()
    page.get_by_text("正以角色“工程师”的权限查看：只能看，不能改。").wait_for()
    places = page.get_by_role("navigation", name="主导航")
    places.get_by_role("link", name="工单池").wait_for()
    assert places.get_by_role("link", name="人员", exact=True).count() == 0
    admin.shoot("roles-view-as-desk")
    page.get_by_role("button", name="退出查看").click()
    places.get_by_role("link", name="人员", exact=True).wait_for()
    page.get_by_role("listitem", name="工程师").get_by_role("button", name="修改").click()
    form = page.get_by_role("dialog", name="修改角色")
    form.get_by_label("全部权限（JSON）").wait_for()
    admin.shoot("roles-form-desk")
    admin.faults[:] = [fault for fault in admin.faults if "403" not in fault]
