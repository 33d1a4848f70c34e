"""A letter in the forms that providers take."""

import html
import re

from bihuan.kernel.ports import Letter

OPEN = {"zh": "查看工单", "en": "Open the ticket"}
# Characters that Markdown of group chats gives a meaning; text of a ticket must stay text.
_MARKS = re.compile(r"([\\`*_\[\]<>#])")


def one_line(text: str) -> str:
    """The text without line breaks and control characters: fit for a header."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def plain(letter: Letter) -> str:
    """Text with the link below."""
    parts = [letter.text.strip(), f"{_open(letter)}: {letter.link}" if letter.link else ""]
    return "\n\n".join(part for part in parts if part)


def markdown(letter: Letter) -> str:
    """Title, text and link in the little Markdown that group robots share."""
    lines = [f"**{_escaped(one_line(letter.title))}**", *(_escaped(line) for line in letter.text.splitlines())]
    if letter.link:
        lines.append(f"[{_open(letter)}]({letter.link})")
    return "\n".join(lines)


def simple_html(letter: Letter) -> str:
    """A page that every mail program shows: no picture, no style sheet, nothing to load."""
    text = "<br>".join(html.escape(line) for line in letter.text.splitlines())
    link = f'<p><a href="{html.escape(letter.link)}">{html.escape(_open(letter))}</a></p>' if letter.link else ""
    return f'<!doctype html><html lang="{letter.language}"><body><p>{text}</p>{link}</body></html>'


def cut_bytes(text: str, most: int) -> str:
    """At most `most` bytes of UTF-8, no character halved."""
    encoded = text.encode()
    return text if len(encoded) <= most else encoded[: most - 3].decode(errors="ignore") + "…"


def _open(letter: Letter) -> str:
    return OPEN.get(letter.language, OPEN["zh"])


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)
