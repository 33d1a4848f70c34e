"""What other modules may ask of dispatch: why a ticket went to whom, as its reader may know, and the platform's own
look at who is on duty. Engineers and roster are shown by registration (the trace's section), and changed by commands
(`messages.py`)."""

from datetime import date

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.dispatch.queries import dispatch_of
from bihuan.modules.dispatch.queries.definitions import POLICIES, ROSTER, published
from bihuan.modules.dispatch.queries.people import OnRoster
from bihuan.modules.dispatch.queries.planning import plan
from bihuan.modules.dispatch.queries.waiting import CREWS
from bihuan.modules.dispatch.queries.ways import way_seconds

__all__ = ["CREWS", "OnRoster", "configured_policies", "configured_roster", "dispatch_of", "duties_of", "way_seconds"]


def duties_of(tx: Tx, zone: str, days: tuple[date, date]) -> dict[str, OnRoster]:
    """Everybody's times of duty and leave on these local days (both included)."""
    return plan(tx, zone, days)[1]


def configured_roster(tx: Tx) -> list[JsonObject]:
    """Shifts, patterns and needs as they were last published; empty while nothing was."""
    row = published(tx, ROSTER)
    return [row["body"]] if row is not None else []


def configured_policies(tx: Tx) -> list[JsonObject]:
    """The dispatch policies as they were last published; empty while nothing was."""
    row = published(tx, POLICIES)
    return [row["body"]] if row is not None else []
