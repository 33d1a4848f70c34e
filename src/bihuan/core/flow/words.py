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
    "transfer": {"zh": "转交", "en": "Hand over"},
    "consult": {"zh": "征询意见", "en": "Ask for an opinion"},
    "sign_before": {"zh": "前加签", "en": "Ask to decide before me"},
    "sign_after": {"zh": "同意并后加签", "en": "Agree, and ask to decide after me"},
    "sign_parallel": {"zh": "并加签", "en": "Add a decider beside me"},
    "recall": {"zh": "收回征询", "en": "Stop waiting for them"},
    "answer": {"zh": "答复", "en": "Answer"},
    "withdraw": {"zh": "撤回", "en": "Withdraw"},
    "reopen": {"zh": "重开", "en": "Reopen"},
    "force_close": {"zh": "强制关闭", "en": "Force close"},
}
