"""Every picture that a page shows is there, every picture that is there is shown, and both are made by the test run."""

import re
from pathlib import Path

import pytest

from tests.browser import test_look

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs/pictures"
PAGES = (*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md"))
SHOWN = re.compile(r"!\[[^\]]*\]\(([^)]+)\)|<img[^>]+src=\"([^\"]+)\"")
STORY = ROOT / "tests/browser/test_five_browsers.py"


def shown_by(page: Path) -> list[Path]:
    """The files of the pictures that a page shows."""
    found = (one or other for one, other in SHOWN.findall(page.read_text("utf-8")))
    return [(page.parent / name).resolve() for name in found if not name.startswith("http")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_of_a_page_is_there(page: Path) -> None:
    assert [path for path in shown_by(page) if not path.is_file() or path.stat().st_size < 1_000] == []


def test_both_readmes_show_the_same_pictures_and_none_lies_about() -> None:
    english, chinese = (shown_by(ROOT / name) for name in ("README.md", "README.zh-CN.md"))
    assert sorted(english) == sorted(chinese) and len(english) >= 9
    everywhere = {path for page in PAGES for path in shown_by(page)}
    assert {path for path in PICTURES.glob("*.png") if path not in everywhere} == set()


def test_the_test_run_makes_every_one_of_them() -> None:
    """`make pictures`."""
    story = STORY.read_text("utf-8")
    made = {*test_look.PICTURES.values(), *re.findall(r'picture\(\w+, "([a-z-]+)"\)', story)}
    assert {path.stem for path in PICTURES.glob("*.png")} == made
