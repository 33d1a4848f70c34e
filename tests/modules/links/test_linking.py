"""关联 and 拆分: both histories tell of each, and nobody is shown a ticket that he may not see."""

import pytest

from bihuan.core.values import Refusal
from bihuan.modules.tickets.messages import AddNote, ArchiveTicket
from tests.modules.links.cases import Cases

pytestmark = pytest.mark.req("INT-12")


def refused(code: str):
    return pytest.raises(Refusal, match=code.replace(".", r"\."))


def test_a_tie_is_seen_from_both_sides_and_untied_from_either(cases: Cases) -> None:
    cause, ticket = cases.report(), cases.report()
    cases.link(ticket, "caused_by", cause)
    assert (cases.links(ticket), cases.links(cause)) == ({("caused_by", cause)}, {("causes", ticket)})
    assert cases.link(cause, "causes", ticket).events == ()
    cases.unlink(cause, "causes", ticket)
    assert (cases.links(ticket), cases.links(cause)) == (set(), set())
    assert cases.unlink(cause, "causes", ticket).events == ()
    assert cases.events(cause)[-2:] == ["TicketLinked", "TicketUnlinked"]


def test_ties_never_run_in_a_circle(cases: Cases) -> None:
    one, other, third = cases.report(), cases.report(), cases.report()
    cases.link(one, "blocks", other)
    cases.link(other, "blocks", third)
    with refused("link.circle"):
        cases.link(third, "blocks", one)
    with refused("link.itself"):
        cases.link(one, "relates", one)


def test_a_tie_needs_the_right_over_one_and_sight_of_the_other(cases: Cases) -> None:
    one, other = cases.report(), cases.report("front_desk")
    with refused("access.denied"):
        cases.link(one, "relates", other, "requester")
    with refused("ticket.not_found"):
        cases.link(one, "relates", other, "engineer")


def test_the_customer_is_not_shown_what_his_ticket_is_tied_to(cases: Cases) -> None:
    mine, theirs = cases.report("requester"), cases.report("front_desk")
    cases.link(mine, "caused_by", theirs)
    assert cases.links(mine, "requester") == set()
    tied = [entry for entry in cases.trace("requester", mine)["events"] if entry["type"] == "TicketLinked"]
    assert [entry["what"] for entry in tied] == [{"link": "caused_by"}]
    assert cases.trace("requester", mine)["sections"]["links"]["links"] == []
    assert cases.trace("front_desk", mine)["events"][-1]["what"]["other"] == theirs


def test_a_merged_reporter_learns_how_the_case_stands_and_nothing_of_the_other(cases: Cases) -> None:
    mine, theirs = cases.report("requester"), cases.report("front_desk", title="秘密")
    cases.merge(mine, theirs)
    leader = cases.of(mine, "requester")["leader"]
    assert (leader["ticket"], leader["category"], leader["reason"], leader["by"]) == (None, "active", None, None)
    assert theirs not in str(cases.trace("requester", mine)["events"])
    assert theirs not in str(cases.trace("requester", mine)["sections"])


def test_whoever_works_on_the_leader_sees_what_was_reported_elsewhere_and_other_reporters_do_not(cases: Cases) -> None:
    leader, ticket = cases.report("requester"), cases.report("front_desk", description="二楼走廊")
    for text, public in (("已拍照", True), ("客户很急", False)):
        cases.company.clock.instant += 1_000
        cases.company.send("front_desk", AddNote(ticket=ticket, text=text, public=public))
    cases.merge(ticket, leader)
    cases.assign(leader)
    assert cases.of(ticket, "front_desk")["ticket"] == ticket
    (seen,) = cases.of(leader, "engineer")["merged"]
    assert (seen["description"], [note["text"] for note in seen["notes"]]) == ("二楼走廊", ["已拍照", "客户很急"])
    assert cases.of(leader, "requester")["merged"] == []
    with refused("ticket.not_found"):
        cases.of(ticket, "engineer")
    cases.unmerge(ticket)
    assert cases.of(leader, "engineer")["merged"] == []


def test_a_split_makes_a_second_ticket_that_points_back_with_its_own_clocks(cases: Cases) -> None:
    ticket = cases.report()
    cases.company.send("front_desk", AddNote(ticket=ticket, text="另外还有异响", public=True))
    cases.company.clock.instant += 1_000
    cases.company.send("front_desk", AddNote(ticket=ticket, text="内部:客户投诉过", public=False))
    notes = [note["id"] for note in cases.view("admin", ticket)["notes"]]
    cases.company.clock.instant += 3_600_000
    second = cases.split(ticket, notes=notes)
    assert (cases.links(ticket), cases.links(second)) == ({("split_into", second)}, {("split_from", ticket)})
    assert cases.events(ticket)[-1] == "PiecesGiven"
    assert [note["text"] for note in cases.of(second)["pieces"]["notes"]] == ["另外还有异响", "内部:客户投诉过"]
    assert [note["text"] for note in cases.of(second, "requester")["pieces"]["notes"]] == ["另外还有异响"]
    assert cases.view("admin", second)["created_at"] == cases.company.clock.instant
    assert cases.view("admin", ticket)["category"] == "active"
    assert cases.unlink(second, "split_from", ticket).events == ()


def test_splitting_is_a_right_of_its_own_and_takes_only_what_is_there_to_see(cases: Cases) -> None:
    ticket, other = cases.report(), cases.report()
    cases.company.send("front_desk", AddNote(ticket=other, text="别处", public=True))
    foreign = cases.view("admin", other)["notes"][0]["id"]
    with refused("access.denied"):
        cases.split(ticket, "requester")
    with refused("split.note_unknown"):
        cases.split(ticket, notes=[foreign])
    with refused("file.unknown"):
        cases.split(ticket, files=["no-such-file"])
    cases.merge(other, ticket)
    with refused("split.merged"):
        cases.split(other)


def test_the_archive_is_closed_for_ties_and_splits(cases: Cases) -> None:
    ended, ticket = cases.close_loop(), cases.report()
    cases.company.send("admin", ArchiveTicket(ticket=ended))
    for refusing in (lambda: cases.link(ended, "relates", ticket), lambda: cases.split(ended)):
        with refused("ticket.archived"):
            refusing()
    cases.link(ticket, "relates", ended)
    assert cases.of(ended)["actions"] == []
