"""What can be asked of the portal, and what then has happened.

Streams: `public_form:<key>`, `public_report:<id>` and `ticket_access:<id>` (one link).
"""

from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

# Under which tickets know the reports of the portal, so that a report sent twice is one ticket.
SYSTEM_NAME = "portal"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePublicForm:
    """Make or change a form that everybody with its link may fill in. `fields` empty: all that the type asks for.

    `channel` is what its tickets say they came by. `for_devices`: the codes on devices lead here. `prefill`: the fields
    of the type's form that take the visitor's `name` and `phone` and the scanned device's `sn`, by these names.
    """

    key: str
    type: str
    label: JsonObject
    intro: JsonObject = field(default_factory=dict)
    channel: str = "portal"
    fields: tuple[str, ...] = ()
    prefill: JsonObject = field(default_factory=dict)
    phone_needed: bool = True
    for_devices: bool = False
    active: bool = True
    base_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPublicly:
    """A visitor's report. `guest` is the person made for him; `device` and `site`: ids that scanned codes led to."""

    form: str
    guest: str
    report: str
    title: str
    description: str = ""
    device: str | None = None
    site: str | None = None
    geo: JsonObject | None = None
    data: JsonObject = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLink:
    """A link to one ticket for the person whose it is, good until `until`. `link` is its id, if the caller draws it."""

    ticket: str
    until: Instant
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeLink:
    """The link opens nothing any more."""

    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseReport:
    """Erase what a visitor wrote; sent when his ticket is erased."""

    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeVisitTime:
    """改约: the customer asks for a visit between `at` and `until`."""

    ticket: str
    at: Instant
    until: Instant
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerVisitTime:
    """Agree to the time that the customer asked for, or say why not; with `at` and `until`, when instead.

    `asked`: which request is answered (`visit_time.asked_at`), so that nobody agrees to one that he has not seen.
    """

    ticket: str
    agreed: bool
    asked: Instant
    at: Instant | None = None
    until: Instant | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFormSaved:
    """A public form as it is from now on."""

    type: str
    label: JsonObject
    intro: JsonObject
    channel: str
    fields: tuple[str, ...]
    prefill: JsonObject
    phone_needed: bool
    for_devices: bool
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReportMade:
    """A visitor's report was taken; the ticket follows in the same unit."""

    form: str
    type: str
    channel: str
    guest: str
    title: str
    description: str = ""
    device: str | None = None
    geo: JsonObject | None = None
    data: JsonObject | None = None
    files: tuple[str, ...] = ()
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReportErased:
    """The personal payload of the report went with its ticket's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkIssued:
    """A link to a ticket was made for `person`. What opens it is worked out from its id and the tenant's key."""

    ticket: str
    person: str
    until: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRevoked:
    """The link was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTimeProposed:
    """The customer wishes for another time; what was agreed stands until somebody answers."""

    at: Instant
    until: Instant
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTimeAnswered:
    """The company's answer. `at` and `until`: when somebody comes from now on; None: nothing was set."""

    agreed: bool
    at: Instant | None = None
    until: Instant | None = None
    text: str = ""


def form_stream(key: str) -> str:
    """The stream of one public form."""
    return f"public_form:{key}"


def report_stream(report: str) -> str:
    """The stream of one visitor's report."""
    return f"public_report:{report}"


def link_stream(link: str) -> str:
    """The stream of one link."""
    return f"ticket_access:{link}"


def ticket_stream(command: ProposeVisitTime | AnswerVisitTime) -> str:
    """The stream of the ticket."""
    return f"ticket:{command.ticket}"


EVENTS: tuple[type, ...] = (
    *(PublicFormSaved, PublicReportMade, PublicReportErased, LinkIssued, LinkRevoked),
    *(VisitTimeProposed, VisitTimeAnswered),
)
PERSONAL: dict[type, tuple[str, ...]] = {
    PublicReportMade: ("title", "description", "geo", "data"),
    VisitTimeProposed: ("text",),
    VisitTimeAnswered: ("text",),
}
