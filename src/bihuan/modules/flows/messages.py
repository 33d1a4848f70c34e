"""What can be asked of flows and ticket types, and what then has happened."""

from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True)
class PublishFlow:
    """Publish `body` (docs/flows.md) as the next version. Its conditions read the fields of the form named `form`.

    `confirmed`: also where the check came to a bound and could not prove that all is well. `coming`: the flow of each
    ticket type that the same unit makes after this one, so that a flow may start children of a type still to come.
    """

    body: JsonObject
    form: str
    base_version: int | None = None
    confirmed: bool = False
    coming: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlowPublished:
    """A version of a flow, bound to the version of the form that its conditions were checked against."""

    key: str
    version: int
    body: JsonObject
    form: str
    form_version: int
    findings: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True)
class SaveTicketType:
    """Make or change a ticket type: which form and flow its tickets get, and how they are numbered.

    `heading`: under which people choose it. `prefix`: letters in front of its ticket numbers. `department`: in
    whose queue new tickets stand.
    `confidential`: only grants that name the type reach its tickets. `archive_days`: archived so long after the end.
    `children`: how its tickets stand to their child tickets and parents (core.links.FamilyRules); None: as usual.
    `base_version`: the version the author started from, 0 for a new type; another one refuses `definition.moved`.
    """

    key: str
    label: JsonObject
    form: str
    flow: str
    prefix: str
    department: str | None = None
    default_priority: str = "P2"
    confidential: bool = False
    archive_days: int = 30
    active: bool = True
    children: JsonObject | None = None
    heading: JsonObject | None = None
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class TicketTypeSaved:
    """A ticket type as it is from now on."""

    key: str
    label: JsonObject
    form: str
    flow: str
    prefix: str
    department: str | None = None
    default_priority: str = "P2"
    confidential: bool = False
    archive_days: int = 30
    active: bool = True
    children: JsonObject | None = None
    heading: JsonObject | None = None


def flow_stream(key: str) -> str:
    """The stream that holds every version of one flow."""
    return f"definition:flow.{key}"


def ticket_type_stream(key: str) -> str:
    """The stream of one ticket type."""
    return f"definition:type.{key}"


EVENTS: tuple[type, ...] = (FlowPublished, TicketTypeSaved)
PERSONAL: dict[type, tuple[str, ...]] = {}
