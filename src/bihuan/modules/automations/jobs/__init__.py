"""What follows rules after the commit."""

from bihuan.modules.automations.jobs.deadlines import reach
from bihuan.modules.automations.jobs.following import act, run_slice
from bihuan.modules.automations.jobs.steps import STEP_RUNNERS
from bihuan.modules.automations.jobs.tickets import TICKET_RUNNERS
from bihuan.modules.automations.jobs.webhooks import push

__all__ = ["STEP_RUNNERS", "TICKET_RUNNERS", "act", "push", "reach", "run_slice"]
