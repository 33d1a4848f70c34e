"""Documents of devices."""

from bihuan.core.access import check_access
from bihuan.core.values import Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.masters import record_anchors, record_row
from bihuan.modules.assets.messages import (
    AttachDocument,
    DocumentAttached,
    DocumentRemoved,
    RemoveDocument,
    device_stream,
)
from bihuan.modules.assets.queries import DEVICES, document_labels
from bihuan.modules.files import interface as files

MAX_LABEL = 200
MAX_DOCUMENTS = 500


def may_change(command: AttachDocument | RemoveDocument, context: Context) -> None:
    """Who may change the device."""
    row = record_row(context.tx, DEVICES, command.device)
    if row is None:
        raise DEVICES.not_found()
    check_access(context.caller.subject, "update", DEVICES.kind, record_anchors(context.tx, DEVICES, row))


def attach(command: AttachDocument, context: Context) -> Outcome:
    """The file must be the caller's to attach. Saying it again with another label changes the label."""
    label = command.label.strip()
    if len(label) > MAX_LABEL or not label.isprintable():
        raise Refusal("device.document_label_invalid", path="label", most=MAX_LABEL)
    stream = device_stream(command.device)
    rows = document_labels(context.tx, command.device)
    if rows.get(command.file) == label:
        return Outcome(stream)
    if command.file not in rows and not files.attachable(context.tx, context.caller, [command.file]):
        raise Refusal("file.unknown", path="file", file=command.file)
    if len(rows) >= MAX_DOCUMENTS and command.file not in rows:
        raise Refusal("device.too_many_documents", most=MAX_DOCUMENTS)
    return Outcome(stream, ((stream, DocumentAttached(command.file, label)),))


def remove(command: RemoveDocument, context: Context) -> Outcome:
    """Taking off what is not there changes nothing."""
    stream = device_stream(command.device)
    there = command.file in document_labels(context.tx, command.device)
    return Outcome(stream, ((stream, DocumentRemoved(command.file)),) if there else ())
