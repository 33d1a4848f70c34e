"""A reply filled in for a ticket, with the rights of whoever is going to send it."""

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.tx import Tx
from bihuan.modules.notifications import interface as notices
from bihuan.modules.replies import queries
from bihuan.modules.tickets import interface as tickets

# What may be put into a reply, by the names that stand on its buttons; more is known (docs/replies.md).
PLACEHOLDERS: dict[str, dict[str, str]] = {
    "number": {"zh": "工单编号", "en": "Ticket number"},
    "title": {"zh": "标题", "en": "Title"},
    "type": {"zh": "工单类型", "en": "Type"},
    "stage": {"zh": "阶段", "en": "Stage"},
    "priority": {"zh": "紧急等级", "en": "Priority"},
    "customer.name": {"zh": "客户名称", "en": "Customer"},
    "contact.name": {"zh": "联系人", "en": "Contact"},
    "site.name": {"zh": "地点", "en": "Site"},
    "device.name": {"zh": "设备", "en": "Device"},
    "assignee": {"zh": "处理人", "en": "Assignee"},
    "next_due": {"zh": "截止时间", "en": "Due"},
    "actor": {"zh": "我的姓名", "en": "My name"},
    "company": {"zh": "公司名称", "en": "Company"},
}


@dataclass(frozen=True, slots=True)
class Filled:
    """The words, and the placeholders that were left out: empty, or not for this reader."""

    text: str
    missing: tuple[str, ...]


def filled(tx: Tx, caller: Caller, tenant: TenantInfo, text: str, key: str) -> Filled:
    """`text` for the ticket with this id or number. Refuses `ticket.not_found` where the caller may not read it."""
    row, _ = tickets.readable_row(tx, caller, key)
    reader = notices.Reader(caller.subject, caller.language, tenant)
    reading = notices.Reading(tx, reader, row, {"actor": caller.id})
    missing = tuple(name for name in notices.slots(text) if not reading.text(name))
    return Filled(notices.fill(text, reading.text), missing)


def configured_replies(tx: Tx) -> dict[str, JsonObject]:
    """The replies that are everybody's, by id: `category`, `title` and `text`."""
    return {row["id"]: {name: row[name] for name in ("category", "title", "text")} for row in queries.shared_rows(tx)}
