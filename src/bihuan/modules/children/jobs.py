"""After the commit: the children that a step of a flow asks for are opened, each in a unit of its own."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from bihuan.core import flow as f
from bihuan.core.values import Refusal
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.errors import coded
from bihuan.kernel.hooks import JobContext, Keyed
from bihuan.modules.children import queries
from bihuan.modules.tickets.messages import FailAction


def open_children(stored: StoredEvent, context: JobContext) -> Iterator[Any]:
    """One command for each child that is still wanting. What cannot be opened makes an incident on the step."""
    asked: f.ChildrenAsked = stored.event
    ticket = stored.stream_id
    failed = partial(_failed, ticket, asked.instance)
    for part, command in context.read(lambda tx: queries.wanted(tx, ticket, asked)):
        if isinstance(command, Refusal):
            yield Keyed(f"{part}/refused", failed(command))
        else:
            yield Keyed(part, command, otherwise=failed)


def _failed(ticket: str, instance: str, refusal: Refusal) -> FailAction | None:
    """A step that does not ask for it any more (it was left, the ticket ended) needs none."""
    if refusal.code in ("family.step_over", "family.parent_over"):
        return None
    why = refusal.problems[0] if refusal.problems else refusal
    return FailAction(ticket=ticket, instance=instance, why=coded(why.code, **why.data))
