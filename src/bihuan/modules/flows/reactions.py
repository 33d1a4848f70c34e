"""What follows a ticket type's events in the same unit."""

from collections.abc import Iterable
from typing import Any

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.identity.messages import SetTypeConfidential


def tell_rights(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """Rights know which types are confidential before the first ticket of the type can exist."""
    return [SetTypeConfidential(stored.event.key, stored.event.confidential)]
