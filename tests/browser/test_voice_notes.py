"""A voice note from the button in the work app to the console, where it plays."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import FLAGS, UNSENT, find_chromium
from tests.browser.test_work_app import Desk

# Chromium's own microphone, which beeps once a second, and nobody who must allow it.
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SECOND_RECORDED = """async () => {
  const from = performance.now();
  while (performance.now() - from < 1200) await new Promise(requestAnimationFrame);
}"""
PLAYED = """async (sound) => {
  await sound.play();
  while (sound.currentTime < 0.2 && !sound.ended) await new Promise(requestAnimationFrame);
  return sound.currentTime;
}"""


@pytest.fixture
def browser(browser: Browser) -> Iterator[Browser]:
    """A browser of its own, with a microphone: the shared one has none, as most desks."""
    path = find_chromium()
    with_ears = browser.browser_type.launch(executable_path=path, args=[*FLAGS, *MICROPHONE])
    yield with_ears
    with_ears.close()


@pytest.mark.req("FLD-6", "FLD-3")
def test_what_is_said_on_site_is_heard_at_the_desk(person, demo):
    line = Desk(demo.base_url, "laochen")
    number = line.job("ligong", "齿轮箱有敲击声")["number"]
    phone = person("phone")
    page = phone.sign_in("ligong", f"/work/tickets/{number}")
    page.get_by_label("写一条工作记录").fill("敲击声录在这里。")
    page.get_by_role("button", name="录音", exact=True).click()
    stop = page.get_by_role("button", name="停止录音")
    stop.wait_for()
    page.evaluate(SECOND_RECORDED)
    expect(stop.get_by_role("timer")).to_have_text("0:01")
    phone.shoot("work-voice-recording")
    stop.click()
    page.get_by_role("button", name="移除").wait_for()
    page.get_by_role("button", name="添加", exact=True).click()
    page.get_by_text("敲击声录在这里。").first.wait_for()
    page.get_by_text(UNSENT).first.wait_for(state="hidden", timeout=60_000)
    (note,) = line.ticket(number)["notes"]
    (file,) = note["files"]
    arrived = line.client.get(f"/api/v1/files/{file}")
    assert arrived.headers["content-type"].split(";")[0] == "audio/webm"
    assert len(arrived.content) > 1_000
    it_plays_in_the_timeline(person(), number)


def it_plays_in_the_timeline(desk, number: str) -> None:
    """Pressed in the history, it opens in the viewer as sound, and time goes by in it."""
    page = desk.sign_in("laochen", f"/tickets/{number}")
    page.get_by_role("button", name="voice-").first.click()
    sound = page.get_by_role("dialog", name="附件").locator("audio")
    expect(sound).to_be_visible()
    assert sound.evaluate(PLAYED) >= 0.2
    desk.shoot("timeline-voice-desk")
