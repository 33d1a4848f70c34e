"""A kind of master: its fields, its table, whose its records are."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import RowAnchors
from bihuan.core.late import dataclass
from bihuan.core.values import Json, Kind, Problem, Refusal
from bihuan.db.sort_key import SortKey
from bihuan.db.types import Id, Instant, metadata
from bihuan.kernel.context import Context
from bihuan.kernel.masters.fields import MasterField, column_type
from bihuan.kernel.tx import Row, Tx

_ID = re.compile(r"[0-9A-Za-z_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Saving:
    """A record about to be saved, for checks across fields. `values` are all fields as they will be."""

    context: Context
    id: str
    before: Row | None
    values: Mapping[str, Json]
    changed: frozenset[str]


@dataclass(frozen=True)
class Master:
    """Everything generic code needs to keep one kind of record.

    `kind` is the object kind of rights and of streams. `anchors` tells row rules which column holds what they look at
    (every record has `created_by` too). `belongs_to` names reference fields, nearest first, with the master behind
    each: an anchor that a record lacks is the one of what it belongs to. `check` finds faults across fields.
    """

    kind: str
    fields: tuple[MasterField, ...]
    table: sa.Table
    anchors: Mapping[str, str] = field(default_factory=dict)
    belongs_to: tuple[tuple[str, "Master"], ...] = ()
    check: Callable[[Saving], Iterable[Problem]] = lambda _saving: ()
    default_sort: str = "-created_at"
    masks: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "masks", {item.key: item.mask for item in self.fields})

    @cached_property
    def by_key(self) -> Mapping[str, MasterField]:
        """The fields by their keys."""
        return {item.key: item for item in self.fields}

    def not_found(self) -> Refusal:
        """The refusal for a record that is not there or not the caller's to see: the same, so that nothing is told."""
        return Refusal(f"{self.kind}.not_found", Kind.NOT_FOUND)


def master_table(name: str, fields: Iterable[MasterField], *indexes: sa.Index) -> sa.Table:
    """The table of a kind of master, from its fields."""
    columns: list[Any] = [
        sa.Column("id", Id, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", Id),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("archived_at", Instant),
        sa.Column("erased_at", Instant),
    ]
    extra: list[Any] = [sa.Index(f"ix_{name}_created_at", "created_at", "id")]
    for item in fields:
        columns.append(sa.Column(item.key, column_type(item)))
        if item.key_of is not None:
            columns.append(sa.Column(f"{item.key}_key", sa.Text))
        if item.sort:
            columns.append(sa.Column(f"{item.key}_sort", SortKey))
            extra.append(sa.Index(f"ix_{name}_{item.key}_sort", f"{item.key}_sort", "id"))
        if item.unique or item.key_of is not None:
            extra.append(sa.Index(f"ix_{name}_{item.match}", item.match, unique=item.unique))
        elif item.type == "reference":
            extra.append(sa.Index(f"ix_{name}_{item.key}", item.key))
    return sa.Table(name, metadata, *columns, *extra, *indexes)


def record_row(tx: Tx, master: Master, record_id: str | None) -> Row | None:
    """The bare row, whoever asks."""
    if not isinstance(record_id, str) or not _ID.fullmatch(record_id):
        return None  # whatever it is, no database needs to be asked
    return tx.get(master.table, id=record_id)


def record_anchors(
    tx: Tx, master: Master, record: Mapping[str, Any], ahead: Mapping[tuple[str, str], Row] | None = None
) -> RowAnchors:
    """What row rules look at: the record's own anchors, else those of what it belongs to.

    `ahead`: rows of records, by kind and id, that are only about to be there.
    """
    found = {name: _anchor(record.get(column)) for name, column in master.anchors.items()}
    for reference, parent in master.belongs_to:
        above = record.get(reference)
        row = (ahead or {}).get((parent.kind, str(above))) or record_row(tx, parent, above) or {}
        for name, column in parent.anchors.items():
            found[name] = found.get(name) or row.get(column)
    return {**found, "created_by": _anchor(record.get("created_by"))}


def _anchor(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
