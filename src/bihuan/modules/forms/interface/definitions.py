"""Published forms: their newest version, and each as it was parsed."""

from collections.abc import Iterator

from bihuan.core.forms import FormDefinition, Relations, parse_form
from bihuan.core.rules import Field
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.tx import Tx
from bihuan.modules.forms import queries

_BESIDE = (
    Field(
        "customer",
        "record",
        {"zh": "客户", "en": "Customer"},
        fields=(
            Field("name", "text", {"zh": "名称", "en": "Name"}),
            Field("level", "text", {"zh": "级别", "en": "Level"}),
        ),
    ),
    Field(
        "contract",
        "record",
        {"zh": "合同", "en": "Contract"},
        fields=(
            Field("number", "text", {"zh": "合同号", "en": "Number"}),
            Field("amount", "number", {"zh": "合同金额", "en": "Amount"}),
        ),
    ),
    Field(
        "submitter",
        "record",
        {"zh": "提交人", "en": "Submitter"},
        fields=(Field("department", "department", {"zh": "部门", "en": "Department"}),),
    ),
    Field("priority", "text", {"zh": "紧急等级", "en": "Priority"}),
    Field("source_channel", "text", {"zh": "来源渠道", "en": "Source channel"}),
)
_DEVICE = (
    Field("sn", "text", {"zh": "SN", "en": "Serial number"}),
    Field("name", "text", {"zh": "名称", "en": "Name"}),
    Field("model", "text", {"zh": "型号", "en": "Model"}),
    Field("in_warranty", "boolean", {"zh": "在保", "en": "In warranty"}),
)
_NAME = Field("name", "text", {"zh": "名称", "en": "Name"})
_PHONE = Field("phone", "text", {"zh": "电话", "en": "Phone"})
_ADDRESS = Field("address", "text", {"zh": "地址", "en": "Address"})
_THINGS = {
    "role": (_NAME,),
    "customer": (
        _NAME,
        Field("code", "text", {"zh": "客户编号", "en": "Number"}),
        Field("level", "text", {"zh": "级别", "en": "Level"}),
        Field("contact_name", "text", {"zh": "主要联系人", "en": "Main contact"}),
        _PHONE,
        _ADDRESS,
    ),
    "contact": (
        _NAME,
        _PHONE,
        Field("email", "text", {"zh": "邮箱", "en": "E-mail"}),
        Field("position", "text", {"zh": "职务", "en": "Position"}),
    ),
    "site": (_NAME, _ADDRESS),
    "contract": (
        Field("number", "text", {"zh": "合同号", "en": "Number"}),
        _NAME,
        Field("amount", "number", {"zh": "合同金额", "en": "Amount"}),
        Field("valid_from", "date", {"zh": "生效日期", "en": "Valid from"}),
        Field("valid_to", "date", {"zh": "到期日期", "en": "Valid to"}),
        Field("sla", "text", {"zh": "服务等级", "en": "Service level"}),
    ),
    "ticket": (
        Field("number", "text", {"zh": "工单号", "en": "Number"}),
        Field("title", "text", {"zh": "标题", "en": "Title"}),
        Field("priority", "text", {"zh": "紧急等级", "en": "Priority"}),
        Field("category", "text", {"zh": "状态", "en": "State"}),
    ),
}
# What rules of forms and flows may read beyond the form; tickets load it (semantics §3).
RELATIONS = Relations(beside=_BESIDE, behind={"device": _DEVICE, **_THINGS})


def current_version(tx: Tx, key: str) -> int:
    """The number of the newest version. Refuses `form.unknown`."""
    version = queries.newest_version(tx, key)
    if version is None:
        raise Refusal("form.unknown", Kind.NOT_FOUND, form=key)
    return version


def form_body(tx: Tx, key: str, version: int) -> JsonObject:
    """A published version as it was written. Refuses `form.unknown`."""
    row = queries.one(tx, key, version)
    if row is None:
        raise Refusal("form.unknown", Kind.NOT_FOUND, form=key, version=version)
    body: JsonObject = row["body"]
    return body


def form_definition(tx: Tx, key: str, version: int) -> FormDefinition:
    """A published version, parsed; cached, for it never changes. Refuses `form.unknown`."""
    return tx.memo.get(("form", key, version), lambda: _parse(tx, key, version))


def _parse(tx: Tx, key: str, version: int) -> FormDefinition:
    row = queries.one(tx, key, version)
    if row is None:
        raise Refusal("form.unknown", Kind.NOT_FOUND, form=key, version=version)
    return parse_form(row["body"], relations=RELATIONS)


def form_source(tx: Tx, key: str) -> JsonObject | None:
    """The newest version's complete JSON, or None."""
    row = queries.newest(tx, key)
    body: JsonObject | None = row["body"] if row else None
    return body


def configured_forms(tx: Tx) -> list[JsonObject]:
    """The newest version of every form, complete, by key: what a bundle of the company holds."""
    return [row["body"] for row in queries.newest_rows(tx)]


def keys_of_kind(tx: Tx, kind: str) -> frozenset[str]:
    """The keys of fields of this kind, in whatever version of whatever form. Versions are only ever added, so that
    their number says whether the last answer still holds."""
    standing = queries.number_of_versions(tx)
    return tx.memo.get(("keys_of_kind", kind, standing), lambda: frozenset(_keys_of_kind(tx, kind)))


def _keys_of_kind(tx: Tx, kind: str) -> Iterator[str]:
    for form, version in queries.all_versions(tx):
        yield from (key for key, field in form_definition(tx, form, version).fields.items() if field.kind.name == kind)
