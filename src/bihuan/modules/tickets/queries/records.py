"""A ticket as rules read it: its core record, its form's data and the records beside it (semantics §3)."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from bihuan.core.forms import rules_schema
from bihuan.core.rules import Field, FieldKind, Option, Schema
from bihuan.core.values import PRIORITIES, Instant, JsonObject
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.masters import Master, rule_fields
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity

_PRIORITIES = tuple(Option(key, {"zh": key, "en": key}) for key in PRIORITIES)
_CATEGORIES = (
    ("new", "新建", "New"),
    ("active", "处理中", "Active"),
    ("waiting", "等待", "Waiting"),
    ("resolved", "已解决", "Resolved"),
    ("closed", "已关闭", "Closed"),
    ("cancelled", "已取消", "Cancelled"),
)
# Columns that the record has under the same name.
_SAME = (
    "number", "type", "title", "priority", "priority_source", "stage", "category", "region", "department", "team",
    "contract_source", "created_at", "resolved_at",
)  # fmt: skip


def _field(key: str, kind: FieldKind, zh: str, en: str, **more: Any) -> Field:
    return Field(key, kind, {"zh": zh, "en": en}, **more)


def _relation(key: str, zh: str, en: str, master: Master, *beside: Field) -> Field:
    return _field(key, "record", zh, en, fields=(*rule_fields(master.fields), *beside))


_IN_WARRANTY = _field("in_warranty", "boolean", "在保", "In warranty")
_PERSON = (_field("department", "department", "部门", "Department"),)
CORE_FIELDS: tuple[Field, ...] = (
    _field("number", "text", "工单号", "Number"),
    _field("type", "choice", "工单类型", "Type"),
    _field("title", "text", "标题", "Title"),
    _field("priority", "choice", "紧急等级", "Priority", options=_PRIORITIES),
    _field("priority_source", "choice", "等级来源", "Source of priority"),
    _field("stage", "choice", "阶段", "Stage"),
    _field(
        "category",
        "choice",
        "阶段类别",
        "Category of stage",
        options=tuple(Option(key, {"zh": zh, "en": en}) for key, zh, en in _CATEGORIES),
    ),
    _field("source", "choice", "来源渠道", "Source channel"),
    _field("source_channel", "text", "来源渠道", "Source channel"),
    _field("source_system", "text", "来源系统", "Source system"),
    _field("region", "region", "区域", "Region"),
    _field("department", "department", "部门", "Department"),
    _field("team", "choice", "班组", "Team"),
    _field("tags", "multi", "标签", "Tags"),
    _field("assignee", "person", "处理人", "Assignee", fields=_PERSON),
    _field("submitter", "person", "提交人", "Submitter", fields=_PERSON),
    _field("contract_source", "choice", "合同来源", "Source of contract"),
    _field("created_at", "instant", "创建时间", "Created at"),
    _field("resolved_at", "instant", "解决时间", "Resolved at"),
    _relation("customer", "客户", "Customer", customers.CUSTOMERS),
    _relation("site", "地点", "Site", customers.SITES),
    _relation("contract", "合同", "Contract", customers.CONTRACTS),
    _relation("device", "设备", "Device", assets.DEVICES, _IN_WARRANTY),
)


def record_schema(tx: Tx, form: str, version: int) -> Schema:
    """What rules may say of tickets with this form. A form's field never hides one of the core record."""
    own = rules_schema(forms.form_definition(tx, form, version)).fields
    core = {item.key: item for item in CORE_FIELDS}
    return Schema((*CORE_FIELDS, *(item for key, item in own.items() if key not in core)))


def shared_schema(tx: Tx) -> Schema:
    """What rules about tickets of several types may say: the core record, and fields that mean the same in every
    active type whose form has them (same key and kind)."""
    found: dict[str, Field] = {}
    kinds: Counter[str] = Counter()
    for kind in flows.ticket_types(tx):
        if not kind.active:
            continue
        form = forms.form_definition(tx, kind.form, forms.current_version(tx, kind.form))
        for key, item in rules_schema(form).fields.items():
            known = found.setdefault(key, item)
            kinds[key] += known.type != item.type
    core = {item.key for item in CORE_FIELDS}
    return Schema((*CORE_FIELDS, *(item for key, item in found.items() if key not in core and not kinds[key])))


def record_of(tx: Tx, tenant: TenantInfo, now: Instant, row: Row, wanted: Collection[str] | None = None) -> JsonObject:
    """The record of one ticket, whoever asks. What is empty is left out, as rules expect.

    `wanted`: which of the records beside it are loaded; None for all.
    """
    found: JsonObject = {**(row["data"] or {}), **{name: row[name] for name in _SAME}}
    found |= {
        "source": row["channel"],
        "source_channel": row["channel"],
        "source_system": row["system"],
        "tags": row["tags"] or None,
    }
    for name, load in _BESIDE.items():
        if row[name] and (wanted is None or name in wanted):
            found[name] = load(tx, row[name], now, tenant.zone)
    return {key: value for key, value in found.items() if value is not None}


def _person(tx: Tx, person: str, _now: Instant, _zone: str) -> JsonObject:
    department = identity.main_department(tx, person)
    return {"id": person, "department": department} if department else {"id": person}


_BESIDE: dict[str, Callable[[Tx, str, Instant, str], JsonObject | None]] = {
    "assignee": _person,
    "submitter": _person,
    "customer": lambda tx, key, _now, _zone: customers.company_facts(tx, key),
    "site": lambda tx, key, _now, _zone: customers.site_facts(tx, key),
    "contract": lambda tx, key, _now, _zone: customers.contract_facts(tx, key),
    "device": assets.device_facts,
}
