"""What a phone's browser does on the company's network without https: run on the other host by the test beside this.

`python -m tests.entry.reach.plain_browser ADDRESS PHOTO` prints what it saw, a line each.
"""

import io
import re
import sys
from pathlib import Path

import segno
from playwright.sync_api import FilePayload, Page, sync_playwright

from tests.browser.conftest import FLAGS, PASSWORD, find_chromium
from tests.browser.test_portal import fill_in
from tests.browser.test_work_app import Desk


def say(line: str) -> None:
    """For the test, which reads what this host writes."""
    sys.stdout.write(line + "\n")


def reported_by_an_engineer(page: Page, address: str) -> str:
    """The quick report: the device by its photographed code, the number once it has arrived."""
    device = Desk(address, "laochen").device()
    page.goto(f"{address}/work/report")
    page.get_by_label("账号").fill("zhanggong")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="维修").first.click()
    page.get_by_label("出了什么问题？").fill("水泵漏水")
    page.get_by_label("二维码照片").set_input_files([photo_of(device["code"])])
    page.get_by_text(re.compile("^设备：")).wait_for()
    seen = page.get_by_text(re.compile("^设备：")).inner_text()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("联系电话").fill("13900001111")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交报修").click()
    page.get_by_role("link", name=re.compile("^[A-Z]{2}\\d{6}")).first.wait_for(timeout=40_000)
    return f"reported by an engineer: {seen}"


def photo_of(code: str) -> FilePayload:
    """A label as the camera sees it."""
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return {"name": "code.png", "mimeType": "image/png", "buffer": out.getvalue()}


def main(address: str, photo: str) -> None:
    """Photograph a device's code, follow it to its form, say in words where it stands; then report as an engineer."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
        page.goto(f"{address}/portal/")
        say(f"secure: {page.evaluate('window.isSecureContext')}")
        picker = page.get_by_label("拍设备二维码")
        say(f"camera: {picker.get_attribute('capture')}")
        shot: FilePayload = {"name": "code.png", "mimeType": "image/png", "buffer": Path(photo).read_bytes()}
        picker.set_input_files([shot])
        page.get_by_text("出了什么问题？").wait_for()
        say(f"led to: {page.url.removeprefix(address)}")
        page.get_by_label("具体地点").fill("二号厂房三楼东侧")
        say(f"typed: {page.get_by_label('具体地点').input_value()}")
        say(f"asks for a position: {page.get_by_role('button', name='附上我的位置').count()}")
        fill_in(page)
        page.get_by_label("SN").first.fill("DJ-301")
        page.get_by_role("button", name="提交").click()
        page.get_by_text("已提交").wait_for()
        say("reported by a visitor")
        say(reported_by_an_engineer(page, address))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
