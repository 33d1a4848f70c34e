"""What follows a visitor's report in the same unit: the ticket, and the link to it."""

from collections.abc import Iterable

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.customers import interface as customers
from bihuan.modules.forms import interface as forms
from bihuan.modules.portal.interface import WANTED
from bihuan.modules.portal.messages import SYSTEM_NAME, EraseReport, IssueLink, PublicReportMade, VisitTimeAnswered
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import AmendTicket, CreateTicket, Source, TicketCreated

# As long as most contracts of service last: a customer looks for his link again when the next thing breaks.
LINK_DAYS = 365
_DAY_MS = 86_400_000


def make_ticket(stored: StoredEvent, context: Context) -> Iterable[CreateTicket]:
    """The platform files it for the guest, under the report's id. A scanned place says whose it is."""
    made: PublicReportMade = stored.event
    site = customers.site_facts(context.tx, made.site) if made.site else None
    yield CreateTicket(
        type=made.type,
        title=made.title,
        description=made.description,
        source=Source(made.channel, SYSTEM_NAME, stored.stream_id),
        device=made.device,
        site=made.site,
        customer=site["customer"] if site else None,
        region=site.get("area") if site else None,
        geo=thaw_json(made.geo) if made.geo else None,
        submitter=made.guest,
        data=thaw_json(made.data or {}),
        files=made.files,
    )


def give_link(stored: StoredEvent, context: Context) -> Iterable[IssueLink]:
    """Whoever reported by the portal has a link under his report's id from the first moment."""
    created: TicketCreated = stored.event
    if created.system == SYSTEM_NAME and created.external_ref:
        until = context.now + LINK_DAYS * _DAY_MS
        yield IssueLink(ticket=stored.stream_id, until=until, link=created.external_ref)


def move_wish(stored: StoredEvent, context: Context) -> Iterable[AmendTicket]:
    """A form that keeps the wanted time says the new one, so that whoever drives there reads no old one."""
    answered: VisitTimeAnswered = stored.event
    row = tickets.ticket_row(context.tx, stored.stream_id)
    if answered.at is None or row is None:
        return
    form = forms.form_definition(context.tx, row["form"], row["form_version"])
    field = form.fields.get(WANTED)
    if field is not None and field.kind.name == "date_time":
        yield AmendTicket(ticket=row["id"], data={WANTED: answered.at}, source="rule")


def erase_report(stored: StoredEvent, context: Context) -> Iterable[EraseReport]:
    """What the visitor wrote stands in his report, too."""
    row = tickets.ticket_row(context.tx, stored.stream_id)
    if row is not None and row["system"] == SYSTEM_NAME and row["external_ref"]:
        yield EraseReport(report=row["external_ref"])
