"""A customer films the fault; the line breaks while the film goes up; the front desk plays it all the same."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cable import Cable, starts_of_pieces
from tests.browser.conftest import Person
from tests.browser.test_portal import PHOTO, Staff
from tests.browser.test_videos_and_words import recorded
from tests.http.process import ServerProcess

_PLAYS = """async (video) => {
  video.muted = true;
  await video.play();
  while (!video.currentTime) await new Promise(requestAnimationFrame);
  return video.currentTime;
}"""


@pytest.fixture
def cable(demo: ServerProcess) -> Iterator[Cable]:
    cable = Cable(demo.base_url)
    yield cable
    cable.close()


@pytest.mark.req("PTL-3", "FRM-3", "INT-3")
def test_a_film_arrives_whole_although_the_line_broke(
    person: Callable[..., Person], demo: ServerProcess, cable: Cable
) -> None:
    staff = Staff(demo.base_url)
    code = str(staff.get("admin", "/devices?limit=1")["items"][0]["code"])
    customer = person("phone")
    page = customer.page
    page.goto(f"{cable.base}/portal/d/{code}")
    page.get_by_label("出了什么问题？").fill("皮带跑偏，见录像")
    page.get_by_label("联系电话").fill("138 0013 8001")
    size = films(page, cable)
    customer.shoot("portal-film-phone")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已提交").wait_for()
    number = page.locator("[class*=number]").inner_text()
    # A browser tells of every broken line by itself; this one was cut on purpose.
    customer.faults[:] = [fault for fault in customer.faults if "ERR_" not in fault and "409" not in fault]
    plays_at_the_desk(person(), number, size)


def films(page: Page, cable: Cable) -> int:
    """Sent as it is, so that the desk gets these very bytes; cut in the third of its megabytes."""
    film = recorded(page)
    photos, films = page.locator("input[type=file]").all()[:2]
    photos.set_input_files([PHOTO])
    page.get_by_text("现场.png").wait_for()
    starts = starts_of_pieces(page)
    cable.pull_after(2_400_000)
    films.set_input_files([film])
    page.get_by_role("button", name="直接用原视频").click()
    cable.wait_until_pulled()
    cable.plug_in()
    page.get_by_text("fault.webm").wait_for(timeout=60_000)
    expect(page.get_by_role("button", name="提交")).to_be_enabled(timeout=60_000)
    assert starts.count(0) == 1, "it went on where it had stopped"
    return len(film["buffer"])


def plays_at_the_desk(desk: Person, number: str, size: int) -> None:
    page = desk.sign_in("xiaozhou", f"/tickets/{number}")
    page.get_by_role("button", name=re.compile(r"fault\.webm")).first.click()
    film = page.locator("video")
    film.wait_for()
    assert film.evaluate(_PLAYS) > 0
    assert film.evaluate("(video) => video.videoWidth") == 1920
    length = film.evaluate("async (video) => (await (await fetch(video.currentSrc)).arrayBuffer()).byteLength")
    assert length == size
    desk.shoot("portal-film-desk")
