"""Each measure by name, and how it is reckoned, in words that can be checked against a ticket."""

from collections.abc import Mapping

from bihuan.core.reports.measures import MEASURES, Measure

Words = Mapping[str, str]

_COUNTS: Mapping[str, tuple[str, str, str, str]] = {
    "created": ("新建", "Created", "按创建日计的工单数", "Tickets by the day they were made"),
    "open": (
        "未结",
        "Open",
        "现在仍未结束的工单数，按创建日计",
        "Tickets that are open now, by the day they were made",
    ),
    "resolved": (
        *("已解决", "Resolved"),
        *("按最近一次解决日计；重开后不再算作已解决", "Tickets by the day they were resolved last; not while reopened"),
    ),
    "closed": ("已结束", "Closed", "按结束日计，不含取消的", "Tickets by the day they ended, without cancelled ones"),
    "cancelled": ("已取消", "Cancelled", "按取消日计的工单数", "Tickets by the day they were cancelled"),
    "reopened": ("重开", "Reopened", "重开的次数，按重开日计", "How often tickets were reopened, by that day"),
    "responded": (
        *("已响应", "Answered"),
        *(
            "按首次响应日计：第一次公开答复、接通的电话或到场",
            "By the day of the first public answer, call taken or arrival",
        ),
    ),
    "reopen_rate": (
        *("重开率", "Reopen rate"),
        *(
            "重开次数 ÷（重开次数＋已解决）：没有管住的解决占多少",
            "Reopened ÷ (reopened + resolved): resolutions that did not hold",
        ),
    ),
    "first_fix_rate": (
        *("一次修复率", "First-time fix"),
        *("只上门一次且未重开的 ÷ 上过门并已解决的", "Resolved in one visit and not reopened ÷ resolved with a visit"),
    ),
}
_SPANS: Mapping[str, tuple[str, str, str, str]] = {
    "response": (
        "首次响应时间",
        "First response",
        "从创建到首次响应（自然时间）",
        "From creation to the first answer, wall time",
    ),
    "resolution": ("解决时间", "Resolution time", "从创建到解决（自然时间）", "From creation to resolution, wall time"),
    "work": (
        "解决工时",
        "Working time to resolve",
        "解决计时走过的时间（按它的日历，扣除暂停）",
        "What the resolve clock counted",
    ),
}
_SHAPES: Mapping[str, tuple[str, str, str, str]] = {
    "mean": ("平均", "mean", "总时长 ÷ 工单数", "sum ÷ tickets"),
    "p50": ("中位", "median", "一半的工单不超过它", "half of the tickets do not exceed it"),
    "p90": ("P90", "P90", "九成的工单不超过它", "nine in ten tickets do not exceed it"),
}
_CLOCKS: Mapping[str, tuple[str, str]] = {
    "assign": ("派单", "Assign"),
    "accept": ("接单", "Accept"),
    "first_response": ("首次响应", "First response"),
    "resolve": ("解决", "Resolve"),
    "update": ("进展更新", "Update"),
    "other": ("其他计时", "Other clocks"),
}
_OUTCOMES: Mapping[str, tuple[str, str, str, str]] = {
    "met": ("达标", "met", "计时按时停止的，按停止日计", "Clocks that stopped in time, by that day"),
    "breached": (
        "超时",
        "breached",
        "停止时已超时的按停止日计，仍在走的按超时日计",
        "Late when stopped; while running by the day of the breach",
    ),
    "kept": ("达成率", "kept", "达标 ÷（达标＋超时）", "Met ÷ (met + breached)"),
}


def _words_of(key: str) -> tuple[str, str, str, str]:
    if key in _COUNTS:
        return _COUNTS[key]
    thing, _, way = key.rpartition("_")
    if thing in _SPANS:
        (zh, en, how_zh, how_en), (way_zh, way_en, by_zh, by_en) = _SPANS[thing], _SHAPES[way]
        return f"{zh}（{way_zh}）", f"{en}, {way_en}", f"{how_zh}；{by_zh}", f"{how_en}; {by_en}"
    (zh, en), (way_zh, way_en, how_zh, how_en) = _CLOCKS[thing], _OUTCOMES[way]
    return f"{zh}{way_zh}", f"{en} {way_en}", how_zh, how_en


def _pair(zh: str, en: str) -> Words:
    return {"zh": zh, "en": en}


LABELS: dict[str, Words] = {key: _pair(*_words_of(key)[:2]) for key in MEASURES}
FORMULAS: dict[str, Words] = {key: _pair(*_words_of(key)[2:]) for key in MEASURES}


def register_measure(measure: Measure, label: Words, formula: Words) -> None:
    """Make a measure known to every report, with its name and its formula for people.

    A second one of the same key, or one of amounts that nobody counts, is a programming error (ValueError).
    """
    unknown = {measure.of, *measure.by} - {amount for known in MEASURES.values() for amount in (known.of, *known.by)}
    if measure.key in MEASURES or unknown:
        raise ValueError(f"measure {measure.key!r} is already registered, or nobody counts {sorted(unknown)}")
    MEASURES[measure.key] = measure
    LABELS[measure.key], FORMULAS[measure.key] = label, formula


_GROUPS: Mapping[str, tuple[str, str]] = {
    "day": ("日", "Day"),
    "week": ("周", "Week"),
    "month": ("月", "Month"),
    "weekday": ("星期几", "Day of the week"),
    "age": ("账龄（天）", "Age in days"),
    "type": ("工单类型", "Ticket type"),
    "priority": ("紧急等级", "Priority"),
    "category": ("状态", "State"),
    "stage": ("阶段", "Stage"),
    "channel": ("来源", "Source"),
    "department": ("部门", "Department"),
    "team": ("班组", "Team"),
    "region": ("区域", "Region"),
    "assignee": ("处理人", "Assignee"),
    "submitter": ("报修人", "Reported by"),
    "customer": ("客户", "Customer"),
    "device": ("设备", "Device"),
    "contract": ("合同", "Contract"),
    "red": ("告急", "Marked red"),
}
_STATES: Mapping[str, tuple[str, str]] = {
    "new": ("新建", "New"),
    "active": ("处理中", "Active"),
    "waiting": ("等待中", "Waiting"),
    "resolved": ("已解决", "Resolved"),
    "closed": ("已关闭", "Closed"),
    "cancelled": ("已取消", "Cancelled"),
}
GROUP_LABELS: Mapping[str, Words] = {key: _pair(*words) for key, words in _GROUPS.items()}
STATE_LABELS: Mapping[str, Words] = {key: _pair(*words) for key, words in _STATES.items()}
