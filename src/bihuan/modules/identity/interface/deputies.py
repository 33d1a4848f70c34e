"""Who stands in for whom now (FLW-5), followed from deputy to deputy: a chain is cut, a cycle leads nowhere."""

from collections.abc import Callable, Iterator

from bihuan.core.access import Subject, check_access
from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import queries
from bihuan.modules.identity.interface.subjects import anchors_of

# What the module that keeps the roster provides: (tx, person, instant) → whether he is on leave.
ABSENCES = "identity.absences"
# A deputy's deputy, and his: whoever is further away knows nothing of the matter.
LONGEST_CHAIN = 3
Absences = Callable[[Tx, str, Instant], bool]
Some = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class StandIn:
    """`deputy` stands in for `person`. None: for every ticket type, in every role."""

    person: str
    deputy: str
    types: Some = None
    roles: Some = None

    def covers(self, type_: str | None) -> bool:
        """Whether it is about tickets of this type; a matter of no type is of those who stand in for everything."""
        return self.types is None or type_ in self.types


def check_may_appoint(tx: Tx, subject: Subject, person: str) -> None:
    """Refuses `access.denied` (or `user.not_found`) unless the subject may name deputies for this person."""
    check_access(subject, "appoint", "user", anchors_of(tx, person))


def any_deputies(tx: Tx) -> bool:
    """Whether anybody was ever appointed and is on the list still."""
    return bool(_appointments(tx))


def deputies_now(tx: Tx, person: str, now: Instant) -> tuple[StandIn, ...]:
    """Who stands in for the person, nearest and first choice first; only who is there himself."""
    found = _followed(_Book(tx, now), StandIn(person, person), forwards=True)
    return tuple(one for one in found if _is_there(tx, one.deputy))


def principals_now(tx: Tx, deputy: str, now: Instant) -> tuple[StandIn, ...]:
    """For whom somebody stands in. Who has left for good is among them: his seat passes on."""
    return tuple(_followed(_Book(tx, now), StandIn(deputy, deputy), forwards=False))


class _Book:
    """The appointments that hold now. Without any, asking costs one look at the epoch."""

    def __init__(self, tx: Tx, now: Instant) -> None:
        self.rows: tuple[Row, ...] = ()
        for row in _appointments(tx):
            if row["from_at"] <= now < row["until_at"] and (not row["away"] or _is_away(tx, row["user"], now)):
                self.rows = (*self.rows, row)

    def steps(self, at: str, *, forwards: bool) -> Iterator[tuple[str, Row]]:
        """The next person of each appointment from here."""
        here, there = ("user", "deputy") if forwards else ("deputy", "user")
        return ((row[there], row) for row in self.rows if row[here] == at)


def _appointments(tx: Tx) -> list[Row]:
    return tx.memo.get(("identity.deputies", queries.epoch(tx)), lambda: queries.all_deputies(tx))


def _followed(book: _Book, origin: StandIn, *, forwards: bool) -> Iterator[StandIn]:
    told: set[StandIn] = set()
    passed, at = {origin.person}, [origin]
    for _ in range(LONGEST_CHAIN):
        at = [
            _joined(one, person, row, forwards=forwards)
            for one in at
            for person, row in book.steps(one.deputy if forwards else one.person, forwards=forwards)
            if person not in passed
        ]
        for one in at:
            passed.add(one.deputy if forwards else one.person)
            if one not in told and not _is_nothing(one):
                told.add(one)
                yield one


def _joined(one: StandIn, person: str, row: Row, *, forwards: bool) -> StandIn:
    """One link more: what is left is what both appointments are about."""
    types, roles = _both(one.types, row["types"]), _both(one.roles, row["roles"])
    return StandIn(one.person, person, types, roles) if forwards else StandIn(person, one.deputy, types, roles)


def _both(first: Some, second: list[str] | None) -> Some:
    if second is None:
        return first
    return frozenset(second) if first is None else first & frozenset(second)


def _is_nothing(one: StandIn) -> bool:
    return one.types == frozenset() or one.roles == frozenset()


def _is_away(tx: Tx, person: str, now: Instant) -> bool:
    absences: Absences | None = tx.memo.provided.get(ABSENCES)
    return absences is not None and absences(tx, person, now)


def _is_there(tx: Tx, person: str) -> bool:
    row = queries.user(tx, person)
    return row is not None and row["state"] == "active"
