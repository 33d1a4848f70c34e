"""What follows after the commit: the next job for who is free, others for who is away, and telling people."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.errors import LANGUAGES, say
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries


def next_job_for(stored: StoredEvent, _context: JobContext) -> Iterable[Any]:
    """Free, back, with more capacity or an extra shift: the oldest task that fits."""
    event = stored.event
    if isinstance(event, m.EngineerPaused) and event.paused:
        return []
    return [m.GiveNextJob(stored.stream_id)]


def hand_over_on_leave(stored: StoredEvent, _context: JobContext) -> Iterable[Any]:
    """One command per task that was open when the leave began."""
    event: m.LeaveBegan = stored.event
    return [m.HandOverTask(task, stored.stream_id, stored.at, event.until) for task in event.tasks]


def note_leaver(stored: StoredEvent, _context: JobContext) -> Iterable[Any]:
    """Somebody has left for good."""
    return [m.NoteLeaver(stored.stream_id)]


def hand_over_for_good(stored: StoredEvent, _context: JobContext) -> Iterable[Any]:
    """One command per task that the leaver had."""
    event: m.LeaverNoted = stored.event
    return [m.HandOverTask(task, stored.stream_id, stored.at) for task in event.tasks]


def tell_dispatchers(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """Nobody fits, or a person must decide: the dispatchers are told why, and which rule removed whom."""
    event: m.DispatcherCalled = stored.event
    values: JsonObject = {
        "why": {language: say(f"dispatch.called.{event.why}", {}, language) for language in LANGUAGES}
    }
    if event.why == "nobody_fits":
        told = context.read(lambda tx: queries.nobody_told(tx, hooks, context.tenant, stored))
        values |= {"table": dict(told)} if told else {}
    # Whom a rule removed is part of the table: for those who see tables.
    return _notify(
        hooks, stored, context, {"to": ["dispatchers"], "values": values, "reads": {"table": [queries.RIGHT]}}
    )


def tell_too_late(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """The others learn who won the claim."""
    event: m.PoolTaken = stored.event
    names = context.read(lambda tx: queries.names_of(tx, [event.person]))
    people = [{"person": person} for person in event.others]
    winner = {"winner": names.get(event.person, "")}
    return _notify(hooks, stored, context, {"to": people, "template": "claim_lost", "values": winner})


def _notify(hooks: Hooks, stored: StoredEvent, context: JobContext, settings: JsonObject) -> Iterable[Any]:
    # An install without the module that notifies has nobody to tell.
    if "notify" not in hooks.actions:
        return ()
    event = stored.event
    call = ActionCall(
        name="notify",
        key=f"dispatch:{stored.ref}",
        settings=settings,
        ticket=stored.stream_id,
        cause=stored.ref,
        at=stored.at,
        source={"kind": "dispatch", "task": event.task},
    )
    return hooks.run_action(call, context)
