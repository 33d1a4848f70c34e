"""Photos that show the fault, codes read from photos, and uploads that go on after a drop."""

import io
import re
import time

import pytest
import segno
from PIL import Image

from tests.browser.cable import Cable, starts_of_pieces
from tests.browser.conftest import UNSENT
from tests.browser.test_work_app import Desk, a_photo

# From the camera to the hand-in; a customer reports in thirty seconds, and so does whoever wears gloves.
MOST_SECONDS = 30


def photo_of(text: str) -> dict:
    """A photo of a label: the code askew on a table, not large."""
    code = io.BytesIO()
    segno.make(text, error="m").save(code, kind="png", scale=6, border=4)
    table = Image.effect_noise((1600, 1200), 40).convert("L")
    label = Image.open(code).convert("L").rotate(12, expand=True, fillcolor=255)
    table.paste(label, (620, 380))
    content = io.BytesIO()
    table.convert("RGB").save(content, "JPEG", quality=80)
    return {"name": "label.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def drag(page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A finger over the photo, in parts of its width and height."""
    box = page.get_by_label(re.compile("^照片，已有")).bounding_box()
    place = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    page.mouse.move(*place[0])
    page.mouse.down()
    page.mouse.move(*place[1], steps=5)
    page.mouse.up()


def reddish(picture: Image.Image) -> int:
    """How many pixels are of the colour of a mark."""
    small = picture.convert("RGB").resize((320, 240)).tobytes()
    return sum(1 for r, g, b in zip(*[iter(small)] * 3, strict=True) if r > 190 and g < 110 and b < 110)


@pytest.mark.req("FLD-2", "FLD-3")
def test_a_fault_is_circled_on_the_photo_and_the_marked_photo_is_what_arrives(person, demo):
    desk = Desk(demo.base_url, "laochen")
    ticket = desk.job("zhanggong", "三号泵轴封渗漏")
    phone = person("phone")
    page = phone.sign_in("zhanggong", f"/work/tickets/{ticket['number']}")
    began = time.perf_counter()
    page.get_by_label("选择照片或视频").set_input_files([a_photo()])
    page.get_by_role("button", name="圈出问题").click()
    dialog = page.get_by_role("dialog", name="在照片上标注")
    drag(page, (0.2, 0.2), (0.6, 0.6))
    dialog.get_by_role("button", name="箭头").click()
    drag(page, (0.9, 0.9), (0.65, 0.62))
    dialog.get_by_role("button", name="黄色").click()
    page.get_by_label("照片，已有 2 处标注").press("Enter")
    page.get_by_label("照片，已有 3 处标注").press("ArrowLeft")
    dialog.get_by_role("button", name="撤销").click()
    page.get_by_label("照片，已有 2 处标注").wait_for()
    phone.shoot("work-draw")
    dialog.get_by_role("button", name="完成标注").click()
    dialog.wait_for(state="detached")
    page.get_by_label("写一条工作记录").fill("轴封渗漏位置见圈。")
    page.get_by_role("button", name="添加", exact=True).click()
    page.get_by_text("轴封渗漏位置见圈。").first.wait_for()
    assert time.perf_counter() - began < MOST_SECONDS, "photographed, circled and handed in"
    (note,) = desk.ticket(ticket["number"])["notes"]
    (file,) = note["files"]
    content = desk.client.get(f"/api/v1/files/{file}")
    assert content.headers["content-type"] == "image/jpeg"
    assert reddish(Image.open(io.BytesIO(content.content)).convert("RGB")) > 200


@pytest.mark.req("FLD-2", "INT-1")
def test_a_device_is_found_from_a_photo_of_its_label(person, demo):
    code = Desk(demo.base_url, "laochen").device()["code"]
    page = person("phone", dark=True).sign_in("zhanggong", "/work/report")
    page.get_by_role("button", name="维修").click()
    picker = page.get_by_label("二维码照片")
    picker.set_input_files([a_photo()])
    page.get_by_text("照片里没有认出二维码").wait_for()
    picker.set_input_files([photo_of(f"https://fw.example.com/portal/?device={code}")])
    page.get_by_text("设备：冷却水泵电机").wait_for()
    assert page.get_by_label("设备编号").input_value() == code


@pytest.mark.req("FLD-4", "FLD-3")
def test_an_upload_goes_on_where_the_line_broke(person, demo):
    desk = Desk(demo.base_url, "laochen")
    ticket = desk.job("zhanggong", "配电柜异响录像")
    cable = Cable(demo.base_url)
    phone = person("phone")
    phone.base = cable.base
    page = phone.sign_in("zhanggong", f"/work/tickets/{ticket['number']}")
    page.get_by_label("写一条工作记录").fill("异响录像。")
    starts = starts_of_pieces(page)
    cable.pull_after(1_300_000)
    video = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(3_000_000)
    film = {"name": "noise.mp4", "mimeType": "video/mp4", "buffer": video}
    page.get_by_label("选择照片或视频").set_input_files([film])
    page.get_by_role("button", name="移除").wait_for()
    page.get_by_role("button", name="添加", exact=True).click()
    cable.wait_until_pulled()
    page.get_by_text(UNSENT).first.wait_for()
    cable.plug_in()
    page.get_by_text("异响录像。").first.wait_for(timeout=60_000)
    (note,) = desk.ticket(ticket["number"])["notes"]
    assert len(desk.client.get(f"/api/v1/files/{note['files'][0]}").content) == len(video)
    # What had arrived was not sent again.
    assert starts.count(0) == 1
    cable.close()
    phone.faults[:] = [fault for fault in phone.faults if "net::ERR_" not in fault]
