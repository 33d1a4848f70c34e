"""What the people of the company do: mostly the next thing, sometimes the wrong thing, sometimes without a signal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

import sqlalchemy as sa

from bihuan.core.values import Instant
from bihuan.kernel.command import Accepted
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch import messages as d
from bihuan.modules.identity.messages import AppointDeputies
from bihuan.modules.links.messages import MergeTicket
from bihuan.modules.sla.messages import PublishSla
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets.tables import task, ticket, ticket_incident, ticket_run, visit
from tests.modules.dispatch.crew import DAY, ENGINEERS, HOUR, MINUTE, MOTORS, POLICY
from tests.modules.sla.promises import SLA
from tests.simulator.scene import TYPES

_MOST = 40


@dataclass
class Sent:
    """A command of somebody, and what came of it. Its id never changes: whoever got no answer sends the same again.

    `answer`: an Accepted, a Refusal, or None as long as nobody knows.
    """

    id: str
    who: str
    command: Any
    channel: str = "api"
    claimed: Instant | None = None
    skew: int | None = None
    tries: int = 0
    answer: Accepted | Exception | None = None
    repeats: bool = False
    told: str = ""


class World(Protocol):
    """What people see and can do."""

    people: dict[str, str]

    def look(self, work: Callable[[Tx], Any]) -> Any:
        """Read what is committed."""
        ...

    def now(self) -> Instant:
        """The time by a watch that goes right."""
        ...

    def later(self, wait: int, sent: Iterable[Sent]) -> None:
        """Send these together after `wait` ms."""
        ...

    @property
    def answered(self) -> list[Sent]:
        """Commands that were accepted, the newest last."""
        ...


@dataclass
class Clients:
    """Draws commands from a lot and from how things stand."""

    world: World
    seed: int
    drawn: int = 0
    reported: list[m.CreateTicket] = field(default_factory=list)

    def draw(self, kind: str, chance: Random) -> list[Sent]:
        """What is sent because of an action of this kind; may be nothing."""
        made = getattr(self, f"_{kind}")(chance)
        if made is None:
            return []
        return made if isinstance(made, list) else [made]

    def _sent(self, who: str, command: Any, **more: Any) -> Sent:
        self.drawn += 1
        return Sent(derived_id("simulated", str(self.seed), str(self.drawn)), who, command, **more)

    def _id(self, who: str) -> str:
        return self.world.people[who]

    def _who(self, person: str | None) -> str | None:
        return next((name for name, known in self.world.people.items() if known == person), None)

    # --- what stands open -----------------------------------------------------------------------------------

    def _tasks(self, chance: Random) -> list[Row]:
        def open_tasks(tx: Tx) -> list[Row]:
            joined = task.join(ticket, ticket.c.id == task.c.ticket).outerjoin(visit, visit.c.id == task.c.visit)
            columns = (task, ticket.c.type, visit.c.state.label("at_work"), visit.c.person)
            statement = sa.select(*columns).select_from(joined).where(task.c.state == "open")
            return tx.rows(statement.order_by(task.c.opened_at, task.c.id).limit(_MOST))

        found: list[Row] = self.world.look(open_tasks)
        chance.shuffle(found)
        return found

    def _ticket(self, chance: Random, *conditions: Any) -> Row | None:
        statement = sa.select(ticket).where(*conditions).order_by(ticket.c.pos.desc()).limit(_MOST)
        found = self.world.look(lambda tx: tx.rows(statement))
        return chance.choice(found) if found else None

    # --- reports --------------------------------------------------------------------------------------------

    def _report(self, chance: Random) -> Sent:
        source = m.Source("api", "erp", f"R-{chance.randrange(60)}") if chance.random() < 0.1 else m.Source("phone")
        who = chance.choice(("requester", "requester", "lead", "front_desk"))
        return self._sent(who, self._ticket_of(chance, source))

    def _report_by_phone(self, chance: Random) -> Sent:
        return self._sent("front_desk", self._ticket_of(chance, m.Source("phone"), submitter=self._id("requester")))

    def _ticket_of(self, chance: Random, source: m.Source, **more: Any) -> m.CreateTicket:
        type_ = chance.choice(("pump", "pump", *TYPES))
        data = {"fault": chance.choice(("leak", "noise", "dead"))}
        priority = chance.choice((None, None, "P1", "P2", "P3"))
        title = chance.choice(("水泵漏水", "电机异响", "停机"))
        return m.CreateTicket(type=type_, title=title, source=source, data=data, priority=priority, **more)

    # --- work -----------------------------------------------------------------------------------------------

    def _proceed(self, chance: Random) -> Sent | None:
        for row in self._tasks(chance)[:5]:
            made = self._next(row, chance)
            if made is not None:
                return made
        return None

    def _several_at_once(self, chance: Random) -> list[Sent]:
        made = [self._next(row, chance) for row in self._tasks(chance)[: chance.randint(1, 6)]]
        made += [self._report(chance) for _ in range(chance.randint(0, 3))]
        return [sent for sent in made if sent is not None]

    def _next(self, row: Row, chance: Random) -> Sent | None:
        if row["kind"] == "handle" and row["owner"] is None:
            return self._take(row, chance)
        who = self._who(row["owner"])
        if who is None:
            return None
        action = self._step_of_work(row, chance) if row["kind"] == "handle" else _verdict(chance)
        return self._sent(who, act(row, action, chance))

    def _take(self, row: Row, chance: Random) -> Sent | None:
        candidates = [name for name in map(self._who, row["candidates"]) if name]
        if candidates:
            return self._sent(chance.choice(candidates), act(row, "claim", chance))
        return self._assigned(row, chance)

    def _assigned(self, row: Row, chance: Random) -> Sent:
        person = self._id(chance.choice(ENGINEERS))
        return self._sent("dispatcher", m.AssignTask(task=row["id"], person=person, reason="顺路"))

    @staticmethod
    def _step_of_work(row: Row, chance: Random) -> str:
        if row["at_work"] == "offered" and chance.random() < 0.15:
            return "refuse"
        return next_step(row["type"], row["at_work"])

    def _proceed_wrongly(self, chance: Random) -> Sent | None:
        rows = self._tasks(chance)
        if not rows:
            return None
        who = chance.choice(tuple(self.world.people))
        action = chance.choice(("accept", "finish", "agree", "refuse", "claim", "arrive", "return", "no_such"))
        return self._sent(who, act(rows[0], action, chance))

    def _offline(self, chance: Random) -> None:
        """An engineer goes into a basement and does the rest of a job; the phone hands it in later, somehow."""
        rows = [row for row in self._tasks(chance) if row["owner"] and row["kind"] == "handle"]
        who = self._who(rows[0]["owner"]) if rows else None
        if who is None:
            return
        at, made, state = self.world.now(), [], rows[0]["at_work"]
        skew = chance.choice((0, 0, 90_000, -3 * HOUR))
        for _ in range(chance.randint(1, 5)):
            action = next_step(rows[0]["type"], state)
            at += chance.choice((MINUTE, 10 * MINUTE, HOUR))
            made.append(self._sent(who, act(rows[0], action, chance), channel="field", claimed=at - skew, skew=skew))
            state = AFTER.get(action)
            if state is None:
                break
        wait = at - self.world.now() + chance.choice((MINUTE, 3 * HOUR, 30 * HOUR))
        self.world.later(wait, _handed_in(made, chance))

    # --- around the work ------------------------------------------------------------------------------------

    def _note(self, chance: Random) -> Sent | None:
        row = self._ticket(chance, ticket.c.archived_at.is_(None))
        who = chance.choice(("requester", "lead", "front_desk", "engineer"))
        return (
            self._sent(who, m.AddNote(ticket=row["id"], text="请尽快", public=chance.random() < 0.6)) if row else None
        )

    def _call(self, chance: Random) -> Sent | None:
        row = self._ticket(chance, ticket.c.ended_at.is_(None))
        outcome = chance.choice(m.OUTCOMES)
        at = self.world.now() - chance.choice((MINUTE, 30 * MINUTE))
        if row is None:
            return None
        command = m.LogCall(ticket=row["id"], direction="out", outcome=outcome, text="已联系", at=at, seconds=60)
        return self._sent("front_desk", command)

    def _urge(self, chance: Random) -> Sent | None:
        rows = self._tasks(chance)
        return self._sent("requester", m.UrgeTask(task=rows[0]["id"], comment="急")) if rows else None

    def _amend(self, chance: Random) -> Sent | None:
        row = self._ticket(chance, ticket.c.ended_at.is_(None))
        changes = {"priority": chance.choice(("P0", "P1", "P2", "P3"))} if chance.random() < 0.7 else {"title": "改过"}
        return (
            self._sent(chance.choice(("admin", "lead")), m.AmendTicket(ticket=row["id"], changes=changes))
            if row
            else None
        )

    def _withdraw(self, chance: Random) -> Sent | None:
        row = self._ticket(chance, ticket.c.ended_at.is_(None))
        return (
            self._sent("requester", m.ActOnTicket(ticket=row["id"], action="withdraw", reason="好了")) if row else None
        )

    def _reopen(self, chance: Random) -> Sent | None:
        row = self._ticket(chance, ticket.c.resolved_at.is_not(None))
        who = chance.choice(("requester", "lead"))
        return self._sent(who, m.ActOnTicket(ticket=row["id"], action="reopen", reason="又坏了")) if row else None

    def _force_close(self, chance: Random) -> Sent | None:
        row = self._ticket(chance, ticket.c.ended_at.is_(None))
        return (
            self._sent("admin", m.ActOnTicket(ticket=row["id"], action="force_close", reason="误报")) if row else None
        )

    def _merge(self, chance: Random) -> Sent | None:
        row, into = (self._ticket(chance, ticket.c.ended_at.is_(None)) for _ in range(2))
        return (
            self._sent("lead", MergeTicket(ticket=row["id"], into=into["id"], reason="同一件事"))
            if row and into
            else None
        )

    def _reassign(self, chance: Random) -> Sent | None:
        rows = [row for row in self._tasks(chance) if row["kind"] == "handle"]
        return self._assigned(rows[0], chance) if rows else None

    def _transfer(self, chance: Random) -> Sent | None:
        rows = [row for row in self._tasks(chance) if self._who(row["owner"])]
        if not rows:
            return None
        action = chance.choice(("transfer", "consult", "sign_parallel", "sign_before"))
        to = self._id(chance.choice(("lead", "dispatcher", "approver", *ENGINEERS)))
        command = m.ActOnTask(task=rows[0]["id"], action=action, people=(to,), comment="请看")
        return self._sent(self._who(rows[0]["owner"]) or "", command)

    def _settle_incident(self, chance: Random) -> Sent | None:
        found = self.world.look(lambda tx: tx.all(ticket_incident, order=("at", "ticket")))
        if not found:
            return None
        row, how = chance.choice(found[:_MOST]), chance.choice(("retry", "skip", "fill"))
        command = m.SettleIncident(ticket=row["ticket"], instance=row["instance"], how=how, reason="已人工通知")
        return self._sent("admin", command)

    def _end_wait(self, chance: Random) -> Sent | None:
        row = self._ticket(chance, ticket.c.ended_at.is_(None), ticket.c.type == "change")
        run = self.world.look(lambda tx: tx.get(ticket_run, ticket=row["id"])) if row else None
        waits = [token["instance"] for token in run["state"]["tokens"].values() if token.get("wait")] if run else []
        command = m.EndWait(ticket=row["id"], instance=waits[0], reason="不等了") if row and waits else None
        return self._sent("lead", command) if command else None

    # --- people and plans -----------------------------------------------------------------------------------

    def _leave(self, chance: Random) -> Sent:
        start = self.world.now() + chance.choice((-HOUR, HOUR, DAY))
        person = self._id(chance.choice(ENGINEERS))
        return self._sent("admin", d.EnterLeave(person, start, start + chance.choice((HOUR, DAY, 5 * DAY)), "annual"))

    def _pause(self, chance: Random) -> Sent:
        return self._sent("admin", d.PauseEngineer(self._id(chance.choice(ENGINEERS)), chance.random() < 0.4))

    def _swap_shift(self, chance: Random) -> Sent:
        day = f"2025-{chance.randint(6, 12):02d}-{chance.randint(1, 28):02d}"
        shifts = chance.choice(((), ("day",), ("standby",), None))
        return self._sent("admin", d.SetDay(self._id(chance.choice(ENGINEERS)), day, shifts))

    def _deputy(self, chance: Random) -> Sent:
        who = chance.choice(("approver", "lead"))
        now = self.world.now()
        named = {"deputy": self._id("dispatcher"), "from": now, "until": now + chance.choice((DAY, 10 * DAY))}
        return self._sent("admin", AppointDeputies(self._id(who), (named,)))

    def _publish(self, chance: Random) -> Sent:
        """New versions while everything goes on."""
        rounds = chance.randint(1, 4)
        body = {"policies": [{**POLICY, "rounds": rounds}], "jobs": [MOTORS]}
        commands = (d.PublishDispatchPolicies(body), PublishSla(SLA))
        return self._sent("admin", chance.choice(commands))

    # --- the same again -------------------------------------------------------------------------------------

    def _repeat(self, chance: Random) -> Sent | None:
        """A client that did not trust the answer: the same id, the same body."""
        known = self.world.answered[-_MOST:]
        return _again(chance.choice(known)) if known else None

    def _reuse_key(self, chance: Random) -> Sent | None:
        """A program that uses a key twice, for something else."""
        known = self.world.answered[-_MOST:]
        if not known:
            return None
        other = self._report(chance)
        return Sent(chance.choice(known).id, other.who, other.command)


AFTER = {"accept": "accepted", "depart": "en_route", "arrive": "on_site", "begin": "working"}
_FULL = {"offered": "accept", "accepted": "depart", "en_route": "arrive", "on_site": "begin"}


def next_step(type_: str, state: str | None) -> str:
    """What a person does next whose visit stands so; only pumps are visited step by step."""
    if type_ == "pump":
        return _FULL.get(state or "", "finish")
    return "accept" if state == "offered" else "finish"


def act(row: Row, action: str, chance: Random) -> m.ActOnTask:
    """The action with whatever it asks for."""
    more: dict[str, Any] = {}
    if action == "finish":
        more["data"] = {"cause": chance.choice(("密封圈老化", "正常"))}
    if action in ("refuse", "return"):
        more["comment"] = "不行"
    if action == "return" and row["kind"] == "approve":
        more["to"] = "report"
    if action == "agree":
        more["signature"] = "strokes"
    return m.ActOnTask(task=row["id"], action=action, **more)


def _verdict(chance: Random) -> str:
    return chance.choices(("agree", "refuse", "return"), (14, 3, 1))[0]


def _handed_in(made: list[Sent], chance: Random) -> list[Sent]:
    """As a bad line delivers it: in order, some twice, or the wrong way round and then again in order."""
    how = chance.random()
    if how < 0.6:
        return made
    if how < 0.8:
        return [sent for sent in made for sent in (sent, _again(sent))]
    return [*reversed(made), *map(_again, made)]


def _again(sent: Sent) -> Sent:
    return Sent(sent.id, sent.who, sent.command, sent.channel, sent.claimed, sent.skew, repeats=True)
