"""XML from strangers: read by hand on expat, with bounds, and without anything that reaches beyond the text."""

import re
from collections.abc import Iterator
from dataclasses import field
from xml.parsers import expat

from bihuan.core.late import dataclass
from bihuan.core.values import Refusal

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OWN = "https://bihuan.dev/bpmn/1"
MAX_BYTES = 2_000_000
MAX_DEPTH = 60
MAX_ELEMENTS = 20_000
_GAP = " "
# What XML 1.0 cannot hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MEANT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_ESCAPES = str.maketrans(_MEANT)


@dataclass(slots=True)
class Element:
    """One element: its namespace and local name, attributes (foreign ones as `namespace name`), children, text."""

    space: str
    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, name: str, space: str = BPMN) -> Iterator["Element"]:
        """Its children of one name."""
        return (one for one in self.children if one.name == name and one.space == space)

    def first(self, name: str, space: str = BPMN) -> "Element | None":
        """The first of them."""
        return next(self.all(name, space), None)

    def own(self, name: str) -> str | None:
        """What an attribute of our namespace says."""
        return self.attributes.get(f"{OWN}{_GAP}{name}")


def escaped(text: str) -> str:
    """As it stands in an attribute or between tags."""
    return cleaned(text).translate(_ESCAPES)


def cleaned(text: str) -> str:
    """Without what XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def read_xml(text: str) -> Element:
    """The root. Refuses `bpmn.unreadable`, `bpmn.doctype` (no document types, no entities) and `bpmn.too_large`."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Refusal("bpmn.too_large", megabytes=MAX_BYTES // 1_000_000)
    builder = _Builder()
    parser = expat.ParserCreate("utf-8", _GAP)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.chars
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise Refusal("bpmn.unreadable", line=error.lineno) from error
    if builder.root is None:
        raise Refusal("bpmn.unreadable", line=1)
    return builder.root


def _refuse_doctype(*_: object) -> None:
    raise Refusal("bpmn.doctype")


class _Builder:
    """Builds the tree while expat reads."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.open) >= MAX_DEPTH:
            raise Refusal("bpmn.too_large", megabytes=MAX_BYTES // 1_000_000)
        space, _, local = name.rpartition(_GAP)
        element = Element(space, local, dict(attributes))
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def chars(self, data: str) -> None:
        self.open[-1].text += data
