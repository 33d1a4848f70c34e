"""A paper block by block, as sheets/paper.typ sets it: plain text and pictures, never source."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import cache
from importlib.resources import files

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.ports import Sheet
from bihuan.kernel.qr import qr_svg

WORK_ORDER, RECEIPT, EVIDENCE = "work_order", "receipt", "evidence"
Fact = tuple[str, str | None]
# Longer texts are for the screen; a paper that never ends serves nobody.
MOST_TEXT = 6_000
_WIDE = 20
# What has no place to break would run off the page: it gets one here and there (zero width).
_RUN = re.compile(r"[^\s\u2e80-\uffef]{25,}")
_PIECE = 24
# A hash is copied from paper and PDF: nothing stands inside it.
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


def plain(text: str, cut: str = "…") -> str:
    """Text as it can be set: without control characters, breakable, and not longer than `MOST_TEXT`."""
    shown = _CONTROL.sub("", text)
    if len(shown) > MOST_TEXT:
        shown = shown[:MOST_TEXT] + cut
    return _RUN.sub(_breakable, shown)


def _breakable(run: re.Match[str]) -> str:
    whole = run[0]
    if _HASH.fullmatch(whole):
        return whole
    return "\u200b".join(whole[at : at + _PIECE] for at in range(0, len(whole), _PIECE))


def halves(digest: str) -> str:
    """A hash on two lines, for narrow columns."""
    return f"{digest[:32]}\n{digest[32:]}" if digest else ""


@dataclass(slots=True)
class Paper:
    """What a paper says. `files` are its pictures and attachments by name; `foot` stands on every page."""

    title: str
    number: str
    head: JsonObject
    blocks: list[JsonObject] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    attached: list[JsonObject] = field(default_factory=list)

    def facts(self, title: str, facts: Iterable[Fact]) -> None:
        """Labels with their values, two to a row, long ones alone; empty ones are left out."""
        known = [(label, plain(value)) for label, value in facts if value]
        if known:
            self.blocks.append({"kind": "facts", "title": title, "rows": _rows(known)})

    def text(self, title: str, text: str | None) -> None:
        """A paragraph under a heading."""
        if text:
            self.blocks.append({"kind": "text", "title": title, "text": plain(text)})

    def table(self, title: str, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """Small print in columns; `widths` are shares of the page."""
        if rows:
            cells = [[plain(cell) for cell in row] for row in rows]
            self.blocks.append(
                {"kind": "table", "title": title, "heads": list(heads), "widths": list(widths), "rows": cells}
            )

    def pictures(self, title: str, pictures: Iterable[tuple[str, bytes, str]], height: int = 42) -> None:
        """Pictures (ending of the name, content, caption) of at most `height` mm, three to a row."""
        shown = []
        for ending, content, caption in pictures:
            name = f"picture{len(self.files)}.{ending}"
            self.files[name] = content
            shown.append({"file": name, "caption": plain(caption)})
        if shown:
            self.blocks.append({"kind": "pictures", "title": title, "pictures": shown, "height": height})

    def boxes(self, labels: Sequence[str]) -> None:
        """Places to write on."""
        self.blocks.append({"kind": "boxes", "labels": list(labels)})

    def code(self, text: str, caption: str, beside: str) -> None:
        """A code that a camera reads, with words beside it."""
        name = f"code{len(self.files)}.svg"
        self.files[name] = qr_svg(text).encode()
        self.blocks.append({"kind": "code", "file": name, "caption": plain(caption), "beside": plain(beside)})

    def attach(self, name: str, content: bytes, media_type: str, about: str) -> None:
        """A file that travels inside the PDF."""
        self.files[name] = content
        self.attached.append({"file": name, "type": media_type, "about": about})


def sheet_of(paper: Paper, at: Instant) -> Sheet:
    """The paper with its template."""
    data = {**paper.head, "title": paper.title, "number": plain(paper.number)}
    return Sheet(
        template=_template(),
        data={**data, "blocks": paper.blocks, "attached": paper.attached},
        files=paper.files,
        at=at,
    )


@cache
def _template() -> bytes:
    return (files("bihuan.modules.prints") / "sheets" / "paper.typ").read_bytes()


def _rows(known: Sequence[tuple[str, str]]) -> list[list[str]]:
    rows: list[list[str]] = []
    open_row: list[str] | None = None
    for label, value in known:
        if len(value) > _WIDE or "\n" in value:
            rows.append([label, value])
            open_row = None
        elif open_row is None:
            open_row = [label, value]
            rows.append(open_row)
        else:
            open_row += [label, value]
            open_row = None
    return rows
