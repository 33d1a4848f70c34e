"""Typed reads of notices, their deliveries, and how they are sent."""

from bihuan.modules.notifications.queries.deliveries import (
    attempts_of,
    deliveries_of,
    delivery_row,
    failed_deliveries,
    was_delivered,
)
from bihuan.modules.notifications.queries.notices import (
    count_unread,
    list_notices,
    may_read_stream,
    notice_row,
    notices_of_causes,
    notices_on_ticket,
    notices_there,
    notices_to_erase,
    waiting_for_digest,
)
from bihuan.modules.notifications.queries.settings import (
    channel_for,
    channel_row,
    channel_rows,
    preferences_of,
    template_row,
    template_rows,
)
from bihuan.modules.notifications.queries.tracing import notices_in_trace

__all__ = [
    "attempts_of",
    "channel_for",
    "channel_row",
    "channel_rows",
    "count_unread",
    "deliveries_of",
    "delivery_row",
    "failed_deliveries",
    "list_notices",
    "may_read_stream",
    "notice_row",
    "notices_in_trace",
    "notices_of_causes",
    "notices_on_ticket",
    "notices_there",
    "notices_to_erase",
    "preferences_of",
    "template_row",
    "template_rows",
    "waiting_for_digest",
    "was_delivered",
]
