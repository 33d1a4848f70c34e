"""Writing reviews and settling their measures."""

from collections.abc import Iterator

from bihuan.core.access import check_access
from bihuan.core.values import JsonObject, Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.identity import interface as identity
from bihuan.modules.reviews import messages as m
from bihuan.modules.reviews import queries
from bihuan.modules.tickets import interface as tickets

_MOST_TEXT, _MOST_MEASURES, _LATEST = 10_000, 20, 1 << 53


def may_review(command: m.SaveReview, context: Context) -> None:
    """Leads of the team or department whose ticket it was."""
    _, anchors = tickets.readable_row(context.tx, context.caller, command.ticket)
    check_access(context.caller.subject, queries.REVIEW, "ticket", anchors)


def may_settle(command: m.SettleMeasure, context: Context) -> None:
    """Whoever is responsible for the measure, and whoever may write the review."""
    _, anchors = tickets.readable_row(context.tx, context.caller, command.ticket)
    measure = queries.measure_row(context.tx, command.measure)
    if measure is None or measure["person"] != context.caller.id:
        check_access(context.caller.subject, queries.REVIEW, "ticket", anchors)


def save(command: m.SaveReview, context: Context) -> Outcome:
    """The review as a whole. Refuses `review.not_over` while the ticket is being worked on, `review.rejected`."""
    row = tickets.ticket_row(context.tx, command.ticket)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    if row["ended_at"] is None:
        raise Refusal("review.not_over", Kind.CONFLICT, number=row["number"])
    given: list[JsonObject] = thaw_json(command.measures)
    problems = [
        *_faults(command),
        *(fault for place, one in enumerate(given) for fault in _measure(context, place, one)),
    ]
    if problems:
        raise Refusal("review.rejected", problems=problems)
    known = {one["id"] for one in queries.measures_of(context.tx, row["id"])}
    measures = tuple(_cleaned(context, one, known) for one in given)
    event = m.ReviewSaved(cause=command.cause.strip(), lesson=command.lesson.strip(), measures=measures)
    return Outcome(m.stream_of(command), ((m.stream_of(command), event),))


def _faults(command: m.SaveReview) -> Iterator[Problem]:
    if not command.cause.strip():
        yield Problem("cause", "review.cause_missing")
    for name in ("cause", "lesson"):
        if len(getattr(command, name)) > _MOST_TEXT:
            yield Problem(name, "review.too_long", {"most": _MOST_TEXT})
    if len(command.measures) > _MOST_MEASURES:
        yield Problem("measures", "review.too_many", {"most": _MOST_MEASURES})


def _measure(context: Context, place: int, one: JsonObject) -> Iterator[Problem]:
    text, person, due = one.get("text"), one.get("person"), one.get("due")
    if not isinstance(text, str) or not text.strip() or len(text) > _MOST_TEXT:
        yield Problem(f"measures.{place}.text", "review.measure_missing")
    if not isinstance(person, str) or not identity.is_active(context.tx, person):
        yield Problem(f"measures.{place}.person", "review.person_missing")
    if not isinstance(due, int) or not 0 < due < _LATEST:
        yield Problem(f"measures.{place}.due", "review.due_missing")


def _cleaned(context: Context, one: JsonObject, known: set[str]) -> JsonObject:
    # Only what stands in this very review keeps its id, and with it whether it was done.
    id_ = one["id"] if one.get("id") in known else context.new_id()
    return {"id": id_, "text": one["text"].strip(), "person": one["person"], "due": one["due"]}


def settle(command: m.SettleMeasure, context: Context) -> Outcome:
    """The same again is no change. Refuses `review.measure_unknown`."""
    measure, stream = queries.measure_row(context.tx, command.measure), m.stream_of(command)
    if measure is None or measure["ticket"] != command.ticket:
        raise Refusal("review.measure_unknown", Kind.NOT_FOUND)
    same = command.done == (measure["done_at"] is not None)
    return Outcome(stream, () if same else ((stream, m.MeasureSettled(command.measure, command.done)),))


def remind(command: m.RemindMeasure, context: Context) -> Outcome:
    """One that is done or gone meanwhile has no timer any more."""
    measure, stream = queries.measure_row(context.tx, command.measure), m.stream_of(command)
    open_still = measure is not None and measure["done_at"] is None
    return Outcome(stream, ((stream, m.MeasureReminded(command.measure)),) if open_still else ())
