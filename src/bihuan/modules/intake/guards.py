"""Vetoes of intake over commands of tickets."""

from bihuan.core.values import Refusal
from bihuan.kernel.context import Context
from bihuan.modules.intake import interface, queries
from bihuan.modules.tickets.messages import CreateTicket


def channel_is_open(command: CreateTicket, context: Context) -> None:
    """Whatever way a report comes in by, it names a channel that the company has opened."""
    if not interface.is_open(context.tx, command.source.channel):
        known = [row["key"] for row in queries.everything(context.tx) if row["active"]]
        raise Refusal("ticket.channel_unknown", path="source.channel", channel=command.source.channel, known=known)
