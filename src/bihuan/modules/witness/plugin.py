"""What the witness module registers."""

from bihuan.kernel.hooks import Hooks, Projection, platform_only
from bihuan.modules.witness import api, apply, handlers, jobs, messages, tables


def register(hooks: Hooks) -> None:
    """Commands, events, rows, the follower that carries, and routes of outside witnesses."""
    manage = handlers.may_manage
    hooks.command(messages.SaveWitness, handlers.save, manage, messages.stream_of_witness)
    hooks.command(messages.RemoveWitness, handlers.remove, manage, messages.stream_of_witness)
    hooks.command(messages.SetWitnessPlan, handlers.set_plan, manage, lambda _command: messages.PLAN_STREAM)
    hooks.command(messages.SendCheckpoint, handlers.send, manage)
    hooks.command(messages.SendDaily, handlers.send_daily, platform_only)
    hooks.command(messages.NoteReceipt, handlers.note_receipt, platform_only)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.eraser(messages.WitnessRemoved)
    hooks.projection(Projection("witness", ((tables.witness, "id"),), apply.apply_witness))
    hooks.projection(Projection("witness_plan", ((tables.witness_plan, "id"),), apply.apply_plan))
    hooks.projection(Projection("departure", ((tables.departure, "id"),), apply.apply_departure))
    hooks.job(messages.DepartureAsked, messages.CARRY, jobs.carry)
    hooks.router("/witness", api.router)
