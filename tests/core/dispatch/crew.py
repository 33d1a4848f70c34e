"""恒锐机电's engineers around Suzhou on a Monday morning, and the jobs they are sent to."""

from typing import Any

from bihuan.core.dispatch import Absence, Candidate, Duty, Job, Place, Policy, SkillNeed, parse_policy
from bihuan.core.rules import Env

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MONDAY_9 = 1_769_994_000_000  # 2026-02-02 09:00 in Shanghai
ENV = Env(now=MONDAY_9)
TODAY = (Duty(MONDAY_9 - HOUR, MONDAY_9 + 8 * HOUR, "work", "day"),)
PUMP_ROOM = Place(31.2990, 120.5853)  # 苏州
NEARBY = Place(31.3050, 120.6000)
WUXI = Place(31.4912, 120.3119)


def engineer(person: str, **facts: Any) -> Candidate:
    """On duty, free, close by, with hvac at level 3; unless said otherwise."""
    usual: dict[str, Any] = {
        "skills": {"hvac": 3},
        "duty": TODAY,
        "position": NEARBY,
        "position_at": MONDAY_9,
        "capacity": 5,
    }
    return Candidate(person=person, **{**usual, **facts})


def repair(**facts: Any) -> Job:
    """An air conditioner in 苏州 has failed; somebody with hvac at level 2 is needed now."""
    usual: dict[str, Any] = {
        "task": "T1",
        "priority": "P1",
        "skills": (SkillNeed("hvac", 2),),
        "place": PUMP_ROOM,
        "customer": "C1",
        "device": "D1",
    }
    return Job(**{**usual, **facts})


def policy(**written: Any) -> Policy:
    """Automatic, nearest first; unless said otherwise."""
    return parse_policy({"key": "nearest", "decide": "automatic", "score": {"travel": 60, "load": 40}, **written})


def on_leave(kind: str = "annual") -> dict[str, Any]:
    return {
        "duty": (Duty(MONDAY_9 + DAY, MONDAY_9 + DAY + 8 * HOUR),),
        "absences": (Absence(MONDAY_9 - HOUR, MONDAY_9 + 10 * HOUR, kind),),
    }
