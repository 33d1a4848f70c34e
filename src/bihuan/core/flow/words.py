"""Default texts of the actions, Chinese and English; a definition may give each its own label."""

from collections.abc import Mapping

ACTION_LABELS: Mapping[str, Mapping[str, str]] = {
    "submit": {"zh": "提交", "en": "Submit"},
    "assign": {"zh": "派单", "en": "Assign"},
    "approve.assign": {"zh": "强制转派", "en": "Reassign"},
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
    "take_back": {"zh": "收回代理", "en": "Take it back from my deputy"},
    "answer": {"zh": "答复", "en": "Answer"},
    "withdraw": {"zh": "撤回", "en": "Withdraw"},
    "reopen": {"zh": "重开", "en": "Reopen"},
    "terminate": {"zh": "终止", "en": "Terminate"},
    "force_close": {"zh": "强制关闭", "en": "Force close"},
}

# How a wait can be over, for the conditions of branches.
WAIT_OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "time": {"zh": "时间到", "en": "Its time came"},
    "event": {"zh": "等到了", "en": "It came about"},
    "early": {"zh": "提前结束", "en": "Ended early"},
    "read": {"zh": "全部已阅", "en": "Read by all"},
    "done": {"zh": "已知会", "en": "Told"},
}

# How a step that opens child tickets can be over.
CHILDREN_OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "done": {"zh": "子工单完成", "en": "The children are done"},
    "cancelled": {"zh": "完成的不够", "en": "Too few were done"},
    "none": {"zh": "没有子工单", "en": "There was none to open"},
    "time": {"zh": "时间到", "en": "Its time came"},
    "early": {"zh": "提前结束", "en": "Ended early"},
}

# How an action of the product can have ended.
ACTION_OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "done": {"zh": "已完成", "en": "Done"},
    "skipped": {"zh": "已跳过", "en": "Skipped"},
    "filled": {"zh": "人工补做", "en": "Done by hand"},
}
