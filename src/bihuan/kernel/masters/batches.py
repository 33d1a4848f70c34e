"""Many records decided in one command, each of which may name those before it: imports."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bihuan.core.access import check_access, check_edited_fields, visible_fields
from bihuan.core.values import Json, JsonObject, Problem, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.masters.fields import MasterField
from bihuan.kernel.masters.master import Master, Saving, record_anchors, record_row
from bihuan.kernel.masters.messages import RecordSaved, record_stream
from bihuan.kernel.masters.saving import Keeper, saved_event
from bihuan.kernel.tx import Row


class Batch:
    """Decides as `SaveRecord` does, with the same rights and checks, and collects the events.

    Records that were begun together stand or fall together: `keep` or `drop` them.
    """

    def __init__(self, masters: Mapping[str, Master], context: Context) -> None:
        self._keeper = _Ahead(masters)
        self._context = context
        self._begun: list[tuple[Master, Saving, RecordSaved | None]] = []
        self._rows_before: dict[tuple[str, str], Row | None] = {}
        self.events: list[tuple[str, RecordSaved]] = []

    def make(self, kind: str, record_id: str, values: JsonObject) -> list[Problem]:
        """A new record under an id of the caller's; the faults, none if it is begun."""
        master = self._keeper.master(kind)
        mine = {**values, "created_by": self._context.caller.id}
        anchors = self._keeper.anchors(self._context, master, mine)
        refused = self._refused(lambda: check_access(self._context.caller.subject, "create", kind, anchors))
        return [refused] if refused else self._judge(master, (record_id, None), values)

    def change(self, kind: str, record_id: str, values: JsonObject) -> list[Problem]:
        """Other values for fields of a record that is there, or was made before in this batch."""
        master = self._keeper.master(kind)
        row = self._keeper.ahead.get((kind, record_id)) or record_row(self._context.tx, master, record_id)
        if row is None:
            return [Problem("", f"{kind}.not_found")]
        if row["archived_at"] is not None:
            return [Problem("", "record.archived")]
        refused = self._refused(lambda: self._may_change(master, row, values))
        return [refused] if refused else self._judge(master, (record_id, row), values)

    def _may_change(self, master: Master, row: Row, values: JsonObject) -> None:
        subject = self._context.caller.subject
        anchors = self._keeper.anchors(self._context, master, row)
        check_access(subject, "update", master.kind, anchors)
        check_edited_fields(visible_fields(subject, master.kind, anchors), values, master.by_key)

    @staticmethod
    def _refused(check: Any) -> Problem | None:
        try:
            check()
        except Refusal as refusal:
            first = next(iter(refusal.problems), None)
            return first or Problem("", refusal.code, refusal.data)
        return None

    def _judge(self, master: Master, record: tuple[str, Row | None], values: JsonObject) -> list[Problem]:
        saving, problems = self._keeper.judge(master, self._context, record, values)
        problems += self._keeper.taken_ahead(master, saving)
        if not problems:
            place = (master.kind, saving.id)
            self._rows_before.setdefault(place, self._keeper.ahead.get(place))
            news = record[1] is None or bool(saving.changed)
            self._begun.append((master, saving, saved_event(master, saving) if news else None))
            self._keeper.remember(master, saving, self._context)
        return problems

    def keep(self) -> bool:
        """What was begun is to be; returns whether it changes anything."""
        news = [(record_stream(master.kind, saving.id), event) for master, saving, event in self._begun if event]
        self.events += news
        self._begun.clear()
        self._rows_before.clear()
        return bool(news)

    def drop(self) -> None:
        """What was begun is not to be."""
        for place, row in self._rows_before.items():
            if row is None:
                self._keeper.ahead.pop(place)
            else:
                self._keeper.ahead[place] = row
        self._begun.clear()
        self._rows_before.clear()


class _Ahead(Keeper):
    """Knows records that stand in no row yet."""

    def __init__(self, masters: Mapping[str, Master]) -> None:
        super().__init__(masters)
        self.ahead: dict[tuple[str, str], Row] = {}

    def remember(self, master: Master, saving: Saving, context: Context) -> None:
        """From now on it is there, for those after it."""
        before = saving.before or {"id": saving.id, "created_by": context.caller.id, "archived_at": None}
        values = {item.key: _cell(item, saving.values.get(item.key)) for item in master.fields}
        self.ahead[master.kind, saving.id] = {**before, **values}

    def taken_ahead(self, master: Master, saving: Saving) -> list[Problem]:
        """Faults of fields whose value a record before it in this batch has."""
        others = [row for (kind, id_), row in self.ahead.items() if kind == master.kind and id_ != saving.id]
        return [
            Problem(item.key, "record.taken", {"value": saving.values[item.key]})
            for item in master.fields
            if item.unique and item.key in saving.changed and saving.values[item.key] is not None
            if any(_key(item, row[item.key]) == _key(item, saving.values[item.key]) for row in others)
        ]

    def anchors(self, context: Context, master: Master, record: Mapping[str, Any]) -> Any:
        """What row rules look at, also beside a record that is not there yet."""
        return record_anchors(context.tx, master, record, self.ahead)

    def may_refer(self, kind: str, record_id: str, context: Context) -> bool:
        """Also to what was made before in this batch."""
        return (kind, record_id) in self.ahead or super().may_refer(kind, record_id, context)


def _cell(item: MasterField, value: Json) -> Any:
    return Decimal(str(value)) if item.type == "number" and value is not None else value


def _key(item: MasterField, value: Any) -> Any:
    return item.key_of(value) if item.key_of and value is not None else value
