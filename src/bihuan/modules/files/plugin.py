"""What the files module registers."""

from bihuan.kernel.hooks import Hooks, Projection, platform_only
from bihuan.modules.files import api, apply, handlers, interface, messages, tables


def register(hooks: Hooks) -> None:
    """Commands, events, rows and routes of files."""
    hooks.command(messages.StoreFile, handlers.store, handlers.may_store)
    hooks.command(messages.BindFiles, handlers.bind, platform_only)
    hooks.command(messages.SweepFile, handlers.sweep, platform_only)
    hooks.command(messages.EraseFile, handlers.erase, handlers.may_erase)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.eraser(messages.FileErased)
    rows = ((tables.file, "id"), (tables.file_binding, "file"))
    hooks.projection(Projection(messages.FILE, rows, apply.apply_file))
    hooks.clearing(interface.drop_erased)
    hooks.router("/files", api.router, raw_bodies=True)
