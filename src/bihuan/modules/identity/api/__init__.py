"""Routes of people, rights and credentials."""

from bihuan.modules.identity.api import me, organisation, roles, sessions, tokens, users

ROUTERS = (
    ("/sessions", sessions.router),
    ("/me", me.router),
    ("/tokens", tokens.router),
    ("/users", users.router),
    ("/roles", roles.router),
    *organisation.ROUTERS,
)
