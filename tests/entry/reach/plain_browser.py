"""What a phone's browser does on the company's network without https: run on the other host by the test beside this.

`python -m tests.entry.reach.plain_browser ADDRESS PHOTO` prints what it saw, a line each.
"""

import sys
from pathlib import Path

from playwright.sync_api import FilePayload, sync_playwright

from tests.browser.conftest import FLAGS, find_chromium


def say(line: str) -> None:
    """For the test, which reads what this host writes."""
    sys.stdout.write(line + "\n")


def main(address: str, photo: str) -> None:
    """Photograph a device's code, follow it to its form, and say in words where it stands."""
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
        page.get_by_label("出了什么问题？").fill("主轴电机异响")
        page.get_by_label("联系电话").fill("138 0013 8000")
        say(f"typed: {page.get_by_label('具体地点').input_value()}")
        say(f"asks for a position: {page.get_by_role('button', name='附上我的位置').count()}")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
