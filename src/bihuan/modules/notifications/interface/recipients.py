"""Who is meant by "assignee", "lead" or {"role": …}, found out at the moment of telling."""

from collections.abc import Iterator

from bihuan.core.automation import RECIPIENT_KEYS, RECIPIENT_WORDS
from bihuan.core.late import dataclass
from bihuan.core.values import Json
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

# Ways of standing to a ticket: who stands so and may not read it, is not meant.
RELATED = RECIPIENT_WORDS
NAMED = (*RECIPIENT_KEYS, "group")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person, or a `group`. `named`: told even if he may not read the ticket, then no more than its headline."""

    person: str | None = None
    group: str | None = None
    named: bool = False


def recipients(context: Context, to: tuple[Json, ...], row: Row | None) -> list[Recipient]:
    """Everybody in `to`, active and each once. What nobody knows how to read means nobody."""
    found: dict[tuple[str | None, str | None], Recipient] = {}
    owner = row["assignee"] if row is not None else None
    standing = tickets.Standing(context.tx, tickets.record_env(context), row, owner)
    for word in to:
        for recipient in _meant(standing, word):
            if recipient.person is None or identity.is_active(context.tx, recipient.person):
                found.setdefault((recipient.person, recipient.group), recipient)
    return list(found.values())


def _meant(standing: tickets.Standing, word: Json) -> Iterator[Recipient]:
    if isinstance(word, dict) and word.keys() == {"group"}:
        yield Recipient(group=str(word["group"]))
        return
    for person in standing.meant_by(word):
        yield Recipient(person=person, named=isinstance(word, dict))
