# limits: table
"""The words of rules in both languages."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "rule": "当{when}时，{condition}{then}。",
        "if": "如果 {}，则",
        "then_join": "；",
        "or": " 或 ",
        "comma": "、",
        "path": "的",
        "event": "{}",
        "change": "{field}{old}变更{new}",
        "from": "由 {} ",
        "to": "为 {}",
        "every": "每隔 {} 分钟",
        "at": "{days} {time}",
        "daily": "每天",
        "weekly": "每{}",
        "monthly": "每月 {} 日",
        "empty": "空",
        "yes": "是",
        "no": "否",
        "rows": "{} 行",
        "count": "历史次数",
        "read": "{label} 为 {value}",
        "unmet": "“{said}”不成立（{values}）",
        "met": "“{said}”成立，而规则要求不成立（{values}）",
    },
    "en": {
        "rule": "When {when}: {condition}{then}.",
        "if": "if {}, ",
        "then_join": "; ",
        "or": " or ",
        "comma": ", ",
        "path": " › ",
        "event": "{}",
        "change": "{field} changes{old}{new}",
        "from": " from {}",
        "to": " to {}",
        "every": "every {} minutes have passed",
        "at": "it is {time} {days}",
        "daily": "every day",
        "weekly": "on {}",
        "monthly": "on day {} of the month",
        "empty": "nothing",
        "yes": "yes",
        "no": "no",
        "rows": "{} rows",
        "count": "the count",
        "read": "{label} is {value}",
        "unmet": "“{said}” is not so ({values})",
        "met": "“{said}” is so, and must not be ({values})",
    },
}
REASONS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "fired": "已执行。",
        "condition": "未执行：{}。",
        "loop": "未执行：此事件正是由本规则引起的。",
        "too_deep": "未执行：规则连续引发已达上限。",
    },
    "en": {
        "fired": "Done.",
        "condition": "Not done: {}.",
        "loop": "Not done: this very rule led to the event.",
        "too_deep": "Not done: too many rules have set each other off.",
    },
}
RECIPIENTS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "assignee": "处理人",
        "submitter": "提交人",
        "watchers": "关注人",
        "lead": "负责人",
        "department_head": "部门主管",
        "person": "{}",
        "role": "{}（角色）",
        "field": "{}",
        "department": "{}（部门）",
    },
    "en": {
        "assignee": "the assignee",
        "submitter": "the submitter",
        "watchers": "the watchers",
        "lead": "the lead",
        "department_head": "the head of department",
        "person": "{}",
        "role": "the role {}",
        "field": "{}",
        "department": "the department {}",
    },
}
WEEKDAY_NAMES: Mapping[str, tuple[str, ...]] = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"),
}
