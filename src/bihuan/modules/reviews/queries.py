"""Reading reviews: for the trace, for the search."""

from bihuan.core.access import Allowed, decide_access
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.reviews.tables import review_measure, ticket_review
from bihuan.modules.tickets import interface as tickets

REVIEW = "review"


def review_row(tx: Tx, ticket: str) -> Row | None:
    """The review of a ticket; None while there is none."""
    return tx.get(ticket_review, ticket=ticket)


def measures_of(tx: Tx, ticket: str) -> list[Row]:
    """Its measures, in their order."""
    return tx.all(review_measure, ("place",), ticket=ticket)


def measure_row(tx: Tx, measure: str) -> Row | None:
    """One measure, whoever asks."""
    return tx.get(review_measure, id=measure)


def words_of(tx: Tx, ticket: str) -> list[str]:
    """The words by which colleagues find the ticket."""
    row = review_row(tx, ticket)
    return [row["cause"], row["lesson"], *(one["text"] for one in measures_of(tx, ticket))] if row is not None else []


def in_trace(tx: Tx, caller: Caller, ticket: str) -> JsonObject | None:
    """The review with whether this caller may write it; None for those who do not read internal notes."""
    row = tickets.ticket_row(tx, ticket)
    if row is None or not tickets.reads_internal(caller.subject, tx, row):
        return None
    review, measures = review_row(tx, ticket), measures_of(tx, ticket)
    people = {review["by"]} if review else set()
    names = identity.person_briefs(tx, {*people, *(one["person"] for one in measures)} - {None})
    return {
        "writable": row["ended_at"] is not None and may_review(tx, caller, row),
        "review": None
        if review is None
        else {
            "cause": review["cause"],
            "lesson": review["lesson"],
            "at": review["at"],
            "by": _name(names, review["by"]),
            "measures": [
                {
                    **{name: one[name] for name in ("id", "text", "person", "due", "done_at")},
                    "name": _name(names, one["person"]),
                    "mine": one["person"] == caller.id,
                }
                for one in measures
            ],
        },
    }


def may_review(tx: Tx, caller: Caller, row: Row) -> bool:
    """Whether the caller may write the review of this ticket."""
    decision = decide_access(caller.subject, REVIEW, "ticket", tickets.anchors_of(tx, row))
    return isinstance(decision, Allowed)


def _name(names: dict[str, identity.PersonBrief], person: str | None) -> str | None:
    brief = names.get(person) if person else None
    return brief.name if brief else None
