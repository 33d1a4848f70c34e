"""Routes of tickets and tasks. Those of the pool come first: their addresses would pass for a ticket's."""

from bihuan.modules.tickets.api.handing import hand_over
from bihuan.modules.tickets.api.incidents import incidents
from bihuan.modules.tickets.api.mentioning import mentionable
from bihuan.modules.tickets.api.pool import tickets
from bihuan.modules.tickets.api.presence import presence
from bihuan.modules.tickets.api.single import tasks
from bihuan.modules.tickets.api.standing import standing

__all__ = ["hand_over", "incidents", "mentionable", "presence", "standing", "tasks", "tickets"]
