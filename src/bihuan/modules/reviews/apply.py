"""Events of reviews into rows; other events of a ticket's stream are none of ours."""

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.reviews.messages import MeasureReminded, MeasureSettled, ReviewSaved
from bihuan.modules.reviews.tables import review_measure, ticket_review

# So long before a measure is due is it brought to mind.
REMINDED_MS = 86_400_000


def apply_ticket(tx: Tx, ticket: str, events: list[StoredEvent]) -> None:
    """The review as last written, with what was done of its measures."""
    for stored in events:
        if isinstance(stored.event, ReviewSaved):
            _saved(tx, ticket, stored, stored.event)
        elif isinstance(stored.event, MeasureSettled):
            done = {"done_at": stored.at, "done_by": stored.caller_id}
            cells = done if stored.event.done else dict.fromkeys(done)
            tx.update(review_measure, {"id": stored.event.measure}, cells)
            _set_reminder(tx, stored, tx.get(review_measure, id=stored.event.measure))
        elif isinstance(stored.event, MeasureReminded):
            clear_timer(tx, stored.stream, _timer(stored.event.measure))


def _saved(tx: Tx, ticket: str, stored: StoredEvent, event: ReviewSaved) -> None:
    known = {row["id"]: row for row in tx.all(review_measure, ticket=ticket)}
    tx.delete(review_measure, ticket=ticket)
    for measure in known:
        clear_timer(tx, stored.stream, _timer(measure))
    if stored.erased:
        tx.delete(ticket_review, ticket=ticket)
        return
    row = {"cause": event.cause, "lesson": event.lesson, "by": stored.caller_id, "at": stored.at}
    tx.upsert(ticket_review, {"ticket": ticket, **row})
    for place, measure in enumerate(event.measures):
        before = known.get(measure["id"], {})
        done = {name: before.get(name) for name in ("done_at", "done_by")}
        named = {name: measure[name] for name in ("id", "text", "person", "due")}
        tx.insert(review_measure, {"ticket": ticket, "place": place, **named, **done})
        _set_reminder(tx, stored, {**named, **done})


def _set_reminder(tx: Tx, stored: StoredEvent, measure: Row | None) -> None:
    """A day before it is due; with less time left, when it is due; past that, never."""
    if measure is None:
        return
    moments = (measure["due"] - REMINDED_MS, measure["due"])
    at = next((moment for moment in moments if moment > stored.at), None)
    if at is None or measure["done_at"] is not None:
        clear_timer(tx, stored.stream, _timer(measure["id"]))
        return
    command = {"type": "RemindMeasure", "ticket": stored.stream_id, "measure": measure["id"]}
    set_timer(tx, stored.stream, _timer(measure["id"]), at, command)


def _timer(measure: str) -> str:
    return f"measure:{measure}"
