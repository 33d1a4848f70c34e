"""The form, the flows and the words of the bench's own company: nothing here comes from the demo data."""

import random
from typing import Any

Json = dict[str, Any]

KINDS = ("mechanical", "electrical", "hydraulic", "software")
PRIORITIES = ("P0", "P1", "P2", "P3")

FORM: Json = {
    "form": "bench",
    "label": {"zh": "测量", "en": "Bench"},
    "fields": [
        {"key": "fault", "kind": "text", "label": {"zh": "故障", "en": "Fault"}, "filterable": True},
        {"key": "serial", "kind": "text", "code": True, "label": {"zh": "SN", "en": "Serial"}, "filterable": True},
        {
            "key": "sort",
            "kind": "choice",
            "label": {"zh": "类别", "en": "Kind"},
            "filterable": True,
            "options": [{"value": kind, "label": {"zh": kind, "en": kind}} for kind in KINDS],
        },
        {"key": "amount", "kind": "number", "label": {"zh": "费用", "en": "Cost"}},
        {"key": "cause", "kind": "text", "label": {"zh": "原因", "en": "Cause"}},
        {"key": "stars", "kind": "number", "label": {"zh": "评分", "en": "Rating"}},
    ],
}

_STAGES = [
    {"key": "reported", "label": {"zh": "待受理", "en": "Reported"}, "category": "new"},
    {"key": "in_work", "label": {"zh": "处理中", "en": "In work"}, "category": "active"},
    {"key": "to_accept", "label": {"zh": "待验收", "en": "To accept"}, "category": "waiting"},
    {"key": "done", "label": {"zh": "已解决", "en": "Resolved"}, "category": "resolved"},
    {"key": "closed", "label": {"zh": "已归档", "en": "Closed"}, "category": "closed"},
    {"key": "cancelled", "label": {"zh": "已取消", "en": "Cancelled"}, "category": "cancelled"},
]
_START: Json = {
    "id": "report",
    "kind": "start",
    "label": {"zh": "报修", "en": "Report"},
    "stage": "reported",
    "fields": {"fault": "required", "serial": "edit", "sort": "edit", "amount": "edit"},
}
_END: Json = {"id": "close", "kind": "end", "label": {"zh": "归档", "en": "Close"}, "stage": "closed"}


def _handle(step: str, visit: str, **more: Any) -> Json:
    return {
        "id": step,
        "kind": "handle",
        "label": {"zh": "处理", "en": "Work"},
        "stage": "in_work",
        "owner": "by_hand",
        "mode": "dispatch",
        "visit": visit,
        "dispatchers": ["dispatcher"],
        "fields": {"fault": "read", "cause": "required", "amount": "edit"},
        "actions": [{"key": "finish", "label": {"zh": "完工", "en": "Done"}}],
        **more,
    }


def _flow(key: str, *steps: Json) -> Json:
    return {
        "key": key,
        "label": {"zh": key, "en": key},
        "stages": _STAGES,
        "leads": ["lead"],
        "withdraw": {"until": "first_act", "then": "cancel"},
        "root": [_START, *steps, _END],
    }


# The whole closed loop: hand out, accept, go, arrive, begin, finish, acceptance, rating.
LOOP = _flow(
    "bench_loop",
    _handle("work", "full"),
    {
        "id": "acceptance",
        "kind": "approve",
        "label": {"zh": "验收", "en": "Acceptance"},
        "stage": "to_accept",
        "approvers": {"submitter": True},
        "fields": {"*": "read"},
        "returns": [],
        "actions": [
            {"key": "agree", "label": {"zh": "通过", "en": "Accept"}, "signature": "required"},
            {"key": "refuse", "label": {"zh": "不合格", "en": "Reject"}, "comment": "required"},
        ],
        "refused": {"return_to": "work"},
    },
    {
        "id": "rating",
        "kind": "handle",
        "label": {"zh": "评价", "en": "Rating"},
        "stage": "done",
        "owner": {"submitter": True},
        "visit": "simple",
        "fields": {"stars": "required"},
        "actions": [{"key": "finish", "label": {"zh": "评价", "en": "Rate"}}],
    },
)
# What a desk does: one person, one step.
DESK = _flow("bench_desk", _handle("work", "simple"))
TYPES = {"bench_loop": "LP", "bench_desk": "DK"}

_DEVICES = (
    "电机",
    "液压站",
    "空调",
    "水泵",
    "传送带",
    "减速机",
    "变频器",
    "轴承座",
    "冷却塔",
    "配电柜",
    "压缩机",
    "阀组",
)
_PLACES = ("苏州一号车间", "无锡二号车间", "昆山仓库", "常州总装线", "南通码头", "上海展厅", "杭州机房", "宁波泵房")
_SIGNS = (
    "异响",
    "过热报警",
    "压力不足",
    "无法启动",
    "振动偏大",
    "跳闸",
    "漏油",
    "转速不稳",
    "通讯中断",
    "指示灯不亮",
    "堵转",
    "温度上不去",
    "门打不开",
    "噪声超标",
    "停机",
    "读数漂移",
)
_WISHES = ("请尽快安排", "影响生产", "客户催促", "白天可进场", "需带备件", "保修期内", "上次修过同样问题", "先电话联系")
_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def words(chance: random.Random) -> tuple[str, str, str, str]:
    """(title, description, fault, serial) of one report; 漏水 in about one of eighty."""
    sign = "漏水" if chance.random() < 0.0125 else chance.choice(_SIGNS)
    device, place = chance.choice(_DEVICES), chance.choice(_PLACES)
    serial = f"XX-{chance.randrange(10_000_000):07d}"
    name = chance.choice(_NAMES)
    title = f"{place}{device}{sign}"
    wishes = "，".join(chance.sample(_WISHES, 2))
    description = (
        f"{place}的{device}（{serial}）今天{sign}，{wishes}。联系{name}工，分机{chance.randrange(1000, 9999)}。"
    )
    return title, description, f"{device}{sign}", serial


def report_data(chance: random.Random) -> tuple[str, str, Json]:
    """(title, description, form data) of one report."""
    title, description, fault, serial = words(chance)
    data = {
        "fault": fault,
        "serial": serial,
        "sort": chance.choice(KINDS),
        "amount": str(chance.randrange(100, 90_000)),
    }
    return title, description, data
