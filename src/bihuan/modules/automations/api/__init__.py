"""Routes of automation rules, their log and the endpoints."""

from bihuan.modules.automations.api.endpoints import router as endpoints
from bihuan.modules.automations.api.logs import router as logs
from bihuan.modules.automations.api.rules import router as rules

__all__ = ["endpoints", "logs", "rules"]
