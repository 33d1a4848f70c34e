"""What the revisions module registers."""

from functools import partial

from bihuan.kernel.hooks import Hooks, Projection, TraceSection
from bihuan.modules.revisions import api, apply, handlers, messages, queries, reactions, tables


def register(hooks: Hooks) -> None:
    """Commands, events, rows, the section of the trace and the routes of versions."""
    hooks.command(messages.AddFileVersion, handlers.add_version, handlers.may_add, messages.stream_of)
    hooks.command(messages.CommentOnFile, handlers.comment, handlers.may_comment, messages.stream_of)
    hooks.command(messages.SettleFileComment, handlers.settle, handlers.may_settle, messages.stream_of)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    own = (tables.file_version, tables.file_comment)
    hooks.projection(Projection("ticket", tuple((table, "ticket") for table in own), apply.apply_ticket))
    hooks.reaction("enrich", messages.FileVersionAdded, "revisions.in_force", reactions.put_in_force)
    narrows = dict.fromkeys(messages.EVENTS, queries.without_hidden)
    hooks.trace_section(TraceSection("files", 50, partial(queries.in_trace, hooks), narrows=narrows))
    hooks.router("/tickets", api.router)
