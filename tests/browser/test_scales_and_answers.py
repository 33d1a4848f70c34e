"""Percentages, stars, sliders, recommendations, switches, consent, lists and matrices, filled in with real input."""

from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_form_designer import Desk

_OPTIONS = [{"value": "good", "label": {"zh": "满意"}}, {"value": "bad", "label": {"zh": "不满意"}}]
FORM: dict[str, Any] = {
    "form": "pump_note",
    "label": {"zh": "油泵记录", "en": "Pump note"},
    "sections": [
        {
            "key": "main",
            "label": {"zh": "验收"},
            "fields": [
                {"key": "place", "kind": "text", "label": {"zh": "安装位置"}},
                {"key": "done", "kind": "percent", "label": {"zh": "完成度"}},
                {"key": "level", "kind": "slider", "label": {"zh": "油位"}, "step": "5", "unit": {"zh": "升"}},
                {"key": "fee", "kind": "amount", "label": {"zh": "费用"}, "capitals": True},
                {"key": "stars", "kind": "rating", "label": {"zh": "满意度"}},
                {"key": "power", "kind": "switch", "label": {"zh": "电源"}, "on": "已断电", "off": "未断电"},
                {
                    "key": "cause",
                    "kind": "choice",
                    "label": {"zh": "原因"},
                    "options": ["磨损", "老化", "安装"],
                    "display": "radio",
                },
                {
                    "key": "tools",
                    "kind": "multi_choice",
                    "label": {"zh": "用到的工具"},
                    "options": ["扳手", "万用表", "吊具"],
                    "display": "checkbox",
                },
                {"key": "nps", "kind": "nps", "label": {"zh": "愿意推荐我们吗"}},
                {
                    "key": "rate",
                    "kind": "matrix",
                    "label": {"zh": "评价"},
                    "options": _OPTIONS,
                    "questions": [
                        {"key": "manner", "label": {"zh": "服务态度"}},
                        {"key": "speed", "label": {"zh": "到场速度"}},
                    ],
                },
                {
                    "key": "agree",
                    "kind": "consent",
                    "label": {"zh": "隐私说明"},
                    "text": {"zh": "现场照片只用于本次维修，两年后删除。"},
                },
            ],
        }
    ],
}


@pytest.fixture
def desk(demo):
    found = Desk(demo.base_url)
    found.publish(deepcopy(FORM))
    found.make_type()
    yield found
    found.switch(active=False)


@pytest.mark.req("FRM-1", "FRM-2", "FRM-3")
def test_every_control_takes_its_answer_and_says_it_again(person, demo, desk):
    admin = person()
    page = admin.sign_in("admin", "/new?type=pump_note")
    page.get_by_role("textbox", name="安装位置").wait_for()
    filled(page)
    page.get_by_role("textbox", name="标题").fill("三号泵验收")
    page.get_by_role("button", name="提交").last.click()
    page.get_by_text("请先阅读并勾选“隐私说明”。").first.wait_for()
    page.get_by_role("checkbox", name="我已阅读并同意").check()
    admin.shoot("controls-desk")
    page.get_by_role("button", name="提交").last.click()
    page.get_by_text("★★★★☆ 4/5").wait_for()
    for said in ("80%", "15 升", "人民币壹仟贰佰捌拾元伍角整", "已断电", "9（推荐者）", "服务态度：满意"):
        expect(page.get_by_text(said).first).to_be_visible()
    expect(page.get_by_text("已同意 · ").first).to_be_visible()
    admin.shoot("controls-told")

    phone = person("phone")
    small = phone.sign_in("admin", "/new?type=pump_note")
    small.get_by_role("textbox", name="安装位置").wait_for()
    filled(small)
    assert small.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing reaches beyond the phone"
    phone.shoot("controls-phone")


def filled(page: Page) -> None:
    page.get_by_role("textbox", name="安装位置").fill("三车间")
    page.get_by_role("textbox", name="完成度").fill("80")
    slider = page.get_by_role("slider", name="油位")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    expect(page.get_by_text("15 升")).to_be_visible()
    page.get_by_role("textbox", name="费用").fill("1280.5")
    expect(page.get_by_text("人民币壹仟贰佰捌拾元伍角整")).to_be_visible()
    page.get_by_role("radio", name="4 颗星，共 5 颗").click()
    page.get_by_role("switch", name="电源").click()
    expect(page.get_by_text("已断电")).to_be_visible()
    page.get_by_role("radio", name="老化").check()
    page.get_by_role("checkbox", name="万用表").check()
    page.get_by_role("radio", name="9", exact=True).click()
    expect(page.get_by_text("推荐者")).to_be_visible()
    row = page.get_by_role("radiogroup", name="服务态度")
    row.get_by_role("radio", name="满意", exact=True).check()
    expect(row.get_by_role("radio", name="满意", exact=True)).to_be_checked()
