"""When a decision is made: the table of semantics §4."""

from collections.abc import Sequence

from bihuan.core.flow.definition import ApproveStep
from bihuan.core.flow.run import Seat


def verdict_of(step: ApproveStep, seats: Sequence[Seat]) -> str | None:
    """agree, refuse, or None while it is open. A step without seats has nothing to decide and stays open."""
    answers: list[str | None] = [seat.verdict for seat in seats]
    if step.share is not None:
        return _enough(step.share.of(len(answers)), answers)
    return (_any if step.mode == "any" else _all)(step.closes, answers)


def _all(closes: str, answers: list[str | None]) -> str | None:
    if closes == "all_answered" and None in answers:
        return None
    if "refuse" in answers:
        return "refuse"
    return "agree" if answers and None not in answers else None


def _any(closes: str, answers: list[str | None]) -> str | None:
    if "agree" in answers:
        return "agree"
    refused = answers.count("refuse")
    certain = refused > 0 if closes == "first_answer" else bool(answers) and refused == len(answers)
    return "refuse" if certain else None


def _enough(needed: int, answers: list[str | None]) -> str | None:
    """agreed ≥ needed passes; once agreed + open < needed nothing can."""
    agreed = answers.count("agree")
    if answers and agreed >= needed:
        return "agree"
    return "refuse" if agreed + answers.count(None) < needed else None
