"""When a decision is made: the table of semantics §4, and what those who were asked in add to it."""

from collections.abc import Sequence

from bihuan.core.flow.definition import ApproveStep
from bihuan.core.flow.run import Seat, Signing

Answer = str | None


def verdict_of(step: ApproveStep, seats: Sequence[Seat], signings: Sequence[Signing] = ()) -> Answer:
    """agree, refuse, or None while it is open. A step without seats has nothing to decide and stays open.

    Who was signed in beside the deciders (并加签) counts as one more of them, answering as a group.
    """
    answers = [answer_of(seat, signings) for seat in seats]
    answers += [outcome_of(signing) for signing in signings if signing.kind == "parallel"]
    if step.share is not None:
        return _enough(step.share.of(len(answers)), answers)
    return (_any if step.mode == "any" else _all)(step.closes, answers)


def answer_of(seat: Seat, signings: Sequence[Signing]) -> Answer:
    """A seat's answer. Who agreed and asked others to decide after him (后加签) has agreed when they have."""
    after = [signing for signing in signings if signing.kind == "after" and signing.task == seat.task]
    return outcome_of(after[0]) if after and seat.verdict == "agree" else seat.verdict


def outcome_of(signing: Signing) -> Answer:
    """agree, refuse or opinion; None while the group has not answered. 征询 is over when everyone asked has."""
    answers: list[Answer] = [seat.verdict for seat in signing.seats]
    if signing.kind == "consult":
        asked_enough = None not in answers or (signing.mode == "any" and "opinion" in answers)
        return "opinion" if asked_enough else None
    return (_any if signing.mode == "any" else _all)("verdict", answers)


def _all(closes: str, answers: list[Answer]) -> Answer:
    if closes == "all_answered" and None in answers:
        return None
    if "refuse" in answers:
        return "refuse"
    return "agree" if answers and None not in answers else None


def _any(closes: str, answers: list[Answer]) -> Answer:
    if "agree" in answers:
        return "agree"
    refused = answers.count("refuse")
    certain = refused > 0 if closes == "first_answer" else bool(answers) and refused == len(answers)
    return "refuse" if certain else None


def _enough(needed: int, answers: list[Answer]) -> Answer:
    """agreed ≥ needed passes; once agreed + open < needed nothing can."""
    agreed = answers.count("agree")
    if answers and agreed >= needed:
        return "agree"
    return "refuse" if agreed + answers.count(None) < needed else None
