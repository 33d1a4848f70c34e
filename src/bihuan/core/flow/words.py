"""Default texts of the actions, Chinese and English; a definition may give each its own label."""

from collections.abc import Mapping

ACTION_LABELS: Mapping[str, Mapping[str, str]] = {
    "submit": {"zh": "提交", "en": "Submit"},
    "assign": {"zh": "派单", "en": "Assign"},
    "claim": {"zh": "抢单", "en": "Claim"},
    "accept": {"zh": "接单", "en": "Accept"},
    "depart": {"zh": "出发", "en": "Set off"},
    "arrive": {"zh": "到场", "en": "Arrive"},
    "begin": {"zh": "开始处理", "en": "Begin work"},
    "finish": {"zh": "完成", "en": "Finish"},
    "agree": {"zh": "同意", "en": "Agree"},
    "refuse": {"zh": "拒绝", "en": "Refuse"},
    "handle.refuse": {"zh": "拒单", "en": "Turn down"},
    "return": {"zh": "退回", "en": "Return"},
    "withdraw": {"zh": "撤回", "en": "Withdraw"},
    "reopen": {"zh": "重开", "en": "Reopen"},
    "force_close": {"zh": "强制关闭", "en": "Force close"},
}
