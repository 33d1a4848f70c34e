"""What BPMN documents are made of; `kernel/markup.py` reads them from text."""

import re
from collections.abc import Iterator
from dataclasses import field

from bihuan.core.late import dataclass

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OWN = "https://bihuan.dev/bpmn/1"
# Between a namespace and a name.
GAP = " "
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
        return self.attributes.get(f"{OWN}{GAP}{name}")


def escaped(text: str) -> str:
    """As it stands in an attribute or between tags."""
    return cleaned(text).translate(_ESCAPES)


def cleaned(text: str) -> str:
    """Without what XML cannot hold."""
    return _FORBIDDEN.sub("", text)
