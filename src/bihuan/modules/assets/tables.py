"""Devices: their fields, tables, and the codes on their labels."""

import hmac

import sqlalchemy as sa

from bihuan.core.rules import Option
from bihuan.core.values import Refusal
from bihuan.db.types import Id, Instant, metadata
from bihuan.kernel.context import Context
from bihuan.kernel.keys import derive
from bihuan.kernel.masters import MasterField, code_key, master_table
from bihuan.kernel.tx import Tx

CODE_PREFIX = "bh-"
# Crockford's alphabet: no letter that people take for a digit.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_MISREAD = str.maketrans("oil", "011")
_CODE_LENGTH = 9


def device_code(tx: Tx, device_id: str, attempt: int = 0) -> str:
    """What a device's QR code says: opaque, signed with the tenant's key so that nobody can guess another's."""
    key = derive(tx.keys.root, "device-codes")
    number = int.from_bytes(hmac.digest(key, f"{device_id}/{attempt}".encode(), "sha256")[:8], "big")
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_CODE_LENGTH))
    return f"{CODE_PREFIX}{letters}{_check_character(letters)}"


def read_code(text: str) -> str | None:
    """A code as it stands in the table, from what somebody scanned or typed; None when a character is wrong."""
    letters = text.strip().lower().removeprefix(CODE_PREFIX).translate(_MISREAD)
    if len(letters) != _CODE_LENGTH + 1 or set(letters) - set(_ALPHABET):
        return None
    return f"{CODE_PREFIX}{letters}" if letters[-1] == _check_character(letters[:-1]) else None


def _check_character(letters: str) -> str:
    # 31 is prime: every single wrong character (but 0 for z) and every swap of neighbours changes the sum.
    return _ALPHABET[sum((place + 2) * _ALPHABET.index(letter) for place, letter in enumerate(letters)) % 31]


def _free_code(context: Context, device_id: str) -> str:
    for attempt in range(20):
        code = device_code(context.tx, device_id, attempt)
        if context.tx.get(device, code=code) is None:
            return code
    raise Refusal("device.no_code_free")


def _label(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


DEVICE_FIELDS = (
    MasterField("name", label=_label("名称", "Name"), required=True, sort=True, search=True),
    MasterField(
        "sn", label=_label("序列号", "Serial number"), unique=True, key_of=code_key, search=True, max_length=100
    ),
    MasterField("code", label=_label("二维码编号", "QR code"), unique=True, make=_free_code, max_length=20),
    MasterField("model", label=_label("型号", "Model"), search=True, sort=True, max_length=100),
    MasterField("brand", label=_label("品牌", "Brand"), search=True, max_length=100),
    MasterField("category", label=_label("类别", "Category"), max_length=100),
    MasterField("customer", "reference", _label("客户", "Customer"), target="customer"),
    MasterField("site", "reference", _label("地点", "Site"), target="site"),
    MasterField("parent", "reference", _label("上级设备", "Part of"), target="device"),
    MasterField("place", label=_label("安装位置", "Place"), search=True),
    MasterField("installed_on", "date", _label("安装日期", "Installed on")),
    MasterField("next_service", "date", _label("下次保养日期", "Next service")),
    MasterField("warranty_until", "date", _label("保修截止", "Warranty until")),
    MasterField(
        "state",
        "choice",
        _label("状态", "State"),
        default="in_use",
        options=(
            Option("in_use", _label("在用", "In use")),
            Option("stopped", _label("停用", "Stopped")),
            Option("stock", _label("库存", "In stock")),
            Option("scrapped", _label("报废", "Scrapped")),
        ),
    ),
    MasterField("note", "long_text", _label("备注", "Note")),
)
device = master_table("device", DEVICE_FIELDS)

device_document = sa.Table(
    "device_document",
    metadata,
    sa.Column("device", Id, primary_key=True),
    sa.Column("file", Id, primary_key=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", Id),
)
