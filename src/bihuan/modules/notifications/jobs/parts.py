"""Telling many: cut up, so that nobody else has to wait for it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bihuan.kernel.command import system_caller
from bihuan.kernel.context import Context
from bihuan.kernel.hooks import JobContext
from bihuan.kernel.tx import Tx
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications.messages import AT_ONCE, SendNotice
from bihuan.modules.tickets import interface as tickets

# Words that mean one person at most.
_ONE = ("assignee", "submitter", "manager", "department_head")


def in_parts(commands: Iterable[SendNotice], context: JobContext) -> Iterator[SendNotice]:
    """Each command once, then again for as many parts as there are people to tell."""
    whole = list(commands)
    yield from whole
    for command in whole:
        parts = -(-_most(command, context) // AT_ONCE)
        yield from (replace(command, part=part) for part in range(1, parts))


def _most(command: SendNotice, context: JobContext) -> int:
    """How many there are to tell at most; counted only where a word may mean many."""
    if all(word in _ONE or (isinstance(word, dict) and ("person" in word or "group" in word)) for word in command.to):
        return len(command.to)

    def count(tx: Tx) -> int:
        row = tickets.ticket_row(tx, command.ticket) if command.ticket else None
        asking = Context(tx, context.tenant, system_caller(command.cause), context.now, "", "job")
        return len(own.recipients(asking, command.to, row))

    found: int = context.read(count)
    return found
