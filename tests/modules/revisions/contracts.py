"""A firm that writes contracts: 张工 drafts, 赵刚 and then 孙总 decide. Every command is replayed."""

import io
import zipfile
from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Accepted
from bihuan.kernel.ids import new_id
from bihuan.modules.files.interface import let_go, take_in
from bihuan.modules.files.messages import StoreFile
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.identity import interface as identity
from bihuan.modules.intake.messages import SaveChannel
from bihuan.modules.revisions import messages as m
from bihuan.modules.revisions import queries
from bihuan.modules.tickets import messages as t
from bihuan.modules.tickets import queries as tickets
from tests.modules.company import Company

FORM: JsonObject = {
    "form": "contract",
    "label": {"zh": "合同"},
    "fields": [
        {"key": "drafts", "kind": "files", "label": {"zh": "合同草案"}, "accept": ["document", "photo"]},
        {"key": "fee", "kind": "number", "label": {"zh": "金额"}},
    ],
}
FLOW: JsonObject = {
    "key": "contract",
    "label": {"zh": "合同审核"},
    "stages": [
        {"key": "asked", "label": {"zh": "待起草"}, "category": "new"},
        {"key": "drafting", "label": {"zh": "起草中"}, "category": "active"},
        {"key": "review", "label": {"zh": "审核中"}, "category": "waiting"},
        {"key": "done", "label": {"zh": "已定稿"}, "category": "resolved"},
        {"key": "gone", "label": {"zh": "已取消"}, "category": "cancelled"},
    ],
    "root": [
        {"id": "ask", "kind": "start", "label": {"zh": "委托"}, "stage": "asked", "fields": {"*": "edit"}},
        {"id": "draft", "kind": "handle", "label": {"zh": "起草"}, "stage": "drafting", "owner": {"submitter": True},
         "mode": "direct", "fields": {"*": "edit"}},
        {"id": "first", "kind": "approve", "label": {"zh": "主管审核"}, "stage": "review", "if_empty": "flow_admin",
         "approvers": {"role": "lead"}, "fields": {"*": "read"}, "returns": ["draft"],
         "refused": {"return_to": "draft"}},
        {"id": "last", "kind": "approve", "label": {"zh": "总经理定稿"}, "stage": "review", "if_empty": "flow_admin",
         "approvers": {"role": "approver"}, "fields": {"*": "read"}, "returns": ["draft"], "resume": "straight"},
        {"id": "done", "kind": "end", "label": {"zh": "定稿"}, "stage": "done"},
    ],
}  # fmt: skip


def found(company: Company) -> None:
    """What is published before the first contract."""
    company.send("admin", PublishForm(FORM))
    company.send("admin", PublishFlow(FLOW, "contract"))
    department = company.units["苏州组"]
    company.send(
        "admin", SaveTicketType("contract", {"zh": "合同"}, "contract", "contract", "HT", department=department)
    )
    company.send("admin", SaveChannel("api", {"zh": "api"}))


def docx(*paragraphs: str, before: str = "") -> bytes:
    """A Word document, as small as one can be."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        out.writestr(
            "word/document.xml",
            f"<?xml version='1.0'?>{before}<w:document {space}><w:body>{body}</w:body></w:document>",
        )
    return packed.getvalue()


class Contracts:
    """The firm, spoken to in the words of its trade."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._made = 0

    def bring(self, who: str, text: str | bytes = "", name: str = "合同.txt") -> str:
        """A file that somebody uploaded."""
        self._made += 1
        tenant, now = self.company.tenant, self.company.clock.now() + self._made
        file, content = new_id(now), text if isinstance(text, bytes) else (text or f"第 {self._made} 稿").encode()
        take_in(tenant, {"id": file, "by": self.company.people[who], "name": name}, content, now)
        self.company.send(who, StoreFile(file))
        let_go(tenant, [file])
        return file

    def drafted(self, file: str = "") -> tuple[str, str]:
        """A ticket whose draft waits for the lead; its id and the draft."""
        command = t.CreateTicket(type="contract", title="采购合同", source=t.Source("api"), data={})
        ticket = self.company.send("engineer", command).ref.partition(":")[2]
        file = file or self.bring("engineer")
        self.draft(ticket, [file])
        return ticket, file

    def draft(self, ticket: str, files: list[str]) -> None:
        """张工 hands in what he wrote."""
        self.act("engineer", ticket, "finish", data={"drafts": files})

    def act(self, who: str, ticket: str, action: str, **more: Any) -> Accepted:
        return self.company.send(who, t.ActOnTask(task=self.task(ticket, who), action=action, **more))

    def task(self, ticket: str, who: str) -> str:
        tasks = self.view(who, ticket)["tasks"]
        return str(next(task["id"] for task in tasks if task["actions"]))

    def add(self, who: str, ticket: str, base: str, file: str, remark: str = "") -> Accepted:
        return self.company.send(who, m.AddFileVersion(ticket=ticket, base=base, file=file, remark=remark))

    def say(self, who: str, ticket: str, file: str, text: str, place: str = "") -> Accepted:
        return self.company.send(who, m.CommentOnFile(ticket=ticket, file=file, text=text, place=place))

    def view(self, who: str, ticket: str) -> JsonObject:
        caller, company = self.company.caller(who), self.company
        info, now = company.tenant.info, company.clock.now()
        return company.read(lambda tx: tickets.ticket_view(tx, caller, ticket, identity.env_of(tx, info, now)))

    def documents(self, who: str, ticket: str) -> list[JsonObject]:
        caller, hooks = self.company.caller(who), self.company.hooks

        def read(tx: Any) -> list[JsonObject]:
            row, _ = tickets.readable_row(tx, caller, ticket)
            return queries.documents_of(tx, hooks, caller, row)

        return list(self.company.read(read))

    def trace(self, who: str, ticket: str) -> JsonObject:
        caller = self.company.caller(who)
        return self.company.read(lambda tx: tickets.ticket_trace(tx, self.company.hooks, caller, ticket))
