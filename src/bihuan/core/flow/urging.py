"""催办: how often a task may be urged (semantics §4: once per 30 minutes and task, five times a day)."""

from collections.abc import Sequence

from bihuan.core.flow.commands import Actor
from bihuan.core.flow.run import Task
from bihuan.core.values import Instant, Kind, Refusal

REST = 30 * 60_000
DAY = 86_400_000
A_DAY = 5


def check_urge(task: Task, actor: Actor, now: Instant) -> None:
    """Raises Refusal `task.urge_own`, `task.urged_lately` (`minutes` to wait), `task.urged_enough` (`most` a day)."""
    if task.owner is not None and task.owner == actor.person:
        raise Refusal("task.urge_own", task=task.id)
    wait = rest_of(task.urged, now)
    if wait <= 0:
        return
    # Whichever holds longer is named: "again in 20 hours" would hide that five a day were used up.
    if wait <= task.urged[-1] + REST - now:
        raise Refusal("task.urged_lately", Kind.TOO_MANY, task=task.id, minutes=-(-wait // 60_000))
    raise Refusal("task.urged_enough", Kind.TOO_MANY, task=task.id, most=A_DAY)


def rest_of(urged: Sequence[Instant], now: Instant) -> int:
    """Milliseconds until the task may be urged again, 0 if it may be now. A day is the last 24 hours."""
    if not urged:
        return 0
    within = [at for at in urged if at > now - DAY]
    until_rested = urged[-1] + REST - now
    until_day_over = within[-A_DAY] + DAY - now if len(within) >= A_DAY else 0
    return max(until_rested, until_day_over, 0)
