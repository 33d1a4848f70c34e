"""Who stands how to a ticket: one meaning of `lead` or {role: …} for notices, ladders, rules and hand-overs."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bihuan.core.flow import FlowDefinition, HandleStep, run_from_json
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import Json
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries.rows import anchors_of, run_state

# Who dispatches where the flow names nobody.
_DISPATCHER = "dispatcher"


@dataclass(frozen=True, slots=True)
class Standing:
    """People around one ticket, or around none. `owner`: whoever has what it is about, the ticket or one task of it;
    with him changes who is meant by deputy, manager and head."""

    tx: Tx
    env: Env
    row: Row | None
    owner: str | None

    def meant_by(self, word: Json) -> tuple[str, ...]:
        """Who is meant by a word, by `{person|role|department|field: name}` or by `{manager: levels up}`, most fitting
        first; also who has left meanwhile. Nobody for a word that nobody knows."""
        if isinstance(word, Mapping):
            kind, name = next(iter(word.items())) if len(word) == 1 else ("", None)
            if kind == "manager" and isinstance(name, int) and self.row is not None:
                return tuple(person for person in self.manager(self.row, name) if person is not None)
            return _NAMED[kind](self, name) if kind in _NAMED and isinstance(name, str) else ()
        if self.row is None or not isinstance(word, str) or word not in _RELATED:
            return ()
        return tuple(person for person in _RELATED[word](self, self.row) if person is not None)

    @property
    def directory(self) -> identity.TxDirectory:
        """The organisation as it stands."""
        return identity.TxDirectory(self.tx, self.env, self.row["type"] if self.row is not None else None)

    # --- named ----------------------------------------------------------------------------------------------------

    def role(self, name: str) -> tuple[str, ...]:
        return self.directory.members_of_role(name)

    def department(self, name: str) -> tuple[str, ...]:
        """Its head first, for whoever takes one of them."""
        head = self.directory.head_of_department(name, 1)
        return tuple(dict.fromkeys([*([head] if head else []), *identity.members_of(self.tx, "department", name)]))

    def field(self, name: str) -> tuple[str, ...]:
        """The people, or the people of the departments, that a field of the ticket holds."""
        row = self.row or {}
        found = (row.get("data") or {}).get(name, row.get(name))
        values = [value for value in (found if isinstance(found, list) else [found]) if isinstance(value, str)]
        units = identity.organisation(self.tx).units
        return tuple(person for value in values for person in (self.department(value) if value in units else (value,)))

    # --- standing to the ticket -----------------------------------------------------------------------------------

    def leads(self, row: Row) -> tuple[str, ...]:
        return self.roles(_flow(self.tx, row).leads)

    def admins(self, row: Row) -> tuple[str, ...]:
        return self.roles(_flow(self.tx, row).admins)

    def dispatchers(self, row: Row) -> tuple[str, ...]:
        """Of the steps where the ticket stands."""
        flow, run = _flow(self.tx, row), run_from_json(run_state(self.tx, row["id"]))
        steps = [flow.items.get(token.step) for token in run.tokens.values()]
        named = {role for step in steps if isinstance(step, HandleStep) for role in step.dispatchers}
        return self.roles(named or {_DISPATCHER})

    def manager(self, row: Row, level: int = 1) -> tuple[str | None, ...]:
        """The owner's, so many levels up; while nobody has it, who answers for the department where it waits, or for
        one above."""
        return (self.directory.manager_of(self.owner, level),) if self.owner else self.head(row, level)

    def head(self, row: Row, level: int = 1) -> tuple[str | None, ...]:
        """Of the owner's department; while nobody has it, or he belongs to none, of the one where it waits."""
        department = (self.directory.department_of(self.owner) if self.owner else None) or row["department"]
        return (self.directory.head_of_department(department, level),) if department else ()

    def deputies(self, _row: Row) -> tuple[str, ...]:
        return self.directory.deputies_of(self.owner) if self.owner else ()

    def watchers(self, row: Row) -> tuple[str, ...]:
        """Everybody who has or had to do with it."""
        anchor = anchors_of(self.tx, row)["participant"]
        return (anchor,) if isinstance(anchor, str) else tuple(anchor or ())

    def roles(self, names: Iterable[str]) -> tuple[str, ...]:
        """Of several roles, in the order of their names."""
        return tuple(person for name in sorted(names) for person in self.role(name))


def _flow(tx: Tx, row: Row) -> FlowDefinition:
    return flow_definition(tx, row["flow"], row["flow_version"])


_NAMED: Mapping[str, Callable[[Standing, str], tuple[str, ...]]] = {
    "person": lambda _standing, name: (name,),
    "deputies_of": lambda standing, name: standing.directory.deputies_of(name),
    "role": Standing.role,
    "department": Standing.department,
    "field": Standing.field,
}
_RELATED: Mapping[str, Callable[[Standing, Any], tuple[str | None, ...]]] = {
    "assignee": lambda _standing, row: (row["assignee"],),
    "submitter": lambda _standing, row: (row["submitter"],),
    "watchers": Standing.watchers,
    "lead": Standing.leads,
    "dispatchers": Standing.dispatchers,
    "deputy": Standing.deputies,
    "flow_admin": Standing.admins,
    "manager": Standing.manager,
    "department_head": Standing.head,
}
