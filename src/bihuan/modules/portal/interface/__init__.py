"""What others may ask of the portal."""

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
    "Ticketed",
    "authenticate_link",
    "guest_token",
    "link_token",
    "progress_of",
    "ticket_behind",
]
