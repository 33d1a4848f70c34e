"""Words for the stories of parents and children."""

from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Accepted
from bihuan.modules.children import queries
from bihuan.modules.flows.messages import SaveTicketType
from bihuan.modules.tickets.messages import ActOnTicket, AmendTicket, ChildOf, CreateTicket, Source
from tests.modules.links.cases import Cases


class Families(Cases):
    """The pump company, where one report takes several hands."""

    def rule(self, **children: Any) -> None:
        """What the type says of children."""
        department = self.company.units["售后部"]
        command = SaveTicketType(
            "pump", {"zh": "水泵维修"}, "pump", "pump", "SB", department=department, children=children
        )
        self.company.send("admin", command)

    def child(self, parent: str, who: str = "front_desk", **more: Any) -> str:
        command = CreateTicket(
            type=more.pop("type", "pump"),
            title=more.pop("title", "查电机"),
            source=Source("phone"),
            data={"fault": "noise"},
            child_of=ChildOf(ticket=parent),
            **more,
        )
        return self.company.send(who, command).ref.partition(":")[2]

    def stop(self, ticket: str, who: str = "admin", children: str = "") -> Accepted:
        return self.company.send(
            who, ActOnTicket(ticket=ticket, action="force_close", reason="不修了", children=children)
        )

    def amend(self, ticket: str, **changes: Any) -> Accepted:
        return self.company.send("front_desk", AmendTicket(ticket=ticket, changes=changes))

    def finish(self, ticket: str, who: str = "requester", children: str = "") -> None:
        """Up to the submitter's acceptance, which ends the run."""
        self.assign(ticket)
        self.work(ticket)
        self.act(who, ticket, "agree", signature="strokes", children=children)

    def family(self, ticket: str, who: str = "front_desk") -> JsonObject:
        caller = self.company.caller(who)
        return self.company.read(lambda tx: queries.overview(tx, caller, ticket))

    def row(self, ticket: str) -> JsonObject:
        return self.view("admin", ticket)
