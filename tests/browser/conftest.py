"""A real browser on the demo company: one server and one browser for all stories, a fresh profile for each person.

Chromium comes from the system (Debian: apt-get install chromium fonts-noto-cjk; BIHUAN_CHROMIUM names another). Without
it the stories are skipped, and say so; with CI=true they fail instead.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.http.process import BIHUAN, ServerProcess, running

if TYPE_CHECKING:
    from tests.browser.later import Days

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / ".build" / "screens"
PASSWORD = "hengrui-2026"
# What the work app says of what has not arrived yet (semantics §7).
UNSENT = re.compile("已保存在手机|正在上传")
# Without these Chromium looks for its maker's servers at every start, also where there is no way out.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)
SIZES = {"desk": (1440, 900), "phone": (390, 844), "small": (360, 740)}


def find_chromium() -> str | None:
    """The browser to drive, or None when the machine has none."""
    named = os.environ.get("BIHUAN_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    path = find_chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine, and CI=true: install chromium and fonts-noto-cjk")
        pytest.skip("!!! BROWSER STORIES SKIPPED: no Chromium (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """`bihuan serve --demo` in a process of its own."""
    assert (ROOT / "web/dist/stamp").exists(), "the web apps are not built: make web"
    data = tmp_path_factory.mktemp("demo") / "data"
    with running(data, "--demo", "--rate-per-minute", "0", command=BIHUAN) as server:
        yield server


@pytest.fixture(scope="session")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Days"]:
    """A company whose clock can be put forward: one for all stories that take days, so each makes its own tickets."""
    from tests.browser.later import company_of_days  # it tells its stories with the people of this file

    with company_of_days(tmp_path_factory.mktemp("days")) as company:
        yield company


@dataclass
class Person:
    """Somebody at a browser of their own. What went wrong unseen is in `faults`."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """Go to an address."""
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, login: str, path: str = "/", *, password: str = PASSWORD) -> Page:
        """Sign in on the way to an address."""
        page = self.open(path)
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        return page

    def shoot(self, name: str) -> None:
        """Keep a picture of what is seen, to be looked at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")


@pytest.fixture
def person(browser: Browser, demo: ServerProcess) -> Iterator[Callable[..., Person]]:
    """Makes people: `person("phone", dark=True, language="en-GB")`. None may meet an error in the browser console."""
    made: list[Person] = []

    def make(size: str = "desk", *, dark: bool = False, language: str = "zh-CN", agent: str | None = None) -> Person:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=size != "desk",
            color_scheme="dark" if dark else "light",
            locale=language,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        found = Person(context.new_page(), demo.base_url)
        _listen(found)
        made.append(found)
        return found

    yield make
    faults = [fault for someone in made for fault in someone.faults]
    for someone in made:
        someone.page.context.close()
    assert not faults, faults


def _listen(person: Person) -> None:
    def on_console(message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        # A browser tells of every 401 by itself; asking who is signed in is how an app finds out that nobody is.
        if kind in ("error", "warning") and "401 (Unauthorized)" not in text:
            person.faults.append(f"{kind}: {text} {getattr(message, 'location', {}).get('url', '')}")

    person.page.on("console", on_console)
    person.page.on("pageerror", lambda error: person.faults.append(f"uncaught: {error}"))
