"""Routes of calendars, policies and clocks."""

from bihuan.modules.sla.api.calendars import calendars
from bihuan.modules.sla.api.clocks import claims, clocks
from bihuan.modules.sla.api.policies import policies

__all__ = ["calendars", "claims", "clocks", "policies"]
