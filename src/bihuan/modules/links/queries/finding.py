"""Open and recent tickets that a report may repeat, each with the reasons why (INT-12). A read: it never blocks."""

from bihuan.core.access import FieldAccess, visible_fields
from bihuan.core.late import dataclass
from bihuan.core.links import Likeness, Report, likeness
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.links.queries import rows
from bihuan.modules.links.queries.seeing import headline, seen
from bihuan.modules.tickets import interface as tickets

_DAY_MS = 86_400_000
# Reports of one case come close together; what was done a week ago and is reported again may be the same fault back.
WINDOW_DAYS, DONE_DAYS = 30, 7
MOST = 5
_READ_OF_IT = ("title", "description", "device", "customer", "site", "contact", "submitter")


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that somebody is about to make, or has made: then `ticket` is its id. `submitter`: by whom."""

    report: Report
    submitter: str | None = None
    ticket: str = ""


def find_duplicates(tx: Tx, caller: Caller, draft: Draft, now: Instant) -> list[JsonObject]:
    """At most MOST, the likeliest first. A merged ticket stands for its leader, if the caller may read that."""
    report = draft.report
    wanted = tickets.Wanted(
        text=report.title,
        device=report.device,
        customer=report.customer,
        submitter=draft.submitter,
        since=now - WINDOW_DAYS * _DAY_MS,
        done_since=now - DONE_DAYS * _DAY_MS,
        but=draft.ticket,
    )
    compared = ((row, likeness(report, report_of(row))) for row in tickets.candidates(tx, caller, wanted))
    alike = [(row, found) for row, found in compared if found.verdict]
    merges = rows.merges_of(tx, (row["id"] for row, _ in alike))
    known = _known(tx, draft.ticket)
    shown: dict[str, JsonObject] = {}
    for row, found in sorted(alike, key=lambda pair: (-pair[1].score, -pair[0]["created_at"], pair[0]["id"])):
        target = _target(tx, row, merges.get(row["id"]))
        if target in known or target in shown or target is None:
            continue
        ticket = seen(tx, caller, target)
        if ticket is not None:
            via = row["number"] if target != row["id"] else None
            shown[target] = {**headline(tx, ticket), **_told(found), "via": via}
        if len(shown) == MOST:
            break
    return list(shown.values())


def draft_of(tx: Tx, caller: Caller, key: str) -> Draft:
    """A ticket that there is, as a report. Refuses `ticket.not_found`."""
    row, anchors = tickets.readable_row(tx, caller, key)
    rights = visible_fields(caller.subject, "ticket", anchors)
    known = {name: row[name] for name in _READ_OF_IT if rights[name] >= FieldAccess.READ}
    return Draft(report_of(known), known.get("submitter"), row["id"])


def report_of(values: JsonObject) -> Report:
    """A ticket's fields as a report; those that are missing count as unknown."""
    reporters = (values.get("contact"), values.get("submitter"))
    return Report(
        title=values.get("title") or "",
        description=values.get("description") or "",
        device=values.get("device"),
        customer=values.get("customer"),
        site=values.get("site"),
        reporters=frozenset(each for each in reporters if each),
    )


def _target(tx: Tx, row: Row, merge: Row | None) -> str | None:
    """The ticket in which the case goes on. What was withdrawn or cancelled is no case any more."""
    if merge is not None:
        return rows.leaders_of(tx, row["id"])[-1]
    return row["id"] if row["category"] != "cancelled" else None


def _known(tx: Tx, ticket: str) -> frozenset[str]:
    """What is known to belong to this ticket needs no hint; nor does the ticket itself."""
    if not ticket:
        return frozenset()
    tied = (row["other"] for row in rows.links_of(tx, ticket))
    case = (row["ticket"] for row in rows.case_of(tx, ticket))
    return frozenset((ticket, *tied, *case, *rows.leaders_of(tx, ticket)))


def _told(found: Likeness) -> JsonObject:
    parts = [{name: getattr(part, name) for name in ("key", "points", "most", "share")} for part in found.parts]
    return {"score": found.score, "verdict": found.verdict, "parts": parts}
