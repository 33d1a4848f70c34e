"""Which kind of field a column or a label of people's sheets is: by what it is called, and by what stands below."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time

from bihuan.core.imports.cells import Cell, CellFault, cell_text
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject

# A choice is guessed of so many values at most, each no longer than this, and of at least so many rows.
_MOST_OPTIONS = 12
_OPTION_LENGTH = 12
_ENOUGH_ROWS = 4
_LONG = 30
# Of a cell that is taken for a title: what is longer is none, and looking for brackets in it would take minutes.
_TITLE_READ = 400
_UNITS = (
    "km/h|m³/h|kWh|MPa|kPa|bar|℃|°C|mm|cm|km|kg|KW|kW|Hz|rpm|公里|千米|小时|分钟|万元|平方米|"
    "台|件|个|套|次|人|天|米|吨|升|L|V|A|t|m|h"
)
_REQUIRED = re.compile(r"[*＊★]|[(（【\[]?必填(?:项)?[)）】\]]?")
_BRACKETS = re.compile(r"[(（【\[]([^)）】\]]*)[)）】\]]")
_BOXES = re.compile(r"[□☐☑■✓√○]\s*([^□☐☑■✓√○\s]+)")
_MEASURED = re.compile(rf"-?[0-9][0-9,]*(?:\.[0-9]+)?\s*({_UNITS})?")
_AMOUNT = re.compile(r"[¥￥]\s*-?[0-9][0-9,]*(?:\.[0-9]+)?|-?[0-9][0-9,]*(?:\.[0-9]+)?\s*元")
_DAY = re.compile(r"[0-9]{4}\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*[0-9]{1,2}\s*日?")
_MOMENT = re.compile(_DAY.pattern + r"[\sT]*[0-9]{1,2}[:：时点][0-9]{0,2}.*")
_CLOCK = re.compile(r"[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?")
_PHONE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(?:转[0-9]+)?|400-?[0-9]{3}-?[0-9]{4}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_ID_CARD = re.compile(r"[1-9][0-9]{16}[0-9Xx]")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_PERCENT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\s*%")
_YES_NO = frozenset({"是", "否", "有", "无", "√", "×", "✓", "✗", "Y", "N"})
_TAGS = re.compile(r"[、;；|]")

# What columns are called, the first that fits; tables of companies, in the words in which they write them.
_NAMED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("id_card", re.compile(r"身份证")),
    ("photo", re.compile(r"照片|图片|影像|拍照")),
    ("files", re.compile(r"附件|扫描件|视频|录音")),
    ("signature", re.compile(r"签名|签字|签章")),
    ("yes_no", re.compile(r"^是否|是否$")),
    ("email", re.compile(r"邮箱|e-?mail", re.IGNORECASE)),
    ("url", re.compile(r"网址|链接")),
    ("phone", re.compile(r"电话|手机|联系方式")),
    ("percent", re.compile(r"百分比|比例|率$")),
    ("amount", re.compile(r"金额|费用|单价|总价|价格|小计|价款|工时费|费$|报价|合同额")),
    ("number", re.compile(r"数量|次数|人数|天数|里程|温度|压力|电流|电压|份数|面积|台数|工时|转速|读数")),
    ("date", re.compile(r"日期|生日|有效期")),
    ("date_time", re.compile(r"时间|时刻")),
    ("long_text", re.compile(r"描述|原因|说明|备注|内容|事由|意见|措施|要求|建议|情况|事项|经过|用途|现象")),
    ("address", re.compile(r"地址")),
    ("visitor", re.compile(r"来访人|访客|投诉人|学生|联系人|客户姓名|^姓名$")),
    ("department", re.compile(r"(?:申请|所属|使用|责任|报修|用车|用印|受理)?部门$")),
    (
        "person",
        re.compile(
            r"(?:申请|经办|负责|报修|检查|点检|巡检|验收|审批|保养|维修|责任|受理|处理|接待|被访|报销|使用|用车|填报)人|司机|驾驶员|[巡点]检员"
        ),
    ),
    ("code", re.compile(r"编号|[单牌工学间]号|序列号|SN$|型号", re.IGNORECASE)),
    ("text", re.compile(r"名称|单位|公司|地点|位置|规格|楼栋|宿舍|房间|项目|客户|车型|班级|主题|标题|品牌|条款")),
    ("kind", re.compile(r"类型|类别|状态|结果|等级|级别|方式|程度|性别|周期|结论|满意|事由类别")),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind of field (docs/forms.md) with its settings; why (`named`, `values`, `both`, `boxes`, `nothing`); `sure`:
    `high`, `medium` or `low`."""

    kind: str
    settings: JsonObject
    why: str
    sure: str


