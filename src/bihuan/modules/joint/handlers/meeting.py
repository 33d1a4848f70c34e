"""Joint sessions: planned, changed, cancelled, held, reminded of."""

from typing import Any

from bihuan.core.joint import MOST_PEOPLE, Slot, check_booking, slot_faults
from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.addresses import AddressError, web_address
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.identity import interface as identity
from bihuan.modules.joint import messages as m
from bihuan.modules.joint import queries
from bihuan.modules.joint.handlers.rights import the_ticket
from bihuan.modules.tickets.messages import ColleaguesJoined, ColleaguesLeft, ticket_stream

_MOST = {"subject": 200, "place": 200, "link": 1_000, "minutes": 20_000, "conclusion": 5_000, "reason": 2_000}


def plan(command: m.PlanSession, context: Context) -> Outcome:
    """A new session; whoever is asked to it reads the ticket from then on."""
    return _booked(context, command, context.new_id(), changed=False)


def change(command: m.ChangeSession, context: Context) -> Outcome:
    """The session otherwise; what is said again changes nothing."""
    row = _session(context, command.ticket, command.session)
    if row["state"] != m.PLANNED:
        raise Refusal("session.not_planned", Kind.CONFLICT)
    same = all((row[name] or "") == getattr(command, name).strip() for name in ("subject", "place", "link"))
    people = queries.people_of(context.tx, row["id"])
    if same and (row["start"], row["end"]) == (command.start, command.end) and people == sorted(set(command.people)):
        return Outcome(ticket_stream(command.ticket))
    return _booked(context, command, row["id"], changed=True)


def _check_free(context: Context, busy: tuple[str, ...], *, despite: bool) -> None:
    """Refuses `session.busy`, with the names of those whom the caller may know by name: ids say nothing to people."""
    refuses = queries.double_booking(context.tx) == m.REFUSE
    try:
        check_booking(busy, refuses=refuses, despite=despite)
    except Refusal as refusal:
        known = {brief.id: brief.name for brief in identity.known_people(context.tx, context.caller) if brief.name}
        names = "、".join(known.get(person) or "–" for person in busy)
        raise Refusal(refusal.code, refusal.kind, names=names, **refusal.data) from refusal


def _booked(context: Context, command: m.PlanSession | m.ChangeSession, session: str, *, changed: bool) -> Outcome:
    row = the_ticket(context, command.ticket)
    if row["archived_at"] is not None:
        raise Refusal("ticket.archived", Kind.CONFLICT, number=row["number"])
    slot, people = Slot(command.start, command.end), tuple(dict.fromkeys(command.people))
    faults = [*slot_faults(slot, context.now), *_people_faults(context, people), *_too_long(command)]
    if command.link.strip() and not _is_address(command.link.strip()):
        faults.append(Problem("link", "session.link_invalid"))
    if faults:
        raise Refusal("session.rejected", problems=faults)
    busy = queries.busy_people(context.tx, people, slot, but=session)
    _check_free(context, busy, despite=command.despite)
    planned = m.JointSessionPlanned(
        session=session,
        start=slot.start,
        end=slot.end,
        people=people,
        subject=command.subject.strip() or None,
        place=command.place.strip() or None,
        link=command.link.strip() or None,
        changed=changed,
        despite=bool(busy),
    )
    stream = ticket_stream(row["id"])
    left = _leaving(context, row["id"], session, people)
    return Outcome(stream, ((stream, ColleaguesJoined(people)), (stream, planned), *((stream, one) for one in left)))


def _leaving(context: Context, ticket: str, session: str, people: tuple[str, ...]) -> tuple[ColleaguesLeft, ...]:
    """Those who were asked to the session, which is for `people` now, and are asked to nothing else of the ticket."""
    staying = queries.still_asked(context.tx, ticket, but_session=session).union(people)
    left = tuple(person for person in queries.people_of(context.tx, session) if person not in staying)
    return (ColleaguesLeft(left),) if left else ()


