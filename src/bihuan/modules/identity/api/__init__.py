"""Routes of people, rights and credentials."""

from bihuan.modules.identity.api import deputies, invitations, me, organisation, roles, sessions, tokens, users

ROUTERS = (
    ("/sessions", sessions.router),
    ("/invitations", invitations.router),
    ("/me", me.router),
    ("/tokens", tokens.router),
    ("/users", users.router),
    ("/users", deputies.router),
    ("/roles", roles.router),
    *organisation.ROUTERS,
)
