"""The objectives: how well somebody suits who could do the job. Ratings are whole ten-thousandths, computed exactly.

What is unknown about a person (no position, say) rates half: it neither wins nor loses the job for him. What the job
does not ask (no place, no parts) is not rated for anybody and its weight does not count.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core.dispatch.facts import Candidate
from bihuan.core.dispatch.policy import FULL, Question, Rating
from bihuan.core.late import dataclass
from bihuan.core.values import DocumentReader

Settings = Mapping[str, Any]
UNKNOWN = FULL // 2
MINUTE = 60_000


def share(part: int, whole: int) -> int:
    """part / whole in ten-thousandths, between none and all."""
    if part >= whole:
        return FULL
    return part * FULL // whole if part > 0 else 0


def _travel(candidate: Candidate, question: Question, settings: Settings) -> Rating:
    travel = question.travel(candidate)
    if travel is None:
        return Rating(UNKNOWN, {"unknown": True})
    data = {"metres": travel.metres, "seconds": travel.seconds, "source": travel.source}
    return Rating(FULL - share(travel.seconds, settings["zero_at"] * 60), data)


def _soonest(candidate: Candidate, question: Question, settings: Settings) -> Rating:
    """When he could begin: free, on duty, and the way driven."""
    ready = max(question.now, candidate.free_at or 0)
    if candidate.duty is not None:
        duty = question.next_duty(candidate, True, ready)
        if duty is None:
            return Rating(UNKNOWN, {"unknown": True})
        ready = max(ready, duty.start)
    travel = question.travel(candidate)
    begin = ready + (0 if travel is None else travel.seconds * 1_000)
    wait = max(0, begin - question.at)
    return Rating(FULL - share(wait, settings["zero_at"] * MINUTE), {"begin": max(begin, question.at)})


def _load(candidate: Candidate, question: Question, settings: Settings) -> Rating:
    full = settings["full_at"] if candidate.capacity is None else candidate.capacity
    return Rating(FULL - share(candidate.load, full), {"load": candidate.load, "full": full})


def _skill(candidate: Candidate, question: Question, settings: Settings) -> Rating:
    """`highest` sends the best; `closest` sends who is just good enough and keeps the experts for hard cases."""
    needs = question.job.skills
    has = {need.skill: candidate.skills.get(need.skill, 0) for need in needs}
    total = 0
    for need in needs:
        if settings["prefer"] == "highest" or has[need.skill] < need.level:
            total += share(min(has[need.skill], settings["top"]), settings["top"])
        else:
            total += FULL - share(has[need.skill] - need.level, settings["top"])
    return Rating(total // len(needs), {"levels": has})


def _preferred(candidate: Candidate, question: Question, settings: Settings) -> Rating:
    """The first named counts fully, each further one as much less as there are names."""
    names = question.job.preferred
    if candidate.person not in names:
        return Rating(0, {"place": None})
    place = names.index(candidate.person)
    return Rating(FULL - share(place, len(names)), {"place": place + 1})


def _familiar(candidate: Candidate, question: Question, settings: Settings) -> Rating:
    """Who was there last knows most; then who knows the device; then who knows the customer."""
    data = {"last": False, "device_visits": candidate.device_visits, "customer_visits": candidate.customer_visits}
    if question.job.last_engineer == candidate.person:
        return Rating(FULL, {**data, "last": True})
    known = 7_000 if candidate.device_visits else 4_000 if candidate.customer_visits else 0
    return Rating(known, data)


def _parts(candidate: Candidate, question: Question, settings: Settings) -> Rating:
    needed = question.job.parts
    held = sum(candidate.parts.get(part, 0) >= count for part, count in needed.items())
    return Rating(share(held, len(needed)), {"held": held, "needed": len(needed)})


def _fairness(candidate: Candidate, question: Question, settings: Settings) -> Rating:
    """Who was given least of late comes first, measured by the one who was given most."""
    most = question.most_recent
    data = {"recent": candidate.recent, "most": most}
    return Rating(FULL - share(candidate.recent, most) if most else FULL, data)


def _always(question: Question) -> bool:
    return True


def _has_place(question: Question) -> bool:
    return question.job.place is not None


def _has_skills(question: Question) -> bool:
    return bool(question.job.skills)


def _has_preferred(question: Question) -> bool:
    return bool(question.job.preferred)


def _has_history(question: Question) -> bool:
    return question.job.customer is not None or question.job.device is not None


def _has_parts(question: Question) -> bool:
    return bool(question.job.parts)


def _nothing(reader: DocumentReader) -> Settings:
    return {}


def _zero_at(default: int) -> Callable[[DocumentReader], Settings]:
    """`zero_at`: the minutes from which on it is worth nothing."""
    return lambda reader: {"zero_at": reader.whole("zero_at", default, 1, 100_000)}


def _read_load(reader: DocumentReader) -> Settings:
    return {"full_at": reader.whole("full_at", 8, 1, 10_000)}


def _read_skill(reader: DocumentReader) -> Settings:
    return {"prefer": reader.choice("prefer", ("highest", "closest"), "highest"), "top": reader.whole("top", 5, 1, 100)}


@dataclass(frozen=True, slots=True)
class ObjectiveSpec:
    """A kind of objective. `wanted`: whether the job asks for it at all."""

    name: str
    rate: Callable[[Candidate, Question, Settings], Rating]
    wanted: Callable[[Question], bool] = _always
    read: Callable[[DocumentReader], Settings] = _nothing


OBJECTIVES: Mapping[str, ObjectiveSpec] = {
    spec.name: spec
    for spec in (
        ObjectiveSpec("travel", _travel, _has_place, _zero_at(90)),
        ObjectiveSpec("soonest", _soonest, _always, _zero_at(240)),
        ObjectiveSpec("load", _load, _always, _read_load),
        ObjectiveSpec("skill", _skill, _has_skills, _read_skill),
        ObjectiveSpec("preferred", _preferred, _has_preferred),
        ObjectiveSpec("familiar", _familiar, _has_history),
        ObjectiveSpec("parts", _parts, _has_parts),
        ObjectiveSpec("fairness", _fairness),
    )
}
