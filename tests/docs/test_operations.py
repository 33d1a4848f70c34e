"""docs/operations.md names every setting and every command, with what the program itself says of them, and no others.

To write the two tables anew: `python -m tests.docs.test_operations`.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from bihuan.entry.cli import _parser
from bihuan.settings import Settings

PAGE = Path(__file__).parents[2] / "docs/operations.md"
SETTING_ROW = re.compile(r"^\| `[a-z_]+` \| `BIHUAN_.*$", re.M)
COMMAND_ROW = re.compile(r"^\| `bihuan .*$", re.M)


def setting_rows() -> list[str]:
    """A row per setting."""
    return [
        f"| `{item.name}` | `BIHUAN_{item.name.upper()}` | {_default(item.default)} | {_help(item.metadata['help'])} |"
        for item in fields(Settings)
    ]


def _help(text: str) -> str:
    return text.replace("<", "&lt;")  # `<data>` would be a tag


def _default(value: object) -> str:
    text = str(value)
    return f"`{text.replace(',', '` `')}`" if text not in ("", ".") else "–"


def command_rows() -> list[str]:
    """A row per command of the command line."""
    return [f"| `bihuan {' '.join(words)}` | {text} |" for words, text in commands(_parser(), ())]


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every command below `parser` with its own arguments, and what it says of itself."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield (*words, *_arguments(parser)), parser.description or ""
    for group in below:
        for name, child in group.choices.items():
            yield from commands(child, (*words, name))


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    settings = {item.name for item in fields(Settings)} | {"help", "tenant"}
    for action in parser._actions:
        if action.dest in settings:
            continue
        if not action.option_strings:
            yield action.dest.upper() if action.nargs != "?" else f"[{action.dest.upper()}]"
        else:
            value = "" if action.nargs == 0 else f" {action.dest.upper()}"
            text = f"{action.option_strings[0]}{value}"
            yield text if action.required else f"[{text}]"


def test_the_settings_of_the_page_are_those_of_the_program():
    assert SETTING_ROW.findall(PAGE.read_text(encoding="utf-8")) == setting_rows()


def test_the_commands_of_the_page_are_those_of_the_program():
    assert COMMAND_ROW.findall(PAGE.read_text(encoding="utf-8")) == command_rows()


def test_every_variable_that_a_page_names_is_a_setting():
    known = {f"BIHUAN_{item.name.upper()}" for item in fields(Settings)}
    for page in (*PAGE.parent.glob("*.md"), *PAGE.parents[1].glob("README*.md")):
        named = set(re.findall(r"\bBIHUAN_[A-Z_]+\b", page.read_text(encoding="utf-8")))
        assert named <= known, (page.name, named - known)


def test_every_command_that_a_page_names_exists():
    known = {tuple(filter(_is_word, words)) for words, _ in commands(_parser(), ())}
    for page in (*PAGE.parent.glob("*.md"), *PAGE.parents[1].glob("README*.md")):
        for line in re.findall(r"`bihuan ([^`]+)`|^bihuan (.+)$", page.read_text(encoding="utf-8"), re.M):
            words = tuple(filter(_is_word, (line[0] or line[1]).split()))
            assert words[:2] in known or words[:1] in known, (page.name, line)


def _is_word(text: str) -> bool:
    return text.isalpha() and text.islower()


def write_anew() -> None:
    """Put the program's own tables into the page."""
    text = PAGE.read_text(encoding="utf-8")
    for pattern, rows in ((SETTING_ROW, setting_rows()), (COMMAND_ROW, command_rows())):
        first = pattern.search(text)
        assert first is not None, "the page has lost a table"
        start = first.start()
        text = (
            text[:start]
            + "\n".join(rows)
            + re.sub(rf"(?:{pattern.pattern}\n?)+", "\n", text[start:], count=1, flags=re.M)
        )
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_anew()
