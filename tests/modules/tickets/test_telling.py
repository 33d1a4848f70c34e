"""知会 and 抄送 over the bus: who is told may read the ticket, and who has read is on record."""

from typing import Any

import pytest

from bihuan.modules.flows.messages import PublishFlow
from bihuan.modules.tickets import messages as m
from tests.modules.company import Company
from tests.modules.tickets.pumps import FLOW, Pumps


def flow_that_tells(company: Company, **settings: Any) -> dict[str, Any]:
    """Report; the other engineer and the lead are told; repair, with a copy to the other engineer."""
    report, repair, _check, done = FLOW["root"]
    other = {"people": [company.people["other_engineer"]]}
    text = {"zh": "客户要求加急", "en": "The customer is in a hurry"}
    tell = {"id": "tell", "kind": "notify", "label": {"zh": "知会"}, "stage": "open", "text": text, **settings}
    work = {**repair, "cc": other, "returns": []}
    return {**FLOW, "root": [report, {**tell, "to": [other, {"submitter": True}]}, work, done]}


def told_and_read(pumps: Pumps) -> None:
    company = pumps.company
    other, asking = company.people["other_engineer"], company.people["requester"]
    company.send("admin", PublishFlow(flow_that_tells(company, until_read=True), "pump"))
    ticket = pumps.report()
    seen = pumps.view("other_engineer", ticket)
    assert (seen["stage"], [wait["unread"] for wait in seen["waits"]]) == ("open", [2])
    (told,) = seen["told"]
    assert (told["kind"], told["text"]["zh"], told["unread"]) == ("notify", "客户要求加急", True)
    company.clock.instant += 60_000
    company.send("other_engineer", m.ReadCopies(ticket=ticket))
    (told,) = pumps.view("lead", ticket)["told"]
    times = {one["person"]: one["read_at"] for one in told["people"]}
    assert times == {other: company.clock.instant, asking: None}
    assert not company.send("other_engineer", m.ReadCopies(ticket=ticket)).events
    # A customer learns of himself only.
    (mine,) = pumps.view("requester", ticket)["told"]
    assert [one["person"] for one in mine["people"]] == [asking]
    company.send("requester", m.ReadCopies(ticket=ticket))
    assert pumps.view("lead", ticket)["stage"] == "work"
    kinds = [event["type"] for event in pumps.trace("lead", ticket)["events"]]
    assert (kinds.count("CopyRead"), kinds.count("WaitEnded")) == (2, 1)
    assert "PeopleTold" not in [event["type"] for event in pumps.trace("requester", ticket)["events"]]


@pytest.mark.req("FLW-2", "AUD-3")
def test_the_run_waits_until_all_have_read_and_everybody_sees_who_has(pumps: Pumps):
    told_and_read(pumps)


@pytest.mark.postgres
@pytest.mark.req("FLW-2", "TEN-2")
def test_on_postgres_just_the_same(pumps_on_postgres: Pumps):
    told_and_read(pumps_on_postgres)


@pytest.mark.req("FLW-3", "AUD-3")
def test_a_copy_of_what_was_done_opens_the_ticket_to_those_named(pumps: Pumps):
    company = pumps.company
    body = flow_that_tells(company)
    body["root"].pop(1)
    company.send("admin", PublishFlow(body, "pump"))
    ticket = pumps.report()
    pumps.assign(ticket)
    assert company.refusal("other_engineer", m.ReadCopies(ticket=ticket)).code == "ticket.not_found"
    pumps.work(ticket)
    (told,) = pumps.view("other_engineer", ticket)["told"]
    assert (told["kind"], told["step"], told["unread"]) == ("cc", "repair", True)
    with company.http() as line:
        answer = line("other_engineer", "POST", f"/tickets/{ticket}/read")
        assert (answer.status_code, answer.json()["told"][0]["unread"]) == (200, False)
