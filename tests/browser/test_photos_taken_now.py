"""A photo that must be taken now, stamped with time, place and person without a line, and a recording beside it."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import FLAGS, UNSENT, find_chromium
from tests.browser.test_form_designer import Desk, add, publish, settings
from tests.browser.test_work_app import LOST
from tests.browser.test_work_app import Desk as Line

# Chromium's own camera and microphone, and nobody who must allow them.
DEVICES = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
FORM: dict[str, Any] = {
    "form": "pump_note",
    "label": {"zh": "油泵记录"},
    "sections": [{"key": "main", "fields": [{"key": "place", "kind": "text", "label": {"zh": "安装位置"}}]}],
}
SITE = {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 12}


@pytest.fixture
def browser(browser: Browser) -> Iterator[Browser]:
    """A browser of its own, with a camera and a microphone: the shared one has none, as most desks."""
    found = browser.browser_type.launch(executable_path=find_chromium(), args=[*FLAGS, *DEVICES])
    yield found
    found.close()


@pytest.fixture
def desk(demo):
    found = Desk(demo.base_url)
    found.publish(FORM)
    found.make_type()
    yield found
    found.switch(active=False)


@pytest.mark.req("FRM-1", "FRM-7")
def test_a_photo_is_taken_now_and_stamped_on_a_phone_without_a_line(person, demo, desk):
    page = person().sign_in("admin", "/forms/pump_note")
    designed(page)
    phone = person("phone")
    on_site = phone.sign_in("admin", "/work/report")
    on_site.context.grant_permissions(["geolocation"])
    on_site.context.set_geolocation(SITE)
    on_site.get_by_role("button", name="油泵记录").click()
    on_site.get_by_text("只能现场拍照，不能从相册选。").wait_for()
    on_site.context.set_offline(True)
    taken_and_said(on_site)
    phone.shoot("photo-taken-now")
    photo = on_site.get_by_text("photo-").first
    expect(photo).to_be_visible()
    on_site.get_by_label("出了什么问题？").fill("三号泵异响")
    on_site.get_by_role("button", name="下一步").click()
    on_site.get_by_role("button", name="提交报修").click()
    on_site.context.set_offline(False)
    on_site.get_by_text(UNSENT).first.wait_for(state="hidden", timeout=60_000)
    # The browser tells of the lost network by itself.
    phone.faults[:] = [fault for fault in phone.faults if LOST not in fault]
    number = on_site.locator("a[href*='/tickets/']").first.inner_text()
    arrived(Line(demo.base_url, "laochen"), number)


def designed(page: Page) -> None:
    panel = settings(page)
    add(page, "照片", "铭牌照片")
    panel.get_by_label("照片", exact=True).fill("1")
    panel.get_by_label("只能现场拍照，不能从相册选").check()
    panel.get_by_label("照片印上时间、位置和拍摄人").check()
    add(page, "录音", "异响录音")
    panel.get_by_label("录音", exact=True).fill("1")
    publish(page)
    page.get_by_text("有未发布的修改").wait_for(state="detached")


def taken_and_said(page: Page) -> None:
    page.locator("[data-field]").filter(has_text="铭牌照片").get_by_role("button", name="拍照").click()
    shutter = page.get_by_role("dialog", name="拍照").get_by_role("button", name="拍下")
    expect(shutter).to_be_enabled(timeout=20_000)
    shutter.click()
    page.get_by_role("button", name="移除").first.wait_for(timeout=20_000)
    sound = page.locator("[data-field]").filter(has_text="异响录音")
    sound.get_by_role("button", name="录音", exact=True).click()
    expect(sound.get_by_role("timer")).to_have_text("0:01")
    sound.get_by_role("button", name="停止录音").click()
    expect(page.get_by_role("button", name="移除")).to_have_count(2)


def arrived(line: Line, number: str) -> None:
    """The photo has its dark band at the foot with white words in it; the recording is sound."""
    found = [file for value in line.ticket(number)["data"].values() if isinstance(value, list) for file in value]
    files = [line.client.get(f"/api/v1/files/{file}") for file in found]
    kinds = {file.headers["content-type"].split(";")[0]: file.content for file in files}
    picture = Image.open(io.BytesIO(kinds["image/jpeg"])).convert("L")
    band = picture.crop((0, int(picture.height * 0.9), picture.width, picture.height))
    assert sum(band.histogram()[240:]) > band.width
    assert len(kinds["audio/webm"]) > 1_000
