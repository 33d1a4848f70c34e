"""What other modules use to have a look recorded before they show it."""

from collections.abc import Iterable

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import new_id
from bihuan.kernel.web import Desk
from bihuan.modules.audit.messages import RecordAccess


async def record_access(
    desk: Desk,
    what: str,
    *,
    kind: str,
    object_id: str | None = None,
    fields: Iterable[str] = (),
    detail: JsonObject | None = None,
) -> None:
    """Record a fact in the caller's name; durable when this returns, so call it before the value leaves.

    Each look counts: an Idempotency-Key of the request does not make a second one unrecorded.
    """
    caller = desk.caller
    user = caller.id if caller.kind in ("user", "token") else None
    command = RecordAccess(what, user, kind, object_id, tuple(fields), detail or {})
    await desk.bus.submit(desk.info.slug, Envelope(new_id(desk.now()), command, caller, desk.channel))
