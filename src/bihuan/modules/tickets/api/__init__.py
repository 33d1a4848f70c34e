"""Routes of tickets and tasks. Those of the pool come first: their addresses would pass for a ticket's."""

from bihuan.modules.tickets.api.pool import tickets
from bihuan.modules.tickets.api.presence import presence
from bihuan.modules.tickets.api.single import tasks

__all__ = ["presence", "tasks", "tickets"]
