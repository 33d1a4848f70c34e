"""Routes of notices."""

from bihuan.modules.notifications.api.own import notices
from bihuan.modules.notifications.api.settings import router as settings
from bihuan.modules.notifications.api.told import on_tickets
from bihuan.modules.notifications.api.told import router as told

# Fixed words before {notice_id}.
ROUTERS = (("/notices", settings), ("/notices", told), ("/notices", notices), ("/tickets", on_tickets))
