"""合并: one case, one leader; nothing is lost, nobody learns what is not his, and it can be undone."""

from itertools import pairwise

import pytest

from bihuan.core.values import Refusal
from bihuan.modules.sla.tables import ticket_clock
from bihuan.modules.tickets.messages import ActOnTicket, ArchiveTicket
from tests.modules.company import MINUTE
from tests.modules.links.cases import Cases

MONDAY_AT_TEN = 1_750_039_200_000

pytestmark = pytest.mark.req("INT-12")


def refused(code: str):
    return pytest.raises(Refusal, match=code.replace(".", r"\."))


def test_a_duplicate_ends_without_a_verdict_and_the_case_goes_on_in_its_leader(cases: Cases) -> None:
    leader, ticket = cases.report(), cases.report()
    cases.assign(ticket)
    cases.act("engineer", ticket, "accept")
    cases.merge(ticket, leader)

    view = cases.view("admin", ticket)
    assert (view["stage"], view["category"], view["tasks"], view["resolved_at"]) == ("gone", "cancelled", [], None)
    assert (view["next_due"], view["clock_state"]) == (None, None)
    assert {visit["state"] for visit in view["visits"]} == {"cancelled"}
    assert cases.view("admin", leader)["category"] == "active"
    assert cases.of(ticket)["leader"]["ticket"]["id"] == leader
    assert cases.merged(leader) == [ticket]
    assert cases.events(ticket)[-3:] == ["TicketMerged", "RunMerged", "ClocksMoved"]
    assert cases.events(leader)[-1] == "DuplicateTaken"


def test_its_clocks_are_void_and_not_kept(cases: Cases) -> None:
    leader, ticket = cases.report(), cases.report()
    cases.merge(ticket, leader)
    clocks = cases.company.read(lambda tx: tx.all(ticket_clock, ticket=ticket))
    assert {(row["phase"], row["outcome"]) for row in clocks} == {("cancelled", None)}


def test_saying_it_again_changes_nothing(cases: Cases) -> None:
    leader, ticket = cases.report(), cases.report()
    cases.merge(ticket, leader)
    assert cases.merge(ticket, leader).events == ()


def test_of_two_who_merge_crosswise_one_wins_and_the_other_is_told(cases: Cases) -> None:
    one, other = cases.report(), cases.report()
    cases.merge(one, other)
    with refused("merge.leader_merged"):
        cases.merge(other, one)
    assert (cases.merged(one), cases.merged(other)) == ([], [one])


def test_only_open_tickets_are_merged_and_only_into_open_ones(cases: Cases) -> None:
    ended, ticket, third = cases.close_loop(), cases.report(), cases.report()
    with refused("merge.leader_ended"):
        cases.merge(ticket, ended)
    with refused("merge.ended"):
        cases.merge(ended, ticket)
    with refused("merge.itself"):
        cases.merge(ticket, ticket)
    cases.merge(ticket, third)
    with refused("merge.merged_already"):
        cases.merge(ticket, cases.report())


def test_a_parent_is_not_merged_into_its_own_child(cases: Cases) -> None:
    top, middle, below = cases.report(), cases.report(), cases.report()
    cases.link(top, "parent", middle)
    cases.link(middle, "parent", below)
    with refused("merge.into_descendant"):
        cases.merge(top, below)
    cases.merge(below, top)


def test_both_tickets_must_be_the_callers_to_merge(cases: Cases) -> None:
    leader, ticket = cases.report(), cases.report()
    for who in ("engineer", "approver"):
        with refused("ticket.not_found"):
            cases.merge(ticket, leader, who)
    with refused("access.denied"):
        cases.merge(ticket, leader, "requester")
    with refused("ticket.not_found"):
        cases.merge(ticket, "01900000-0000-7000-8000-000000000000")


