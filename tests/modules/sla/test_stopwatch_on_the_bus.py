"""Random histories sent as commands: what the rows say in the end is what a stopwatch counted minute by minute."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import Phase, given, settings

from bihuan.core.sla import CalendarShelf, clocks_from_json, read_clock
from bihuan.core.values import JsonObject
from bihuan.kernel.tables import timer
from bihuan.kernel.tx import Row
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.intake.messages import SaveChannel
from bihuan.modules.sla import messages as m
from bihuan.modules.sla import queries
from bihuan.modules.tickets import messages as t
from tests.core.calendars.minutes import MINUTE
from tests.core.sla.test_stopwatch import (
    CALENDARS,
    FLAGS,
    LENGTH,
    START,
    Stopwatch,
    assert_due,
    body,
    histories,
    listen,
    policies,
)
from tests.modules.sla.conftest import company_of
from tests.modules.sla.promises import Clocks, Told

FORM: JsonObject = {
    "form": "watch",
    "label": {"zh": "秒表"},
    "fields": [
        *({"key": flag, "kind": "choice", "label": {"zh": flag}, "options": ["yes", "no"]} for flag in FLAGS),
        {"key": "level", "kind": "choice", "label": {"zh": "等级"}, "options": ["A", "B", "C"]},
    ],
}
FLOW: JsonObject = {
    "key": "watch",
    "label": {"zh": "秒表"},
    "stages": [
        {"key": "open", "label": {"zh": "打开"}, "category": "active"},
        {"key": "done", "label": {"zh": "完成"}, "category": "closed"},
    ],
    "root": [
        {"id": "report", "kind": "start", "label": {"zh": "登记"}, "stage": "open", "fields": {"*": "edit"}},
        {"id": "watch", "kind": "handle", "label": {"zh": "看"}, "stage": "open", "owner": "by_hand",
         "mode": "dispatch", "dispatchers": ["dispatcher"], "fields": {"*": "read"}},
        {"id": "end", "kind": "end", "label": {"zh": "结束"}, "stage": "done"},
    ],
}  # fmt: skip
FIRST: JsonObject = {"go": True, "hold": False, "done": False, "void": False, "level": "A"}


def is_yes(flag: str) -> JsonObject:
    return {"op": "eq", "left": {"field": flag}, "right": "yes"}


def written(record: JsonObject) -> JsonObject:
    """A record as the form has it."""
    return {key: {True: "yes", False: "no"}.get(value, value) for key, value in record.items()}


class Watched(Clocks):
    """A company whose tickets do nothing but start and stop clocks."""

    def __init__(self, folder: Path, url: str = "") -> None:
        told = Told()
        super().__init__(company_of(folder, told, url=url), told)
        self.company.clock.instant = START
        for command in (PublishForm(FORM), PublishFlow(FLOW, "watch"), SaveChannel("phone", {"zh": "电话"})):
            self.company.send("admin", command)
        self.company.send("admin", SaveTicketType("watch", {"zh": "秒表"}, "watch", "watch", "MB"))
        for calendar in CALENDARS.values():
            self.company.send("admin", m.PublishCalendar(calendar))

    def at(self, minute: int) -> None:
        self.company.clock.instant = START + minute * MINUTE

    def tell(self, promised: JsonObject, history: list[tuple[int, JsonObject]], *, ticking: bool) -> tuple[str, Any]:
        """A ticket that goes through it, and its facts as (minute, record) for the stopwatch."""
        self.at(0)
        self.company.send("admin", m.PublishSla(body(promised, "public_update", is_yes)))
        command = t.CreateTicket(type="watch", title="秒表", source=t.Source("phone"), data=written(FIRST))
        ticket = self.company.send("admin", command).ref.partition(":")[2]
        record, minute = dict(FIRST), 0
        facts = [(0, {**record, "work": {"happened": []}})]
        for gap, change in history:
            minute += gap
            self.wait(ticket, minute, ticking=ticking)
            wanted = {key: value for key, value in change.items() if key in FIRST and record[key] != value}
            if wanted:
                record |= wanted
                self.company.send("admin", t.AmendTicket(ticket=ticket, data=written(wanted)))
                facts.append((minute, {**record, "work": {"happened": []}}))
            if change.get("again"):
                self.company.send("dispatcher", t.AddNote(ticket=ticket, text="再来", public=True))
                facts.append((minute, {**record, "work": {"happened": ["again"]}}))
        return ticket, facts

    def wait(self, ticket: str, minute: int, *, ticking: bool) -> None:
        """Time passes; the ticket's timer goes off in time whenever it is due, or nobody looks."""
        until = START + minute * MINUTE
        while ticking and (due := self.timer(ticket)) is not None and due <= until:
            self.company.clock.instant = max(self.company.clock.instant, due)
            self.company.send("operator", m.LookAtClocks(ticket=ticket))
        self.at(minute)

    def timer(self, ticket: str) -> int | None:
        """When the ticket is looked at next."""
        statement = sa.select(timer.c.due).where(timer.c.stream == f"ticket:{ticket}", timer.c.name == "clocks")
        found: int | None = self.company.read(lambda tx: tx.scalar(statement))
        return found


