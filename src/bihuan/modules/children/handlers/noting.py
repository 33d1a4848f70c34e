"""How a child fares stands in its parent's history, too: there it is seen without reading the child."""

from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.children import messages as m
from bihuan.modules.children import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ticket_stream


def note_child(command: m.NoteChild, context: Context) -> Outcome:
    """What stands already is no change."""
    stream = ticket_stream(command.parent)
    known = queries.child_row(context.tx, command.parent, command.child)
    if known is None:
        return Outcome(stream)
    run = tickets.run_of(context.tx, command.child)
    if run.running:
        noted = m.ChildNoted(child=command.child, state=m.OPEN)
    else:
        state = m.DONE if run.state == "ended" else m.CANCELLED
        noted = m.ChildNoted(child=command.child, state=state, handler=run.last_handler, ended_at=run.ended_at)
    if (known["state"], known["ended_at"]) == (noted.state, noted.ended_at):
        return Outcome(stream)
    return Outcome(stream, ((stream, noted),))
