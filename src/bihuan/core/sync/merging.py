"""Three-way by field: what somebody saw, what he made of it, and what stands there by now."""

from collections.abc import Mapping, Sequence

from bihuan.core.late import dataclass
from bihuan.core.sync.rows import is_rows, merge_rows, only_told
from bihuan.core.values import Json, JsonObject


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """Two people gave one field different values. `base`: what stood there before either; None = empty.

    Of rows, `mine` and `theirs` differ in nothing but what both changed: whatever else either did is in both.
    """

    field: str
    base: Json
    mine: Json
    theirs: Json


@dataclass(frozen=True, slots=True)
class Merged:
    """`values`: what is to be written on top of what stands. `conflicts`: fields that a person must decide."""

    values: JsonObject
    conflicts: tuple[FieldConflict, ...] = ()


def merge_fields(base: Mapping[str, Json], mine: Mapping[str, Json], theirs: Mapping[str, Json]) -> Merged:
    """Lay `mine`, a patch written over `base`, on `theirs`, which stands now. A field that is missing is empty.

    Fields that only one of the two changed, equal values, elements of sets (choices, tags, files) and different rows of
    a list of rows with ids never conflict.
    """
    values: JsonObject = {}
    conflicts = []
    for field, wanted in mine.items():
        before, now = base.get(field), theirs.get(field)
        if now in (wanted, before):
            values[field] = wanted
        elif wanted == before:
            # Not touched by the writer: the other's value stands.
            continue
        elif _all_sets(before, wanted, now):
            values[field] = _merged_sets(_elements(before), _elements(wanted), _elements(now))
        elif _all_rows(before, wanted, now):
            rows = merge_rows(before, wanted, now)
            if rows.clashes:
                sides = (only_told(side, wanted) for side in (before, rows.mine, rows.theirs))
                conflicts.append(FieldConflict(field, *sides))
            else:
                values[field] = rows.mine or None
        else:
            conflicts.append(FieldConflict(field, before, wanted, now))
    return Merged(values, tuple(conflicts))


def _all_sets(*values: Json) -> bool:
    """Whether all of them are sets or empty, and one is a set at least. A set: different texts, in a list."""
    return any(value is not None for value in values) and all(value is None or _is_set(value) for value in values)


def _all_rows(*values: Json) -> bool:
    return all(value is None or is_rows(value) for value in values)


def _is_set(value: Json) -> bool:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        return False
    return len(set(map(str, value))) == len(value)


def _elements(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else ()


def _merged_sets(before: Sequence[Json], wanted: Sequence[Json], now: Sequence[Json]) -> list[Json]:
    """What stands now, without what the writer took out, then what the writer put in."""
    kept = [item for item in now if item in wanted or item not in before]
    return [*kept, *(item for item in wanted if item not in before and item not in now)]
