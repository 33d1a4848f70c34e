"""Who is meant by "assignee", "lead" or {"role": …}, found out at the moment of telling."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bihuan.core.flow import HandleStep
from bihuan.core.values import Json
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

# Ways of standing to a ticket: who stands so and may not read it, is not meant.
RELATED = ("assignee", "submitter", "watchers", "lead", "dispatchers", "manager", "department_head")
NAMED = ("person", "role", "department", "field", "group")
_DISPATCHER = "dispatcher"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person, or a `group`. `named`: told even if he may not read the ticket, then no more than its headline."""

    person: str | None = None
    group: str | None = None
    named: bool = False


def recipients(context: Context, to: tuple[Json, ...], row: Row | None) -> list[Recipient]:
    """Everybody in `to`, active and each once. What nobody knows how to read means nobody."""
    found: dict[tuple[str | None, str | None], Recipient] = {}
    people = _People(context, row)
    for word in to:
        for recipient in people.of(word):
            if recipient.person is None or identity.is_active(context.tx, recipient.person):
                found.setdefault((recipient.person, recipient.group), recipient)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _People:
    context: Context
    row: Row | None

    def of(self, word: Json) -> Iterator[Recipient]:
        """Those whom one entry of `to` means."""
        if isinstance(word, dict) and len(word) == 1:
            kind, value = next(iter(word.items()))
            if kind == "group":
                yield Recipient(group=str(value))
                return
            for person in self._named(kind, value):
                yield Recipient(person=person, named=True)
        elif isinstance(word, str) and self.row is not None:
            yield from (Recipient(person=person) for person in self._related(word, self.row))

    def _named(self, kind: str, value: Json) -> tuple[str, ...]:
        tx = self.context.tx
        if kind == "person":
            return (str(value),)
        if kind in ("role", "department"):
            return identity.members_of(tx, kind, str(value))
        if kind == "field" and self.row is not None:
            found = (self.row["data"] or {}).get(value, self.row.get(str(value)))
            return tuple(
                person for person in (found if isinstance(found, list) else [found]) if isinstance(person, str)
            )
        return ()

    def _related(self, word: str, row: Row) -> tuple[str, ...]:
        ways: dict[str, Callable[[Row], tuple[str | None, ...]]] = {
            "assignee": lambda found: (found["assignee"],),
            "submitter": lambda found: (found["submitter"],),
            "watchers": lambda found: _several(tickets.anchors_of(self.context.tx, found)["participant"]),
            "lead": self._leads,
            "dispatchers": self._dispatchers,
            "manager": self._manager,
            "department_head": self._head,
        }
        found = ways[word](row) if word in ways else ()
        return tuple(person for person in found if person is not None)

    def _leads(self, row: Row) -> tuple[str, ...]:
        return self._members(tickets.flow_of(self.context.tx, row).leads)

    def _dispatchers(self, row: Row) -> tuple[str, ...]:
        tx = self.context.tx
        flow, run = tickets.flow_of(tx, row), tickets.run_of(tx, row["id"])
        steps = [flow.items.get(token.step) for token in run.tokens.values()]
        roles = {role for step in steps if isinstance(step, HandleStep) for role in step.dispatchers}
        return self._members(roles or {_DISPATCHER})

    def _manager(self, row: Row) -> tuple[str | None, ...]:
        person = row["assignee"] or row["submitter"]
        return (self._directory.manager_of(person, 1),) if person else ()

    def _head(self, row: Row) -> tuple[str | None, ...]:
        return (self._directory.head_of_department(row["department"], 1),) if row["department"] else ()

    def _members(self, roles: "frozenset[str] | set[str] | tuple[str, ...]") -> tuple[str, ...]:
        return tuple(person for role in sorted(roles) for person in identity.members_of(self.context.tx, "role", role))

    @property
    def _directory(self) -> identity.TxDirectory:
        return identity.TxDirectory(self.context.tx, tickets.record_env(self.context))


def _several(anchor: str | Iterable[str] | None) -> tuple[str, ...]:
    return (anchor,) if isinstance(anchor, str) else tuple(anchor or ())