def compare(watched: Watched, ticket: str, watches: dict[str, Stopwatch], until: int) -> None:
    """Every clock of the ticket, and its row, as the stopwatch has them."""
    now = START + until * MINUTE
    state, in_force = watched.company.read(lambda tx: (queries.state_row(tx, ticket), queries.present(tx)))
    clocks = clocks_from_json(state["state"])
    shelf = watched.company.read(lambda tx: queries.shelf_for(tx, in_force, clocks))
    rows = {row["clock"]: row for row in watched.company.read(lambda tx: queries.clock_rows(tx, ticket))}
    for key, watch in watches.items():
        clock = clocks.clocks.get(key)
        if clock is None:
            assert (watch.phase, key in rows) == ("idle", False)
            continue
        assert (clock.phase, rows[key]["phase"]) == (watch.phase, watch.phase)
        assert read_clock(clock, shelf, now).elapsed == watch.elapsed() * MINUTE
        if watch.phase != "cancelled":
            breached = watch.breached_at(until)
            expected = None if breached is None else START + breached * MINUTE
            assert (clock.breached_at, rows[key]["breached_at"]) == (expected, expected)
            assert_due(clock.due, watch, clock.breached_at, until)
        compare_row(rows[key], watch)
    running = [rows[key]["due"] for key, watch in watches.items() if watch.phase == "running"]
    assert watched.row(ticket)["next_due"] == min((due for due in running if due is not None), default=None)
    assert isinstance(shelf, CalendarShelf)


def compare_row(row: Row, watch: Stopwatch) -> None:
    if watch.phase == "stopped":
        assert row["elapsed"] == watch.elapsed() * MINUTE
        assert row["outcome"] == ("met" if watch.breached_at(watch.ended) is None else "breached")
        assert row["ended_at"] == START + watch.ended * MINUTE
    elif watch.phase != "cancelled":
        assert (row["elapsed"], row["outcome"], row["ended_at"]) == (None, None, None)


def run_histories(watched: Watched, examples: int) -> None:
    looked = iter(range(10**6))

    # A history takes long enough to play that nobody waits for a smaller one.
    @settings(max_examples=examples, phases=[Phase.generate])
    @given(policies, histories)
    def each(promised: JsonObject, history: list[tuple[int, JsonObject]]) -> None:
        ticking = next(looked) % 2 == 0
        ticket, facts = watched.tell(promised, history, ticking=ticking)
        until = min(facts[-1][0] + 400, LENGTH)
        watched.wait(ticket, until, ticking=True)
        compare(watched, ticket, listen(promised, facts, until), until)

    each()
    watched.company.close()


@pytest.mark.req("SLA-3.server")
def test_rows_say_what_the_stopwatch_counted(tmp_path: Path) -> None:
    run_histories(Watched(tmp_path), max(4, settings().max_examples // 8))


@pytest.mark.postgres
@pytest.mark.req("SLA-3.server", "TEN-2")
def test_rows_say_what_the_stopwatch_counted_on_postgres(tmp_path: Path, postgres_url: str) -> None:
    run_histories(Watched(tmp_path, postgres_url), max(2, settings().max_examples // 16))
