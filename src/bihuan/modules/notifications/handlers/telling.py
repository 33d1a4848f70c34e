"""Making notices: each recipient is told once of each cause, in words that his rights allow (COL-2)."""

from collections.abc import Iterator
from typing import Any

import structlog

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tx import Row
from bihuan.modules.identity import interface as identity
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications import messages as m
from bihuan.modules.notifications import queries
from bihuan.modules.notifications.interface.kinds import Template
from bihuan.modules.notifications.interface.reading import Reading
from bihuan.modules.notifications.interface.recipients import Recipient
from bihuan.modules.records.messages import TableReminderReached, record_stream
from bihuan.modules.tickets import interface as tickets

log = structlog.get_logger("bihuan.notifications")
_URGENT = "P0"
_MOST_LINES = 100

Events = Iterator[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class _Sending:
    """One request to tell, while its notices are made."""

    command: m.SendNotice
    context: Context
    template: Template
    row: Row | None


@dataclass(frozen=True, slots=True)
class _Told:
    """What one recipient is to read."""

    title: str
    text: str
    shows: tuple[str, ...]
    bare: bool


def send(command: m.SendNotice, context: Context) -> Outcome:
    """A notice for everybody who is meant, may know of it and did not do it himself."""
    tx = context.tx
    template = own.template_of(tx, command.kind) or own.template_of(tx, own.MESSAGE)
    row = tickets.ticket_row(tx, command.ticket) if command.ticket else None
    if template is None or not template.enabled:
        return Outcome(f"notices:{command.key}")
    sending = _Sending(command, context, template, row)
    meant = [each for each in own.recipients(context, command.to, row) if each.person not in command.but]
    return Outcome(f"notices:{command.key}", tuple(_all_told(sending, meant)))


def _all_told(sending: _Sending, meant: list[Recipient]) -> Events:
    """The next few of those who were not told yet."""
    ids = [derived_id("notice", sending.command.key, each.person or f"group:{each.group}") for each in meant]
    there = queries.notices_there(sending.context.tx, ids)
    made = 0
    for notice, each in zip(ids, meant, strict=True):
        if notice in there or made >= m.AT_ONCE:
            continue
        stream = m.notice_stream(notice)
        if each.person is None:
            events = list(_to_group(sending, stream, str(each.group)))
        else:
            events = list(_to_person(sending, stream, each.person, each.named))
        made += bool(events)
        yield from events


def _to_person(sending: _Sending, stream: str, person: str, named: bool) -> Events:
    context = sending.context
    tx = context.tx
    contact = identity.person_contact(tx, person)
    if contact is None:
        return
    reader = own.Reader(identity.subject_of(tx, person), contact.language, context.tenant)
    told = _words(sending, _reading(sending, reader), named)
    if told is None:
        return
    channels = context.once("channels", lambda: queries.channel_rows(tx))
    chosen, lost = own.understood(queries.preferences_of(tx, person))
    if lost:
        log.warning("notice.choice_not_understood", tenant=context.tenant.slug, person=person, parts=lost)
    how = own.plan(
        chosen,
        _circumstances(sending),
        lambda channel: _reaches(channels, contact, channel),
    )
    made = m.NoticeMade(
        person=person,
        language=contact.language,
        visible_at=how.visible_at,
        digest_at=how.digest_at,
        channels=how.channels,
        unreachable=how.unreachable,
        **_common(sending, told),
    )
    yield stream, made
    if how.visible_at <= context.now:
        yield from _asked(stream, how.channels)


def _to_group(sending: _Sending, stream: str, group: str) -> Events:
    command, context = sending.command, sending.context
    channel = queries.channel_row(context.tx, group)
    if channel is None or not channel["enabled"] or own.KINDS[channel["kind"]].reach != "robot":
        return
    told = _words(sending, _reading(sending, own.listeners(context.tx, context.tenant, channel)))
    if told is None:
        return
    visible = max(context.now, command.not_before or 0)
    made = m.NoticeMade(
        group=group,
        language=context.tenant.language,
        visible_at=visible,
        channels=(("robot",),),
        listed=False,
        **_common(sending, told),
    )
    yield stream, made
    if visible <= context.now:
        yield from _asked(stream, made.channels)


def _reading(sending: _Sending, reader: own.Reader) -> Reading:
    command, context = sending.command, sending.context
    shared: dict[Any, Any] = context.once("read of the ticket", dict)
    return own.Reading(context.tx, reader, sending.row, command.facts, command.values, command.reads, shared)


def _words(sending: _Sending, reading: Reading, named: bool = True) -> _Told | None:
    """What this reader is told; None if the ticket must not be mentioned to him."""
    bare = sending.row is not None and not reading.may_read()
    if bare and not (named and reading.sees_type()):
        return None
    needs = sending.command.needs
    if not all(map(reading.reads_whole, needs)):
        return None
    title, text = own.words_in(sending.template.texts, reading.reader.language)
    shown = [name for name in (*own.slots(title), *own.slots(text)) if reading.text(name)]
    shown += needs
    shows = tuple(sorted({path for name in shown for path in reading.shown(name)}))
    filled = " ".join(own.fill(title, reading.text).split())
    label = sending.template.label
    headline = filled or str(label.get(reading.reader.language) or label["zh"])
    return _Told(headline, own.fill(text, reading.text), shows, bare)


def _circumstances(sending: _Sending) -> own.Circumstances:
    command, context = sending.command, sending.context
    return own.Circumstances(
        sending.template.kind,
        command.by if command.by is not None else sending.template.by,
        command.by is not None,
        _is_urgent(sending.row),
        context.now,
        command.not_before,
        context.tenant.zone,
    )


def _is_urgent(row: Row | None) -> bool:
    return row is not None and row["priority"] == _URGENT


def _reaches(channels: list[Row], contact: identity.PersonContact, channel: str) -> bool:
    address = {"sms": contact.phone, "mail": contact.email}.get(channel)
    kinds = own.kinds_reaching(channel)
    return bool(address) and any(row["enabled"] and row["kind"] in kinds for row in channels)


def _common(sending: _Sending, told: _Told) -> JsonObject:
    command, row = sending.command, sending.row
    return {
        "kind": sending.template.kind,
        "template_version": sending.template.number,
        "cause": command.cause,
        "ticket": command.ticket,
        "number": row["number"] if row is not None else None,
        "source": command.source or None,
        "shows": told.shows,
        "bare": told.bare,
        "urgent": _is_urgent(row),
        "title": told.title,
        "text": told.text,
    }


def _asked(stream: str, channels: tuple[tuple[str, ...], ...]) -> Events:
    for chain in channels:
        yield stream, m.DeliveryAsked(tuple(chain))


# --- later ------------------------------------------------------------------------------------------------------


def release(command: m.ReleaseNotice, context: Context) -> Outcome:
    """It is morning: ask for its deliveries, unless the person has left meanwhile."""
    row, stream = queries.notice_row(context.tx, command.notice), m.notice_stream(command.notice)
    if row is None or row["released"] or row["erased"]:
        return Outcome(stream)
    here = row["person"] is None or identity.is_active(context.tx, row["person"])
    asked = tuple(_asked(stream, row["channels"])) if here else ()
    return Outcome(stream, ((stream, m.NoticeReleased()), *asked))


def send_digest(command: m.SendDigest, context: Context) -> Outcome:
    """One message about all that waits; the first of their timers does it for all."""
    tx = context.tx
    waiting = queries.waiting_for_digest(tx, command.person, context.now)
    contact = identity.person_contact(tx, command.person)
    template = own.template_of(tx, own.DIGEST)
    digest = derived_id("digest", command.person, *(row["id"] for row in waiting[:1]))
    if not waiting or template is None:
        return Outcome(m.notice_stream(digest))
    done = tuple((m.notice_stream(row["id"]), m.NoticeDigested(digest)) for row in waiting)
    if contact is None or not contact.active or not template.enabled:
        return Outcome(m.notice_stream(digest), done)
    return Outcome(m.notice_stream(digest), (*done, *_digest(context, digest, contact, template, waiting)))


def _digest(
    context: Context, digest: str, contact: identity.PersonContact, template: Template, waiting: list[Row]
) -> Events:
    tx, stream = context.tx, m.notice_stream(digest)
    reader = own.Reader(identity.subject_of(tx, contact.id), contact.language, context.tenant)
    # Rights may have ended since: what he may not read any more is counted, but not quoted.
    shelf = own.Shelf(tx, reader)
    lines = "\n".join(f"· {row['title']}" for row in waiting[-_MOST_LINES:] if shelf.may_show(row))
    values: JsonObject = {"count": str(len(waiting)), "lines": lines}
    reading = own.Reading(tx, reader, None, values=values)
    title, text = own.words_in(template.texts, contact.language)
    channels = queries.channel_rows(tx)
    chain = tuple(channel for channel in ("mail", "sms") if _reaches(channels, contact, channel))
    made = m.NoticeMade(
        kind=own.DIGEST,
        template_version=template.number,
        cause=m.notice_stream(waiting[0]["id"]),
        person=contact.id,
        language=contact.language,
        visible_at=context.now,
        source={"kind": "digest", "notices": [row["id"] for row in waiting]},
        listed=False,
        channels=(chain,) if chain else (),
        title=own.fill(title, reading.text),
        text=own.fill(text, reading.text),
    )
    yield stream, made
    yield from _asked(stream, made.channels)


def fall_back(command: m.FallBack, context: Context) -> Outcome:
    """The next channel, as long as there is something to deliver."""
    row, stream = queries.notice_row(context.tx, command.notice), m.notice_stream(command.notice)
    if row is None or row["erased"] or not command.channels:
        return Outcome(stream)
    return Outcome(stream, ((stream, m.DeliveryAsked(command.channels)),))


def erase(command: m.EraseNotices, context: Context) -> Outcome:
    """The texts go with the ticket, record or person that they are about."""
    if command.record:
        stream = record_stream(command.record)
        return _erased(stream, _reminders(context, stream))
    found = queries.notices_to_erase(context.tx, command.ticket, command.person)
    return _erased(f"ticket:{command.ticket}" if command.ticket else f"user:{command.person}", found)


def _reminders(context: Context, stream: str) -> list[str]:
    """The notices that told people of a record's reminders; roles were told without its name."""
    reached = [one for one in context.since(stream, 0) if isinstance(one.event, TableReminderReached)]
    people = {person for one in reached for person in one.event.people}
    return queries.notices_of_causes(context.tx, [one.ref for one in reached], people) if people else []


def _erased(ref: str, found: list[str]) -> Outcome:
    return Outcome(ref, tuple((m.notice_stream(notice), m.NoticeErased()) for notice in found))
