"""Companies, contacts, sites and contracts: their fields and tables."""

from collections.abc import Iterator
from decimal import Decimal

import sqlalchemy as sa

from bihuan.core.rules import Option, number_of, number_text
from bihuan.core.values import Json, JsonObject, Problem
from bihuan.kernel.masters import Fault, Master, MasterField, Saving, code_key, master_table, phone_key

CUSTOMER = "customer"
_MAX_COVERED = 2_000
_COVER_LISTS = ("devices", "categories", "sites")


def _point(value: Json) -> JsonObject:
    """WGS 84 in degrees, as exact text: {"lat": "31.2989", "lng": "120.5853"}."""
    if not isinstance(value, dict) or set(value) != {"lat", "lng"}:
        raise Fault("record.point_invalid")
    found = {}
    for name, most in (("lat", 90), ("lng", 180)):
        number = number_of(value[name]) if isinstance(value[name], str | int) else None
        if number is None or abs(number) > most:
            raise Fault("record.point_invalid")
        found[name] = number_text(round(number, 7).normalize() + Decimal(0))
    return found


def _fence(value: Json) -> Json:
    """How many metres from its point one is still on site: whole, 20 to 20,000."""
    metres = number_of(value) if isinstance(value, str | int) else None
    if metres is None or metres != int(metres) or not 20 <= metres <= 20_000:
        raise Fault("record.fence_invalid", least=20, most=20_000)
    return value


def _cover(value: Json) -> JsonObject:
    """What a contract covers: {"all": true}, or lists of device ids, device categories and site ids."""
    if value == {"all": True}:
        return {"all": True}
    if not isinstance(value, dict) or not value or set(value) - set(_COVER_LISTS):
        raise Fault("contract.cover_invalid")
    for items in value.values():
        if not isinstance(items, list) or len(items) > _MAX_COVERED:
            raise Fault("contract.cover_invalid")
        if not all(isinstance(item, str) and 0 < len(item) <= 100 for item in items):
            raise Fault("contract.cover_invalid")
    return {name: sorted(set(items)) for name, items in sorted(value.items()) if items}


def _label(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


CUSTOMER_FIELDS = (
    MasterField(
        "name", label=_label("名称", "Name"), required=True, personal=True, mask="name", sort=True, search=True
    ),
    MasterField("code", label=_label("客户编号", "Number"), unique=True, key_of=code_key, search=True, max_length=50),
    MasterField(
        "category",
        "choice",
        _label("类别", "Kind"),
        default="company",
        options=(Option("company", _label("单位", "Company")), Option("person", _label("个人", "Private person"))),
    ),
    MasterField("level", label=_label("等级", "Level"), max_length=50),
    MasterField("industry", label=_label("行业", "Industry"), max_length=100),
    MasterField("area", "reference", _label("区域", "Area")),
    MasterField("department", "reference", _label("负责部门", "Department")),
    MasterField("team", "reference", _label("负责班组", "Team")),
    MasterField("owner", "reference", _label("负责人", "Owner")),
    MasterField("tags", "tags", _label("标签", "Tags"), max_length=50),
    MasterField("note", "long_text", _label("备注", "Note"), personal=True),
)
CUSTOMERS = Master(
    CUSTOMER,
    CUSTOMER_FIELDS,
    master_table("customer", CUSTOMER_FIELDS),
    anchors={"customer": "id", "area": "area", "department": "department", "team": "team"},
)

CONTACT_FIELDS = (
    MasterField("customer", "reference", _label("客户", "Customer"), required=True, target=CUSTOMER),
    MasterField(
        "name", label=_label("姓名", "Name"), required=True, personal=True, mask="name", sort=True, search=True
    ),
    MasterField("phone", "phone", _label("电话", "Phone"), personal=True, mask="phone", key_of=phone_key, search=True),
    MasterField(
        "phone_other", "phone", _label("备用电话", "Other phone"), personal=True, mask="phone", key_of=phone_key
    ),
    MasterField("email", "email", _label("邮箱", "E-mail"), personal=True, mask="email", search=True),
    MasterField("wechat", label=_label("微信", "WeChat"), personal=True, max_length=100),
    MasterField("position", label=_label("职务", "Position"), max_length=100),
    MasterField("main", "boolean", _label("主要联系人", "Main contact"), default=False),
    MasterField("note", "long_text", _label("备注", "Note"), personal=True),
)
CONTACTS = Master(
    "contact",
    CONTACT_FIELDS,
    master_table("contact", CONTACT_FIELDS),
    anchors={"customer": "customer"},
    belongs_to=(("customer", CUSTOMERS),),
)

SITE_FIELDS = (
    MasterField("customer", "reference", _label("客户", "Customer"), required=True, fixed=True, target=CUSTOMER),
    MasterField("name", label=_label("名称", "Name"), required=True, sort=True, search=True),
    MasterField("address", label=_label("地址", "Address"), personal=True, search=True, max_length=300),
    MasterField("area", "reference", _label("区域", "Area")),
    MasterField("point", "json", _label("坐标", "Position"), personal=True, check=_point),
    MasterField("note", "long_text", _label("备注", "Note"), personal=True),
    MasterField("fence", "number", _label("签到范围（米）", "Check-in radius (m)"), check=_fence),
)
SITES = Master(
    "site",
    SITE_FIELDS,
    master_table("site", SITE_FIELDS),
    anchors={"customer": "customer", "area": "area"},
    belongs_to=(("customer", CUSTOMERS),),
)


def _contract_faults(saving: Saving) -> Iterator[Problem]:
    start, end = saving.values.get("valid_from"), saving.values.get("valid_to")
    if start and end and start > end:
        yield Problem("valid_to", "contract.ends_before_it_begins", {"valid_from": start, "valid_to": end})


CONTRACT_FIELDS = (
    MasterField("customer", "reference", _label("客户", "Customer"), required=True, fixed=True, target=CUSTOMER),
    MasterField("number", label=_label("合同编号", "Number"), required=True, unique=True, key_of=code_key, search=True),
    MasterField("name", label=_label("名称", "Name"), sort=True, search=True),
    MasterField("valid_from", "date", _label("生效日期", "Valid from"), required=True),
    MasterField("valid_to", "date", _label("到期日期", "Valid to"), required=True),
    MasterField("amount", "number", _label("金额", "Amount")),
    MasterField("currency", label=_label("币种", "Currency"), default="CNY", max_length=3),
    MasterField("sla", label=_label("服务等级", "Service level"), max_length=50),
    MasterField("cover", "json", _label("覆盖范围", "Cover"), check=_cover),
    MasterField("note", "long_text", _label("备注", "Note")),
)
CONTRACTS = Master(
    "contract",
    CONTRACT_FIELDS,
    master_table("contract", CONTRACT_FIELDS, sa.Index("ix_contract_customer_valid_to", "customer", "valid_to")),
    anchors={"customer": "customer"},
    belongs_to=(("customer", CUSTOMERS),),
    check=_contract_faults,
    default_sort="-valid_to",
)

ALL = (CUSTOMERS, CONTACTS, SITES, CONTRACTS)
