"""The drill that an auditor asks for: tickets drawn by lot, each told whole or not, and how fast (AUD-2)."""

import pytest
import sqlalchemy as sa

from bihuan.kernel import sequencer
from bihuan.kernel.tables import leaf
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.tickets.messages import AmendTicket
from bihuan.modules.trace import queries
from bihuan.modules.trace.queries.drill import _told_beside as told_beside
from tests.modules.tickets.pumps import FORM
from tests.modules.trace.searches import Searches

pytestmark = pytest.mark.req("AUD-2")


def closed(searches: Searches, count: int) -> list[str]:
    found = []
    for number in range(count):
        searches.at(3 + number, 8)
        ticket = searches.report("front_desk", title=f"第{number}张", device=next(iter(searches.devices.values())))
        searches.assign(ticket, "engineer")
        searches.work(ticket, "engineer")
        searches.act("front_desk", ticket, "agree", signature="strokes")
        found.append(ticket)
    tenant = searches.company.tenant
    while tenant.writer.call(sequencer.number_events):
        pass
    return found


def drilled(searches: Searches, who: str, count: int, seed: str = "s") -> list[dict]:
    caller, hooks = searches.company.caller(who), searches.company.hooks
    fractions = queries.fractions_of(seed, count)
    return list(searches.company.read(lambda tx: queries.drill(tx, hooks, caller, fractions)))


def test_drawn_tickets_are_each_complete_and_the_same_seed_draws_the_same(searches: Searches) -> None:
    tickets = closed(searches, 4)
    searches.report("front_desk", title="还开着")
    first, again = drilled(searches, "auditor", 20), drilled(searches, "auditor", 20)
    assert {one["id"] for one in first} == set(tickets) and [one["id"] for one in first] == [one["id"] for one in again]
    assert all(one["complete"] for one in first)
    assert set(first[0]["stations"]) == {"report", "dispatch", "site", "decision", "end", "content", "proof"}
    assert len(drilled(searches, "auditor", 2)) == 2


def test_parts_rating_and_messages_are_stations_with_who_wrote_them(searches: Searches) -> None:
    part = {"key": "part", "kind": "text", "label": {"zh": "名称"}}
    more = (
        {"key": "parts_used", "kind": "sub_table", "label": {"zh": "更换备件"}, "columns": [part]},
        {"key": "stars", "kind": "text", "label": {"zh": "满意度"}},
    )
    searches.company.send("admin", PublishForm({**FORM, "fields": [*FORM["fields"], *more]}))
    [ticket] = closed(searches, 1)
    used = {"parts_used": [{"id": "01900000-0000-7000-8000-000000000001", "part": "密封圈"}], "stars": "5"}
    searches.company.send("admin", AmendTicket(ticket=ticket, data=used))
    searches.note("lead", ticket)
    tenant = searches.company.tenant
    while tenant.writer.call(sequencer.number_events):
        pass
    told = searches.trace("auditor", ticket)
    assert told["about"] == {"parts": ["parts_used"], "rating": ["stars"]}
    [one] = drilled(searches, "auditor", 1)
    assert {"parts": True, "rating": True, "messages": True}.items() <= one["stations"].items()
    assert one["complete"]
    # Something stands there and nobody knows who wrote it.
    spoilt = {**told, "events": [entry for entry in told["events"] if "data" not in entry["what"]]}
    looked = searches.company.read(lambda tx: told_beside(tx, spoilt, set()))
    assert looked == {"parts": False, "rating": False, "messages": True}


def test_a_record_without_its_proof_is_not_complete(searches: Searches, monkeypatch: pytest.MonkeyPatch) -> None:
    [ticket] = closed(searches, 1)
    monkeypatch.setattr(
        queries.drill.__globals__["hashlib"], "sha256", lambda _text: type("H", (), {"digest": bytes})()
    )
    fractions = [0.5]
    caller, hooks = searches.company.caller("auditor"), searches.company.hooks
    [one] = searches.company.read(lambda tx: queries.drill(tx, hooks, caller, fractions))
    assert (one["id"], one["complete"], one["stations"]["proof"]) == (ticket, False, False)


def test_events_that_are_not_in_the_tree_yet_count_as_not_proven(searches: Searches) -> None:
    [ticket] = closed(searches, 1)
    searches.later()
    searches.company.send("admin", searches_archive(ticket))
    [one] = drilled(searches, "auditor", 1)
    assert one["stations"] == {**one["stations"], "archive": True, "proof": False}
    assert searches.company.read(lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(leaf))) > 0


def searches_archive(ticket: str) -> object:
    from bihuan.modules.tickets.messages import ArchiveTicket

    return ArchiveTicket(ticket=ticket)


def test_only_who_reads_the_ledger_drills(searches: Searches) -> None:
    closed(searches, 2)
    with searches.company.http() as line:
        told = line("auditor", "GET", "/trace/drill?count=5&seed=abc").json()
        assert (told["complete"], len(told["drawn"]), told["seed"], told["by"]) == (2, 2, "abc", "吴审")
        assert line("lead", "GET", "/trace/drill").status_code == 404
        assert line("auditor", "GET", "/trace/drill?count=5000").status_code == 422


@pytest.mark.postgres
def test_the_same_on_postgres(searches_on_postgres: Searches) -> None:
    test_drawn_tickets_are_each_complete_and_the_same_seed_draws_the_same(searches_on_postgres)
