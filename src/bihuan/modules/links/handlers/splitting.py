"""拆分: what the new ticket shows of the one that it was split off."""

from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.links import messages as m
from bihuan.modules.tickets.messages import ticket_stream


def take_pieces(command: m.TakePieces, _context: Context) -> Outcome:
    """By reference: notes and files stay provable where they were made. Both histories point at each other."""
    stream, source = ticket_stream(command.ticket), ticket_stream(command.source)
    taken = m.PiecesTaken(source=command.source, notes=command.notes, files=command.files)
    given = m.PiecesGiven(ticket=command.ticket, notes=command.notes, files=command.files)
    return Outcome(stream, ((stream, taken), (source, given)))
