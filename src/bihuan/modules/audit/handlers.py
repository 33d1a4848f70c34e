"""Recording a fact about access."""

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.audit.messages import FACTS, AccessRecorded, RecordAccess, access_stream


def may_record(command: RecordAccess, context: Context) -> None:
    """People record about themselves only; callers without an account about nobody."""
    caller = context.caller
    if command.user != (caller.id if caller.kind in ("user", "token") else None):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.other_rows")


def record(command: RecordAccess, context: Context) -> Outcome:
    """The fact as an event. Refuses `audit.fact_unknown`."""
    if command.what not in FACTS:
        raise Refusal("audit.fact_unknown", what=command.what)
    stream = access_stream(command.user)
    event = AccessRecorded(command.what, command.kind, command.object, command.fields, command.detail)
    return Outcome(stream, ((stream, event),))
