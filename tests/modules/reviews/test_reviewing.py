"""复盘: written when a ticket is over, shown in its trace, found by its words, gone with the ticket (AUD-2)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.command import Accepted
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.kernel.listing import ListAsk
from bihuan.kernel.timers import due_timers
from bihuan.modules.identity import interface as identity
from bihuan.modules.reviews import jobs
from bihuan.modules.reviews import messages as m
from bihuan.modules.reviews.tables import review_measure
from bihuan.modules.tickets import queries as tickets
from bihuan.modules.tickets.messages import EraseTicket
from tests.modules.company import Company, hooks_of
from tests.modules.tickets.conftest import MODULES, found
from tests.modules.tickets.pumps import Pumps

pytestmark = pytest.mark.req("AUD-2")

DAY = 86_400_000


@pytest.fixture(scope="session")
def reviewing_company(company_as_built: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built once; every test works on a copy."""
    company = Company(tmp_path_factory.mktemp("reviews"), hooks_of(*MODULES, "reviews"), like=company_as_built)
    found(company)
    company.close()
    return company


@pytest.fixture
def pumps(reviewing_company: Company, tmp_path: Path) -> Iterator[Pumps]:
    company = Company(tmp_path / "company", hooks_of(*MODULES, "reviews"), like=reviewing_company)
    yield Pumps(company)
    company.close()


@pytest.fixture
def pumps_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Pumps]:
    company = Company(tmp_path / "company", hooks_of(*MODULES, "reviews"), url=postgres_url)
    found(company)
    yield Pumps(company)
    company.close()


def review(pumps: Pumps, ticket: str, who: str = "lead", **more: Any) -> Accepted:
    return pumps.company.send(who, asked(pumps, ticket, **more))


def asked(pumps: Pumps, ticket: str, **more: Any) -> m.SaveReview:
    due = pumps.company.clock.now() + 7 * DAY
    measure = {"text": "全部更换为氟橡胶密封", "person": pumps.company.people["engineer"], "due": due}
    values = {"cause": "密封材质不耐高温", "lesson": "选型时核对介质温度", "measures": (measure,), **more}
    return m.SaveReview(ticket=ticket, **values)


def section(pumps: Pumps, who: str, ticket: str) -> Any:
    return pumps.trace(who, ticket)["sections"]["review"]


def finds(pumps: Pumps, who: str, text: str) -> list[str]:
    company = pumps.company
    caller, now = company.caller(who), company.clock.now()

    def read(tx: Any) -> list[str]:
        narrowed = tickets.Narrowed(identity.env_of(tx, company.tenant.info, now), tickets.Narrowing(text))
        page = tickets.list_tickets(tx, tickets.TICKETS, caller, ListAsk(), narrowed)
        return [listed.row["id"] for listed in page.rows]

    return list(company.read(read))


def test_a_lead_writes_what_a_closed_ticket_taught_and_the_trace_shows_it(pumps: Pumps) -> None:
    ticket = pumps.close_loop()
    review(pumps, ticket)
    told = section(pumps, "auditor", ticket)
    [measure] = told["review"]["measures"]
    assert (told["writable"], told["review"]["cause"], told["review"]["by"]) == (False, "密封材质不耐高温", "赵刚")
    assert (measure["name"], measure["done_at"]) == ("张工", None)
    entry = next(one for one in pumps.trace("auditor", ticket)["events"] if one["type"] == "ReviewSaved")
    assert entry["hash"] and entry["what"]["cause"] == "密封材质不耐高温"


def test_whoever_is_responsible_says_that_it_is_done_and_writing_anew_keeps_that(pumps: Pumps) -> None:
    ticket = pumps.close_loop()
    review(pumps, ticket)
    [measure] = section(pumps, "engineer", ticket)["review"]["measures"]
    settle = m.SettleMeasure(ticket, measure["id"], True)
    assert measure["mine"] and pumps.company.refusal("other_engineer", settle).code == "ticket.not_found"
    pumps.company.send("engineer", settle)
    assert pumps.company.send("engineer", settle).events == ()
    kept = {name: measure[name] for name in ("id", "text", "person", "due")}
    review(pumps, ticket, measures=(kept, {**kept, "id": "stranger", "text": "培训"}))
    first, second = section(pumps, "lead", ticket)["review"]["measures"]
    assert first["done_at"] is not None and second["done_at"] is None and second["id"] != "stranger"


def test_colleagues_find_it_by_its_words_and_customers_neither_see_nor_find_it(pumps: Pumps) -> None:
    ticket = pumps.close_loop()
    assert finds(pumps, "lead", "氟橡胶") == []
    review(pumps, ticket)
    for who in ("lead", "auditor", "engineer", "admin"):
        assert finds(pumps, who, "氟橡胶") == [ticket] and finds(pumps, who, "水泵 介质温度") == [ticket]
    assert finds(pumps, "requester", "漏水") == [ticket] and finds(pumps, "requester", "氟橡胶") == []
    assert section(pumps, "requester", ticket) is None
    assert "氟橡胶" not in str(pumps.trace("requester", ticket))


