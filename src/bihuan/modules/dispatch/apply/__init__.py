"""Events of engineers, roster, policies and of tickets' tasks into rows."""

from bihuan.modules.dispatch.apply.people import apply_definition, apply_duty, apply_engineer
from bihuan.modules.dispatch.apply.work import apply_ticket

__all__ = ["apply_definition", "apply_duty", "apply_engineer", "apply_ticket"]
