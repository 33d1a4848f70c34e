"""Every page with the longest names and amounts, measured while it loads, at rest, in English, far away, on paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT, SIZES, Person
from tests.browser.eyes import settle
from tests.browser.long_company import lengthen
from tests.browser.measuring import (
    A4_PX,
    MOST_JUMPING,
    WHOLE_A4_PX,
    at_rest,
    jumps,
    moved_times,
    not_translated,
    on_paper,
    speak,
    wall_times,
    watch_loading,
)
from tests.browser.test_look import APPS, View, enter, keep, places_of
from tests.http.process import BIHUAN, ServerProcess, running

pytestmark = [pytest.mark.req("INT-1", "PTL-1", "FLD-2"), pytest.mark.full]
PAPER = {"labels": WHOLE_A4_PX, "place-labels": WHOLE_A4_PX}
# Known and not mended (docs/look.md): they may not get worse.
JUMPY = {"account": 0.15, "unattended": 0.15}
HOME, FARAWAY = "Asia/Shanghai", "America/New_York"


@pytest.fixture(scope="module")
def long_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The demo company with everything at its longest, in a process of its own."""
    assert (ROOT / "web/dist/stamp").exists(), "the web apps are not built: make web"
    data = tmp_path_factory.mktemp("long") / "data"
    with running(data, "--demo", "--rate-per-minute", "0", command=BIHUAN) as server:
        lengthen(server)
        yield server


@pytest.fixture(scope="module")
def long_things(long_demo: ServerProcess) -> dict[str, str]:
    """What the addresses of pages name."""
    return places_of(long_demo)


@pytest.fixture
def walker(browser: Browser, long_demo: ServerProcess) -> Iterator[Callable[[str], "Walker"]]:
    """Makes people whose clock can be taken to another zone: `walker("phone")`."""
    made = []

    def make(size: str) -> Walker:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=size != "desk",
            locale="zh-CN",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        made.append(context)
        return Walker(Person(context.new_page(), long_demo.base_url))

    yield make
    for context in made:
        context.close()


class Walker:
    """Somebody who looks at pages and travels."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._clock = person.page.context.new_cdp_session(person.page)
        watch_loading(person.page)

    @property
    def page(self) -> Page:
        """What is looked at."""
        return self.person.page

    def go_to(self, zone: str) -> None:
        """Take the browser's clock to a zone."""
        self._clock.send("Emulation.setTimezoneOverride", {"timezoneId": zone})


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("app", APPS)
def test_the_longest_names_and_amounts_fit_on_every_page(
    app: str, size: str, walker: Callable[[str], Walker], long_things: dict[str, str]
) -> None:
    someone = walker(size)
    found = [
        f"{view.name}: {fault}" for view in APPS[app] for fault in dict.fromkeys(walk(someone, view, size, long_things))
    ]
    assert not found, "\n".join(found)


def walk(someone: Walker, view: View, size: str, things: dict[str, str]) -> Iterator[str]:
    """One page: loading, at rest, in English from far away, on paper."""
    page = someone.page
    someone.go_to(HOME)
    enter(someone.person, view.login)
    someone.person.open(view.path.format(**things))
    # What comes late would be taken for a time that the other zone has moved.
    page.wait_for_load_state("networkidle")
    settle(page)
    name = f"long-{view.name}-{size}"
    keep(someone.person, name)
    yield from jumps(page, JUMPY.get(view.name, MOST_JUMPING))
    yield from at_rest(page)
    at_home = wall_times(page)
    someone.go_to(FARAWAY)
    speak(page, "en")
    page.wait_for_load_state("networkidle")
    settle(page)
    keep(someone.person, f"{name}-en")
    yield from (f"English: {fault}" for fault in at_rest(page))
    yield from not_translated(page)
    yield from moved_times(at_home, wall_times(page))
    speak(page, "zh")
    if size == "desk":
        settle(page)
        yield from (f"paper: {fault}" for fault in on_paper(page, PAPER.get(view.name, A4_PX)))
        keep(someone.person, f"{name}-paper")
        page.emulate_media(media="screen")
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
