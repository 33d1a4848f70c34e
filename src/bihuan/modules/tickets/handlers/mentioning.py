"""Whom a note may mention: colleagues who may read it (COL-1)."""

from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.queries.mentions import may_be_mentioned

MAX_MENTIONS = 20


def checked_mentions(context: Context, row: Row, command: m.AddNote, inside: bool) -> tuple[str, ...]:
    """The people a note is to mention, each once. Refuses `note.mention_refused`, naming everybody who may not read
    it, and whoever may not know who else reads the ticket (`inside` False) names nobody."""
    people = tuple(dict.fromkeys(command.mentions))
    if not people:
        return ()
    if not inside:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.mention_staff_only")
    if len(people) > MAX_MENTIONS:
        raise Refusal("note.mentions_too_many", path="mentions", most=MAX_MENTIONS)
    anchors = queries.anchors_of(context.tx, row)
    problems = [
        Problem(f"mentions.{index}", "note.mention_not_allowed", {"person": person})
        for index, person in enumerate(people)
        if not may_be_mentioned(context.tx, anchors, person, command.public)
    ]
    if problems:
        raise Refusal("note.mention_refused", problems=problems)
    return people
