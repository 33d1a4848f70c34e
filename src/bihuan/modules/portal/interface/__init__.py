"""What others may ask of the portal."""

from bihuan.modules.portal.interface.configured import configured_forms
from bihuan.modules.portal.interface.expected import WANTED, expected
from bihuan.modules.portal.interface.narrowing import narrowed_form, seen_fields
from bihuan.modules.portal.interface.progress import progress_of
from bihuan.modules.portal.interface.tokens import (
    GUEST_PREFIX,
    LINK_PREFIX,
    Ticketed,
    authenticate_link,
    guest_token,
    link_token,
    ticket_behind,
)

__all__ = [
    "GUEST_PREFIX",
    "LINK_PREFIX",
    "WANTED",
    "Ticketed",
    "authenticate_link",
    "configured_forms",
    "expected",
    "guest_token",
    "link_token",
    "narrowed_form",
    "progress_of",
    "seen_fields",
    "ticket_behind",
]
