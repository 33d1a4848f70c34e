"""The company that is simulated: people, three ways of working, clocks, a roster, channels, a rule. Built once."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bihuan.core.values import JsonObject
from bihuan.entry.wiring import MODULES
from bihuan.modules.automations.interface import new_secret, seal_secret
from bihuan.modules.automations.messages import SaveEndpoint
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.identity.messages import ChangeUser
from bihuan.modules.notifications import interface as notices
from bihuan.modules.notifications.messages import SaveNoticeChannel
from bihuan.modules.sla.messages import PublishCalendar, PublishSla
from tests.modules.company import Company, hooks_of
from tests.modules.dispatch.crew import ENGINEERS, POLICY, Crew
from tests.modules.sla.promises import OFFICE, SLA
from tests.modules.tickets.conftest import found
from tests.modules.tickets.pumps import FLOW

TYPES = ("pump", "change", "round")
_START = {**FLOW["root"][0]}
_STAGES = FLOW["stages"]
_STAFF: JsonObject = {"owner": {"role": "engineer"}, "mode": "claim", "visit": "simple", "dispatchers": ["dispatcher"]}

# 变更: two answer side by side, each with deadlines; then a pause; then whoever is first takes the work.
CHANGE: JsonObject = {
    **FLOW,
    "key": "change",
    "label": {"zh": "变更"},
    "withdraw": {"until": "first_act", "then": "revise"},
    "reopen": {"to": "carry_out", "days": 7},
    "root": [
        _START,
        {"id": "review", "kind": "parallel", "join": "all", "lanes": [
            {"key": "technical", "label": {"zh": "技术"}, "items": [
                {"id": "technical", "kind": "approve", "label": {"zh": "技术评审"}, "stage": "check",
                 "approvers": [{"role": "lead"}, {"role": "dispatcher"}], "mode": "any", "if_empty": "flow_admin",
                 "fields": {"*": "read"},
                 "returns": ["report"], "refused": "terminate",
                 "deadline": {"hours": "wall", "rungs": [
                     {"after": "4h", "do": "remind", "every": "8h", "times": 2}, {"after": "3d", "do": "pass"}]}}]},
            {"key": "money", "label": {"zh": "预算"}, "items": [
                {"id": "money", "kind": "approve", "label": {"zh": "预算评审"}, "stage": "check",
                 "approvers": {"role": "approver"}, "if_empty": "flow_admin", "fields": {"*": "read"},
                 "refused": "terminate", "hand_over": "wall"}]},
        ]},
        {"id": "rest", "kind": "wait", "label": {"zh": "等窗口"}, "stage": "check", "for": "1d12h", "event": "message"},
        {"id": "carry_out", "kind": "handle", "label": {"zh": "实施"}, "stage": "work",
         "fields": {"*": "read", "cause": "edit"}, **_STAFF},
        {"id": "done", "kind": "end", "label": {"zh": "完成"}, "stage": "done"},
    ],
}  # fmt: skip
# 巡检: tells another system first, is repeated until nothing is found, and asks the submitter to look.
ROUND: JsonObject = {
    **{key: value for key, value in FLOW.items() if key != "reopen"},
    "key": "round",
    "label": {"zh": "巡检"},
    "root": [
        _START,
        {"id": "push", "kind": "action", "label": {"zh": "通知 ERP"}, "stage": "open", "webhook": "erp",
         "values": {}},
        {"id": "again", "kind": "repeat", "until": {"op": "eq", "left": {"field": "cause"}, "right": "正常"},
         "most": 3, "items": [
            {"id": "look", "kind": "handle", "label": {"zh": "检查"}, "stage": "work",
             "fields": {"*": "read", "cause": "required"}, **_STAFF},
            {"id": "second_look", "kind": "handle", "label": {"zh": "复查"}, "stage": "work", "mode": "direct",
             "owner": {"previous_handler": "look"}, "visit": "simple", "fields": {"*": "read", "cause": "edit"},
             "operations": ["transfer", "consult"]}]},
        {"id": "tell", "kind": "notify", "label": {"zh": "知会主管"}, "stage": "check", "to": {"role": "lead"}},
        {"id": "done", "kind": "end", "label": {"zh": "完成"}, "stage": "done"},
    ],
}  # fmt: skip
PEOPLE = (*ENGINEERS, "lead", "dispatcher", "approver", "front_desk", "requester", "admin")


@cache
def template() -> tuple[Path, dict[str, str]]:
    """The folder of the founded company, and its people's ids by name. It is copied, never changed."""
    folder = Path(tempfile.mkdtemp(prefix="bihuan-simulated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    company = Company(folder, hooks_of(*MODULES))
    found(company)
    crew = Crew(company)
    crew.found()
    _design(company)
    _open_channels(company)
    crew.settle()
    people = dict(company.people)
    company.close()
    return folder, people


def _design(company: Company) -> None:
    department = company.units["售后部"]
    company.send("admin", PublishCalendar(OFFICE, official="CN"))
    company.send("admin", PublishSla(SLA))
    endpoint = seal_secret(company.tenant.keys, new_secret())
    company.send("admin", SaveEndpoint("erp", {"zh": "ERP"}, "https://erp.example.com/hook", endpoint))
    for flow in (CHANGE, ROUND):
        key, prefix = flow["key"], flow["key"][:2].upper()
        company.send("admin", PublishFlow(flow, "pump"))
        company.send("admin", SaveTicketType(key, flow["label"], "pump", key, prefix, department=department))


def _open_channels(company: Company) -> None:
    mail = {"host": "mail.example", "sender": "bihuan@example.com"}
    words = {"code": "SMS_1", "parameters": {"title": "title", "no": "number", "url": "link"}}
    sms = {"access_key_id": "id", "sign_name": "恒锐", "templates": {"*": words}}
    secrets = notices.seal_secrets(company.tenant.keys, {"access_key_secret": "s3cret"})
    none = notices.seal_secrets(company.tenant.keys, {})
    company.send("admin", SaveNoticeChannel("mail", "smtp", {"zh": "mail"}, mail, none))
    company.send("admin", SaveNoticeChannel("sms", "aliyun", {"zh": "sms"}, sms, secrets))
    for who in PEOPLE:
        if who != "requester":
            company.send("operator", ChangeUser(company.people[who], {"email": f"{who}@example.com"}))


__all__ = ["CHANGE", "FLOW", "PEOPLE", "POLICY", "ROUND", "TYPES", "template"]
