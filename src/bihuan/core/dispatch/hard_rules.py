"""The hard rules: who cannot do the job at all, and why. Each gives None (passed) or the data of its reason.

Data holds ids, counts and instants; `explain` makes sentences of them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core.dispatch.facts import Absence, Candidate
from bihuan.core.dispatch.policy import Question
from bihuan.core.late import dataclass
from bihuan.core.values import DocumentReader, JsonObject

Settings = Mapping[str, Any]
Check = Callable[[Candidate, Question, Settings], JsonObject | None]
MINUTE = 60_000


def _active(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    return None if candidate.active else {}


def _not_paused(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    return {} if candidate.paused else None


def _named(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    only = question.job.only
    return {"only": sorted(only)} if only and candidate.person not in only else None


def _not_excluded(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    """Either side may say no: the customer to the person, or the person's own list to customer, site or device."""
    job = question.job
    if candidate.person in job.excluded:
        return {"by": "job"}
    things = (("customer", job.customer), ("site", job.site), ("device", job.device))
    struck = next(((kind, thing) for kind, thing in things if thing in candidate.exclusions), None)
    return None if struck is None else {"by": struck[0], "id": struck[1]}


def _not_refused(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    if not candidate.past_offers:
        return None
    last = candidate.past_offers[-1]
    return {"outcome": last.outcome, "at": last.at, "reason": last.reason}


def _skills(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    has = candidate.skills
    missing = [
        {"skill": need.skill, "needs": need.level, "has": has.get(need.skill, 0)}
        for need in question.job.skills
        if not need.wished and has.get(need.skill, 0) < need.level
    ]
    return {"missing": missing} if missing else None


def _certificates(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    """Valid until the job's end: one that expires at noon does not cover the afternoon."""
    missing: list[JsonObject] = []
    for name in question.job.certificates:
        if name not in candidate.certificates:
            missing.append({"certificate": name, "expired": None})
            continue
        until = candidate.certificates[name]
        if until is not None and until < question.end:
            missing.append({"certificate": name, "expired": until})
    return {"missing": missing} if missing else None


def _area(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    if not question.areas or not candidate.areas or question.areas & candidate.areas:
        return None
    return {"area": question.job.area_path[0], "areas": sorted(candidate.areas)}


def _shift(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    """On duty when the job is wanted, or soon enough. The roster says so, never whether somebody is signed in."""
    if candidate.duty is None:
        away = _absence_at(candidate, question.at)
        return None if away is None else _off_duty(away, None, question)
    duty = question.next_duty(candidate, question.job.priority in settings["on_call_for"], question.at)
    if duty is None or duty.start > question.at + settings["begins_within"] * MINUTE:
        return _off_duty(_absence_at(candidate, question.at), None if duty is None else duty.start, question)
    if settings["whole"] and duty.end < max(question.at, duty.start) + question.job.duration_minutes * MINUTE:
        return {"ends": duty.end, "minutes": question.job.duration_minutes}
    return None


def _absence_at(candidate: Candidate, at: int) -> Absence | None:
    return next((absence for absence in candidate.absences if absence.start <= at < absence.end), None)


def _off_duty(away: Absence | None, following: int | None, question: Question) -> JsonObject:
    reason: JsonObject = {"at": question.at, "next": following}
    return reason if away is None else {**reason, "leave": away.kind, "until": away.end}


def _capacity(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    if candidate.capacity is None or candidate.load + question.job.weight <= candidate.capacity:
        return None
    return {"load": candidate.load, "weight": question.job.weight, "capacity": candidate.capacity}


def _day_cap(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    if candidate.day_cap is None or candidate.assigned_today < candidate.day_cap:
        return None
    return {"assigned": candidate.assigned_today, "most": candidate.day_cap}


def _language(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    wanted = question.job.language
    if wanted is None or not candidate.languages or wanted in candidate.languages:
        return None
    return {"language": wanted, "speaks": sorted(candidate.languages)}


def _distance(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    travel = question.travel(candidate)
    if travel is None or travel.metres <= settings["most_km"] * 1_000:
        return None
    return {"metres": travel.metres, "most_km": settings["most_km"]}


def _parts(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    missing = sorted(part for part, count in question.job.parts.items() if candidate.parts.get(part, 0) < count)
    return {"missing": missing} if missing else None


def _nothing(reader: DocumentReader) -> Settings:
    return {}


def _read_shift(reader: DocumentReader) -> Settings:
    return {
        "begins_within": reader.whole("begins_within", 0, 0, 10_080),
        "on_call_for": frozenset(reader.names("on_call_for") if reader.has("on_call_for") else ("P0", "P1")),
        "whole": reader.flag("whole", False),
    }


def _read_distance(reader: DocumentReader) -> Settings:
    return {"most_km": reader.whole("most_km", None, 1, 20_000)}


@dataclass(frozen=True, slots=True)
class HardRuleSpec:
    """A kind of hard rule: `read` checks what a policy says about it, `check` asks one person.

    `always`: holds in every policy, whether written or not.
    """

    name: str
    check: Check
    read: Callable[[DocumentReader], Settings] = _nothing
    always: bool = False


HARD_RULES: Mapping[str, HardRuleSpec] = {
    spec.name: spec
    for spec in (
        HardRuleSpec("active", _active, always=True),
        HardRuleSpec("named", _named, always=True),
        HardRuleSpec("exclusions", _not_excluded, always=True),
        HardRuleSpec("past_offers", _not_refused, always=True),
        HardRuleSpec("not_paused", _not_paused, always=True),
        HardRuleSpec("skills", _skills),
        HardRuleSpec("certificates", _certificates),
        HardRuleSpec("area", _area),
        HardRuleSpec("shift", _shift, _read_shift),
        HardRuleSpec("capacity", _capacity),
        HardRuleSpec("day_cap", _day_cap),
        HardRuleSpec("language", _language),
        HardRuleSpec("distance", _distance, _read_distance),
        HardRuleSpec("parts", _parts),
    )
}
STANDARD_RULES = ("skills", "certificates", "area", "shift", "capacity", "day_cap", "language")
"""What a policy means that says nothing about its rules."""