@dataclass(frozen=True, slots=True)
class Title:
    """What a column is called without marks: required, its unit, and the options written behind it."""

    text: str
    required: bool
    unit: str | None
    options: tuple[str, ...]


def read_title(written: str) -> Title:
    """Takes the marks off what people call a column: `* 温度（℃）` → 温度, required, ℃."""
    said = _one_line(written[:_TITLE_READ]).rstrip(":：").strip()
    required = _REQUIRED.search(said) is not None
    said = _REQUIRED.sub("", said).strip().rstrip(":：").strip()
    found = _BRACKETS.search(said)
    inner = found[1].strip() if found else ""
    bare = (said[: found.start()] + said[found.end() :]).strip() if found else said
    options = (
        tuple(one.strip() for one in re.split(r"[/／]", inner) if one.strip()) if "/" in inner or "／" in inner else ()
    )
    if len(options) >= 2 and not re.fullmatch(_UNITS, inner):
        return Title(bare or said, required, None, options)
    if re.fullmatch(rf"{_UNITS}|元|%", inner):
        return Title(bare or said, required, inner, ())
    return Title(
        bare if inner in ("多选", "单选") else said, required, inner if inner in ("多选", "单选") else None, ()
    )


def is_label(text: str) -> bool:
    """Whether the text is what fields are called: by its words, or by a colon or a mark behind it."""
    said = _one_line(text)
    if not said or len(said) > 24 or _valued(said) is not None:
        return False
    if said.endswith((":", "：")) or _REQUIRED.search(said):
        return True
    name = read_title(said).text
    return len(name) <= 14 and (_name_of(name) is not None or name in ("序号", "分类", "区域", "标准", "数值"))


def guess_kind(title: Title, values: Sequence[Cell]) -> Guess:
    """The kind of field for what is called so and holds these examples."""
    said = [text for text in map(said_of, values) if text]
    boxes = tuple(dict.fromkeys(one for text in said for one in _BOXES.findall(text))) if said else ()
    if len(boxes) >= 2:
        return _choice(boxes, title.unit == "多选", "boxes", "high")
    if title.options:
        return _choice(title.options, False, "boxes", "high")
    if title.unit in ("元", "%"):
        return Guess("amount" if title.unit == "元" else "percent", {}, "unit", "high")
    if title.unit is not None and title.unit not in ("多选", "单选"):
        return Guess("number", {"unit": title.unit}, "unit", "high")
    named = _name_of(title.text)
    written = _kind_of_values(values, said)
    return _settled(named, written, said)


def _settled(named: str | None, written: Guess | None, said: Sequence[str]) -> Guess:
    """Of what the title and the examples tell, whichever is worth more."""
    by_name = _FROM_NAME[named] if named else None
    if by_name is None or named is None:
        return written or _plain("nothing", said)
    if written is not None:
        if written.kind == by_name.kind:
            return Guess(by_name.kind, written.settings or by_name.settings, "both", "high")
        if _outweighs(named, written.kind):
            return written
    if named in _JUDGED and said and (written is None or not _fits(named, written.kind)):
        return _plain("differs", said)
    return by_name


def _outweighs(named: str, written: str) -> bool:
    """Whether examples of a kind say more than such a title: a name is no choice because two rows share it."""
    if named == "date_time":
        return written in ("date", "time")
    if named in ("text", "long_text"):
        return written not in ("choice", "multi_choice")
    return named == "kind"


def _plain(why: str, said: Sequence[str]) -> Guess:
    return Guess("long_text" if any(map(_is_long, said)) else "text", {}, why, "low")


_JUDGED = frozenset({"id_card", "email", "url", "phone", "amount", "number", "date", "percent"})


def _fits(named: str, kind: str) -> bool:
    return (
        named == kind
        or (named in ("amount", "percent") and kind == "number")
        or (named == "date" and kind == "date_time")
    )


