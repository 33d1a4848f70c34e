"""What the erasure module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.erasure import api, apply, handlers, jobs, messages, reactions, tables


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers and routes of erasing people."""
    hooks.command(messages.ErasePerson, handlers.erase, handlers.may_erase)
    hooks.command(
        messages.SetBackupKeeping, handlers.set_keeping, handlers.may_manage, lambda _command: messages.KEEPING_STREAM
    )
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.projection(Projection(messages.ERASURE, ((tables.erasure, "id"),), apply.apply_erasure))
    hooks.projection(Projection("backup_keeping", ((tables.backup_keeping, "id"),), apply.apply_keeping))
    hooks.reaction("enrich", messages.PersonErased, "erasure.records", reactions.erase_records)
    hooks.job(messages.PersonErased, "erasure.tickets", jobs.erase_tickets)
    hooks.router("/erasures", api.router)
