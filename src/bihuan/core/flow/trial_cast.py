"""The people who are invented for a try-run: an applicant, heads above him, and two for every role the flow names."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from bihuan.core.flow.commands import Actor
from bihuan.core.flow.definition import FlowDefinition, Item, Label, PersonStep, Rung, Source, StartStep
from bihuan.core.flow.layout import walk
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import Instant

APPLICANT, HEAD, BOSS, SYSTEM = "applicant", "head", "boss", "system"
HOME = "home"
PER_ROLE = 2
SURNAMES = (
    ("张", "Zhang"),
    ("李", "Li"),
    ("王", "Wang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("赵", "Zhao"),
    ("黄", "Huang"),
    ("周", "Zhou"),
    ("吴", "Wu"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("马", "Ma"),
    ("朱", "Zhu"),
    ("胡", "Hu"),
    ("郭", "Guo"),
)
FIXED: Mapping[str, Label] = {
    APPLICANT: {"zh": "申请人", "en": "Applicant"},
    HEAD: {"zh": "部门经理", "en": "Department head"},
    BOSS: {"zh": "总经理", "en": "General manager"},
    SYSTEM: {"zh": "系统", "en": "The system"},
}
# Where working time ends: of `length` ms after an instant, by a calendar ("" for the company's own).
WorkingEnd = Callable[[Instant, int, str], Instant]


@dataclass(frozen=True, slots=True)
class Player:
    """One of the people of a try-run."""

    id: str
    name: Label
    roles: frozenset[str] = frozenset()


def invent(
    definition: FlowDefinition, role_names: Mapping[str, Label], name_of: Callable[[str], Label | None]
) -> tuple[Player, ...]:
    """Everybody a try-run of the flow needs. `name_of` knows real people, whom a flow may name by their ids."""
    start_roles = definition.start.who.roles
    people = [Player(APPLICANT, FIXED[APPLICANT], start_roles), Player(HEAD, FIXED[HEAD]), Player(BOSS, FIXED[BOSS])]
    number = 0
    for role in roles_in(definition):
        for count in range(PER_ROLE):
            surname = SURNAMES[number % len(SURNAMES)]
            people.append(Player(f"{role}.{count + 1}", _named(surname, role_names.get(role, {})), frozenset({role})))
            number += 1
    listed = (source.names for source in _sources(definition) if source.kind == "people")
    named = dict.fromkeys(person for names in listed for person in names)
    return (*people, *(Player(one, name_of(one) or {"zh": one, "en": one}) for one in named))


def _named(surname: tuple[str, str], role: Label) -> Label:
    """An engineer goes by 张工, others by what they do: 李调度员."""
    zh, en = role.get("zh", ""), role.get("en", "")
    return {
        "zh": surname[0] + ("工" if zh.endswith("工程师") else zh),
        "en": f"{surname[1]} ({en})" if en else surname[1],
    }


def roles_in(definition: FlowDefinition) -> list[str]:
    """Every role that the flow names, in the order in which it does; those in charge last."""
    found = [source.names[0] for source in _sources(definition) if source.kind in ("role", "on_duty")]
    for item in walk(definition.root):
        if isinstance(item, PersonStep):
            found += sorted(item.dispatchers)
            rungs = (*item.deadlines, *(() if item.hand_over is None else (item.hand_over,)))
            found += [role for rung in rungs for role in _told_roles(rung)]
        if isinstance(item, StartStep):
            found += sorted(item.who.roles)
    return list(dict.fromkeys([*found, *sorted(definition.leads), *sorted(definition.admins)]))


def _told_roles(rung: Rung) -> Iterator[str]:
    for word in rung.to:
        if isinstance(word, Mapping) and isinstance(word.get("role"), str):
            yield word["role"]


def _sources(definition: FlowDefinition) -> Iterator[Source]:
    for item in walk(definition.root):
        yield from _sources_in(item)


def _sources_in(value: Item | Source | object) -> Iterator[Source]:
    """Sources stand in steps under several names, and within each other."""
    if isinstance(value, tuple):
        for one in value:
            yield from _sources_in(one)
    elif isinstance(value, Source):
        yield value
        yield from _sources_in(value.range)
        yield from _sources_in(tuple(use for _, use in value.rows))
    elif is_dataclass(value):
        for one in fields(value):
            found = getattr(value, one.name)
            if isinstance(found, tuple) and found and isinstance(found[0], Source):
                yield from _sources_in(found)


@dataclass(frozen=True, slots=True)
class Scene:
    """The directory of a try-run (`directory.Directory`): everybody works in one department and is on duty, except
    those who are `away`: they have left."""

    env: Env
    players: Mapping[str, Player]
    away: frozenset[str]
    working: WorkingEnd

    def is_active(self, person: str) -> bool:
        """Whoever is not away; people that the form names are taken as they come."""
        return person not in self.away

    def members_of_role(self, role: str) -> tuple[str, ...]:
        """Those invented for it; the applicant has his roles only to be let in."""
        found = (one.id for one in self.players.values() if role in one.roles and one.id != APPLICANT)
        return tuple(person for person in found if person not in self.away)

    def department_of(self, person: str) -> str | None:
        """The only one there is."""
        return HOME

    def head_of_department(self, department: str, level: int) -> str | None:
        """Two levels of them."""
        above = {1: HEAD, 2: BOSS}.get(level)
        return None if above is None or above in self.away else above

    def manager_of(self, person: str, level: int) -> str | None:
        """The head, above him the general manager."""
        line = (person, *(one for one in (HEAD, BOSS) if one != person)) if person != BOSS else (person,)
        return line[level] if level < len(line) and line[level] not in self.away else None

    def working_end(self, run: str, since: Instant, length: int, calendar: str) -> Instant:
        """By the company's real calendars."""
        return self.working(since, length, calendar)

    def on_duty(self) -> frozenset[str]:
        """Everybody who is not away."""
        return frozenset(self.players) - self.away

    def deputies_of(self, person: str) -> tuple[str, ...]:
        """Nobody has any here."""
        return ()

    def actor(self, person: str) -> Actor:
        """As whom somebody acts; a person who was not invented has no role."""
        player = self.players.get(person)
        return Actor(person, player.roles if player is not None else frozenset(), system=person == SYSTEM)


def data_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What conditions read beside the form, as of an ordinary ticket."""
    return {"priority": "P2", "source_channel": "web", "submitter": {"department": HOME}, **values}
