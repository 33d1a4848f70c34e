"""What the pump company promises, and words for the stories of its clocks."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.core.values import JsonObject
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.kernel.worker import Worker
from bihuan.modules.sla import messages as m
from bihuan.modules.sla import queries
from tests.modules.tickets.pumps import Pumps

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
SHANGHAI = ZoneInfo("Asia/Shanghai")

OFFICE: JsonObject = {
    "key": "office",
    "label": {"zh": "工作日历"},
    "zone": "Asia/Shanghai",
    "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]},
}


def _category(*names: str) -> JsonObject:
    return {"op": "in", "left": {"field": "work.category"}, "right": list(names)}


def _tell(*people: str) -> list[JsonObject]:
    return [{"act": "notify", "to": list(people), "by": ["app"]}]


SLA: JsonObject = {
    "key": "pumps",
    "label": {"zh": "水泵时效"},
    "quiet": {"hours": "22:00-07:00", "zone": "Asia/Shanghai", "except": ["urgent"]},
    "clocks": [
        {"key": "assign", "kind": "assign", "label": {"zh": "分派"}},
        {"key": "accept", "kind": "accept", "label": {"zh": "接单"}},
        {
            "key": "first_response",
            "kind": "first_response",
            "label": {"zh": "首次响应"},
            "ladder": [{"at": "50%", "do": _tell("assignee")}, {"at": "100%", "do": _tell("assignee", "lead")}],
        },
        {
            "key": "resolve",
            "kind": "resolve",
            "label": {"zh": "解决"},
            "ladder": [
                {"at": "75%", "do": _tell("assignee")},
                {"at": "100%", "do": _tell("assignee", "lead")},
                {"at": "+1h", "do": _tell("assignee", "manager")},
            ],
        },
        {
            "key": "unanswered",
            "kind": "first_response",
            "label": {"zh": "24小时未响应"},
            "alarm": True,
            "ladder": [{"at": "100%", "notice": "now", "do": [{"act": "mark", "colour": "red"}]}],
        },
        {
            "key": "stale",
            "kind": "stale",
            "label": {"zh": "僵尸工单"},
            "ladder": [{"at": "100%", "do": _tell("assignee")}],
        },
    ],
    "policies": [
        {
            "key": "urgent",
            "label": {"zh": "紧急"},
            "when": {"op": "in", "left": {"field": "priority"}, "right": ["P0", "P1"]},
            "hours": "wall",
            "goals": {"assign": "30m", "accept": "15m", "first_response": "1h", "resolve": "8h", "unanswered": "24h"},
        },
        {
            "key": "normal",
            "label": {"zh": "一般"},
            "calendar": "office",
            "goals": {
                "assign": "4h",
                "first_response": "4h",
                "resolve": {"by": "priority", "goals": {"P2": "24h", "P3": "40h"}},
                "unanswered": {"goal": "24h", "hours": "wall"},
                "stale": {"goal": "48h", "hours": "wall"},
            },
        },
    ],
    "reminders": [
        {
            "key": "next_service",
            "label": {"zh": "下次保养"},
            "field": "device.next_service",
            "at": ["-7d", "-1wd"],
            "time": "09:00",
            "do": _tell("assignee"),
        }
    ],
}


def instant(text: str) -> int:
    """`2025-06-16 10:00` in Shanghai as ms."""
    moment = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def shown(at: int | None) -> str | None:
    """The inverse of `instant`."""
    if at is None:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).astimezone(SHANGHAI).strftime("%m-%d %H:%M")


class Told:
    """Stands where notices are sent: writes down what it was asked for."""

    def __init__(self) -> None:
        self.calls: list[ActionCall] = []

    def run(self, call: ActionCall, _context: JobContext) -> list[Any]:
        """Takes a request and sends no command."""
        self.calls.append(call)
        return []

    def register(self, hooks: Hooks) -> None:
        """Take the actions that the ladders name, where nobody else does."""
        for name in {"notify", "sms"} - hooks.actions.keys():
            hooks.action(name, self.run)

    def people(self) -> list[tuple[str, ...]]:
        """Who was to be told, in order."""
        return [tuple(call.settings["to"]) for call in self.calls]


class Clocks(Pumps):
    """The pump company with promises; it is Monday morning, 16 June 2025."""

    def __init__(self, company: Any, told: Told) -> None:
        super().__init__(company)
        self.told = told
        self.worker = Worker(company.bus, {})
        self.now = "2025-06-16 10:00"

    @property
    def now(self) -> str:
        """The company's wall clock."""
        return shown(self.company.clock.instant) or ""

    @now.setter
    def now(self, text: str) -> None:
        self.company.clock.instant = instant(text)

    def look(self) -> None:
        """The worker does what is due: timers first, then what they led to."""
        for _ in range(20):
            if not self.worker.step(self.company.tenant):
                return

    def look_until(self, text: str) -> None:
        """Let time pass, the worker looking at every timer in time."""
        until = instant(text)
        while True:
            due = self.company.read(lambda tx: tx.run("SELECT min(due) FROM timer").fetchone()[0])
            if due is None or due > until:
                break
            self.company.clock.instant = max(self.company.clock.instant, due)
            self.look()
        self.company.clock.instant = until

    def publish(self, body: JsonObject = SLA, **more: Any) -> None:
        """Publish policies and let open tickets follow."""
        self.company.send("admin", m.PublishSla(body, **more))
        self.look()

    def clocks(self, ticket: str, who: str = "admin") -> dict[str, JsonObject]:
        """The clocks as somebody reads them."""
        caller, now = self.company.caller(who), self.company.clock.now()
        told = self.company.read(lambda tx: queries.told_clocks(tx, caller, ticket, now))
        return {clock["key"]: clock for clock in told["clocks"]}

    def states(self, ticket: str) -> dict[str, str]:
        """How each clock stands."""
        return {key: clock["state"] for key, clock in self.clocks(ticket).items()}

    def due(self, ticket: str, clock: str) -> str | None:
        """When a clock is due, as people say it."""
        return shown(self.clocks(ticket)[clock]["due"])

    def story(self, ticket: str, clock: str, who: str = "admin") -> JsonObject:
        """Why a clock is due then."""
        asked, now = (self.company.caller(who), ticket, clock), self.company.clock.now()
        read = partial(
            queries.told_clock, hooks=self.company.hooks, tenant=self.company.tenant.info, asked=asked, now=now
        )
        return self.company.read(read)

    def row(self, ticket: str) -> JsonObject:
        """The ticket as everyone sees it."""
        return self.view("admin", ticket)
