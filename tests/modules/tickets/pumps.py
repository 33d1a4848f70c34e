"""Words for the stories of tickets: who reports, who acts, what somebody sees."""

from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Accepted
from bihuan.kernel.masters import SaveRecord
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from tests.modules.company import Company

FORM: JsonObject = {
    "form": "pump",
    "label": {"zh": "水泵"},
    "fields": [
        {"key": "fault", "kind": "choice", "label": {"zh": "故障"}, "filterable": True, "require": True,
         "options": ["leak", "noise", "dead"]},
        {"key": "asset_tag", "kind": "text", "label": {"zh": "资产编号"}, "unique": True, "filterable": True},
        {"key": "cause", "kind": "long_text", "label": {"zh": "原因"}},
        {"key": "hours", "kind": "number", "label": {"zh": "工时"}, "min": 0, "max": 24},
        {"key": "urgent_note", "kind": "text", "label": {"zh": "加急说明"},
         "require": {"op": "eq", "left": {"field": "priority"}, "right": "P0"}},
    ],
}  # fmt: skip
FLOW: JsonObject = {
    "key": "pump",
    "label": {"zh": "水泵维修"},
    "stages": [
        {"key": "open", "label": {"zh": "待受理"}, "category": "new"},
        {"key": "work", "label": {"zh": "处理中"}, "category": "active"},
        {"key": "check", "label": {"zh": "待验收"}, "category": "waiting"},
        {"key": "done", "label": {"zh": "已解决"}, "category": "resolved"},
        {"key": "gone", "label": {"zh": "已取消"}, "category": "cancelled"},
    ],
    "leads": ["lead"],
    "withdraw": {"until": "first_act", "then": "cancel"},
    "reopen": {"to": "repair", "days": 7},
    "root": [
        {"id": "report", "kind": "start", "label": {"zh": "报修"}, "stage": "open",
         "fields": {"*": "edit", "cause": "hidden", "hours": "hidden"}},
        {"id": "repair", "kind": "handle", "label": {"zh": "维修"}, "stage": "work", "owner": "by_hand",
         "mode": "dispatch", "visit": "full", "dispatchers": ["dispatcher"],
         "fields": {"*": "read", "cause": "required", "hours": "edit"}},
        {"id": "check", "kind": "approve", "label": {"zh": "验收"}, "stage": "check",
         "approvers": {"submitter": True}, "fields": {"*": "read"}, "refused": {"return_to": "repair"},
         "actions": [{"key": "agree", "label": {"zh": "通过"}, "signature": "required"}]},
        {"id": "done", "kind": "end", "label": {"zh": "完成"}, "stage": "done"},
    ],
}  # fmt: skip


class Pumps:
    """The company, spoken to in the words of its trade. Every command is replayed (see Company.send)."""

    def __init__(self, company: Company) -> None:
        self.company = company

    def report(self, who: str = "requester", *, channel: str = "phone", **more: Any) -> str:
        source = more.pop("source", None) or m.Source(channel)
        data = more.pop("data", {"fault": "leak"})
        command = m.CreateTicket(type="pump", title=more.pop("title", "水泵漏水"), source=source, data=data, **more)
        return self.company.send(who, command).ref.partition(":")[2]

    def act(self, who: str, ticket: str, action: str, **more: Any) -> Accepted:
        return self.company.send(who, m.ActOnTask(task=self.task(ticket), action=action, **more))

    def assign(self, ticket: str, person: str = "engineer", who: str = "dispatcher", **more: Any) -> Accepted:
        command = m.AssignTask(task=self.task(ticket), person=self.company.people[person], **more)
        return self.company.send(who, command)

    def work(self, ticket: str, who: str = "engineer") -> None:
        """From the dispatched job to the finished one."""
        for action in ("accept", "depart", "arrive", "begin"):
            self.act(who, ticket, action)
        self.act(who, ticket, "finish", data={"cause": "密封圈老化", "hours": "1.5"})

    def close_loop(self) -> str:
        """A ticket all the way to its end."""
        ticket = self.report()
        self.assign(ticket)
        self.work(ticket)
        self.act("requester", ticket, "agree", signature="strokes")
        return ticket

    def task(self, ticket: str) -> str:
        return str(self.view("admin", ticket)["tasks"][0]["id"])

    def view(self, who: str, ticket: str) -> JsonObject:
        caller, company = self.company.caller(who), self.company
        info, now = company.tenant.info, company.clock.now()
        return company.read(lambda tx: queries.ticket_view(tx, caller, ticket, identity.env_of(tx, info, now)))

    def trace(self, who: str, ticket: str) -> JsonObject:
        caller = self.company.caller(who)
        return self.company.read(lambda tx: queries.ticket_trace(tx, self.company.hooks, caller, ticket))

    def actions(self, who: str, ticket: str) -> list[str]:
        return [action["key"] for task in self.view(who, ticket)["tasks"] for action in task["actions"]]

    def save(self, kind: str, **values: Any) -> str:
        return self.company.send("admin", SaveRecord(kind, values)).ref.partition(":")[2]