_FROM_NAME: dict[str, Guess] = {
    **{
        one: Guess(one, {}, "named", "medium")
        for one in (
            "id_card",
            "files",
            "signature",
            "email",
            "url",
            "phone",
            "percent",
            "amount",
            "number",
            "date",
            "date_time",
            "long_text",
            "address",
            "department",
            "person",
            "text",
        )
    },
    "photo": Guess("files", {"accept": ["photo"]}, "named", "high"),
    "yes_no": Guess("choice", {"options": ["是", "否"]}, "named", "high"),
    "visitor": Guess("text", {"personal": True}, "named", "medium"),
    "code": Guess("text", {"code": True}, "named", "medium"),
    "kind": Guess("text", {}, "named", "low"),
}


def _name_of(title: str) -> str | None:
    return next((kind for kind, pattern in _NAMED if pattern.search(title)), None)


def _kind_of_values(values: Sequence[Cell], said: Sequence[str]) -> Guess | None:
    """The kind that all examples have; None: they show none."""
    if not said:
        return None
    kinds = {_kind_of(cell) for cell in values if said_of(cell)}
    if kinds == {"date", "date_time"}:
        kinds = {"date_time"}
    if kinds == {"number", "measured"}:
        kinds = {"measured"}
    if len(kinds) == 1 and (kind := kinds.pop()) is not None:
        units = {found[1] for text in said if (found := _MEASURED.fullmatch(text)) and found[1]}
        if kind == "measured":
            return Guess("number", {"unit": units.pop()} if len(units) == 1 else {}, "values", "high")
        return Guess(kind, {}, "values", "medium" if kind == "number" else "high")
    return _repeated(said)


def _kind_of(cell: Cell) -> str | None:
    if isinstance(cell, datetime):
        return "date" if cell.time() == time() else "date_time"
    if isinstance(cell, date):
        return "date"
    if isinstance(cell, time):
        return "time"
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        text = said_of(cell)
        return "phone" if _PHONE.fullmatch(text) else "number"
    return _valued(unicodedata.normalize("NFKC", said_of(cell)))


def _valued(text: str) -> str | None:
    """What a text says by its shape alone; None: it is words."""
    folded = unicodedata.normalize("NFKC", text)
    kind = next((kind for kind, pattern in _SHAPES if pattern.fullmatch(folded)), None)
    if kind == "measured":
        found = _MEASURED.fullmatch(folded)
        return "measured" if found and found[1] else "number"
    return kind


_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("id_card", _ID_CARD),
    ("phone", _PHONE),
    ("email", _EMAIL),
    ("url", _URL),
    ("percent", _PERCENT),
    ("date", _DAY),
    ("date_time", _MOMENT),
    ("time", _CLOCK),
    ("amount", _AMOUNT),
    ("measured", _MEASURED),
)


def _repeated(said: Sequence[str]) -> Guess | None:
    distinct = tuple(dict.fromkeys(said))
    if set(distinct) <= _YES_NO and len(said) >= 2:
        return _choice(
            ("是", "否") if set(distinct) <= {"是", "否", "√", "×", "✓", "✗", "Y", "N"} else ("有", "无"),
            False,
            "values",
            "high",
        )
    if len(said) < _ENOUGH_ROWS:
        return None
    tags = [[one.strip() for one in _TAGS.split(text) if one.strip()] for text in said]
    if any(len(one) > 1 for one in tags):
        parts = tuple(dict.fromkeys(part for one in tags for part in one))
        if _few(parts, sum(map(len, tags))):
            return _choice(parts, True, "values", "medium")
    return _choice(distinct, False, "values", "medium") if _few(distinct, len(said)) else None


def _few(distinct: Sequence[str], of: int) -> bool:
    return len(distinct) <= min(_MOST_OPTIONS, max(2, of // 2)) and all(len(one) <= _OPTION_LENGTH for one in distinct)


def _choice(options: Sequence[str], several: bool, why: str, sure: str) -> Guess:
    listed: list[Json] = list(options)
    return Guess("multi_choice" if several else "choice", {"options": listed}, why, sure)


def _is_long(text: str) -> bool:
    return len(text) > _LONG or "\n" in text


def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def said_of(cell: Cell) -> str:
    """What the cell says; "" where Excel has lost it."""
    try:
        return cell_text(cell).strip()
    except CellFault:
        return ""
