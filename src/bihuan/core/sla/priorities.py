"""Priority P0–P3: set by a person, or 紧急程度 × 影响 looked up in the matrix. The source is kept beside it."""

from typing import Any, Literal

from bihuan.core.late import dataclass
from bihuan.core.sla.definition import PriorityMatrix, Record


@dataclass(frozen=True, slots=True)
class Priority:
    """`source`: set (by a person), matrix, or default (neither)."""

    level: str
    source: Literal["set", "matrix", "default"]


def rank_priority(matrix: PriorityMatrix | None, record: Record, chosen: str | None, default: str) -> Priority:
    """The ticket's priority: what a person chose stands; then the matrix; then the type's default."""
    if chosen:
        return Priority(chosen, "set")
    found = _look_up(matrix, record) if matrix is not None else None
    return Priority(found, "matrix") if found is not None else Priority(default, "default")


def _look_up(matrix: PriorityMatrix, record: Record) -> str | None:
    row = matrix.cells.get(_text(record, matrix.urgency))
    return None if row is None else row.get(_text(record, matrix.impact))


def _text(record: Record, path: str) -> str:
    found: Any = record
    for key in path.split("."):
        found = found.get(key) if hasattr(found, "get") else None
    return found if isinstance(found, str) else ""
