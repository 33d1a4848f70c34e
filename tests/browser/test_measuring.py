"""The measures of pages find what is wrong with a page made wrong, and nothing on one made right."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.long_company import LONG, longer
from tests.browser.measuring import (
    MOST_JUMPING,
    at_rest,
    chinese_words,
    jumps,
    moved_times,
    not_translated,
    on_paper,
    wall_times,
    watch_loading,
)

pytestmark = [pytest.mark.req("INT-1"), pytest.mark.full]

WRONG_AT_REST = {
    "begins 2 px beside": "<section><p>一</p><p style='margin-left:2px'>二</p></section>",
    "px apart in one row": (
        "<table><tr><td width=40>甲</td><td style='padding-top:12px;vertical-align:top'>乙</td></tr></table>"
    ),
    "lie on each other": "<ul><li><span>苏州东吴精密</span><span style='margin-left:-60px'>无锡太湖</span></li></ul>",
    "squeezed": "<p style='width:1.2em'>技术总监兼售后主管</p>",
    "without thousands": "<p>12345678.90</p>",
    "broken in two": "<p style='width:4em;overflow-wrap:anywhere'>12,345,678.90</p>",
    "px apart: ": "<table style='border-spacing:0'><tr><td style='padding:0 3px'>甲</td><td>乙</td></tr></table>",
    "goes on beyond its edge": (
        "<ul style='width:80px;overflow:auto;padding:0'><li style='white-space:nowrap'>苏州东吴精密制造厂</li></ul>"
    ),
    "nowhere in full": (
        "<p style='width:60px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis'>苏州东吴精密制造</p>"
    ),
}
DOTS = "width:60px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis"
RIGHT = f"""<section><h2>客户</h2><p>苏州</p></section>
  <table><tr><td style="padding-right:20px">张工</td><td>13900010005</td></tr></table>
  <p title="{longer("张工")}" style="{DOTS}">{longer("张工")}</p>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page as wide as a desk."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def show(page: Page, body: str) -> Page:
    page.set_content(f"<!doctype html><html lang=zh-CN><body style='margin:0'><div id=root>{body}</div></body></html>")
    return page


@pytest.mark.parametrize("fault", WRONG_AT_REST)
def test_a_page_made_wrong_is_found(page: Page, fault: str) -> None:
    found = at_rest(show(page, WRONG_AT_REST[fault]))
    assert len(found) == 1
    assert fault in found[0]


def test_a_page_made_right_is_let_alone(page: Page) -> None:
    assert at_rest(show(page, RIGHT)) == []


def test_a_longer_name_begins_as_the_name_and_has_forty_characters() -> None:
    assert longer("张工").startswith("张工")
    assert len(longer("张工")) == len(longer("东吴精密")) == LONG


def test_paper_has_no_menu_and_no_pale_words(page: Page) -> None:
    found = on_paper(show(page, "<nav>工单池</nav><p style='color:#eee'>已完成</p><p>张工</p>"))
    assert [fault.partition(":")[0] for fault in found] == ["is printed", "pale on paper"]


def test_a_word_that_stayed_chinese_is_found_and_a_name_is_not(page: Page) -> None:
    assert "更多" in chinese_words()
    found = not_translated(show(page, "<button>更多</button><button>More</button><button>张工</button><p>更多</p>"))
    assert len(found) == 1
    assert "更多" in found[0]


def test_hours_are_those_of_the_company_wherever_one_looks_from(page: Page) -> None:
    assert wall_times(show(page, "<p>09:30</p><p>11/23 18:05 到期</p>")) == ["09:30", "18:05"]
    assert moved_times(["09:30", "23:59"], ["09:30", "00:00"]) == []
    assert moved_times(["09:30"], ["20:30"]) == ["another hour in another zone: 20:30"]


def test_a_page_that_jumps_while_it_loads_is_found(page: Page) -> None:
    watch_loading(page)
    pages: dict[str, Any] = {
        "calm": "<main><p>工单池</p></main>",
        "jumping": """<main><p>工单池</p><div id=late></div><div style="height:600px;background:#ccc">表</div></main>
          <script>requestAnimationFrame(() => setTimeout(() => { late.style.height = '500px'; }, 100))</script>""",
    }
    page.route("http://pages.test/*", lambda route: _serve(route, pages))
    page.goto("http://pages.test/calm")
    assert jumps(page) == []
    page.goto("http://pages.test/jumping")
    page.wait_for_function(f"() => window.seen.jumped > {MOST_JUMPING}")
    assert "jumps" in jumps(page)[0]


def _serve(route: Any, pages: dict[str, str]) -> None:
    body = f"<!doctype html><body><div id=root>{pages[route.request.url.rpartition('/')[2]]}</div></body>"
    route.fulfill(content_type="text/html; charset=utf-8", body=body)
