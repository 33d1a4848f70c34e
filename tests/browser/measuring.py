"""What can be measured of a page: how it came to be, how it stands, on paper, in English, far away (docs/look.md)."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.eyes import outside

WEB = Path(__file__).parents[2] / "web"
MEASURES = Path(__file__).with_name("measures.js")
AT_REST = ("ragged", "crooked", "overlaps", "squeezed", "cutNames", "numbers", "close", "beyond")
# Chromium's own measure of what jumps: 0.1 is what its makers call good.
MOST_JUMPING = 0.1
# What a browser lays out for A4 with its own margins, and for pages of labels, which have none.
A4_PX = 718
WHOLE_A4_PX = 794

# Answers come 80 ms later, as over a network: what arrives at once is never seen to be missing.
_WATCH_LOADING = """(() => {
  window.seen = { jumped: 0, movers: [] };
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      if (shift.hadRecentInput) continue;
      window.seen.jumped += shift.value;
      for (const { node } of shift.sources) {
        const moved = (node?.nodeType === 1 ? node : node?.parentElement)?.outerHTML.slice(0, 60);
        window.seen.movers.push(`${shift.value.toFixed(3)} ${moved}`);
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const ask = window.fetch;
  window.fetch = async (...args) => {
    const answer = await ask(...args);
    const address = String(args[0]?.url ?? args[0]);
    if (address.includes('/api/')) await new Promise((done) => setTimeout(done, 80));
    return answer;
  };
})()"""


def watch_loading(page: Page) -> None:
    """From now on answers come later, and every page notes how much it jumps while it waits for them."""
    page.add_init_script(_WATCH_LOADING)


def jumps(page: Page, most: float = MOST_JUMPING) -> list[str]:
    """How much of the page moved while it loaded, and what; what moves after somebody pressed something is meant."""
    jumped, movers = page.evaluate("() => [window.seen.jumped, window.seen.movers]")
    return [f"jumps by {jumped:.2f} while it loads: {'; '.join(movers[:4])}"] if jumped > most else []


def at_rest(page: Page) -> list[str]:
    """Edges, heights and distances of words, texts on each other, names and numbers that cannot be read whole."""
    return outside(page) + [fault for what in AT_REST for fault in _measure(page, what)]


def on_paper(page: Page, width: int = A4_PX) -> list[str]:
    """What the page looks like printed on A4; it is left as it is printed. `width`: of what is printed on, in px."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 1000})
    # What follows the change of size is drawn in the picture after the next.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return outside(page) + _measure(page, "onPaper") + _measure(page, "squeezed")


def speak(page: Page, language: str) -> None:
    """Change the language here and now, as another window of this person does."""
    page.evaluate(
        """(language) => {
          localStorage.setItem('bihuan.language', language);
          dispatchEvent(new StorageEvent('storage', { key: 'bihuan.language' }));
        }""",
        language,
    )
    page.wait_for_function("(language) => document.documentElement.lang.startsWith(language)", arg=language)


def not_translated(page: Page) -> list[str]:
    """Words of the Chinese catalogue on buttons, heads and labels of a page that speaks English."""
    return _measure(page, "otherLanguage", list(chinese_words()))


def wall_times(page: Page) -> list[str]:
    """The hours and minutes that are shown, each once."""
    return _measure(page, "wallTimes")


def moved_times(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Times shown to somebody in another zone that nobody at home saw; a clock may have gone on by two minutes."""
    home = {_minutes(time) for time in before}
    moved = [time for time in after if not any((_minutes(time) - known) % 1440 <= 2 for known in home)]
    return [f"another hour in another zone: {time}" for time in moved]


@cache
def chinese_words() -> frozenset[str]:
    """Every text of the Chinese catalogues."""
    found = set()
    for file in WEB.glob("*/*/src/**/*exts*.ts"):
        found |= set(re.findall(r': "([^"{}]*[\u3400-\u9fff][^"{}]*)"', file.read_text(encoding="utf-8")))
    return frozenset(found)


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def _measure(page: Page, what: str, *args: Any) -> list[str]:
    if not page.evaluate("'measures' in window"):
        page.evaluate(MEASURES.read_text(encoding="utf-8"))
    found = page.evaluate("([what, args]) => window.measures[what](...args)", [what, list(args)])
    return list(dict.fromkeys(str(one) for one in found))