def test_undone_the_ticket_goes_on_where_it_stood_with_its_clocks_as_they_were(cases: Cases) -> None:
    cases.company.clock.instant = MONDAY_AT_TEN
    leader, ticket = cases.report(), cases.report()
    cases.assign(ticket)
    due = cases.view("admin", ticket)["next_due"]
    cases.merge(ticket, leader)
    cases.company.clock.instant += 30 * MINUTE
    cases.unmerge(ticket, reason="不是同一台")

    view = cases.view("admin", ticket)
    assert (view["stage"], view["category"], view["tasks"][0]["step"]) == ("work", "active", "repair")
    assert view["next_due"] == due + 30 * MINUTE  # what was merged away is not held against it
    assert (cases.of(ticket)["leader"], cases.merged(leader)) == (None, [])
    assert cases.events(leader)[-1] == "DuplicateReleased"
    cases.assign(ticket)
    cases.work(ticket)
    cases.merge(leader, ticket)


def test_undoing_ends_with_the_leader_and_with_the_archive(cases: Cases) -> None:
    leader, ticket = cases.report(), cases.report()
    with refused("merge.not_merged"):
        cases.unmerge(ticket)
    cases.merge(ticket, leader)
    cases.assign(leader)
    cases.work(leader)
    cases.act("requester", leader, "agree", signature="strokes")
    with refused("merge.case_over"):
        cases.unmerge(ticket)
    assert "unmerge" not in cases.of(ticket)["actions"]
    cases.company.send("admin", ArchiveTicket(ticket=ticket))
    with refused("ticket.archived"):
        cases.unmerge(ticket)


def test_everybody_who_reported_the_case_learns_what_became_of_it(cases: Cases) -> None:
    leader, ticket, below = cases.report(), cases.report(), cases.report()
    cases.merge(below, ticket)
    cases.merge(ticket, leader)
    cases.assign(leader)
    cases.work(leader)
    cases.act("requester", leader, "agree", signature="strokes")
    for merged in (ticket, below):
        assert cases.events(merged)[-1] == "CaseNoted"
        assert cases.of(merged, "requester")["leader"]["ended"] == "ended"
    cases.company.send("lead", ActOnTicket(ticket=leader, action="reopen", reason="又漏了"))
    assert cases.of(below)["leader"]["ended"] is None
    assert cases.merged(leader) == [ticket, below]


def test_whoever_withdraws_his_report_speaks_for_nobody_else(cases: Cases) -> None:
    leader, heir, other = cases.report(), cases.report(), cases.report()
    cases.merge(heir, leader)
    cases.company.clock.instant += MINUTE
    cases.merge(other, leader)
    cases.company.send("requester", ActOnTicket(ticket=leader, action="withdraw", reason="自己修好了"))
    assert cases.view("admin", heir)["category"] == "active"
    assert cases.merged(heir) == [other]
    assert cases.merged(leader) == []
    cases.unmerge(other)


def test_a_merged_ticket_is_not_reopened_but_released(cases: Cases) -> None:
    leader, ticket = cases.report(), cases.report()
    cases.merge(ticket, leader)
    with refused("run.merged"):
        cases.company.send("admin", ActOnTicket(ticket=ticket, action="reopen", reason="x"))


def test_a_chain_has_an_end(cases: Cases) -> None:
    tickets = [cases.report() for _ in range(7)]
    for ticket, into in pairwise(tickets[:6]):
        cases.merge(ticket, into)
    with refused("merge.too_deep"):
        cases.merge(tickets[5], tickets[6])


@pytest.mark.usefixtures("postgres_url")
def test_on_postgres_merging_and_undoing_are_the_same(cases_on_postgres: Cases) -> None:
    cases = cases_on_postgres
    leader, ticket = cases.report(), cases.report()
    cases.merge(ticket, leader)
    with refused("merge.leader_merged"):
        cases.merge(leader, ticket)
    assert cases.merged(leader) == [ticket]
    assert [found["id"] for found in cases.duplicates("front_desk", cases.report())] == [leader]
    cases.unmerge(ticket)
    assert cases.view("admin", ticket)["category"] == "active"
    assert len(cases.hint("front_desk", title="水泵漏水")) == 3
