"""报修: from untrusted input to a ticket with its first tasks."""

import hashlib
from functools import lru_cache
from typing import Any

from bihuan.core.flow import FlowDefinition, StartRun, decide
from bihuan.core.forms import FormDefinition
from bihuan.core.values import PRIORITIES, Instant, JsonObject, Kind, Problem, Refusal, local_time
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.ids import position_of
from bihuan.kernel.tx import Row
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.handlers import surroundings as around

_QUARTER_MS = 15 * 60_000
MAX_TITLE = 200
MAX_DESCRIPTION = 20_000
# Crockford's base 32: no letter that reads like another on a printed slip.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def create(command: m.CreateTicket, context: Context) -> Outcome:
    """A new ticket; a known (system, external ref) answers with the ticket that has it."""
    known = _known(command, context)
    if known is not None:
        return Outcome(m.ticket_stream(known["id"]))
    kind = flows.ticket_type(context.tx, command.type)
    if not kind.active:
        raise Refusal("ticket_type.inactive", path="type", type=kind.key)
    form_version = forms.current_version(context.tx, kind.form)
    flow_version = flows.current_version(context.tx, kind.flow)
    form = forms.form_definition(context.tx, kind.form, form_version)
    flow = flows.flow_definition(context.tx, kind.flow, flow_version)
    ticket_id, number = fresh_ticket(context, kind.prefix)
    core = _core_record(command, context, kind)
    record = around.checked_data(context, form, core, command.data, flow.start.offers["submit"].form)
    created = m.TicketCreated(
        number=number,
        type=kind.key,
        form=kind.form,
        form_version=form_version,
        flow=kind.flow,
        flow_version=flow_version,
        archive_days=kind.archive_days,
        data=record,
        files=command.files,
        **_split(command.split_from),
        **_child(command),
        **core,
    )
    return _started(command, context, (created, form, flow), ticket_id)


def _split(source: m.SplitFrom | None) -> dict[str, Any]:
    if source is None:
        return {}
    return {"split_from": source.ticket, "split_notes": source.notes, "split_files": source.files}


def _child(command: m.CreateTicket) -> dict[str, Any]:
    placed = {"team": command.team} if command.team is not None else {}
    above = command.child_of
    if above is None:
        return placed
    return {**placed, "child_of": above.ticket, "child_step": above.step or None, "child_row": above.row or None}


def _started(
    command: m.CreateTicket, context: Context, made: tuple[m.TicketCreated, FormDefinition, FlowDefinition], ticket: str
) -> Outcome:
    created, _, flow = made
    start = StartRun(
        run_id=ticket,
        actor=around.actor(context),
        data={**(created.data or {}), **around.relations(context, _as_row(created))},
        submitter=created.submitter,
        files=around.evidence(context, command.files),
    )
    steps = decide(flow, None, start, context.now, around.directory(context, command.type))
    stream = m.ticket_stream(ticket)
    return Outcome(stream, tuple((stream, event) for event in (created, *steps)))


def _as_row(created: m.TicketCreated) -> Row:
    names = ("priority", "channel", "customer", "contract", "submitter")
    return {name: getattr(created, name) for name in names}


def _known(command: m.CreateTicket, context: Context) -> Row | None:
    source = command.source
    if source.ref is None:
        return None
    if not source.system:
        raise Refusal("ticket.source_system_missing", path="source.system")
    return queries.row_by_reference(context.tx, source.system, source.ref)


def _core_record(command: m.CreateTicket, context: Context, kind: flows.TicketType) -> dict[str, Any]:
    problems = _faults(command, context)
    if problems:
        raise Refusal("ticket.rejected", problems=problems)
    device_id = around.device_named(context, command.device) if command.device else None
    device = assets.device_facts(context.tx, device_id, context.now, context.tenant.zone) if device_id else None
    customer = command.customer or (device or {}).get("company")
    contract, contract_source = _contract(command, context, customer, device)
    return {
        "title": command.title.strip(),
        "description": command.description,
        "priority": command.priority or kind.default_priority,
        "priority_source": "given" if command.priority else "type",
        "channel": command.source.channel,
        "system": command.source.system,
        "external_ref": command.source.ref,
        "customer": customer,
        "contact": command.contact,
        "site": command.site or (device or {}).get("site"),
        "device": device_id,
        "contract": contract,
        "contract_source": contract_source,
        "region": command.region or (device or {}).get("region"),
        "geo": command.geo,
        "department": kind.department,
        "submitter": command.submitter or _caller_person(context),
    }


