"""Words for the stories of dispatch: who is an engineer, who is on duty, what the policy decided."""

from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Envelope, system_caller
from bihuan.kernel.ids import derived_id
from bihuan.kernel.worker import Worker
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries
from bihuan.modules.tickets.messages import AmendTicket
from tests.modules.company import SLUG, Company, Member
from tests.modules.tickets.pumps import FLOW, Pumps

# Monday, 16 June 2025, 09:00 in Shanghai.
MONDAY = 1_750_035_600_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
PLATFORM = system_caller("test")
ROSTER: JsonObject = {
    "shifts": [
        {"key": "day", "label": {"zh": "白班", "en": "Day"}, "hours": "08:00-17:00"},
        {"key": "standby", "label": {"zh": "值班", "en": "On call"}, "hours": "17:00-08:00", "kind": "on_call"},
    ],
    "patterns": [{
        "key": "office", "label": {"zh": "常白班", "en": "Office"}, "from": "2025-06-02",
        "cycle": ["day", "day", "day", "day", "day", "off", "off"], "holiday": "off",
    }],
    "needs": [{"key": "hotline", "days": "mon-fri", "hours": "08:00-17:00", "least": 2}],
}  # fmt: skip
POLICY: JsonObject = {
    "key": "pumps",
    "label": {"zh": "水泵派单", "en": "Pumps"},
    "decide": "automatic",
    "rules": ["skills", "area", {"rule": "shift"}, "capacity", "day_cap"],
    "score": {"skill": 50, "load": 30, "fairness": 20},
    "accept": {"minutes": 15, "wall_for": ["P0"]},
    "rounds": 3,
    "claim": {"most_open": 2, "cool_down_after_return": 30},
}
# What the requester's report asks for.
MOTORS: JsonObject = {"skills": [{"skill": "电机", "level": 2}]}
STAFF = {
    "wang": Member("王工", "wang.gong", "engineer", ("苏州组",), ("华东",), skills={"电机": 3}),
    "zhou": Member("周工", "zhou.gong", "engineer", ("无锡组",), ("华东",), skills={"电机": 2}),
    "sun": Member("孙工", "sun.gong", "engineer", ("无锡组",), ("华东",), skills={"液压": 5}),
}
ENGINEERS = ("engineer", "other_engineer", *STAFF)


def flow_of(mode: str) -> JsonObject:
    """The pumps' flow, with its work dispatched in another mode."""
    owner: JsonObject = {"owner": {"role": "engineer"}} if mode == "claim" else {}
    steps = [{**step, "mode": mode, **owner} if step["id"] == "repair" else step for step in FLOW["root"]]
    return {**FLOW, "root": steps}


class Crew(Pumps):
    """The company with engineers and a roster. What is not said of a person stays as it was."""

    def __init__(self, company: Company) -> None:
        super().__init__(company)
        self.worker = Worker(company.bus, {})
        company.clock.instant = MONDAY

    def found(self) -> None:
        """Engineers with profiles, everybody in the day shift, one policy."""
        for key, member in STAFF.items():
            self.company.people[key] = self.company.hire(member)
        self.publish(POLICY)
        self.company.send("admin", m.PublishRoster(ROSTER))
        for who in ENGINEERS:
            self.profile(who, capacity=3)
            self.member(who)

    # --- designing and staffing -----------------------------------------------------------------------------

    def publish(self, *policies: JsonObject, jobs: tuple[JsonObject, ...] = (MOTORS,)) -> None:
        body = {"policies": list(policies), "jobs": list(jobs)}
        self.company.send("admin", m.PublishDispatchPolicies(body))

    def policy(self, **changes: Any) -> None:
        """The usual policy with something else in it."""
        self.publish({**POLICY, **changes})

    def profile(self, who: str, **values: Any) -> None:
        self.company.send("admin", m.SaveEngineer(user=self.id(who), **values))

    def member(self, who: str, pattern: str = "office", **more: Any) -> None:
        membership = {"pattern": pattern, "from": "2025-06-02", **more}
        self.company.send("admin", m.SetMemberships(self.id(who), (membership,)))

    def leave(self, who: str, start: int, end: int, kind: str = "annual", by: str = "admin") -> str:
        return self.company.send(by, m.EnterLeave(self.id(who), start, end, kind)).ref.partition(":")[2]

    def only(self, *names: str) -> None:
        """Nobody but these takes work."""
        for who in ENGINEERS:
            command = m.PauseEngineer(self.id(who), who not in names)
            self.company.bus.send(SLUG, Envelope(derived_id("only", who, *names), command, PLATFORM))
        self.settle()

    # --- what happens ---------------------------------------------------------------------------------------

    def settle(self, after: int = 0) -> None:
        """Let time pass; do what is due until nothing is."""
        self.company.clock.instant += after
        while self.worker.step(self.company.tenant):
            pass

    def report_later(self) -> str:
        """A report a second after whatever was before."""
        self.company.clock.instant += 1_000
        return self.report()

    def urgent(self, ticket: str, priority: str = "P0") -> None:
        self.company.send("admin", AmendTicket(ticket=ticket, changes={"priority": priority}))

    def decide(self, ticket: str, who: str = "dispatcher", act: bool = True) -> None:
        self.company.send(who, m.DecideDispatch(self.task(ticket), act))

    # --- what is seen ---------------------------------------------------------------------------------------

    def id(self, who: str) -> str:
        return self.company.people[who]

    def owner(self, ticket: str) -> str | None:
        """Whose the work is now, by the name of the cast."""
        person = self.view("admin", ticket)["tasks"][0]["assignee"]
        return next((name for name, known in self.company.people.items() if known == person), None)

    def rounds(self, ticket: str, who: str = "admin") -> list[JsonObject]:
        company = self.company
        caller, info = company.caller(who), company.tenant.info
        return list(company.read(lambda tx: queries.dispatch_of(tx, company.hooks, caller, ticket, info))["rounds"])

    def moves(self, ticket: str) -> list[tuple[str, str, list[str]]]:
        """Trigger, move and people of every round."""
        names = {known: name for name, known in self.company.people.items()}
        return [
            (item["trigger"], item["move"], [names[person] for person in item["people"]])
            for item in self.rounds(ticket)
        ]

    def removed(self, ticket: str) -> dict[str, list[str]]:
        """Whom the last table removed, and by which rules."""
        names = {known: name for name, known in self.company.people.items()}
        lines = self.rounds(ticket)[-1]["candidates"]
        return {
            names[line["person"]]: [item["rule"] for item in line["removed"]] for line in lines if "removed" in line
        }

    def waiting(self, who: str = "dispatcher") -> dict[str, JsonObject]:
        """The dispatcher's list by ticket."""
        caller = self.company.caller(who)
        found = self.company.read(lambda tx: queries.waiting_tasks(tx, caller, 100))
        return {row["ticket"]: row for row in found["tasks"]}
