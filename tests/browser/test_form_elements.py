"""Lines, paragraphs, pictures and tabs: put into a form by clicks, seen at the desk and on the phone, never filled."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_form_designer import Desk, add, publish, settings

FORM: dict[str, Any] = {
    "form": "pump_note",
    "label": {"zh": "油泵记录", "en": "Pump note"},
    "sections": [
        {
            "key": "main",
            "label": {"zh": "基本情况"},
            "fields": [
                {"key": "place", "kind": "text", "label": {"zh": "安装位置"}},
            ],
        },
        {
            "key": "more",
            "label": {"zh": "泵的详情"},
            "fields": [{"key": "model", "kind": "text", "label": {"zh": "泵的型号"}, "require": True}],
        },
    ],
}


@pytest.fixture
def desk(demo):
    found = Desk(demo.base_url)
    found.publish(FORM)
    found.make_type()
    yield found
    found.switch(active=False)


@pytest.mark.req("FRM-1", "FRM-6")
def test_a_form_explains_itself_with_words_a_picture_and_tabs(person, demo, desk, tmp_path):
    admin = person()
    page = admin.sign_in("admin", "/forms/pump_note")
    designed(page, tmp_path)
    admin.shoot("form-elements-designer")
    publish(page)
    page.get_by_text("有未发布的修改").wait_for(state="detached")
    laid = desk.form()["body"]
    assert laid["tabs"] is True
    last = laid["sections"][1]["fields"]
    assert [one["kind"] for one in last] == ["text", "help_text", "divider", "image"]

    page.goto(f"{demo.base_url}/new?type=pump_note")
    faulty_tab_comes_forward(page)
    admin.shoot("form-elements-desk")
    phone = person("phone")
    on_site = phone.sign_in("admin", "/work/report")
    seen_without_a_line(on_site)
    phone.shoot("form-elements-phone")


def designed(page: Page, folder: Any) -> None:
    panel = settings(page)
    page.get_by_role("button", name="字段 泵的型号", exact=True).click()
    add(page, "说明文字", "安全提醒")
    panel.get_by_role("textbox", name="文字内容", exact=True).fill("检查前请断开电源，并挂上警示牌。")
    panel.get_by_role("button", name="警告", exact=True).click()
    add(page, "分隔线", "油路")
    add(page, "图片", "油路图")
    page.get_by_text("请选择要显示的图片。").first.wait_for()
    drawing = folder / "drawing.png"
    page.screenshot(path=str(drawing))
    panel.get_by_label("选择图片").set_input_files(str(drawing))
    panel.get_by_role("button", name="换一张").wait_for()
    page.get_by_role("region", name="表单", exact=True).get_by_role("button").first.click()
    panel.get_by_label("分组显示为标签页").check()


def faulty_tab_comes_forward(page: Page) -> None:
    first, second = page.get_by_role("tab", name="基本情况"), page.get_by_role("tab", name="泵的详情")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("泵的型号")).to_be_hidden()
    page.get_by_role("button", name="提交").last.click()
    expect(second).to_have_attribute("aria-selected", "true")
    page.get_by_role("note").filter(has_text="检查前请断开电源").wait_for()
    page.get_by_role("img", name="油路图").wait_for()


def seen_without_a_line(page: Page) -> None:
    """A report on the phone asks for the required fields alone: one section is left, and no tabs."""
    page.get_by_role("button", name="油泵记录").click()
    page.get_by_role("note").filter(has_text="检查前请断开电源").wait_for()
    page.context.set_offline(True)
    page.get_by_label("泵的型号").fill("A7VO-160")
    expect(page.get_by_role("img", name="油路图")).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    page.context.set_offline(False)
