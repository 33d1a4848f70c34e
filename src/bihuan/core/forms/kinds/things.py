"""Things kept elsewhere that a field names by id: roles, customers and what is theirs, tickets.

Whether one is there for this caller, the shell tells; what rules read of it stands behind the field (`customer.level`).
"""

from typing import ClassVar

from bihuan.core.forms.kinds.references import Reference
from bihuan.core.forms.reading import is_key
from bihuan.core.forms.spec import Attribute, Texts, reject
from bihuan.core.values import Json


def _field_key(value: Json) -> str:
    if not is_key(value):
        reject("form.bad_setting", expected="key")
    return str(value)


# The field of the customer to whom the thing has to belong.
_OF = (Attribute("of", _field_key, None),)


class Thing(Reference):
    """What all of them share."""

    rule_type = "record"


class Role(Thing):
    """A role of the company: who does a thing, whoever that is just now."""

    name = "role"
    label: ClassVar[Texts] = {"zh": "角色", "en": "Role"}


class Customer(Thing):
    """A customer of the register, with how he is reached."""

    name = "customer"
    label: ClassVar[Texts] = {"zh": "客户", "en": "Customer"}
    found_by_value = True


class Contact(Thing):
    """Somebody at the customer that another field names."""

    name = "contact"
    label: ClassVar[Texts] = {"zh": "联系人", "en": "Contact"}
    attributes = _OF
    personal = True


class Site(Thing):
    """A place of the customer that another field names."""

    name = "site"
    label: ClassVar[Texts] = {"zh": "客户地点", "en": "Customer's site"}
    attributes = _OF


class Contract(Thing):
    """A contract of the customer that another field names, with its term and amount."""

    name = "contract"
    label: ClassVar[Texts] = {"zh": "合同", "en": "Contract"}
    attributes = _OF


class TicketLink(Thing):
    """Another ticket, of those that one may read."""

    name = "ticket"
    label: ClassVar[Texts] = {"zh": "关联工单", "en": "Ticket"}
    found_by_value = True
