"""The closed loop 报修 → 派单 → 接单 → 出发 → 到场 → 处理 → 验收签字 → 评价 → 归档, written as people write it."""

from typing import Any

REPAIR: dict[str, Any] = {
    "key": "repair",
    "label": {"zh": "维修流程", "en": "Repair"},
    "stages": [
        {"key": "reported", "label": {"zh": "待受理", "en": "Reported"}, "category": "new"},
        {"key": "in_work", "label": {"zh": "处理中", "en": "In work"}, "category": "active"},
        {"key": "to_accept", "label": {"zh": "待验收", "en": "To accept"}, "category": "waiting"},
        {"key": "done", "label": {"zh": "已解决", "en": "Resolved"}, "category": "resolved"},
        {"key": "archived", "label": {"zh": "已归档", "en": "Archived"}, "category": "closed"},
        {"key": "cancelled", "label": {"zh": "已取消", "en": "Cancelled"}, "category": "cancelled"},
    ],
    "leads": ["lead"],
    "withdraw": {"until": "first_act", "then": "cancel"},
    "reopen": {"to": "repair", "days": 7},
    "root": [
        {
            "id": "report",
            "kind": "start",
            "label": {"zh": "报修", "en": "Report"},
            "stage": "reported",
            "fields": {"fault": "required", "photos": "edit"},
        },
        {
            "id": "repair",
            "kind": "handle",
            "label": {"zh": "维修", "en": "Repair"},
            "stage": "in_work",
            "owner": "by_hand",
            "mode": "dispatch",
            "visit": "full",
            "dispatchers": ["dispatcher"],
            "fields": {"fault": "read", "cause": "required", "parts": "edit"},
            "actions": [{"key": "finish", "label": {"zh": "完工", "en": "Work done"}, "evidence": {"photo": 1}}],
        },
        {
            "id": "acceptance",
            "kind": "approve",
            "label": {"zh": "验收签字", "en": "Acceptance"},
            "stage": "to_accept",
            "approvers": {"submitter": True},
            "fields": {"*": "read"},
            "returns": [],
            "actions": [
                {"key": "agree", "label": {"zh": "验收通过", "en": "Accept"}, "signature": "required"},
                {"key": "refuse", "label": {"zh": "不合格", "en": "Reject"}, "comment": "required"},
            ],
            "refused": {"return_to": "repair"},
        },
        {
            "id": "rating",
            "kind": "handle",
            "label": {"zh": "评价", "en": "Rating"},
            "stage": "done",
            "owner": {"submitter": True},
            "visit": "simple",
            "fields": {"stars": "required"},
            "actions": [{"key": "finish", "label": {"zh": "提交评价", "en": "Rate"}}],
        },
        {"id": "archive", "kind": "end", "label": {"zh": "归档", "en": "Archive"}, "stage": "archived"},
    ],
}
