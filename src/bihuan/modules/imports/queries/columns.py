"""Which columns a table may have, what people call them, and what they say."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Literal

from bihuan.core.imports import Wanted
from bihuan.core.late import dataclass
from bihuan.kernel.masters import Master, MasterField
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers

Kind = Literal["customer", "device"]
KINDS: tuple[Kind, ...] = ("customer", "device")


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column: `key` in this import, the record (`part`) and field it fills, and how its cells are read.

    `label` is what people are shown; `names` what else such columns are called. `by_name`: the cell names another
    record, which is looked up.
    """

    key: str
    part: str
    field: MasterField
    label: Mapping[str, str]
    names: tuple[str, ...]
    by_name: bool = False
    required: bool = False

    @property
    def reads(self) -> str:
        """The kind of cell (`core.imports.read_cell`)."""
        if self.by_name:
            return "code" if self.key == "parent" else "text"
        return "code" if self.field.key_of is not None and self.field.type == "text" else self.field.type

    @property
    def wanted(self) -> Wanted:
        """What such a column may be called."""
        return Wanted(self.key, (*self.label.values(), *self.names))


# Field → what its column is called: shown in Chinese, in English, then what else people call it.
_CUSTOMER = {
    "name": (
        "客户名称|Customer|名称|客户|单位名称|公司名称|公司|企业名称|单位|客户全称|业主|company|company name|"
        "customer name|name"
    ),
    "code": "客户编号|Customer number|客户编码|客户代码|客户号|编号|编码|customer code|customer no|code",
    "category": "客户类别|Kind of customer|客户类型|类别|类型|性质|kind|type",
    "level": "客户等级|Level|等级|级别|客户级别|vip等级|grade",
    "industry": "行业|Industry|所属行业|行业类别",
    "area": "区域|Area|所属区域|片区|服务区域|region",
    "tags": "标签|Tags|客户标签",
    "note": "客户备注|Note|备注|说明|remark|remarks|notes",
}
_CONTACT = {
    "name": "联系人|Contact|联系人姓名|姓名|负责人|对接人|contact name|contact person",
    "phone": (
        "联系电话|Phone|电话|手机|手机号|手机号码|联系方式|电话号码|联系人电话|联系手机|mobile|tel|telephone|"
        "phone number"
    ),
    "phone_other": "备用电话|Other phone|其他电话|座机|固定电话|固话|办公电话|landline",
    "email": "邮箱|E-mail|电子邮箱|邮件|电子邮件|mail|email",
    "wechat": "微信|WeChat|微信号",
    "position": "职务|Position|职位|岗位|title",
}
_SITE = {
    "name": "地点名称|Site|地点|厂区|项目|网点|门店|使用单位|site name",
    "address": "地址|Address|详细地址|客户地址|联系地址|单位地址|安装地址",
}
_DEVICE = {
    "name": "设备名称|Device|名称|设备|产品名称|品名|资产名称|device name|name",
    "sn": "序列号|Serial number|SN|sn码|s/n|设备编号|机身号|出厂编号|产品序列号|资产编号|serial|serial no",
    "model": "型号|Model|规格型号|设备型号|产品型号|规格",
    "brand": "品牌|Brand|厂家|厂商|制造商|生产厂家|manufacturer",
    "category": "类别|Category|设备类别|设备类型|分类|类型|type",
    "customer": "客户|Customer|客户名称|使用单位|所属客户|单位名称|公司名称|业主|客户编号|company",
    "site": "地点|Site|所在地点|厂区|项目|门店|网点|地点名称",
    "parent": "上级设备序列号|Part of (serial number)|上级设备|所属设备|主机序列号|parent",
    "place": "安装位置|Place|位置|具体位置|存放位置|安装地点|location",
    "installed_on": "安装日期|Installed on|安装时间|投用日期|启用日期|购买日期|采购日期|install date",
    "next_service": "下次保养日期|Next service|下次保养|保养日期|下次维保日期",
    "warranty_until": "保修截止|Warranty until|保修到期|质保期至|保修期至|质保截止|保修截止日期|质保到期|warranty end",
    "state": "状态|State|设备状态|使用状态|status",
    "note": "备注|Note|说明|remark|remarks|notes",
}
_BY_NAME = frozenset({"area", "customer", "site", "parent"})
# What people write for a value, beside its labels.
_SPOKEN: dict[tuple[str, str], dict[str, str]] = {
    ("customer", "category"): {
        **dict.fromkeys(("公司", "企业", "单位", "集团"), "company"),
        **dict.fromkeys(("个人客户", "私人", "自然人", "家庭"), "person"),
    },
    ("device", "state"): {
        **dict.fromkeys(("使用中", "正常", "运行", "运行中", "启用"), "in_use"),
        **dict.fromkeys(("闲置", "停机"), "stopped"),
        "备用": "stock",
        "已报废": "scrapped",
    },
}


def _columns(part: str, master: Master, named: Mapping[str, str], prefix: str = "") -> list[ImportColumn]:
    return [
        ImportColumn(
            f"{prefix}{key}",
            part,
            master.by_key[key],
            {"zh": names.split("|")[0], "en": names.split("|")[1]},
            tuple(names.split("|")[2:]),
            by_name=key in _BY_NAME,
            required=key == "name" and not prefix,
        )
        for key, names in named.items()
    ]


COLUMNS: Mapping[Kind, tuple[ImportColumn, ...]] = {
    "customer": (
        *_columns("customer", customers.CUSTOMERS, _CUSTOMER),
        *_columns("contact", customers.CONTACTS, _CONTACT, "contact_"),
        *_columns("site", customers.SITES, _SITE, "site_"),
    ),
    "device": tuple(_columns("device", assets.DEVICES, _DEVICE)),
}


@cache
def columns_by_key(kind: Kind) -> Mapping[str, ImportColumn]:
    """The columns of a kind of import by key."""
    return {column.key: column for column in COLUMNS[kind]}


@cache
def fields_of_part(kind: Kind, part: str) -> Mapping[str, str]:
    """Of one record's columns: key → field."""
    return {column.key: column.field.key for column in COLUMNS[kind] if column.part == part}


@cache
def options_of(kind: Kind, key: str) -> Mapping[str, str]:
    """What people write (folded) to the value that it stands for."""
    column = columns_by_key(kind)[key]
    spoken = dict(_SPOKEN.get((column.part, column.field.key), {}))
    for option in column.field.options:
        for text in (option.value, *option.label.values()):
            spoken[text] = option.value
    return {unicodedata.normalize("NFKC", text).casefold(): value for text, value in spoken.items()}
