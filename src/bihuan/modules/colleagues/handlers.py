"""Giving and taking stars."""

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.colleagues import messages as m
from bihuan.modules.colleagues import queries
from bihuan.modules.identity import interface as identity


def may_star(_command: m.StarPerson, context: Context) -> None:
    """Everybody of the company, for themselves."""
    if context.caller.kind != "user":
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.own_only")
    if identity.is_customers(context.tx, context.caller.id or ""):
        raise Refusal("colleague.not_found", Kind.NOT_FOUND)


def star(command: m.StarPerson, context: Context) -> Outcome:
    """A star more, or one less; as often as one likes. Refuses `colleague.not_found` and `colleague.too_many`."""
    own = context.caller.id or ""
    stream = m.star_stream(own)
    known = queries.starred(context.tx, own)
    if (command.person in known) == command.starred:
        return Outcome(stream)
    if command.starred:
        outside = not identity.person_exists(context.tx, command.person)
        if outside or identity.is_customers(context.tx, command.person):
            raise Refusal("colleague.not_found", Kind.NOT_FOUND)
        if len(known) >= queries.MOST_STARS:
            raise Refusal("colleague.too_many", most=queries.MOST_STARS)
    return Outcome(stream, ((stream, m.PersonStarred(command.person, command.starred)),))
