"""What the imports module registers."""

from bihuan.kernel.hooks import FileOwner, Hooks, Projection
from bihuan.modules.imports import api, apply, handlers, messages, reactions, tables
from bihuan.modules.imports.queries import imports


def register(hooks: Hooks) -> None:
    """Commands, events, rows and routes of imports."""
    hooks.command(messages.BeginImport, handlers.begin, handlers.may_begin)
    hooks.command(messages.TakeRows, handlers.take(hooks.masters), handlers.may_go_on, _stream_of)
    hooks.command(messages.CancelImport, handlers.cancel, handlers.may_go_on, _stream_of)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    rows = ((tables.data_import, "id"), (tables.import_part, "import"))
    hooks.projection(Projection(messages.IMPORT, rows, apply.apply_import))
    hooks.reaction("enrich", messages.ImportBegun, "bind_import_file", reactions.bind_file)
    hooks.file_owner(FileOwner(messages.IMPORT, imports.may_read))
    hooks.router("/imports", api.router)


def _stream_of(command: messages.TakeRows | messages.CancelImport) -> str:
    return messages.import_stream(command.id)
