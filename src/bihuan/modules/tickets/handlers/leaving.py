"""What whoever ends a ticket says of its open child tickets; the module that knows of children acts on it."""

from bihuan.core import flow as f
from bihuan.core.values import Refusal
from bihuan.kernel.command import Outcome
from bihuan.modules.tickets import messages as m

ENDINGS = (f.RunEnded, f.RunTerminated, f.RunWithdrawn, f.RunForceClosed)
_CHOICES = ("leave", "end")


def with_farewell(outcome: Outcome, choice: str) -> Outcome:
    """The outcome with what was said of children, if it ends the ticket. Refuses `family.choice_unknown`."""
    if not choice:
        return outcome
    if choice not in _CHOICES:
        raise Refusal("family.choice_unknown", path="children", known=list(_CHOICES))
    if not any(isinstance(event, ENDINGS) for _, event in outcome.events):
        return outcome
    return Outcome(outcome.ref, ((outcome.ref, m.ChildrenTold(choice)), *outcome.events))
