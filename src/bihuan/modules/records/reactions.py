"""What follows a record's events in the same unit."""

from collections.abc import Iterable
from typing import Any

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.files import interface as files
from bihuan.modules.files.messages import BindFiles, EraseFile
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.records.messages import RECORD
from bihuan.modules.records.queries.rows import record_row

# A unit has room for so many; of a record with more files a job erases the rest.
MOST_FILES = 100


def bind_files(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """Files that a record names belong to it from then on: whoever reads it may read them."""
    row = record_row(context.tx, stored.stream_id)
    data = stored.event.data
    if row is None or not data:
        return []
    fields = form_definition(context.tx, row["form"], row["form_version"]).fields
    ids: dict[str, None] = {}
    for key, value in data.items():
        if key in fields and value is not None:
            ids.update(dict.fromkeys(fields[key].kind.files_in(value)))
    return [BindFiles(tuple(ids), RECORD, row["id"])] if ids else []


def erase_files(stored: StoredEvent, context: Context) -> Iterable[Any]:
    """With a record go the files that hang on it and on nothing else: photos and scans say as much as its fields."""
    gone = files.only_on(context.tx, RECORD, (stored.stream_id,))[:MOST_FILES]
    return [EraseFile(file) for file in gone]
