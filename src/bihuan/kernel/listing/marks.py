"""A long list as a screen needs it: how long it is, where each part of it begins, how many there are of many lists."""

from collections.abc import Sequence

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.kernel.cursors import seal_cursor
from bihuan.kernel.listing.asking import Asked
from bihuan.kernel.listing.describing import COUNT_CAP, MARKS_CAP
from bihuan.kernel.listing.ordering import carried, ordering
from bihuan.kernel.tx import Tx


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the parts of a list begin: `cursors[n]` opens part n + 1 (part 0 needs none), each of the same length.

    `counted` = (how many rows, whether that is all of them): what lies beyond MARKS_CAP has no marks.
    """

    counted: tuple[int, bool]
    cursors: tuple[str, ...]


def list_marks(tx: Tx, asked: Asked, every: int) -> Marks:
    """The marks of a list: its keys are walked once, so that a screen may then jump to any part of it."""
    names = [f"k{index}" for index in range(len(asked.keys))]
    keys = [key.value.label(name) for key, name in zip(asked.keys, names, strict=True)]
    rows = (
        sa.select(*keys)
        .select_from(asked.view.listing.source)
        .where(*asked.conditions)
        .order_by(*(ordering(key) for key in asked.keys))
        .limit(MARKS_CAP + 1)
        .subquery()
    )
    again = [ordering(key, rows.c[name]) for key, name in zip(asked.keys, names, strict=True)]
    numbered = sa.select(rows, sa.func.row_number().over(order_by=again).label("no")).subquery()
    # The last row says how many there are, whether or not a part ends with it.
    total = sa.select(sa.func.count()).select_from(rows).scalar_subquery()
    wanted = sa.or_(numbered.c.no % every == 0, numbered.c.no == total)
    tx.plan_each()
    found = tx.rows(sa.select(numbered).where(wanted).order_by(numbered.c.no))
    number = found[-1]["no"] if found else 0
    counted = (min(number, MARKS_CAP), number <= MARKS_CAP)
    ends = [row for row in found if row["no"] % every == 0 and row["no"] < counted[0]]
    cursors = (
        seal_cursor(
            tx.keys.cursor, asked.bound_to, {"last": [carried(row[name]) for name in names], "count": list(counted)}
        )
        for row in ends
    )
    return Marks(counted, tuple(cursors))


def count_lists(tx: Tx, lists: Sequence[Asked]) -> list[tuple[int, bool]]:
    """How many rows each of some lists has, up to the cap, in one statement."""
    if not lists:
        return []
    counts = []
    for asked in lists:
        rows = sa.select(sa.literal(1).label("one")).select_from(asked.view.listing.source).where(*asked.as_set)
        counted = rows.limit(COUNT_CAP + 1).subquery()
        counts.append(sa.select(sa.func.count()).select_from(counted).scalar_subquery())
    tx.plan_each()
    (row,) = tx.rows(sa.select(*(count.label(f"n{index}") for index, count in enumerate(counts))))
    numbers = [int(row[f"n{index}"]) for index in range(len(lists))]
    return [(min(number, COUNT_CAP), number <= COUNT_CAP) for number in numbers]
