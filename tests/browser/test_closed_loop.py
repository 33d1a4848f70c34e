"""From the pool to work done: two people at two desks, each in a browser of their own."""

import io
import re

import pytest
from PIL import Image

TITLE = "注塑机液压站压力上不去"


@pytest.mark.req("INT-1", "DSP-2")
def test_a_dispatcher_gives_out_a_ticket_and_the_engineer_finishes_it(person):
    number = dispatch(person())
    work(person("phone"), number)


def dispatch(dispatcher) -> str:
    """Find the ticket by search and filter, give it to 张工; returns its number."""
    page = dispatcher.sign_in("laochen")
    page.get_by_label("搜索工单").fill("合模压力")
    page.get_by_role("button", name="处理中", exact=True).click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="派单").click()
    page.get_by_role("combobox", name="派给谁").fill("张工")
    page.get_by_role("option", name="张工").or_(page.locator(".ant-select-item-option", has_text="张工")).last.click()
    page.get_by_role("dialog").get_by_role("button", name="派单").click()
    page.get_by_text("由 张工 处理").wait_for()
    page.get_by_text("派给张工").wait_for()
    dispatcher.shoot("dispatched-desk")
    return page.url.rpartition("/")[2]


def work(engineer, number: str) -> None:
    """Accept, go there, work, and finish with what the flow asks for."""
    page = engineer.sign_in("zhanggong", "/tasks")
    page.get_by_role("link", name=TITLE).click()
    for step in ("接单", "出发", "到场", "开始"):
        take(page, step)
    page.get_by_role("button", name="完工").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="完工").click()
    dialog.get_by_text("请填写“故障原因”").wait_for()
    dialog.get_by_label("处理说明").fill("更换溢流阀，压力恢复到 14 MPa。")
    dialog.get_by_label("故障原因").fill("溢流阀阀芯卡滞。")
    dialog.get_by_label("工时费").fill("300")
    dialog.get_by_text("300.00").wait_for()
    with page.expect_response("**/files/content*"):
        photo = {"name": "after.png", "mimeType": "image/png", "buffer": a_photo()}
        dialog.get_by_label("现场照片或视频").set_input_files([photo])
    engineer.shoot("finish-phone")
    dialog.get_by_role("button", name="完工").click()
    page.get_by_text("待验收").first.wait_for()
    page.get_by_text("张工完成待办").wait_for()
    assert number in page.url


def a_photo() -> bytes:
    """A small picture that nobody has uploaded before."""
    content = io.BytesIO()
    Image.new("RGB", (64, 48), (40, 90, 160)).save(content, "PNG")
    return content.getvalue()


def take(page, step: str) -> None:
    """Press the button of a step and confirm it."""
    page.get_by_role("button", name=re.compile(f"^{step}")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile(f"^{step}")).click()
    dialog.wait_for(state="hidden")