def test_not_before_it_is_over_not_without_a_cause_and_not_by_everybody(pumps: Pumps) -> None:
    company, still_open = pumps.company, pumps.report()
    assert company.refusal("lead", asked(pumps, still_open)).code == "review.not_over"
    ticket = pumps.close_loop()
    assert company.refusal("engineer", asked(pumps, ticket)).code == "access.denied"
    assert company.refusal("other_engineer", asked(pumps, ticket)).code == "ticket.not_found"
    wrong = asked(pumps, ticket, cause=" ", measures=({"text": "", "person": "nobody", "due": "soon"},))
    faults = company.refusal("lead", wrong).problems
    assert [fault.path for fault in faults] == ["cause", "measures.0.text", "measures.0.person", "measures.0.due"]


def test_it_goes_with_the_ticket(pumps: Pumps) -> None:
    ticket = pumps.close_loop()
    review(pumps, ticket)
    pumps.company.send("admin", EraseTicket(ticket=ticket, reason="到期"))
    assert section(pumps, "lead", ticket)["review"] is None and finds(pumps, "lead", "氟橡胶") == []


@pytest.mark.postgres
def test_the_same_on_postgres(pumps_on_postgres: Pumps) -> None:
    test_colleagues_find_it_by_its_words_and_customers_neither_see_nor_find_it(pumps_on_postgres)


def test_over_http(pumps: Pumps) -> None:
    ticket = pumps.close_loop()
    due = pumps.company.clock.now() + DAY
    body = {"cause": "密封", "measures": [{"text": "换", "person": pumps.company.people["engineer"], "due": due}]}
    with pumps.company.http() as line:
        assert line("lead", "GET", f"/tickets/{ticket}/review").json() == {"writable": True, "review": None}
        made = line("lead", "PUT", f"/tickets/{ticket}/review", json=body).json()["review"]
        path = f"/tickets/{ticket}/review/measures/{made['measures'][0]['id']}"
        done = line("engineer", "PUT", path, json={"done": True}).json()["review"]["measures"][0]
        assert done["done_at"] is not None and done["mine"]
        assert line("requester", "GET", f"/tickets/{ticket}/review").json() == {"writable": False, "review": None}
        assert line("requester", "PUT", f"/tickets/{ticket}/review", json=body).status_code == 403


# --- reminders ----------------------------------------------------------------------------------------------------


def reminders(pumps: Pumps) -> list[tuple[int, str]]:
    """When who is going to be reminded, hours from now."""
    company = pumps.company

    def read(tx: Any) -> list[tuple[int, str]]:
        waiting = due_timers(tx, company.hooks, company.clock.now() + 400 * DAY)
        own = [timer for timer in waiting if isinstance(timer.command, m.RemindMeasure)]
        people = {row["id"]: row["person"] for row in tx.all(review_measure)}
        names = {person: key for key, person in company.people.items()}
        hours = ((timer.due - company.clock.now()) // 3_600_000 for timer in own)
        return list(zip(hours, (names[people[timer.command.measure]] for timer in own), strict=True))

    return list(company.read(read))


def test_whoever_is_responsible_is_reminded_a_day_before_until_it_is_done(pumps: Pumps) -> None:
    ticket = pumps.close_loop()
    review(pumps, ticket)
    assert reminders(pumps) == [(6 * 24, "engineer")]
    [one] = section(pumps, "lead", ticket)["review"]["measures"]
    pumps.company.send("engineer", m.SettleMeasure(ticket, one["id"], done=True))
    assert reminders(pumps) == []
    pumps.company.send("engineer", m.SettleMeasure(ticket, one["id"], done=False))
    assert reminders(pumps) == [(6 * 24, "engineer")]
    sent = pumps.company.send("operator", m.RemindMeasure(ticket=ticket, measure=one["id"]))
    [reminded] = sent.events
    assert isinstance(reminded.event, m.MeasureReminded)
    [call] = told(pumps, reminded)
    assert call.settings["to"] == [{"person": pumps.company.people["engineer"]}]
    assert call.settings["values"]["text"] == "全部更换为氟橡胶密封"
    assert reminders(pumps) == []


def told(pumps: Pumps, reminded: Any) -> list[ActionCall]:
    """What the module that notifies is asked for."""
    company, hooks = pumps.company, hooks_of(*MODULES, "reviews")
    calls: list[ActionCall] = []

    def hear(call: ActionCall, _context: object) -> tuple[()]:
        calls.append(call)
        return ()

    hooks.action("notify", hear)
    context = JobContext(company.tenant.info, company.read, company.tenant.writer.call, {}, company.clock.now())
    assert tuple(jobs.remind(hooks, reminded, context)) == ()
    return calls


def test_a_measure_that_is_written_anew_done_or_gone_is_not_brought_to_mind(pumps: Pumps) -> None:
    ticket = pumps.close_loop()
    review(pumps, ticket)
    soon, late = pumps.company.clock.now() + 5 * 3_600_000, pumps.company.clock.now() - 1
    people = pumps.company.people
    measures = [
        {"text": "复检", "person": people[who], "due": due} for who, due in (("lead", soon), ("engineer", late))
    ]
    [old] = section(pumps, "lead", ticket)["review"]["measures"]
    review(pumps, ticket, measures=tuple(measures))
    assert reminders(pumps) == [(5, "lead")]
    assert pumps.company.send("operator", m.RemindMeasure(ticket=ticket, measure=old["id"])).events == ()
    pumps.company.send("admin", EraseTicket(ticket=ticket, reason="到期"))
    assert reminders(pumps) == []
