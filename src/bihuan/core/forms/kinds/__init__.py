"""The kinds that ship with the platform, registered through the door that plug-ins use."""

from bihuan.core.forms.kinds.checklists import Checklist
from bihuan.core.forms.kinds.choices import Choice, MultiChoice
from bihuan.core.forms.kinds.clock import Duration, TimeOfDay
from bihuan.core.forms.kinds.consents import Consent, Switch
from bihuan.core.forms.kinds.contacts import Email, IdCard, Phone, WebAddress
from bihuan.core.forms.kinds.days import Day, DaySpan
from bihuan.core.forms.kinds.files import Files, Signature
from bihuan.core.forms.kinds.instants import DateTime
from bihuan.core.forms.kinds.matrices import Matrix
from bihuan.core.forms.kinds.numbers import Amount, Number
from bihuan.core.forms.kinds.places import Address, GpsPoint
from bihuan.core.forms.kinds.readings import Reading
from bihuan.core.forms.kinds.references import Department, Device, Person, Record, Region
from bihuan.core.forms.kinds.scales import Percent, Rating, Recommendation, Slider
from bihuan.core.forms.kinds.scans import Scan
from bihuan.core.forms.kinds.tables import SubTable
from bihuan.core.forms.kinds.text import LongText, Text
from bihuan.core.forms.kinds.things import Contact, Contract, Customer, Role, Site, TicketLink
from bihuan.core.forms.spec import register_field_kind

OWN_KINDS = (
    Text(),
    LongText(),
    Number(),
    Amount(),
    Choice(),
    MultiChoice(),
    DateTime(),
    Person(),
    Department(),
    Region(),
    Device(),
    Files(),
    Signature(),
    SubTable(),
    Checklist(),
    Reading(),
    Record(),
    Day(),
    TimeOfDay(),
    DaySpan(),
    Duration(),
    Scan(),
    Role(),
    Customer(),
    Contact(),
    Site(),
    Contract(),
    TicketLink(),
    Address(),
    GpsPoint(),
    Phone(),
    Email(),
    WebAddress(),
    IdCard(),
    Percent(),
    Rating(),
    Slider(),
    Recommendation(),
    Switch(),
    Consent(),
    Matrix(),
)

for _kind in OWN_KINDS:
    register_field_kind(_kind)

__all__ = ["OWN_KINDS"]
