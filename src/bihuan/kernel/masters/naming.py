"""Masters as things that fields of forms may name (kernel.named)."""

from collections.abc import Callable

from bihuan.core.access import Allowed, FieldAccess, FieldSet, decide_access, visible_fields
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Circumstances, ListAsk, list_page
from bihuan.kernel.masters.master import Master, record_anchors, record_row
from bihuan.kernel.masters.reading import archived_condition, listing_of, record_facts, search_condition, show_record
from bihuan.kernel.masters.saving import stored_value
from bihuan.kernel.named import MOST, Nameable, Thing
from bihuan.kernel.tx import Row, Tx

More = Callable[[Tx, Caller, str], JsonObject]
"""What a record brings along besides its own fields: (tx, caller, id)."""


def nameable_master(
    master: Master, title: str, about: str = "", *, parent: str = "", more: More | None = None
) -> Nameable:
    """How a kind of master is named: by the field `title`, told apart by `about`, found within `parent`."""
    naming = _Naming(master, title, about, parent, more)
    return Nameable(naming.find, naming.one, naming.whole)


@dataclass(frozen=True, slots=True)
class _Naming:
    master: Master
    title: str
    about: str
    parent: str
    more: More | None

    def find(self, tx: Tx, caller: Caller, text: str, of: str) -> list[Thing]:
        """Records in use that the text finds."""
        master = self.master
        where = [archived_condition(master, False)]
        if self.parent and of:
            where.append(master.table.c[self.parent] == of)
        if text:
            where.append(search_condition(master, caller, text))
        around = Circumstances(Env(0), tuple(where), repr((text, of)))
        page = list_page(tx, listing_of(master), caller, ListAsk(limit=MOST), around)
        return [self._thing(tx, caller, one.row, one.rights) for one in page.rows]

    def one(self, tx: Tx, caller: Caller, record: str) -> Thing | None:
        """A record that the caller may read, with all that it brings along."""
        row = record_row(tx, self.master, record)
        if row is None:
            return None
        anchors = record_anchors(tx, self.master, row)
        if not isinstance(decide_access(caller.subject, "read", self.master.kind, anchors), Allowed):
            return None
        return self._thing(tx, caller, row, visible_fields(caller.subject, self.master.kind, anchors))

    def whole(self, tx: Tx, record: str) -> JsonObject | None:
        """A record as rules read it."""
        return record_facts(tx, self.master, record)

    def _thing(self, tx: Tx, caller: Caller, row: Row, rights: FieldSet) -> Thing:
        shown = show_record(self.master, row, rights)
        facts = readable_facts(self.master, row, rights)
        if self.more is not None:
            facts |= self.more(tx, caller, row["id"])
        title = str(shown.get(self.title) or row["id"])
        return Thing(row["id"], title, str(shown.get(self.about) or ""), facts, row["archived_at"] is None)


def readable_facts(master: Master, row: Row, rights: FieldSet) -> JsonObject:
    """A record's fields that these rights read whole: half a phone number is no number to fill in."""
    values = {
        item.key: stored_value(item, row[item.key]) for item in master.fields if rights[item.key] >= FieldAccess.READ
    }
    return {"id": row["id"], **{key: value for key, value in values.items() if value is not None}}
