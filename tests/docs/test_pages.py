"""The pages of docs/ and the READMEs: what they point to is there."""

import re
from pathlib import Path

import pytest

from bihuan.entry.sample import read_sample
from tests.docs.pages import ROOT
from tools.import_contracts import SHAPE

PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
# Other pages, as they are named in running text or in code marks.
PAGE_NAME = re.compile(r"(?<![\w/.*<…-])((?:[\w-]+/)*[\w-]+\.md)\b")
CITED = re.compile(r"[Ss]emantics(?:\]\(semantics\.md\))? §(\d+)")
# Paths in code marks, as docs/life-of-a-command.md writes them: below src/bihuan, or a name of the kernel.
CODE_PATH = re.compile(r"`((?:[a-z_]+/)*[a-z_]+\.py)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path):
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_that_a_page_names_is_there(page: Path):
    named = set(PAGE_NAME.findall(page.read_text(encoding="utf-8")))
    assert not [name for name in named if not any((place / name).exists() for place in (page.parent, ROOT))]


def test_every_part_of_the_semantics_that_is_cited_is_there():
    parts = set(re.findall(r"^## (\d+)\. ", (ROOT / "docs/semantics.md").read_text(encoding="utf-8"), re.M))
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *PAGES, *(ROOT / "spec").rglob("*.json")]
    cited = {part for file in files for part in CITED.findall(file.read_text(encoding="utf-8"))}
    assert len(cited) > 8, "the sources were not read"
    assert cited <= parts


def test_the_seven_hops_name_files_that_exist():
    text = (ROOT / "docs/life-of-a-command.md").read_text(encoding="utf-8")
    named = set(CODE_PATH.findall(text))
    assert len(named) > 10, "the page was not read"
    named -= {f"{name}.py" for name in SHAPE}  # files that any module may have
    assert not [name for name in named if not any((place / name).exists() for place in places())]


def places() -> list[Path]:
    source = ROOT / "src/bihuan"
    return [ROOT, source, source / "kernel", source / "entry/http", source / "modules/tickets"]


def test_life_of_a_command_fits_on_a_page():
    assert len((ROOT / "docs/life-of-a-command.md").read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_demo_of_the_readme_is_the_one_that_is_made(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    sample = read_sample(ROOT / "bundles/repair_service/sample")
    rows = re.findall(r"^\| ((?:`[a-z]+` ?)+)\|", text, re.M)
    named = {login for row in rows for login in re.findall(r"`([a-z]+)`", row)}
    assert named == {person["login"] for person in sample.people}
    assert f"`{sample.password}`" in text
    assert len(sample.tickets) == 18


def test_both_readmes_have_the_same_parts():
    parts = {
        name: (ROOT / name).read_text(encoding="utf-8").count("\n## ") for name in ("README.md", "README.zh-CN.md")
    }
    assert parts["README.md"] == parts["README.zh-CN.md"] > 3
