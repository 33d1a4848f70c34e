"""Recording facts about files. Bytes were hashed, examined and written before a command is sent."""

from typing import Any

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.files import queries
from bihuan.modules.files.messages import (
    BindFiles,
    EraseFile,
    FileBound,
    FileErased,
    FileStored,
    FileSwept,
    StoreFile,
    SweepFile,
    file_stream,
)


def may_store(command: StoreFile, context: Context) -> None:
    """Who may upload, his own upload."""
    check_access(context.caller.subject, "create", "file", {"created_by": context.caller.id})
    known = queries.upload_row(context.tx, command.upload) or queries.file_row(context.tx, command.upload)
    owner = None if known is None else known.get("by", known.get("created_by"))
    if context.caller.id is None or owner != context.caller.id:
        raise queries.not_found()


def store(command: StoreFile, context: Context) -> Outcome:
    """The file, with what the platform itself found out about it; nothing if it is stored already."""
    stream = file_stream(command.upload)
    if queries.file_row(context.tx, command.upload) is not None:
        return Outcome(stream)
    row = queries.upload_row(context.tx, command.upload)
    if row is None or row["facts"] is None:
        raise Refusal("upload.incomplete", Kind.CONFLICT, offset=row["offset"] if row else 0)
    return Outcome(stream, ((stream, FileStored(name=row["name"], **row["facts"])),))


def bind(command: BindFiles, context: Context) -> Outcome:
    """One event per file that is not bound to this object yet. Refuses `file.unknown`."""
    there = {row["id"] for row in queries.rows_of(context.tx, command.files)}
    events: list[tuple[str, Any]] = []
    for file_id in dict.fromkeys(command.files):
        if file_id not in there:
            raise Refusal("file.unknown", file=file_id)
        bound = {(item["kind"], item["owner"]) for item in queries.bindings_of(context.tx, file_id)}
        if (command.kind, command.owner) not in bound:
            events.append((file_stream(file_id), FileBound(command.kind, command.owner)))
    return Outcome(f"{command.kind}:{command.owner}", tuple(events))


def sweep(command: SweepFile, context: Context) -> Outcome:
    """Unless somebody used it after all."""
    stream = file_stream(command.file)
    gone = queries.file_row(context.tx, command.file) is None or queries.bindings_of(context.tx, command.file)
    return Outcome(stream, () if gone else ((stream, FileSwept()),))


def may_erase(command: EraseFile, context: Context) -> None:
    """Erasing is a right of its own, whoever the file belongs to."""
    row = queries.file_row(context.tx, command.file)
    if row is None:
        raise queries.not_found()
    check_access(context.caller.subject, "erase", "file", {"created_by": row["created_by"]})


def erase(command: EraseFile, context: Context) -> Outcome:
    """Name and plain hash leave the history; the route destroys the content."""
    row = queries.file_row(context.tx, command.file)
    stream = file_stream(command.file)
    erased = row is None or row["erased_at"] is not None
    return Outcome(stream, () if erased else ((stream, FileErased()),))
