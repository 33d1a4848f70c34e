"""After the commit: what is due is told by the action that notifies; of what was erased nothing is left lying about."""

from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.core.access import READ, Allowed, FieldAccess, decide_access, visible_fields
from bihuan.core.values import Json, JsonObject, local_time
from bihuan.kernel import forgetting
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext, Keyed
from bihuan.kernel.tx import Tx
from bihuan.modules.files import interface as files
from bihuan.modules.files.messages import EraseFile
from bihuan.modules.identity import interface as identity
from bihuan.modules.records.messages import RECORD
from bihuan.modules.records.queries.definitions import standing_table
from bihuan.modules.records.queries.rows import anchors_of, record_row


def remind(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """An install without the module that notifies has nobody to tell."""
    if "notify" not in hooks.actions:
        return
    for place, (to, values) in enumerate(context.read(lambda tx: list(_told(tx, context.tenant.zone, stored)))):
        call = ActionCall(
            name="notify",
            key=f"records:{stored.ref}:{place}",
            settings={"to": [to], "template": "table_due", "values": values},
            cause=stored.ref,
            at=stored.at,
            source={"kind": "table_due"},
        )
        yield from hooks.run_action(call, context)


def _told(tx: Tx, zone: str, stored: StoredEvent) -> Iterator[tuple[Json, JsonObject]]:
    """Whom to tell, and what. What a record is called is for those who may read it: a role is told the table alone."""
    event, row = stored.event, record_row(tx, stored.stream_id)
    if row is None or row["archived_at"] is not None:
        return
    table = standing_table(tx, event.table).definition
    values: JsonObject = {
        "table": table.label["zh"],
        "due": local_time(event.due, zone).strftime("%Y-%m-%d %H:%M"),
    }
    for person in event.people:
        subject, anchors = identity.subject_of(tx, person), anchors_of(row)
        reads = isinstance(decide_access(subject, READ, RECORD, anchors), Allowed)
        named = reads and visible_fields(subject, RECORD, anchors)[table.title] >= FieldAccess.READ
        yield {"person": person}, {**values, "title": (row["title"] if named else None) or "–"}
    for role in event.roles:
        yield {"role": role}, {**values, "title": "–"}


def erase_files(stored: StoredEvent, context: JobContext) -> Iterable[Keyed]:
    """The files of an erased record that its own unit had no room for."""
    for file in context.read(lambda tx: files.only_on(tx, RECORD, (stored.stream_id,))):
        yield Keyed(file, EraseFile(file))


def forget_words(_stored: StoredEvent, context: JobContext) -> Iterable[Keyed]:
    """Until the search index holds nothing of what is gone; SQLite would keep its words for years."""
    forgetting.forget_words(context.write, RECORD)
    return ()
