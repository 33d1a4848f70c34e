"""Values that are lists of rows, each with an id of its own: what sub-tables and checklists share."""

from collections.abc import Iterator, Mapping, Sequence

from bihuan.core.forms.definition import bilingual
from bihuan.core.forms.reading import join
from bihuan.core.forms.spec import Texts, reject, reject_all
from bihuan.core.values import Json, Problem, Refusal

ID = "id"


def rows_of(value: Json, most: int) -> Sequence[Mapping[str, Json]]:
    """The rows of an untrusted value, which may hold anything but are as few as allowed. Raises Refusal."""
    if not isinstance(value, list | tuple):
        reject("form.not_list")
    if len(value) > most:
        reject("form.too_many", max=most)
    faults = [Problem(str(index), "form.row_expected") for index, row in enumerate(value) if not is_row(row)]
    if faults:
        reject_all(faults)
    return value


def is_row(value: Json) -> bool:
    """Whether it is a mapping with words for keys."""
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in value)


def by_id(value: Json) -> dict[str, Mapping[str, Json]]:
    """The rows by their ids; what is no row is passed over."""
    listed = value if isinstance(value, list | tuple) else ()
    return {row[ID]: row for row in listed if is_row(row) and isinstance(row.get(ID), str)}


def row_label(field_label: Texts, number: int, column: Texts | None = None) -> dict[str, str]:
    """How a fault names a row of a table, or one cell of it."""
    table, cell = bilingual(field_label), bilingual(column or {"zh": ""})
    zh = f"{table['zh']} 第 {number} 行 {cell['zh']}".rstrip()
    return {"zh": zh, "en": f"{table['en']}, row {number}" + (f", {cell['en']}" if column else "")}


def under(path: str, label: Mapping[str, str], problems: Sequence[Problem]) -> Iterator[Problem]:
    """Faults of one cell as faults of the whole value, named as people know the cell."""
    for found in problems:
        yield Problem(join(path, found.path), found.code, {**found.data, "label": dict(label)})


def refusals(refusal: Refusal) -> tuple[Problem, ...]:
    """The faults that a refusal names; its own code where it names none."""
    return refusal.problems or (Problem("", refusal.code, refusal.data),)


def laid_over(sent: Json, before: Json) -> Json:
    """Rows as sent, completed by what stands: a key that a row leaves out stays, null empties it."""
    if not isinstance(sent, list | tuple):
        return sent
    standing = by_id(before)
    return [_completed(row, standing) for row in sent]


def _completed(row: Json, standing: Mapping[str, Mapping[str, Json]]) -> Json:
    known = standing.get(row[ID]) if is_row(row) and isinstance(row.get(ID), str) else None
    return row if known is None else {**known, **row}
