"""What follows a device's events in the same unit."""

from collections.abc import Iterable
from typing import Any

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.assets.messages import DEVICE
from bihuan.modules.files.messages import BindFiles


def bind_document(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """Whoever reads the device reads its documents."""
    return [BindFiles((stored.event.file,), DEVICE, stored.stream_id)]
