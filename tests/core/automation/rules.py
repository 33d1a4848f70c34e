"""Rules over a ticket of the event team: source, contract, priority, tags, a device, a note."""

from typing import Any

from bihuan.core.automation import Change, Rule, Vocabulary, parse_rule
from bihuan.core.rules import Env, Field, Option, Schema

NOW = 1_769_994_000_000  # 2026-02-02 09:00 in Shanghai
ENV = Env(now=NOW)
PRIORITIES = tuple(Option(f"P{level}", {"zh": f"P{level}"}) for level in range(4))
SOURCES = (Option("campaign", {"zh": "市场活动", "en": "Campaign"}), Option("phone", {"zh": "电话", "en": "Phone"}))
RECORD = Schema(
    [
        Field("source", "choice", {"zh": "来源", "en": "Source"}, SOURCES),
        Field("priority", "choice", {"zh": "紧急等级", "en": "Priority"}, PRIORITIES),
        Field("tags", "multi", {"zh": "标签", "en": "Tags"}),
        Field("note", "text", {"zh": "备注", "en": "Note"}),
        Field("count", "number", {"zh": "次数", "en": "Count"}),
        Field("customer", "record", {"zh": "客户", "en": "Customer"}),
        Field("device", "record", {"zh": "设备", "en": "Device"}),
        Field("manager", "person", {"zh": "客户经理", "en": "Account manager"}),
        Field(
            "contract",
            "record",
            {"zh": "合同", "en": "Contract"},
            fields=(Field("amount", "number", {"zh": "金额", "en": "Amount"}),),
        ),
        Field("parts", "rows", {"zh": "备件", "en": "Parts"}, fields=(Field("price", "number"),)),
    ]
)
VOCABULARY = Vocabulary(
    RECORD,
    {
        "ticket_created": (),
        "ticket_updated": (),
        "ticket_rated": (Field("stars", "number", {"zh": "评分", "en": "Stars"}), Field("by", "person")),
        "ticket_closed": (Field("stars", "number", {"zh": "评分", "en": "Stars"}),),
    },
)
VIP = {
    "key": "vip_event_support",
    "label": {"zh": "VIP-活动保障", "en": "VIP event support"},
    "position": 20,
    "when": "ticket_created",
    "if": {
        "all": [
            {"op": "eq", "left": {"field": "source"}, "right": "campaign"},
            {"op": "gt", "left": {"field": "contract.amount"}, "right": "500000"},
        ]
    },
    "then": [
        {"do": "add_tag", "tag": "VIP-活动保障"},
        {"do": "sms", "to": [{"role": "technical_director"}], "template": "vip_event_support"},
    ],
}


def rule(key: str, *then: Any, when: Any = "ticket_created", **written: Any) -> Rule:
    return parse_rule({"key": key, "when": when, "then": list(then), **written}, VOCABULARY)


def is_(field: str, value: Any) -> dict[str, Any]:
    return {"op": "eq", "left": {"field": field}, "right": value}


def set_(field: str, value: Any) -> dict[str, Any]:
    return {"do": "set_field", "field": field, "value": value}


def created(**after: Any) -> Change:
    return Change(id="E1", event="ticket_created", after=after)


def updated(before: dict[str, Any], **after: Any) -> Change:
    return Change(id="E2", event="ticket_updated", before=before, after={**before, **after})


class Contracts:
    """Customer C1 has one large contract."""

    def contract_for(self, record: Any) -> dict[str, Any] | None:
        return {"id": "K1", "amount": "600000"} if record.get("customer") == "C1" else None
