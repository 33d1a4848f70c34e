"""Daily facts: what a ticket adds to which day; following the ledger ends where counting anew does; and questions are
answered of them as one would by hand, for everybody of what he may read."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.access import scope_allows, scope_of
from bihuan.core.reports import AGES, AMOUNTS, MEASURES, PERIODS, TIMED, day_of, month_of, read_question, valued
from bihuan.core.values import Refusal
from bihuan.kernel import sequencer
from bihuan.modules.identity import interface as identity
from bihuan.modules.reports import bookkeeping, queries
from bihuan.modules.reports.tables import FIELDS, daily_fact, fact_group, ticket_fact
from bihuan.modules.sla import interface as clocks_of
from bihuan.modules.sla import messages as sla
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets import messages as m
from tests.modules.company import Company, hooks_of
from tests.modules.sla.promises import OFFICE, SLA
from tests.modules.tickets.conftest import MODULES, found
from tests.modules.tickets.pumps import Pumps

pytestmark = pytest.mark.req("RPT-3", "SLA-5")
HOUR = 3_600_000
ZONE = "Asia/Shanghai"
CALLERS = ("admin", "lead", "engineer", "dispatcher", "approver")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def pumps(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pumps]:
    folder: Path = tmp_path_factory.mktemp("facts")
    hooks = hooks_of(*MODULES, "sla", "reports")
    if request.param == "sqlite":
        company = Company(folder, hooks)
        yield promised(company)
        company.close()
        return
    server = request.getfixturevalue("postgres_server")
    with server.new_database() as name:
        company = Company(folder, hooks, url=server.url(name))
        yield promised(company)
        company.close()


def promised(company: Company) -> Pumps:
    found(company)
    company.send("admin", sla.PublishCalendar(OFFICE, official="CN"))
    company.send("admin", sla.PublishSla(SLA))
    return Pumps(company)


def follow(company: Company) -> int:
    """Let the worker do what it would; returns in how many slices."""
    slices = 0
    while company.tenant.writer.call(sequencer.number_events):
        pass
    info, now = company.tenant.info, company.clock.now()
    while company.tenant.writer.call(lambda tx: bookkeeping.refresh(tx, info, now)):
        slices += 1
    return slices


def facts(tx: Any) -> tuple[list[Any], list[Any]]:
    """Every row of facts, with the combination spelled out."""
    named = [fact_group.c[name] for name in (*FIELDS, "team")]
    found = []
    for table in (daily_fact, ticket_fact):
        joined = table.join(fact_group, fact_group.c.id == table.c.dims)
        columns = [column for column in table.c if column.name != "dims"]
        rows = tx.rows(sa.select(*columns, *named).select_from(joined))
        found.append(sorted(rows, key=repr))
    return found[0], found[1]


def on_day(pumps: Pumps, ticket: str) -> dict[date, dict[str, int]]:
    """What one ticket adds to which day."""
    follow(pumps.company)
    row = pumps.company.read(lambda tx: tickets.ticket_row(tx, ticket))
    rows = pumps.company.read(lambda tx: tx.rows(sa.select(ticket_fact).where(ticket_fact.c.pos == row["pos"])))
    return {
        date(1970, 1, 1) + timedelta(days=row["day"]): {name: row[name] for name in AMOUNTS if row[name]}
        for row in rows
    }


def at(pumps: Pumps, hour: int, day: int = 2) -> None:
    """The clock of the company in its zone: a Thursday in July and the days around it."""
    noon = datetime(2026, 7, day, tzinfo=UTC) - timedelta(hours=8)
    pumps.company.clock.instant = int(noon.timestamp() * 1000) + hour * HOUR


# --- what counts when -------------------------------------------------------------------------------------------


def test_a_ticket_counts_on_the_days_of_the_company_not_of_greenwich(pumps: Pumps):
    at(pumps, 1, 2)  # still the first of July in Greenwich
    ticket = pumps.report()
    assert on_day(pumps, ticket) == {date(2026, 7, 2): {"created": 1, "open": 1}}
    at(pumps, 23, 2)
    pumps.assign(ticket)
    for action in ("accept", "depart", "arrive", "begin"):
        pumps.act("engineer", ticket, action)
    at(pumps, 25, 2)
    pumps.act("engineer", ticket, "finish", data={"cause": "密封圈老化"})
    pumps.act("requester", ticket, "agree", signature="strokes")
    days = on_day(pumps, ticket)
    first, next_ = days[date(2026, 7, 2)], days[date(2026, 7, 3)]
    assert (first["created"], first.get("open"), first["responded"]) == (1, None, 1)
    assert first["response_ms"] == 22 * HOUR
    assert (next_["resolved"], next_["resolve_ms"], next_["closed"]) == (1, 24 * HOUR, 1)
    assert (next_["visited"], next_["first_fixed"]) == (1, 1)
    assert sum(day.get(f"first_response_{way}", 0) for day in days.values() for way in ("met", "breached")) == 1


def test_what_is_reopened_is_resolved_no_more_and_was_not_fixed_the_first_time(pumps: Pumps):
    at(pumps, 9, 6)
    ticket = pumps.close_loop()
    at(pumps, 9, 7)
    pumps.company.send("requester", m.ActOnTicket(ticket=ticket, action="reopen", reason="又漏了"))
    days = on_day(pumps, ticket)
    assert days[date(2026, 7, 7)]["reopened"] == 1
    assert not any(day.get("resolved") for day in days.values())
    assert days[date(2026, 7, 6)]["open"] == 1
    at(pumps, 9, 8)
    pumps.work(ticket)
    pumps.act("requester", ticket, "agree", signature="strokes")
    days = on_day(pumps, ticket)
    assert (days[date(2026, 7, 8)]["resolved"], days[date(2026, 7, 8)].get("first_fixed")) == (1, None)
    assert days[date(2026, 7, 8)]["resolve_ms"] == 48 * HOUR


def test_working_time_is_what_the_clock_counted_by_its_calendar(pumps: Pumps):
    at(pumps, 17, 3)  # Friday
    ticket = pumps.report()
    at(pumps, 10, 6)  # Monday
    pumps.assign(ticket)
    pumps.work(ticket)
    pumps.act("requester", ticket, "agree", signature="strokes")
    resolved = on_day(pumps, ticket)[date(2026, 7, 6)]
    rows = pumps.company.read(lambda tx: [one for one in sla_rows(tx, ticket) if one["kind"] == "resolve"])
    assert resolved["resolve_ms"] == 65 * HOUR
    if rows:
        assert resolved["work_ms"] == rows[0]["elapsed"] <= 65 * HOUR


def sla_rows(tx: Any, ticket: str) -> Any:
    return clocks_of.clock_rows(tx, ticket)


@pytest.mark.req("AUD-5")
def test_facts_hold_no_word_that_anybody_wrote_and_stay_when_words_are_erased(pumps: Pumps):
    at(pumps, 9, 9)
    ticket = pumps.report(title="王女士的水泵", description="电话13911112222")
    before = on_day(pumps, ticket)
    pumps.company.send("admin", m.EraseTicket(ticket=ticket, reason="法定"))
    assert on_day(pumps, ticket) == before
    assert pumps.company.read(facts) == pumps.company.tenant.writer.call(counted_anew(pumps.company), dry=True)
    everything = repr(pumps.company.read(facts))
    assert "王女士" not in everything and "13911112222" not in everything


def counted_anew(company: Company, zone: str = "") -> Callable[[Any], Any]:
    info, now = company.tenant.info, company.clock.now()
    tenant = replace(info, zone=zone or info.zone)

    def count(tx: Any) -> Any:
        if zone:
            while bookkeeping.refresh(tx, tenant, now):
                pass
        else:
            bookkeeping.count_anew(tx, tenant, now)
        return facts(tx)

    return count


def test_in_another_zone_every_day_is_counted_anew(pumps: Pumps):
    at(pumps, 1, 10)
    ticket = pumps.report()
    follow(pumps.company)
    _, rows = pumps.company.tenant.writer.call(counted_anew(pumps.company, "UTC"), dry=True)
    pos = pumps.company.read(lambda tx: tickets.ticket_row(tx, ticket))["pos"]
    assert {row["day"] for row in rows if row["pos"] == pos} == {day_of(pumps.company.clock.now(), "UTC")}


# --- following and counting anew --------------------------------------------------------------------------------

ACTS = ("report", "urgent", "assign", "work", "agree", "withdraw", "reopen", "note", "amend", "wait")


def do(pumps: Pumps, act: str, chance: random.Random) -> None:
    """One thing that may happen to some ticket; what is refused did not happen."""
    company = pumps.company
    if act == "wait":
        company.clock.instant += chance.choice((HOUR, 9 * HOUR, 30 * HOUR))
        return
    if act in ("report", "urgent"):
        data = {"fault": chance.choice(("leak", "noise", "dead"))}
        pumps.report(
            chance.choice(("requester", "engineer", "lead")), data=data, priority="P1" if act == "urgent" else None
        )
        return
    ticket = chance.choice(company.read(lambda tx: [row["id"] for row in tx.rows(sa.select(tickets.TICKETS.id))]))
    acts: dict[str, Callable[[], Any]] = {
        "assign": lambda: pumps.assign(ticket, chance.choice(("engineer", "other_engineer"))),
        "work": lambda: pumps.work(ticket, chance.choice(("engineer", "other_engineer"))),
        "agree": lambda: pumps.act("requester", ticket, "agree", signature="strokes"),
        "withdraw": lambda: company.send("requester", m.ActOnTicket(ticket=ticket, action="withdraw", reason="好了")),
        "reopen": lambda: company.send("lead", m.ActOnTicket(ticket=ticket, action="reopen", reason="又坏")),
        "note": lambda: company.send("dispatcher", m.AddNote(ticket=ticket, text="已联系", public=True)),
        "amend": lambda: company.send("dispatcher", m.AmendTicket(ticket=ticket, changes={"priority": "P1"})),
    }
    try:
        acts[act]()
    except (Refusal, IndexError):
        return


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99), st.booleans()), min_size=2, max_size=5))
def test_following_the_ledger_ends_where_counting_anew_does(pumps: Pumps, story: list[tuple[str, int, bool]]):
    for act, seed, looks in story:
        do(pumps, act, random.Random(seed))
        if looks:
            follow(pumps.company)
    follow(pumps.company)
    assert not pumps.company.read(lambda tx: bookkeeping.is_due(tx, pumps.company.tenant.info))
    assert pumps.company.read(facts) == pumps.company.tenant.writer.call(counted_anew(pumps.company), dry=True)


# --- questions --------------------------------------------------------------------------------------------------


def everything(tx: Any) -> list[tuple[Any, Any, list[Any]]]:
    """Every ticket with its anchors and its facts."""
    known = defaultdict[int, list[Any]](list)
    for fact in tx.rows(sa.select(ticket_fact)):
        known[fact["pos"]].append(fact)
    rows = tx.rows(sa.select(tickets.TICKETS.source))
    return [(row, tickets.anchors_of(tx, row), known[row["pos"]]) for row in rows]


def by_hand(all_: Any, pumps: Pumps, who: str, asked: tuple[Any, Callable[[Any], bool]]) -> Any:
    """The answer as one would reckon it from the tickets that somebody may read, one after the other."""
    question, keeps = asked
    groups = defaultdict[Any, list[dict[str, int]]](list)
    scope = scope_of(pumps.company.caller(who).subject, "read", "ticket")
    today = day_of(pumps.company.clock.now(), ZONE)
    needed = {name for one in question.measures for name in (one.of, *one.by)}
    for row, anchors, known in all_:
        for fact in known if scope_allows(scope, anchors) and keeps(row) else ():
            if fact["day"] >= (question.first or 0) and any(fact[name] for name in needed):
                groups[tuple(said(name, row, fact["day"], today) for name in question.by)].append(fact)
    if not question.by:
        groups.setdefault((), [])
    order = sorted(groups, key=lambda key: [(value is None, value) for value in key])
    return tuple((key, tuple(reckoned(one, groups[key]) for one in question.measures)) for key in order)


def said(name: str, row: Any, day: int, today: int) -> Any:
    date_of = date(1970, 1, 1) + timedelta(days=day)
    periods = {
        "day": day,
        "month": month_of(day),
        "weekday": date_of.weekday(),
        "week": day - date_of.weekday(),
        "age": max((age for age in AGES if age <= today - day), default=0),
    }
    return periods[name] if name in PERIODS else row["data"].get(name) if name == "fault" else row[name]


def reckoned(measure: Any, rows: list[Any]) -> Any:
    if measure.percent is None:
        return valued(measure, {name: sum(row[name] for row in rows) for name in (measure.of, *measure.by)})
    spans = sorted(row[measure.of] for row in rows if row[TIMED[measure.of]])
    return spans[-(-len(spans) * measure.percent // 100) - 1] if spans else None


FILTERS: tuple[tuple[str, str | None, Callable[[Any], bool]], ...] = (
    ("", None, lambda _row: True),
    ('{"op":"in","left":{"field":"priority"},"right":["P0","P1"]}', None, lambda row: row["priority"] in ("P0", "P1")),
    ('{"not":{"op":"empty","left":{"field":"assignee"}}}', None, lambda row: row["assignee"] is not None),
    ('{"op":"eq","left":{"field":"fault"},"right":"leak"}', "pump", lambda row: row["data"].get("fault") == "leak"),
)


def test_questions_are_answered_as_by_hand_for_everybody(pumps: Pumps):
    company, chance = pumps.company, random.Random(23)
    at(pumps, 9, 20)
    for _ in range(60):
        do(pumps, chance.choice(ACTS), chance)
    follow(company)
    now, today = company.clock.now(), day_of(company.clock.now(), ZONE)
    from_facts, all_ = 0, company.read(everything)
    for _ in range(40):
        text, type_, keeps = chance.choice(FILTERS)
        fields = (*FIELDS, "submitter", "fault") if type_ else (*FIELDS, "submitter")
        by = chance.sample((*PERIODS, *fields), chance.randint(0, 2))
        first = date(1970, 1, 1) + timedelta(days=today - chance.randint(0, 20)) if chance.random() < 0.4 else None
        question = read_question(chance.sample(list(MEASURES), chance.randint(1, 4)), by, first)
        who = chance.choice(CALLERS)

        def read(tx: Any, who: str = who, asked: Any = (question, keeps, text, type_)) -> Any:
            question, _, text, type_ = asked
            about = (identity.env_of(tx, company.tenant.info, now), today)
            asking = queries.ask(tx, company.caller(who), question, {"filter": text, "type": type_}, about)
            plain = queries.answer(tx, replace(asking, facts=None))
            return asking.facts is not None, queries.answer(tx, asking), plain, by_hand(all_, pumps, who, asked[:2])

        used, found, plain, expected = company.read(read)
        from_facts += used
        assert (found.rows, plain.rows) == (expected, expected), (who, question, text)
    assert from_facts > 10
