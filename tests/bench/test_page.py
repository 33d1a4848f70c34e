"""The page of figures is written from what a run has said, and only between its marks."""

import json
from pathlib import Path

import pytest

from bench import page
from bench.figures import Figure

MACHINE = {"cores": 2, "revision": "abc1234", "date": "2026-11-22"}


def line(figure: Figure) -> dict[str, object]:
    return {**figure.line(), "machine": MACHINE}


def test_figures_stand_between_the_marks_and_the_words_around_them_stay(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text(f"# Words\n\n{page.BEGIN}\nold\n{page.END}\n\nmore words\n")
    page.write(file, [line(Figure("create", 612.3, "/s", 500, True, "sqlite", "raw", 1_000, 0.45))])
    text = file.read_text()
    assert "| create | SQLite | 612 /s | ≥ 500 | 0.612 (≥ 0.45) | raw | yes |" in text
    assert "cores 2, revision abc1234, date 2026-11-22" in text
    assert text.startswith("# Words\n") and text.endswith("\n\nmore words\n") and "old" not in text
    page.write(file, [line(Figure("create", 612.3, "/s", 500, True, "sqlite", "raw", 1_000, 0.45))])
    assert file.read_text() == text


def test_a_missed_budget_cannot_be_overlooked() -> None:
    assert "| **no** |" in page.render([line(Figure("create p99", 31, "ms", 25))])


def test_of_several_runs_the_last_word_counts(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_text("\n".join(json.dumps(line(Figure(name, 1, "ms"))) for name in ("a", "b")) + "\nfigure  value\n")
    second.write_text(json.dumps(line(Figure("b", 2, "ms"))))
    assert {item["name"]: item["value"] for item in page.read_lines([first, second])} == {"a": 1.0, "b": 2.0}


def test_a_page_without_a_place_for_figures_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("# Words\n")
    with pytest.raises(ValueError, match="figures"):
        page.write(file, [])


def test_the_page_of_this_repository_has_its_place() -> None:
    assert page.BEGIN in page.PAGE.read_text() and page.END in page.PAGE.read_text()
