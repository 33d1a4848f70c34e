"""A video goes smaller than it was taken, or as it is; words are spoken or kept; one thumb reaches everything."""

import base64
import re

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import UNSENT
from tests.browser.eyes import barriers, outside, settle, small_targets
from tests.browser.test_work_app import Desk, act

# A picture that moves and does not compress well, as a camera in a workshop takes it.
_RECORD = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1920, height: 1080 });
  const pen = canvas.getContext('2d', { alpha: false });
  const noise = pen.createImageData(1920, 1080);
  const words = new Uint32Array(noise.data.buffer);
  const draw = () => {
    for (let at = 0; at < words.length; at++) words[at] = Math.random() * 0xffffffff | 0xff000000;
    pen.putImageData(noise, 0, 0);
  };
  draw();
  const recorder = new MediaRecorder(canvas.captureStream(10), {
    mimeType: 'video/webm;codecs=vp8', videoBitsPerSecond: 40e6 });
  const parts = [];
  let size = 0;
  recorder.ondataavailable = ({ data }) => { parts.push(data); size += data.size; };
  const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start(200);
  while (size < 4e6) { draw(); await new Promise(requestAnimationFrame); }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}"""
_HEARS = """
window.SpeechRecognition = class {
  start() { setTimeout(() => {
    this.onresult({ resultIndex: 0, results: [Object.assign([{ transcript: '轴承有异响，' }], { isFinal: true })] });
    this.onresult({ resultIndex: 0, results: [Object.assign([{ transcript: '已加油。' }], { isFinal: true })] });
  }, 0); }
  stop() { this.onend(); }
};"""
_DEAF = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"


def recorded(page: Page) -> FilePayload:
    """A video that the browser made."""
    content = base64.b64decode(page.evaluate(_RECORD))
    return {"name": "fault.webm", "mimeType": "video/webm", "buffer": content}


@pytest.mark.req("FLD-5", "FLD-3")
def test_a_video_is_made_smaller_on_the_phone_and_goes_as_it_is_when_asked(person, demo):
    desk = Desk(demo.base_url, "laochen")
    number = desk.job("ligong", "皮带机跑偏录像")["number"]
    phone = person("phone")
    page = phone.sign_in("ligong", f"/work/tickets/{number}")
    page.get_by_label("写一条工作记录").wait_for()
    video = recorded(page)
    for words, is_as_it_is in (("压缩过的录像", False), ("原样的录像", True)):
        page.get_by_label("写一条工作记录").fill(words)
        page.get_by_label("选择照片或视频").first.set_input_files([video])
        if is_as_it_is:
            page.get_by_role("button", name="直接用原视频").click()
        else:
            page.get_by_text(re.compile("正在压缩")).wait_for()
            phone.shoot("work-video-shrinking")
        page.get_by_text(re.compile("正在压缩")).wait_for(state="detached", timeout=120_000)
        page.get_by_role("button", name="添加", exact=True).click()
    page.get_by_text("压缩过的录像").first.wait_for()
    page.get_by_text(UNSENT).first.wait_for(state="hidden", timeout=60_000)
    expect(page.get_by_text("原样的录像").first).to_be_visible()
    notes = {note["text"]: note["files"] for note in desk.ticket(number)["notes"]}
    sizes = {words: len(content_of(desk, files[0])) for words, files in notes.items()}
    assert sizes["原样的录像"] == len(video["buffer"])
    assert 0 < sizes["压缩过的录像"] < len(video["buffer"]) / 2


def content_of(desk: Desk, file) -> bytes:
    """What arrived."""
    name = file if isinstance(file, str) else file["id"]
    answer: httpx.Response = desk.client.get(f"/api/v1/files/{name}")
    assert answer.is_success, answer.text
    return answer.content


@pytest.mark.req("FLD-6")
def test_words_are_spoken_and_kept_for_the_next_time(person, demo):
    desk = Desk(demo.base_url, "laochen")
    number = desk.job("ligong", "减速机异响")["number"]
    phone = person("phone", dark=True)
    phone.page.context.add_init_script(_HEARS)
    page = phone.sign_in("ligong", f"/work/tickets/{number}")
    box = page.get_by_label("写一条工作记录")
    box.fill("现场：")
    page.get_by_role("button", name="语音输入").click()
    expect(box).to_have_value("现场：轴承有异响，已加油。")
    page.get_by_role("button", name="停止语音输入").click()
    page.get_by_role("button", name="语音输入", exact=True).wait_for()
    page.get_by_role("button", name="常用语").click()
    own = page.get_by_role("dialog", name="常用语")
    own.get_by_text("还没有常用语").wait_for()
    own.get_by_role("button", name="把刚写的存为常用语").click()
    own.get_by_role("button", name="现场：轴承有异响，已加油。", exact=True).wait_for()
    settle(page)
    phone.shoot("work-phrases-dark")
    assert small_targets(page) == [] and outside(page) == [] and barriers(page) == []
    page.keyboard.press("Escape")
    page.reload()
    box.fill("二号机")
    page.get_by_role("button", name="常用语").click()
    own.get_by_role("button", name="现场：轴承有异响，已加油。", exact=True).click()
    expect(box).to_have_value("二号机\n现场：轴承有异响，已加油。")


@pytest.mark.req("FLD-6")
def test_one_thumb_reaches_the_way_on_and_nothing_offers_what_the_browser_lacks(person, demo):
    desk, engineer = Desk(demo.base_url, "laochen"), Desk(demo.base_url, "ligong")
    ticket = desk.job("ligong", "一只手也能做完")
    number = ticket["number"]
    phone = person("small")
    phone.page.context.add_init_script(_DEAF)
    page = phone.sign_in("ligong", f"/work/tickets/{number}")
    for step in ("接单", "出发"):
        button = page.get_by_role("button", name=step, exact=True)
        button.wait_for()
        settle(page)
        box = button.bounding_box()
        assert box and box["y"] > 740 * 0.6, f"{step} is out of reach at {box}"
        assert box["height"] >= 44 and box["width"] > 180
        assert small_targets(page) == [] and outside(page) == []
        button.click()
    assert page.get_by_role("button", name="语音输入").count() == 0
    phone.shoot("work-one-hand-small")
    page.get_by_role("button", name="到场", exact=True).wait_for()
    act(engineer, engineer.ticket(number), "arrive")