def _is_address(link: str) -> bool:
    """One address of the web and nothing behind it: it stands in calendars that know lines."""
    try:
        return bool(web_address(link).host)
    except AddressError:
        return False


def _people_faults(context: Context, people: tuple[str, ...]) -> list[Problem]:
    if not people:
        return [Problem("people", "session.nobody")]
    if len(people) > MOST_PEOPLE:
        return [Problem("people", "session.too_many", {"most": MOST_PEOPLE})]
    return [
        Problem(f"people.{place}", "session.not_a_colleague")
        for place, person in enumerate(people)
        if not identity.is_active(context.tx, person) or identity.is_customers(context.tx, person)
    ]


def _too_long(command: Any) -> list[Problem]:
    written = ((name, most) for name, most in _MOST.items() if hasattr(command, name))
    return [
        Problem(name, "session.text_too_long", {"most": most})
        for name, most in written
        if len(getattr(command, name)) > most
    ]


def cancel(command: m.CancelSession, context: Context) -> Outcome:
    """It does not take place; a second time changes nothing."""
    row = _session(context, command.ticket, command.session)
    stream = ticket_stream(command.ticket)
    if row["state"] == m.CANCELLED:
        return Outcome(stream)
    if row["state"] == m.HELD:
        raise Refusal("session.held", Kind.CONFLICT)
    _check_length(command)
    reason = command.reason.strip() or None
    left = _leaving(context, command.ticket, row["id"], ())
    cancelled = m.JointSessionCancelled(session=row["id"], reason=reason)
    return Outcome(stream, tuple((stream, event) for event in (cancelled, *left)))


def hold(command: m.HoldSession, context: Context) -> Outcome:
    """It took place. Without a conclusion nobody knows afterwards what it was good for."""
    row = _session(context, command.ticket, command.session)
    if row["state"] == m.CANCELLED:
        raise Refusal("session.not_planned", Kind.CONFLICT)
    if row["start"] > context.now:
        raise Refusal("session.not_begun", Kind.CONFLICT)
    _check_length(command)
    conclusion = command.conclusion.strip()
    if not conclusion:
        raise Refusal("session.rejected", problems=[Problem("conclusion", "session.conclusion_missing")])
    people = queries.people_of(context.tx, row["id"])
    attended = tuple(dict.fromkeys(command.attended)) or tuple(people)
    strangers = [Problem("attended", "session.not_asked", {"person": one}) for one in attended if one not in people]
    if strangers:
        raise Refusal("session.rejected", problems=strangers)
    stream = ticket_stream(command.ticket)
    minutes = command.minutes.strip() or None
    held = m.JointSessionHeld(session=row["id"], attended=attended, minutes=minutes, conclusion=conclusion)
    return Outcome(stream, ((stream, held),))


def remind(command: m.RemindSession, context: Context) -> Outcome:
    """One that was moved or cancelled meanwhile has a timer of its own, or none."""
    row = queries.session_row(context.tx, command.session)
    stream = ticket_stream(command.ticket)
    if row is None or row["state"] != m.PLANNED or row["start"] < context.now:
        return Outcome(stream)
    return Outcome(stream, ((stream, m.JointSessionReminded(row["id"])),))


def set_rules(command: m.SetSessionRules, context: Context) -> Outcome:
    """What stands already is no change."""
    if command.double_booking not in (m.WARN, m.REFUSE):
        raise Refusal("session.rule_unknown", path="double_booking", known=[m.WARN, m.REFUSE])
    if queries.double_booking(context.tx) == command.double_booking:
        return Outcome(m.RULES_STREAM)
    return Outcome(m.RULES_STREAM, ((m.RULES_STREAM, m.SessionRulesSet(command.double_booking)),))


def _session(context: Context, ticket: str, session: str) -> Row:
    row = queries.session_row(context.tx, session)
    if row is None or row["ticket"] != ticket:
        raise Refusal("session.not_here", Kind.NOT_FOUND)
    return row


def _check_length(command: Any) -> None:
    faults = _too_long(command)
    if faults:
        raise Refusal("session.rejected", problems=faults)
