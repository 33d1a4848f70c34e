"""Events of preset replies into rows."""

from bihuan.db.sort_key import sort_key
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.replies import messages as m
from bihuan.modules.replies.tables import reply


def apply_reply(tx: Tx, reply_id: str, events: list[StoredEvent]) -> None:
    """Bring one reply up to its stream's last event."""
    for stored in events:
        event = stored.event
        known = {"version": stored.no, "updated_at": stored.at}
        if isinstance(event, m.ReplySaved):
            names = ("owner", "scope", "category", "title", "text")
            row = {name: getattr(event, name) for name in names}
            row |= {"title_key": sort_key(event.title), "departments": list(event.departments)}
            tx.upsert(reply, {"id": reply_id, **row, "deleted": False, **known})
        else:
            tx.update(reply, {"id": reply_id}, {"deleted": isinstance(event, m.ReplyDeleted), **known})
