"""Words of rows that are gone leave a full-text index, where SQLite would keep them for years."""

from collections.abc import Callable

from bihuan.db.search import forget_statement
from bihuan.kernel.tx import Tx

Work = Callable[[Tx], bool]
# So much of the index is written anew in one go: others' commands wait for no more than that.
PAGES = 64
# What SQLite counts when a step had something to do: https://sqlite.org/fts5.html#the_merge_command
_A_CHANGE = 2


def forget_words(write: Callable[[Work], bool], name: str) -> None:
    """Step by step, each a transaction of its own (`write`), until the index `name` holds nothing of what is gone."""
    pages = -PAGES
    while write(lambda tx, pages=pages: forget_step(tx, name, pages)):  # type: ignore[misc]
        pages = PAGES


def forget_step(tx: Tx, name: str, pages: int) -> bool:
    """Do a step; whether there may be more to do. `pages` is how much, negative to begin with. PostgreSQL's index holds
    no words of its own."""
    if tx.kind != "sqlite":
        return False
    changes = "SELECT total_changes()"
    before = tx.run(changes).fetchone()[0]
    tx.run(forget_statement(name), (pages,))
    return bool(tx.run(changes).fetchone()[0] - before >= _A_CHANGE)
