"""The words of the sentences a rule is told in, Chinese and English."""

from bihuan.core.late import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Templates of one language. `{0}`, `{1}` are the parts in the order of the rule."""

    comparisons: dict[str, str]
    functions: dict[str, str]
    aggregates: dict[str, str]
    quantifiers: dict[str, str]
    bases: dict[str, str]
    units: dict[str, tuple[str, str]]
    later: str
    earlier: str
    and_: str
    or_: str
    not_: str
    always: str
    never: str
    yes: str
    no: str
    group: str
    text: str
    list_comma: str
    pair: str
    path: str
    where: str
    history: str
    is_true: str
    outer: str


ZH = Words(
    comparisons={
        "eq": "{0} 等于 {1}",
        "ne": "{0} 不等于 {1}",
        "gt": "{0} 大于 {1}",
        "ge": "{0} 大于等于 {1}",
        "lt": "{0} 小于 {1}",
        "le": "{0} 小于等于 {1}",
        "gt.time": "{0} 晚于 {1}",
        "ge.time": "{0} 不早于 {1}",
        "lt.time": "{0} 早于 {1}",
        "le.time": "{0} 不晚于 {1}",
        "between": "{0} 在 {1} 之间",
        "not_between": "{0} 不在 {1} 之间",
        "in": "{0} 是 {1} 之一",
        "not_in": "{0} 不是 {1} 中的任何一个",
        "contains": "{0} 包含 {1}",
        "not_contains": "{0} 不包含 {1}",
        "contains_any": "{0} 包含 {1} 中的任意一个",
        "contains_none": "{0} 不包含 {1} 中的任何一个",
        "contains_all": "{0} 同时包含 {1}",
        "starts_with": "{0} 以 {1} 开头",
        "not_starts_with": "{0} 不以 {1} 开头",
        "ends_with": "{0} 以 {1} 结尾",
        "not_ends_with": "{0} 不以 {1} 结尾",
        "within": "{0} 属于 {1}（含下级）",
        "not_within": "{0} 不属于 {1}（含下级）",
        "empty": "{0} 为空",
        "not_empty": "{0} 不为空",
    },
    functions={
        "add": " + ",
        "sub": " - ",
        "mul": " × ",
        "div": " ÷ ",
        "neg": "{0} 的相反数",
        "abs": "{0} 的绝对值",
        "round": "{0} 四舍五入到 {1} 位小数",
        "floor": "{0} 向下取整",
        "ceil": "{0} 向上取整",
        "least": "{*} 中最小的",
        "greatest": "{*} 中最大的",
        "concat": "{*} 依次连接",
        "length": "{0} 的字数",
        "date_of": "{0} 的日期",
        "start_of_day": "{0} 的零点",
        "days_between": "{0} 到 {1} 的天数",
        "hours_between": "{0} 到 {1} 的小时数",
        "minutes_between": "{0} 到 {1} 的分钟数",
        "add_minutes": "{0} 加 {1} 分钟",
        "add_hours": "{0} 加 {1} 小时",
        "add_days": "{0} 加 {1} 天",
        "add_months": "{0} 加 {1} 个月",
        "add_working_days": "{0} 加 {1} 个工作日",
        "year": "{0} 的年份",
        "month": "{0} 的月份",
        "day": "{0} 的日",
        "weekday": "{0} 是星期几",
        "if": "如果 {0} 则 {1} 否则 {2}",
        "coalesce": "{*} 中第一个不为空的",
    },
    aggregates={
        "sum": "{0} 各行 {1} 之和",
        "avg": "{0} 各行 {1} 的平均值",
        "min": "{0} 各行 {1} 的最小值",
        "max": "{0} 各行 {1} 的最大值",
        "count": "{0} 的数量",
    },
    quantifiers={
        "any_row": "{0} 至少有一行满足{1}",
        "every_row": "{0} 的每一行都满足{1}",
        "no_row": "{0} 没有一行满足{1}",
    },
    bases={
        "now": "现在",
        "today": "今天",
        "start_of_week": "本周一",
        "end_of_week": "本周日",
        "start_of_month": "本月第一天",
        "end_of_month": "本月最后一天",
        "start_of_quarter": "本季度第一天",
        "end_of_quarter": "本季度最后一天",
        "start_of_year": "今年第一天",
        "end_of_year": "今年最后一天",
    },
    units={
        "minute": ("分钟", "分钟"),
        "hour": ("小时", "小时"),
        "day": ("天", "天"),
        "working_day": ("个工作日", "个工作日"),
        "week": ("周", "周"),
        "month": ("个月", "个月"),
        "quarter": ("个季度", "个季度"),
        "year": ("年", "年"),
    },
    later="{base}之后 {count} {unit}",
    earlier="{base}之前 {count} {unit}",
    and_=" 且 ",
    or_=" 或 ",
    not_="不满足{0}",
    always="总是成立",
    never="永不成立",
    yes="是",
    no="否",
    group="（{0}）",
    text="“{0}”",
    list_comma="、",
    pair="{0} 与 {1}",
    path="的",
    where="（只算满足{0}的）",
    history="近 {days} 天内同一{same}的次数",
    is_true="{0} 成立",
    outer="本单的{0}",
)

EN = Words(
    comparisons={
        "eq": "{0} is {1}",
        "ne": "{0} is not {1}",
        "gt": "{0} is greater than {1}",
        "ge": "{0} is at least {1}",
        "lt": "{0} is less than {1}",
        "le": "{0} is at most {1}",
        "gt.time": "{0} is after {1}",
        "ge.time": "{0} is not before {1}",
        "lt.time": "{0} is before {1}",
        "le.time": "{0} is not after {1}",
        "between": "{0} is between {1}",
        "not_between": "{0} is not between {1}",
        "in": "{0} is one of {1}",
        "not_in": "{0} is none of {1}",
        "contains": "{0} contains {1}",
        "not_contains": "{0} does not contain {1}",
        "contains_any": "{0} contains any of {1}",
        "contains_none": "{0} contains none of {1}",
        "contains_all": "{0} contains all of {1}",
        "starts_with": "{0} starts with {1}",
        "not_starts_with": "{0} does not start with {1}",
        "ends_with": "{0} ends with {1}",
        "not_ends_with": "{0} does not end with {1}",
        "within": "{0} is within {1} or below",
        "not_within": "{0} is not within {1} or below",
        "empty": "{0} is empty",
        "not_empty": "{0} is not empty",
    },
    functions={
        "add": " + ",
        "sub": " - ",
        "mul": " × ",
        "div": " ÷ ",
        "neg": "the negative of {0}",
        "abs": "the absolute value of {0}",
        "round": "{0} rounded to {1} decimals",
        "floor": "{0} rounded down",
        "ceil": "{0} rounded up",
        "least": "the least of {*}",
        "greatest": "the greatest of {*}",
        "concat": "{*} joined together",
        "length": "the length of {0}",
        "date_of": "the day of {0}",
        "start_of_day": "the beginning of {0}",
        "days_between": "the days from {0} to {1}",
        "hours_between": "the hours from {0} to {1}",
        "minutes_between": "the minutes from {0} to {1}",
        "add_minutes": "{0} plus {1} minutes",
        "add_hours": "{0} plus {1} hours",
        "add_days": "{0} plus {1} days",
        "add_months": "{0} plus {1} months",
        "add_working_days": "{0} plus {1} working days",
        "year": "the year of {0}",
        "month": "the month of {0}",
        "day": "the day of the month of {0}",
        "weekday": "the weekday of {0} (Monday = 1)",
        "if": "if {0} then {1} else {2}",
        "coalesce": "the first of {*} that is not empty",
    },
    aggregates={
        "sum": "the sum of {1} over {0}",
        "avg": "the average of {1} over {0}",
        "min": "the least {1} in {0}",
        "max": "the greatest {1} in {0}",
        "count": "the number of {0}",
    },
    quantifiers={
        "any_row": "at least one row of {0} has {1}",
        "every_row": "every row of {0} has {1}",
        "no_row": "no row of {0} has {1}",
    },
    bases={
        "now": "now",
        "today": "today",
        "start_of_week": "Monday of this week",
        "end_of_week": "Sunday of this week",
        "start_of_month": "the first day of this month",
        "end_of_month": "the last day of this month",
        "start_of_quarter": "the first day of this quarter",
        "end_of_quarter": "the last day of this quarter",
        "start_of_year": "the first day of this year",
        "end_of_year": "the last day of this year",
    },
    units={
        "minute": ("minute", "minutes"),
        "hour": ("hour", "hours"),
        "day": ("day", "days"),
        "working_day": ("working day", "working days"),
        "week": ("week", "weeks"),
        "month": ("month", "months"),
        "quarter": ("quarter", "quarters"),
        "year": ("year", "years"),
    },
    later="{count} {unit} after {base}",
    earlier="{count} {unit} before {base}",
    and_=" and ",
    or_=" or ",
    not_="not {0}",
    always="always",
    never="never",
    yes="yes",
    no="no",
    group="({0})",
    text="“{0}”",
    list_comma=", ",
    pair="{0} and {1}",
    path=" › ",
    where=" where {0}",
    history="the number with the same {same} in the last {days} days",
    is_true="{0} holds",
    outer="the record's {0}",
)

LANGUAGES = {"zh": ZH, "en": EN}
