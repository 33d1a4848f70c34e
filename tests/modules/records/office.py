"""An office with contracts, rooms and bookings of rooms, as its administrator designed them."""

from typing import Any

import pytest

from bihuan.core.values import JsonObject
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.identity.messages import ChangeUser, SaveRole
from bihuan.modules.records import messages as m
from bihuan.modules.records.queries.rows import record_row
from tests.modules.company import Company

# For tests of what the two databases do each in its own way.
ON_BOTH = pytest.mark.parametrize(
    "office", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
HOUR = 3_600_000
DAY = 24 * HOUR
# 2025-06-20 00:00 in Shanghai, five days after the clock of the tests.
MIDNIGHT = 1_750_348_800_000
MODULES = ("audit", "features", "identity", "files", "customers", "assets", "forms", "records")


def _field(key: str, kind: str, zh: str, **more: Any) -> JsonObject:
    return {"key": key, "kind": kind, "label": {"zh": zh, "en": key}, **more}


def _form(key: str, zh: str, *fields: JsonObject) -> JsonObject:
    return {"form": key, "label": {"zh": zh, "en": key}, "sections": [{"key": "main", "fields": list(fields)}]}


STATES = [
    {"value": "draft", "label": {"zh": "起草", "en": "Draft"}},
    {"value": "signed", "label": {"zh": "已签", "en": "Signed"}},
]
CONTRACT_FORM = _form(
    "contract_record",
    "合同",
    _field("number", "text", "合同号", require=True, unique=True),
    _field("customer", "text", "客户"),
    _field("amount", "number", "金额"),
    _field("state", "choice", "状态", options=STATES, default="draft"),
    _field("due", "date_time", "到期日"),
    _field("keeper", "person", "负责人"),
)
ROOM_FORM = _form(
    "room",
    "会议室",
    _field("name", "text", "名称", require=True),
    _field("least", "number", "最少人数"),
    _field("seats", "number", "座位数"),
)
BOOKING_FORM = _form(
    "room_booking",
    "会议室预订",
    _field("topic", "text", "主题", require=True),
    _field(
        "room",
        "record",
        "会议室",
        require=True,
        table="rooms",
        takes=[{"field": "seats", "type": "number", "label": {"zh": "座位数", "en": "Seats"}}],
    ),
    _field("seats", "number", "可坐", fill="room.seats"),
    _field("start", "date_time", "开始", require=True),
    _field("end", "date_time", "结束", require=True),
    _field("people", "number", "人数"),
    _field(
        "mode",
        "choice",
        "方式",
        options=[{"value": "onsite", "label": {"zh": "现场"}}, {"value": "online", "label": {"zh": "线上"}}],
        default="onsite",
    ),
)
CONTRACTS: JsonObject = {
    "key": "contracts",
    "label": {"zh": "合同台账", "en": "Contracts"},
    "icon": "contract",
    "form": "contract_record",
    "title": "number",
    "owner": "keeper",
    "views": [
        {"key": "board", "label": {"zh": "按状态", "en": "By state"}, "layout": "board", "by": "state"},
        {"key": "dates", "label": {"zh": "到期", "en": "Due"}, "layout": "calendar", "by": "due"},
    ],
    "reminders": [{"key": "soon", "field": "due", "hours": 168, "roles": ["admin"], "person": "keeper"}],
}
ROOMS: JsonObject = {
    "key": "rooms",
    "label": {"zh": "会议室", "en": "Rooms"},
    "icon": "room",
    "form": "room",
    "title": "name",
}
BOOKINGS: JsonObject = {
    "key": "room_bookings",
    "label": {"zh": "会议室预订", "en": "Room bookings"},
    "icon": "calendar",
    "form": "room_booking",
    "title": "topic",
    "booking": {
        "resource": "room",
        "from": "start",
        "until": "end",
        "people": "people",
        "least": "least",
        "most": "seats",
        "opens": "08:00",
        "closes": "20:00",
    },
    "reminders": [{"key": "few", "field": "start", "hours": 24, "too_few": True, "change": {"mode": "online"}}],
}
STAFF: list[JsonObject] = [
    {"action": "read", "kind": "table_record", "rows": "all", "types": ["rooms", "room_bookings"]},
    {"action": "create", "kind": "table_record", "rows": "all", "types": ["room_bookings"]},
    {"action": "update", "kind": "table_record", "rows": "own_created", "types": ["room_bookings"]},
    {"action": "archive", "kind": "table_record", "rows": "own_created", "types": ["room_bookings"]},
]
# Sees contracts of his department, without what they are worth; edits those that are his.
KEEPER: list[JsonObject] = [
    {
        "action": "read",
        "kind": "table_record",
        "rows": "own_department_and_below",
        "types": ["contracts"],
        "fields": {"named": {"amount": "hidden"}, "others": "read"},
    },
    {
        "action": "update",
        "kind": "table_record",
        "rows": "assigned",
        "types": ["contracts"],
        "fields": {"named": {"amount": "hidden"}, "others": "edit"},
    },
    {"action": "export", "kind": "table_record", "rows": "own_department_and_below", "types": ["contracts"]},
]


def found(company: Company) -> None:
    """What the administrator publishes and who may what."""
    for form in (CONTRACT_FORM, ROOM_FORM):
        company.send("admin", PublishForm(form))
    for table in (CONTRACTS, ROOMS):
        company.send("admin", m.SaveTable(table))
    company.send("admin", PublishForm(BOOKING_FORM))
    company.send("admin", m.SaveTable(BOOKINGS))
    company.send("admin", SaveRole("office_staff", {"zh": "员工"}, tuple(STAFF)))
    company.send("admin", SaveRole("contract_keeper", {"zh": "合同管理"}, tuple(KEEPER)))
    for who, roles in (
        ("engineer", ["engineer", "office_staff"]),
        ("front_desk", ["front_desk", "office_staff"]),
        ("lead", ["lead", "contract_keeper"]),
    ):
        company.send("admin", ChangeUser(company.people[who], {"roles": roles}))


class Office:
    """Says in a word what stories do often."""

    def __init__(self, company: Company) -> None:
        self.company = company

    def add(self, table: str, who: str = "admin", **data: Any) -> str:
        """The id of a new record."""
        return self.company.send(who, m.CreateTableRecord(table, data)).ref.partition(":")[2]

    def book(self, room: str, start: float, end: float, who: str = "admin", **more: Any) -> str:
        """A booking from one hour of the day to another."""
        return self.add("room_bookings", who, **self.booking(room, start, end, **more))

    @staticmethod
    def booking(room: str, start: float, end: float, **more: Any) -> JsonObject:
        """Its values."""
        hours = {"start": MIDNIGHT + int(start * HOUR), "end": MIDNIGHT + int(end * HOUR)}
        return {"topic": "例会", "room": room, **hours, **more}

    def row(self, record: str) -> JsonObject:
        """The bare row."""
        found = self.company.read(lambda tx: record_row(tx, record))
        assert found is not None
        return found
