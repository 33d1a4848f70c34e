"""Where in a bundle's text a refusal found fault."""

from collections.abc import Sequence

from bihuan.core.values import Problem, Refusal
from bihuan.modules.bundles.interface.yaml_text import MOST_PROBLEMS
from bihuan.modules.bundles.messages import Document

REJECTED = "bundle.rejected"


def blamed(at: int, file: str, refusal: Refusal) -> Refusal:
    """The refusal of a whole bundle because of its piece number `at`."""
    problems = refusal.problems or (Problem(refusal.path or "", refusal.code, dict(refusal.data)),)
    return Refusal(REJECTED, refusal.kind, problems=problems, piece=file, reason=refusal.code, at=at)


def placed(refusal: Refusal, documents: Sequence[Document]) -> Refusal:
    """The same with its faults at `file:line path`, when the documents that were sent are at hand."""
    at = refusal.data.get("at")
    if refusal.code != REJECTED or not isinstance(at, int) or at >= len(documents):
        return refusal
    found = documents[at]
    problems = [
        Problem(f"{_place(found, item.path)} {item.path}".strip(), item.code, item.data)
        for item in refusal.problems[:MOST_PROBLEMS]
    ]
    return Refusal(REJECTED, refusal.kind, problems=problems, piece=found.file, reason=refusal.data.get("reason"))


def _place(document: Document, path: str) -> str:
    return document.place(_named(document, path) or path)


def _named(document: Document, path: str) -> str | None:
    """Forms name fields and flows name steps by key, wherever they stand: `fields.sn.help`, `work`."""
    for name in reversed(path.split(".")):
        for line_path in document.lines:
            parent, _, last = line_path.rpartition(".")
            if last in ("key", "id") and _value(document, line_path) == name:
                return parent
    return None


def _value(document: Document, path: str) -> object:
    at: object = document.body
    for part in path.split("."):
        if isinstance(at, list):
            at = at[int(part)] if int(part) < len(at) else None
        elif isinstance(at, dict):
            at = at.get(part)
    return at
