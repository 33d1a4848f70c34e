"""Routes of work done together."""

from bihuan.modules.joint.api.routes import crews, of_tickets, sessions

ROUTERS = (("/tickets", of_tickets), ("/tasks", crews), ("/joint-sessions", sessions))