def _caller_person(context: Context) -> str:
    person = context.caller.subject.person
    if person is None:
        raise Refusal("ticket.submitter_missing", path="submitter")
    return person


def _faults(command: m.CreateTicket, context: Context) -> list[Problem]:
    title = command.title.strip()
    checks = [
        ("title", "ticket.title_missing", bool(title)),
        ("title", "ticket.title_too_long", len(title) <= MAX_TITLE),
        ("description", "ticket.description_too_long", len(command.description) <= MAX_DESCRIPTION),
        ("priority", "ticket.priority_unknown", command.priority in (None, *PRIORITIES)),
        ("source.channel", "ticket.channel_missing", bool(command.source.channel.strip())),
        ("customer", "company.unknown", around.may_name(context, "customer", command.customer)),
        ("contact", "contact.unknown", around.may_name(context, "contact", command.contact)),
        ("site", "site.unknown", around.may_name(context, "site", command.site)),
        ("device", "device.unknown", not command.device or around.device_named(context, command.device) is not None),
        ("contract", "contract.unknown", around.contract_named(context, command.contract) is not None),
        ("region", "area.unknown", not command.region or around.unit_exists(context, "area", command.region)),
        ("team", "team.unknown", not command.team or around.unit_exists(context, "team", command.team)),
        ("submitter", "user.unknown", not command.submitter or identity.is_active(context.tx, command.submitter)),
    ]
    return [Problem(path, code, {}) for path, code, good in checks if not good]


def _contract(
    command: m.CreateTicket, context: Context, customer: str | None, device: JsonObject | None
) -> tuple[str | None, str]:
    """The contract and where it came from: given, resolved from device or customer, or stated to be none (INT-11)."""
    if command.contract == "none":
        return None, "stated_none"
    if command.contract is not None:
        return around.contract_named(context, command.contract), "given"
    zone = context.tenant.zone
    found = customers.contract_covering(context.tx, customer, device, context.now, zone) if customer else None
    return (found, "resolved") if found else (None, "none")


def fresh_ticket(context: Context, prefix: str) -> tuple[str, str]:
    """An id whose place and number no ticket has yet. A number: letters, day, five characters from the id and a check
    character (semantics §7)."""
    for _ in range(20):
        ticket_id = context.new_id()
        number = number_of(prefix, ticket_id, context.now, context.tenant.zone)
        if not queries.is_taken(context.tx, number, position_of(ticket_id, context.now)):
            return ticket_id, number
    raise Refusal("ticket.no_number_free", Kind.UNAVAILABLE)


def number_of(prefix: str, ticket_id: str, now: Instant, zone: str, attempt: int = 0) -> str:
    """The ticket number that belongs to an id; `attempt` gives further ones where the first is taken."""
    day = _day(now // _QUARTER_MS, zone)
    digest = int.from_bytes(hashlib.sha256(f"{ticket_id}/{attempt}".encode()).digest()[:8], "big")
    letters = "".join(_LETTERS[digest >> shift & 31] for shift in (0, 5, 10, 15, 20))
    return f"{prefix}{day}-{letters}{check_character(day + letters)}"


@lru_cache(maxsize=256)
def _day(quarter: int, zone: str) -> str:
    # No zone is off by anything but quarters of an hour, so that a day never ends inside of one.
    return local_time(quarter * _QUARTER_MS, zone).strftime("%y%m%d")


def check_character(text: str) -> str:
    """One character that a single wrong or swapped character changes (weights 1, 2, 3 … modulo 31, a prime)."""
    total = sum(place * _LETTERS.index(letter) for place, letter in enumerate(text, start=1))
    return _LETTERS[total % 31]
