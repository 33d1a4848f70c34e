"""Words for the stories of sessions and crews."""

from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Accepted
from bihuan.modules.joint import messages as m
from bihuan.modules.joint import queries
from tests.modules.company import START
from tests.modules.tickets.pumps import Pumps

HOUR = 3_600_000
TEN = START + 24 * HOUR


class Together(Pumps):
    """The pump company, where one pump takes several people."""

    def ids(self, *people: str) -> tuple[str, ...]:
        return tuple(self.company.people[one] for one in people)

    def plan(self, ticket: str, *people: str, who: str = "front_desk", at: int = TEN, **more: Any) -> str:
        """Book an hour; answers the session's id."""
        slot = {"start": at, "end": more.pop("end", at + HOUR)}
        accepted = self.company.send(who, m.PlanSession(ticket=ticket, people=self.ids(*people), **slot, **more))
        return next(one.event.session for one in accepted.events if isinstance(one.event, m.JointSessionPlanned))

    def change(self, ticket: str, session: str, *people: str, at: int = TEN, **more: Any) -> Accepted:
        booked = {"people": self.ids(*people), "start": at, "end": at + HOUR, **more}
        command = m.ChangeSession(ticket=ticket, session=session, **booked)
        return self.company.send("front_desk", command)

    def cancel(self, ticket: str, session: str) -> Accepted:
        return self.company.send("front_desk", m.CancelSession(ticket=ticket, session=session, reason="改天"))

    def hold(self, ticket: str, session: str, who: str = "front_desk", **more: Any) -> Accepted:
        written = {"minutes": "查了电机和阀", "conclusion": "换阀", **more}
        return self.company.send(who, m.HoldSession(ticket=ticket, session=session, **written))

    def sessions(self, ticket: str, who: str = "front_desk") -> list[JsonObject]:
        caller = self.company.caller(who)
        return list(self.company.read(lambda tx: queries.sessions_of(tx, caller, ticket))["sessions"])

    def mine(self, who: str) -> list[JsonObject]:
        caller = self.company.caller(who)
        return list(self.company.read(lambda tx: queries.my_sessions(tx, caller, TEN - HOUR, TEN + 9 * HOUR)))

    def help(self, ticket: str, *people: str, who: str = "dispatcher") -> Accepted:
        return self.company.send(who, m.SetHelpers(task=self.task(ticket), people=self.ids(*people)))

    def move(self, who: str, ticket: str, move: str) -> Accepted:
        return self.company.send(who, m.MoveAsHelper(task=self.task(ticket), move=move))

    def helping(self, who: str) -> list[str]:
        caller = self.company.caller(who)
        return [one["ticket"] for one in self.company.read(lambda tx: queries.my_help(tx, caller))]
