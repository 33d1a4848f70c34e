"""Words for the stories of automation rules."""

from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import ActionCall
from bihuan.kernel.worker import Worker
from bihuan.modules.automations import queries
from bihuan.modules.automations.messages import PublishRule
from bihuan.modules.tickets import interface as tickets
from tests.modules.company import MINUTE, SLUG, Company
from tests.modules.tickets.pumps import Pumps

DAY = 24 * 60 * MINUTE


def is_(field: str, value: Any) -> JsonObject:
    return {"op": "eq", "left": {"field": field}, "right": value}


def tag(name: str) -> JsonObject:
    return {"do": "add_tag", "tag": name}


class OnceReplayed(Company):
    """Each stream is replayed once, at the end of the test, the worker's writing included: it equals what stands."""

    def check_replay(self, stream: str) -> None:
        """Put off until `check_replays`."""

    def check_replays(self) -> None:
        streams = self.read(lambda tx: [f"ticket:{row['id']}" for row in tx.all(tickets.TICKETS.source)])
        rules = self.read(lambda tx: [f"definition:{row['stream_id']}" for row in queries.rule_rows(tx)])
        for stream in (*streams, *rules):
            super().check_replay(stream)
        for stream in streams:
            self.check_history(stream)

    def check_history(self, stream: str) -> None:
        """What dry runs make of a ticket's history ends where the ticket stands."""

        def read(tx: Any) -> tuple[JsonObject, JsonObject]:
            row = tickets.ticket_row(tx, stream.partition(":")[2])
            *_, last = queries.batches_of(tx, EventLog(self.hooks).read(tx, stream))
            assert row is not None
            return {name: value for name, value in last.after.items() if name in row}, row

        told, stands = self.read(read)
        assert {"stage", "category", "assignee", "team", "tags", "data", "resolved_at", "archived_at"} <= told.keys()
        assert told == {name: stands[name] for name in told}


class Rules(Pumps):
    """The company, its rules, and `told`: whom notices would have gone to."""

    def __init__(self, company: Company, told: list[ActionCall], **ports: Any) -> None:
        super().__init__(company)
        self.told = told
        self.ports: dict[str, Any] = dict(ports)

    def rule(self, key: str, when: Any, then: Any, **more: Any) -> None:
        """Publish a rule; `if_` is its condition."""
        body = {"key": key, "label": {"zh": key}, "when": when, "then": then if isinstance(then, list) else [then]}
        if "if_" in more:
            body["if"] = more.pop("if_")
        self.company.send("admin", PublishRule({**body, **more}))

    def work_off(self, most: int = 20) -> None:
        """Let the worker do what is due, until nothing is left."""
        worker = Worker(self.company.bus, self.ports)
        for _ in range(most):
            self.company.clock.instant += 1
            now = self.company.clock.now()
            if not worker.fire_timers(self.company.tenant, now) + worker.run_outbox(self.company.tenant, now):
                break
        assert not worker.refused_timers, worker.refused_timers

    def wait(self, minutes: int) -> None:
        self.company.clock.instant += minutes * MINUTE

    def row(self, ticket: str) -> JsonObject:
        found = self.company.read(lambda tx: tickets.ticket_row(tx, ticket))
        assert found is not None
        return found

    def tags(self, ticket: str) -> list[str]:
        return self.row(ticket)["tags"] or []

    def tickets(self) -> list[JsonObject]:
        return self.company.read(lambda tx: tx.all(tickets.TICKETS.source, order=("pos",)))

    def runs(self, ticket: str, who: str = "admin") -> dict[str, JsonObject]:
        """The last line of each rule about a ticket, as somebody sees it."""
        company = self.company

        def read(tx: Any) -> dict[str, JsonObject]:
            caller = company.caller(who)
            row = tickets.ticket_row(tx, ticket)
            assert row is not None
            reader = queries.LogReader(tx, caller, EventLog(company.hooks), company.tenant.info.zone)
            log = queries.ticket_log(reader, row)
            return {run["rule"]: run for run in log["runs"]}

        found: dict[str, JsonObject] = company.read(read)
        return found

    def actions(self, ticket: str) -> list[JsonObject]:  # type: ignore[override]
        found: list[JsonObject] = self.company.read(lambda tx: queries.actions_of_ticket(tx, ticket))
        return found

    @property
    def slug(self) -> str:
        return SLUG
