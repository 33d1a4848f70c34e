"""Routes of people, rights and credentials."""

from bihuan.modules.identity.api import invitations, me, organisation, roles, sessions, tokens, users

ROUTERS = (
    ("/sessions", sessions.router),
    ("/invitations", invitations.router),
    ("/me", me.router),
    ("/tokens", tokens.router),
    ("/users", users.router),
    ("/roles", roles.router),
    *organisation.ROUTERS,
)
