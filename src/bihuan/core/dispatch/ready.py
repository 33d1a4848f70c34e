"""Four policies to start from: take one, change one weight at a time."""

from bihuan.core.values import JsonObject

READY_POLICIES: tuple[JsonObject, ...] = (
    {
        "key": "nearest",
        "label": {"zh": "就近优先", "en": "Nearest first"},
        "score": {"travel": 50, "soonest": 30, "load": 10, "fairness": 10},
    },
    {
        "key": "balanced",
        "label": {"zh": "均衡派单", "en": "Balanced"},
        "score": {"travel": 25, "load": 25, "skill": 20, "familiar": 10, "preferred": 10, "fairness": 10},
    },
    {
        "key": "best_skill",
        "label": {"zh": "技能优先", "en": "Best skill"},
        "score": {"skill": 60, "parts": 15, "travel": 15, "load": 10},
    },
    {
        "key": "keep_engineer",
        "label": {"zh": "老客户老师傅", "en": "Keep the engineer"},
        "score": {"preferred": 30, "familiar": 40, "travel": 15, "load": 15},
    },
)
