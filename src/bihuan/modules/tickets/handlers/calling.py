"""Phone calls with the customer, noted by whoever made or took them."""

from collections.abc import Iterator

from bihuan.core.values import JsonObject, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets.handlers import surroundings as around
from bihuan.modules.tickets.handlers.amending import MAX_NOTE
from bihuan.modules.tickets.handlers.rights import the_ticket

MAX_NAME = 100
MAX_SECONDS = 86_400
# People round up, and clocks differ by a little.
_SLACK = 2 * 60_000


def log_call(command: m.LogCall, context: Context) -> Outcome:
    """A call in the timeline. Whom it reached is the ticket's own contact, where nobody else is named."""
    row = the_ticket(context, command.ticket)
    problems = list(_faults(command, context))
    if problems:
        raise Refusal("call.rejected", problems=problems)
    around.evidence(context, command.files)
    stream = m.ticket_stream(row["id"])
    return Outcome(stream, ((stream, _logged(command, row, context)),))


def _logged(command: m.LogCall, row: Row, context: Context) -> m.CallLogged:
    name = command.name.strip()
    return m.CallLogged(
        call=context.new_id(),
        direction=command.direction,
        outcome=command.outcome,
        began_at=context.now if command.at is None else command.at,
        text=command.text.strip(),
        seconds=command.seconds,
        contact=command.contact or (None if name else row["contact"]),
        name=name,
        public=command.public,
        files=command.files,
    )


def _faults(command: m.LogCall, context: Context) -> Iterator[Problem]:
    wrong: dict[str, tuple[bool, JsonObject]] = {
        "direction:call.direction_unknown": (command.direction not in m.DIRECTIONS, {"known": list(m.DIRECTIONS)}),
        "outcome:call.outcome_unknown": (command.outcome not in m.OUTCOMES, {"known": list(m.OUTCOMES)}),
        "text:call.text_missing": (command.outcome == m.REACHED and not command.text.strip(), {}),
        "text:note.too_long": (len(command.text) > MAX_NOTE, {"most": MAX_NOTE}),
        "name:call.name_too_long": (len(command.name) > MAX_NAME, {"most": MAX_NAME}),
        "seconds:call.seconds_invalid": (not 0 <= (command.seconds or 0) <= MAX_SECONDS, {}),
        "contact:ticket.contact_invalid": (not around.may_name(context, "contact", command.contact), {}),
        "at:call.in_future": (_is_mistyped(command, context), {}),
    }
    for fault, (holds, data) in wrong.items():
        path, _, code = fault.partition(":")
        if holds:
            yield Problem(path, code, data)


def _is_mistyped(command: m.LogCall, context: Context) -> bool:
    """Whether somebody at a desk gave a time to come. What a phone hands in later is never refused over its clock."""
    return context.claimed is None and (command.at or 0) > context.now + _SLACK
