"""What routes of custom tables take and give."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from bihuan.kernel.listing import CountOut
from bihuan.kernel.web import Desk, desk_of

DeskDep = Annotated[Desk, Depends(desk_of)]
TableKey = Annotated[str, Path(max_length=64)]
RecordKey = Annotated[str, Path(max_length=64)]
_FORBID = ConfigDict(extra="forbid")


class TableIn(BaseModel):
    """A table to make or to change: the whole definition (docs/tables.md)."""

    model_config = _FORBID
    body: dict[str, Any]
    base_version: int | None = Field(default=None, ge=0, le=1_000_000)


class TableMayOut(BaseModel):
    """What the caller may do in a table at all; each record says for itself."""

    create: bool
    update: bool
    archive: bool
    erase: bool
    export: bool
    manage: bool


class TableFactsOut(BaseModel):
    """A table that the caller may know of. `summary`: what it is for."""

    key: str
    version: int
    label: dict[str, str]
    summary: dict[str, str]
    icon: str
    form: str
    archived: bool
    may: TableMayOut


class TableBriefOut(TableFactsOut):
    """A table in a list. `records`: those in use that the caller may read; `latest`: the last change of one."""

    records: int
    latest: int | None


class TableOut(TableFactsOut):
    """One table. `to_create`: what the caller may say of a new record, by field; others he cannot."""

    body: dict[str, Any] = Field(description="The definition as it was saved")
    to_create: dict[str, Literal["read", "edit"]]


class TableOptionOut(BaseModel):
    """Something to choose."""

    value: str
    label: dict[str, str]


class TableFieldOut(BaseModel):
    """A field of a table's form. `kind`: the control; `type`: as rules see it, null where lists cannot filter."""

    key: str
    kind: str
    type: str | None
    label: dict[str, str]
    options: list[TableOptionOut]
    table: str | None = Field(description="Which table a reference leads to")
    unit: dict[str, str] | None = Field(description="What a number counts")
    currency: str | None = Field(description="What an amount is in, as ISO 4217 says")
    sortable: bool
    editable: bool


class TableRecordOut(BaseModel):
    """A record as its reader may see it."""

    id: str
    version: int
    title: str | None
    values: dict[str, Any]
    created_at: int
    created_by: str | None
    updated_at: int
    updated_by: str | None
    archived: bool
    erased: bool


class TableRecordsOut(BaseModel):
    """A page of records. `names`: what the ids in it are called."""

    items: list[TableRecordOut]
    next_cursor: str | None
    count: CountOut
    names: dict[str, str]


class RecordMayOut(BaseModel):
    """What the caller may do with this record."""

    create: bool
    update: bool
    archive: bool
    erase: bool
    export: bool


class OneTableRecordOut(TableRecordOut):
    """A record with the form it is edited by. `rights`: the reader's right on each field."""

    names: dict[str, str]
    may: RecordMayOut
    rights: dict[str, Literal["read", "edit"]]
    related: dict[str, Any] = Field(description="What modules beside tables know of the record: its tickets")


class RecordIn(BaseModel):
    """Values of the table's form."""

    model_config = _FORBID
    data: dict[str, Any]


class RecordPatchIn(BaseModel):
    """A patch: null empties a field. `seen`: the version that stood before the writer."""

    model_config = _FORBID
    data: dict[str, Any]
    seen: int | None = Field(default=None, ge=0, le=1_000_000_000)


class FieldChangeOut(BaseModel):
    """One field's value before and after."""

    field: str
    before: Any
    after: Any


class RecordVersionOut(BaseModel):
    """A version of a record: who did what, when."""

    version: int
    what: Literal["created", "changed", "archived", "restored", "erased", "reminded"]
    at: int
    by: str | None
    channel: str
    changes: list[FieldChangeOut]


class RecordHistoryOut(BaseModel):
    """Every version, newest first."""

    entries: list[RecordVersionOut]
    names: dict[str, str]


class RecordChoiceOut(BaseModel):
    """A record to choose in a field that leads to its table, with what other fields take over from it."""

    id: str
    title: str
    facts: dict[str, Any]


class FreeSpanOut(BaseModel):
    """A time in which nobody has booked."""

    start: int
    end: int


class FreeTimesOut(BaseModel):
    """What is free of a resource on one day, and in words."""

    spans: list[FreeSpanOut]
    text: str


class TableImportIn(BaseModel):
    """A sheet: an uploaded file, or cells as they were pasted.

    `check` writes nothing and says what would become of each row. Rows are taken in parts: `start` is the place of the
    first one below the heading, `next` of the answer that of the next part. `run` names the import: a repeated part
    does nothing twice.
    """

    model_config = _FORBID
    file: Annotated[str | None, Field(max_length=100)] = None
    text: Annotated[str | None, Field(max_length=2_000_000)] = None
    check: bool = True
    start: int = Field(default=0, ge=0, le=100_000)
    run: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z-]+$")]


class TableImportFaultOut(BaseModel):
    """Why a row is not taken over, in words."""

    field: str
    code: str
    detail: str


class TableImportRowOut(BaseModel):
    """A row: its number in the file, whether it is (or would be) a record, and why not."""

    no: int
    record: str | None
    faults: list[TableImportFaultOut]


class TableImportOut(BaseModel):
    """What became of a part of a sheet. `columns`: title → field, null where a column is left out."""

    columns: dict[str, str | None]
    rows: list[TableImportRowOut]
    total: int
    next: int | None
