"""What other modules may ask of flows and ticket types."""

from bihuan.core.access import Allowed, Subject, decide_access
from bihuan.core.flow import Actor, FlowDefinition, may_submit, parse_flow
from bihuan.core.forms import rules_schema
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows import queries
from bihuan.modules.forms.interface import form_definition

_TYPES = "ticket_types"


@dataclass(frozen=True, slots=True)
class TicketType:
    """A ticket type as it is now. `version` is its stream's number."""

    key: str
    version: int
    label: JsonObject
    form: str
    flow: str
    prefix: str
    department: str | None
    default_priority: str
    confidential: bool
    archive_days: int
    active: bool
    children: JsonObject | None = None
    heading: JsonObject | None = None


def ticket_type(tx: Tx, key: str) -> TicketType:
    """One ticket type. Refuses `ticket_type.unknown`."""
    row = queries.type_row(tx, key)
    if row is None:
        raise Refusal("ticket_type.unknown", Kind.INVALID, path="type", type=key)
    return _type(row)


def ticket_types(tx: Tx) -> list[TicketType]:
    """Every ticket type, by key."""
    return [_type(row) for row in queries.type_rows(tx)]


def family_settings(tx: Tx, key: str) -> JsonObject | None:
    """What a ticket type says of child tickets; None when it says nothing, or there is none."""
    row = queries.type_row(tx, key)
    return row["children"] if row is not None else None


def type_heading(tx: Tx, key: str) -> JsonObject | None:
    """Under which heading people choose a ticket type; None when under none, or there is no such type."""
    row = queries.type_row(tx, key)
    return row["heading"] if row is not None else None


def confidential_types(tx: Tx) -> frozenset[str]:
    """The types that only grants naming them reach."""
    return frozenset(row["key"] for row in queries.type_rows(tx) if row["confidential"])


def may_report(tx: Tx, subject: Subject, kind: TicketType) -> bool:
    """Whether this person may hand in a ticket of the type now: it is in use, and rights and its flow allow it."""
    person = subject.person
    allowed = decide_access(subject, "create", "ticket", {"type": kind.key, "created_by": person})
    if not kind.active or person is None or not isinstance(allowed, Allowed):
        return False
    flow = flow_definition(tx, kind.flow, current_version(tx, kind.flow))
    return may_submit(flow, Actor(person, subject.roles))


def current_version(tx: Tx, key: str) -> int:
    """The number of a flow's newest version. Refuses `flow.unknown`."""
    version = queries.newest_version(tx, key)
    if version is None:
        raise Refusal("flow.unknown", Kind.NOT_FOUND, flow=key)
    return version


def flow_definition(tx: Tx, key: str, version: int) -> FlowDefinition:
    """A published version, parsed and its conditions compiled; cached, for it never changes."""
    return tx.memo.get(("flow", key, version), lambda: _parse(tx, key, version))


def _parse(tx: Tx, key: str, version: int) -> FlowDefinition:
    row = queries.one(tx, key, version)
    if row is None:
        raise Refusal("flow.unknown", Kind.NOT_FOUND, flow=key, version=version)
    form = form_definition(tx, row["form"], row["form_version"])
    return parse_flow(row["body"], rules_schema(form))


def _type(row: Row) -> TicketType:
    return TicketType(**{name: row[name] for name in TicketType.__slots__})


def configured_flows(tx: Tx) -> list[JsonObject]:
    """The newest version of every flow with the `form` it stands on, by key."""
    return [{**row["body"], "form": row["form"]} for row in queries.newest_rows(tx)]
