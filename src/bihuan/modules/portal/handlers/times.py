"""改约: another time for a visit, asked for by the customer, and the company's answer (PTL-3)."""

from bihuan.core.access import check_access
from bihuan.core.values import Instant, Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.portal import queries
from bihuan.modules.portal.messages import (
    AnswerVisitTime,
    ProposeVisitTime,
    VisitTimeAnswered,
    VisitTimeProposed,
    ticket_stream,
)
from bihuan.modules.tickets import interface as tickets

_DAY_MS = 86_400_000
LATEST_MS = 180 * _DAY_MS
_MOST_TEXT = 2_000


def may_propose(command: ProposeVisitTime, context: Context) -> None:
    """Whose ticket it is, as far as he may write into it."""
    row, anchors = tickets.readable_row(context.tx, context.caller, command.ticket)
    check_access(context.caller.subject, "note", "ticket", anchors)
    if row["submitter"] != context.caller.subject.person:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant")


def may_answer(command: AnswerVisitTime, context: Context) -> None:
    """Staff who may correct the ticket, and whoever does the work: customers do not answer themselves."""
    queries.check_answers(context.tx, context.caller, command.ticket)


def propose(command: ProposeVisitTime, context: Context) -> Outcome:
    """Refuses `visit_time.over` for a ticket that ended or is being worked on, `visit_time.invalid` for a bad time."""
    row = _open_row(context, command.ticket)
    if any(visit["arrived_at"] and not visit["ended_at"] for visit in tickets.visits_of(context.tx, row["id"])):
        raise Refusal("visit_time.over", Kind.CONFLICT)
    problems = [*_faults(command.at, command.until, context.now), *_too_long(command.text)]
    if problems:
        raise Refusal("visit_time.invalid", problems=problems)
    stream = ticket_stream(command)
    proposed = VisitTimeProposed(at=command.at, until=command.until, text=command.text.strip())
    return Outcome(stream, ((stream, proposed),))


def answer(command: AnswerVisitTime, context: Context) -> Outcome:
    """Refuses `visit_time.not_asked` where this request is answered already or another one came meanwhile."""
    _open_row(context, command.ticket)
    known = queries.visit_time_row(context.tx, command.ticket)
    if known is None or known["state"] != "asked" or known["asked_at"] != command.asked:
        raise Refusal("visit_time.not_asked", Kind.CONFLICT)
    at, until = (known["asked_from"], known["asked_until"]) if command.agreed else (command.at, command.until)
    problems = _too_long(command.text)
    if not command.agreed:
        problems += _faults(at, until, context.now) if at is not None or until is not None else _no_words(command.text)
    if problems:
        raise Refusal("visit_time.invalid", problems=problems)
    stream = ticket_stream(command)
    answered = VisitTimeAnswered(agreed=command.agreed, at=at, until=until, text=command.text.strip())
    return Outcome(stream, ((stream, answered),))


def _open_row(context: Context, ticket: str) -> Row:
    row = tickets.ticket_row(context.tx, ticket)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    if row["ended_at"] is not None or row["archived_at"] is not None:
        raise Refusal("visit_time.over", Kind.CONFLICT)
    return row


def _faults(at: Instant | None, until: Instant | None, now: Instant) -> list[Problem]:
    if at is None or not now <= at <= now + LATEST_MS:
        return [Problem("at", "visit_time.not_ahead", {"days": LATEST_MS // _DAY_MS})]
    if until is None or not at < until <= at + _DAY_MS:
        return [Problem("until", "visit_time.ends_before", {})]
    return []


def _too_long(text: str) -> list[Problem]:
    return [Problem("text", "visit_time.too_long", {"most": _MOST_TEXT})] if len(text) > _MOST_TEXT else []


def _no_words(text: str) -> list[Problem]:
    return [] if text.strip() else [Problem("text", "visit_time.why", {})]
