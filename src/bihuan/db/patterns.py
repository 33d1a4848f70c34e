"""Texts within texts, where no index of words can be asked: the same on both databases, whatever people type."""

from typing import Any

import sqlalchemy as sa


def holds_text(column: sa.ColumnElement[Any], text: str) -> sa.ColumnElement[bool]:
    """Whether `text` stands in the column, in whatever case; `%` and `_` stand for themselves."""
    plain = text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return sa.func.lower(column).like(f"%{plain}%", escape="\\")
