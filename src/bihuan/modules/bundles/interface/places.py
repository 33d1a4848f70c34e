"""Where in a bundle's text a refusal found fault."""

from bihuan.core.values import Problem, Refusal
from bihuan.modules.bundles.messages import Document, Piece


def rejected(piece: Piece, refusal: Refusal) -> Refusal:
    """The refusal of one piece, its faults at `file:line path`."""
    problems = refusal.problems or (Problem(refusal.path or "", refusal.code, dict(refusal.data)),)
    found = [Problem(f"{_place(piece, item.path)} {item.path}".strip(), item.code, item.data) for item in problems]
    return Refusal("bundle.rejected", refusal.kind, problems=found, piece=piece.document.file, reason=refusal.code)


def _place(piece: Piece, path: str) -> str:
    document = piece.document
    return document.place(_named(document, path) or ".".join(filter(None, (piece.path, path))))


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
            at = at[int(part)]
        elif isinstance(at, dict):
            at = at.get(part)
    return at
