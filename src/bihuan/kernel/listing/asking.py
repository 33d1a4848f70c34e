"""What one caller asks of one list, ready to be put to the database: for pages, for marks and for counts alike."""

from collections.abc import Sequence

from bihuan.core.access import READ, scope_of
from bihuan.core.late import dataclass
from bihuan.core.values import Json
from bihuan.db.scope_sql import scope_condition, sets_of
from bihuan.kernel.command import Caller
from bihuan.kernel.listing.describing import Circumstances, Condition, ListAsk, Listing
from bihuan.kernel.listing.narrowing import View, filter_conditions, filter_hash, parse_filter
from bihuan.kernel.listing.ordering import Key, order_of, usual_sort
from bihuan.kernel.tx import Tx


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows that are meant and their order.

    `conditions` suit whoever walks through many rows and stops soon, `as_set` whoever wants all of few, or their
    number; both hold for the same rows. `few`: an index knows the few rows among which they are.
    `bound_to` is what cursors of this list are sealed for. `logged`: masked fields whose whole value was asked for.
    """

    view: View
    conditions: Sequence[Condition]
    as_set: Sequence[Condition]
    few: bool
    keys: tuple[Key, ...]
    bound_to: Json
    logged: tuple[str, ...]


def asked_of(tx: Tx, listing: Listing, caller: Caller, ask: ListAsk, around: Circumstances) -> Asked:
    """Start from what the caller may see, then narrow.

    Refuses `filter.rejected`, `rule.invalid`, `list.sort_invalid`, `list.filter_invalid`.
    """
    view = View(listing, caller, scope_of(caller.subject, READ, listing.kind))
    order = order_of(view, ask.sort or usual_sort(view))
    tree = parse_filter(ask.filter)
    narrowed, logged = filter_conditions(tx, view, tree, around.env)
    mine = scope_condition(view.scope, listing.anchors, listing.id)
    as_set = scope_condition(view.scope, sets_of(listing.anchors, listing.pos, around.between), listing.id)
    others = (*around.where, *narrowed)
    bound_to = [listing.kind, caller.kind, caller.id, filter_hash(tree, around.where_key), order.text]
    return Asked(view, (mine, *others), (as_set, *others), around.few, order.keys, bound_to, logged)
