"""XML from strangers: read by hand on expat, with bounds, and without anything that reaches beyond the text."""

from xml.parsers import expat

from bihuan.core.flow.bpmn.markup import GAP, Element
from bihuan.core.values import Refusal

MAX_BYTES = 2_000_000
MAX_DEPTH = 60
MAX_ELEMENTS = 20_000


def read_xml(text: str) -> Element:
    """The root. Refuses `bpmn.unreadable`, `bpmn.doctype` (no document types, no entities) and `bpmn.too_large`."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Refusal("bpmn.too_large", megabytes=MAX_BYTES // 1_000_000)
    builder = _Builder()
    parser = expat.ParserCreate("utf-8", GAP)
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
        space, _, local = name.rpartition(GAP)
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
