"""Words for the stories of tickets that belong together."""

from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Accepted
from bihuan.kernel.eventlog import EventLog
from bihuan.modules.links import messages as m
from bihuan.modules.links import queries
from bihuan.modules.tickets.messages import CreateTicket, Source, SplitFrom, ticket_stream
from tests.modules.tickets.pumps import Pumps


class Cases(Pumps):
    """The pump company, where some reports are about the same pump. Every command is replayed (see Company.send)."""

    def merge(self, ticket: str, into: str, who: str = "front_desk", reason: str = "重复报修") -> Accepted:
        return self.company.send(who, m.MergeTicket(ticket=ticket, into=into, reason=reason))

    def unmerge(self, ticket: str, who: str = "front_desk", reason: str = "") -> Accepted:
        return self.company.send(who, m.UnmergeTicket(ticket=ticket, reason=reason))

    def link(self, ticket: str, link: str, other: str, who: str = "front_desk") -> Accepted:
        return self.company.send(who, m.LinkTickets(ticket=ticket, link=link, other=other))

    def unlink(self, ticket: str, link: str, other: str, who: str = "front_desk") -> Accepted:
        return self.company.send(who, m.UnlinkTickets(ticket=ticket, link=link, other=other))

    def split(self, ticket: str, who: str = "front_desk", **more: Any) -> str:
        """A second ticket for the same reporter."""
        pieces = {name: tuple(more.pop(name, ())) for name in ("notes", "files")}
        command = CreateTicket(
            type="pump",
            title=more.pop("title", "另有异响"),
            source=Source("phone"),
            data={"fault": "noise"},
            submitter=self.company.people["requester"],
            split_from=SplitFrom(ticket=ticket, **pieces),
            **more,
        )
        return self.company.send(who, command).ref.partition(":")[2]

    def of(self, ticket: str, who: str = "admin") -> JsonObject:
        """All that belongs to a ticket, as somebody sees it."""
        caller = self.company.caller(who)
        return self.company.read(lambda tx: queries.overview(tx, caller, ticket))

    def links(self, ticket: str, who: str = "admin") -> set[tuple[str, str]]:
        return {(tie["link"], tie["ticket"]["id"]) for tie in self.of(ticket, who)["links"]}

    def merged(self, ticket: str, who: str = "admin") -> list[str]:
        return [each["ticket"]["id"] for each in self.of(ticket, who)["merged"]]

    def events(self, ticket: str) -> list[str]:
        stream = ticket_stream(ticket)
        return [
            type(stored.event).__name__
            for stored in self.company.read(lambda tx: EventLog(self.company.hooks).read(tx, stream))
        ]

    def duplicates(self, who: str, ticket: str) -> list[JsonObject]:
        """What is shown on a ticket that there is."""
        caller, now = self.company.caller(who), self.company.clock.now()
        return self.company.read(
            lambda tx: queries.find_duplicates(tx, caller, queries.draft_of(tx, caller, ticket), now)
        )

    def hint(self, who: str, **values: Any) -> list[JsonObject]:
        """What is shown while a report is written."""
        caller, now = self.company.caller(who), self.company.clock.now()
        draft = queries.Draft(queries.report_of(values), values.get("submitter"))
        return self.company.read(lambda tx: queries.find_duplicates(tx, caller, draft, now))
