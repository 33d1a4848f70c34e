"""Children by hand (FLW-8): opened and tied, kept in step, guarded at the end, rolled up, and seen by who may."""

import threading

import pytest

from bihuan.core.values import Refusal
from bihuan.kernel.bus import Bus
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tenants import Tenants
from bihuan.modules.flows.messages import SaveTicketType
from bihuan.modules.links.messages import LinkTickets
from bihuan.modules.tickets.messages import ActOnTicket, AddNote
from tests.modules.children.families import Families
from tests.modules.company import SLUG
from tests.tables import create_tables

MONDAY_AT_TEN = 1_750_039_200_000
HOUR = 3_600_000
pytestmark = pytest.mark.req("FLW-8")


def refused(code: str):
    return pytest.raises(Refusal, match=code.replace(".", r"\."))


def test_a_child_is_tied_to_its_parent_from_the_beginning_and_stands_in_its_teams_queue(families: Families) -> None:
    parent = families.report()
    team = families.company.units["电机班"]
    child = families.child(parent, team=team)
    assert (families.links(parent), families.links(child)) == ({("parent", child)}, {("child", parent)})
    (shown,) = families.family(parent)["children"]
    assert (shown["id"], shown["state"], shown["team"], shown["title"]) == (child, "open", team, "查电机")
    assert families.family(child)["parent"]["id"] == parent
    assert families.row(child)["team"] == team
    with refused("team.unknown"):
        families.child(parent, team="nowhere")


def test_a_parent_has_many_children_and_a_child_one_parent_and_families_three_generations(families: Families) -> None:
    parent = families.report()
    child, other = families.child(parent), families.child(parent)
    below = families.child(child)
    assert {one["id"] for one in families.family(parent)["children"]} == {child, other}
    with refused("link.too_deep"):
        families.child(below)
    with refused("link.has_parent"):
        families.link(families.report(), "parent", child)
    with refused("link.circle"):
        families.link(below, "parent", parent)


def test_a_known_ticket_becomes_a_child_and_is_let_go_again(families: Families) -> None:
    parent, known, over = families.report(), families.report(), families.close_loop()
    families.link(parent, "parent", known)
    families.link(over, "child", parent)
    assert {(one["id"], one["state"]) for one in families.family(parent)["children"]} == {
        (known, "open"),
        (over, "done"),
    }
    families.unlink(known, "child", parent)
    assert [one["id"] for one in families.family(parent)["children"]] == [over]


def test_opening_a_child_takes_the_right_to_tie_its_parent_and_a_parent_under_way(families: Families) -> None:
    parent = families.report()
    families.assign(parent)
    with refused("access.denied"):
        families.child(parent, "engineer")
    with refused("access.denied"):
        families.child(parent, "requester")
    families.stop(parent)
    with refused("family.parent_over"):
        families.child(parent)


def test_a_parent_that_is_held_back_ends_only_after_its_children(families: Families) -> None:
    families.rule(on_end="block")
    parent = families.report()
    child = families.child(parent)
    families.assign(parent)
    families.work(parent)
    for choice in ("", "leave", "end"):
        with refused("family.open_children") as told:
            families.act("requester", parent, "agree", signature="strokes", children=choice)
        assert told.value.data == {"count": 1}
    families.finish(child, "front_desk")
    families.act("requester", parent, "agree", signature="strokes")
    assert families.row(parent)["category"] == "resolved"


def test_whoever_ends_a_parent_is_asked_what_becomes_of_its_children(families: Families) -> None:
    parent = families.report("front_desk")
    child = families.child(parent)
    below = families.child(child)
    families.assign(parent)
    families.work(parent)
    number = families.row(child)["number"]
    with refused("family.choose") as told:
        families.act("front_desk", parent, "agree", signature="strokes")
    assert told.value.data == {"count": 1, "children": [number], "choices": ["leave", "end"]}
    families.act("front_desk", parent, "agree", signature="strokes", children="end")
    assert [families.row(one)["ended_at"] is not None for one in (parent, child, below)] == [True] * 3
    reason = families.trace("admin", child)["events"]
    assert "母单已结束" in next(one for one in reason if one["type"] == "RunForceClosed")["what"]["reason"]


def test_children_that_are_let_go_on_outlive_their_parent(families: Families) -> None:
    parent = families.report("front_desk")
    child = families.child(parent)
    families.finish(parent, "front_desk", children="leave")
    assert families.row(child)["ended_at"] is None
    families.finish(child, "front_desk")
    assert families.family(parent)["children"][0]["state"] == "done"


def test_a_customer_ends_his_ticket_without_learning_of_its_children(families: Families) -> None:
    parent = families.report()
    child = families.child(parent)
    families.finish(parent)
    assert families.row(child)["ended_at"] is None


@pytest.mark.parametrize(("on_end", "ends"), [("warn", False), ("cascade", True)])
def test_a_customers_word_on_children_he_may_not_know_of_counts_for_nothing(
    families: Families, on_end: str, ends: bool
) -> None:
    families.rule(on_end=on_end)
    parent, other = families.report(), families.report()
    child, left = families.child(parent), families.child(other)
    said = {True: "leave", False: "end"}[ends]
    families.company.send("requester", ActOnTicket(ticket=parent, action="withdraw", children=said))
    families.finish(other, children=said)
    assert [families.row(one)["ended_at"] is not None for one in (child, left)] == [ends, ends]


def test_a_confidential_child_is_counted_but_not_named_to_whoever_ends_its_parent(families: Families) -> None:
    secret = SaveTicketType("secret", {"zh": "保密"}, "pump", "pump", "BM", confidential=True)
    families.company.send("admin", secret)
    parent = families.report("front_desk")
    families.child(parent, "operator", type="secret", submitter=families.company.people["admin"])
    known = families.row(families.child(parent))["number"]
    with refused("family.choose") as told:
        families.stop(parent)
    assert told.value.data == {"count": 2, "children": [known], "choices": ["leave", "end"]}


def test_children_end_with_a_parent_whose_type_says_so(families: Families) -> None:
    families.rule(on_end="cascade")
    parent = families.report()
    child = families.child(parent)
    families.finish(parent)
    assert families.row(child)["category"] == "cancelled"
    assert families.family(parent)["children"][0]["state"] == "cancelled"


def test_stopping_a_parent_is_never_held_back_but_asks(families: Families) -> None:
    families.rule(on_end="block")
    parent, other = families.report(), families.report()
    child, left = families.child(parent), families.child(other)
    with refused("family.choose"):
        families.stop(parent)
    families.stop(parent, children="end")
    assert families.row(child)["ended_at"] is not None
    families.company.send("requester", ActOnTicket(ticket=other, action="withdraw"))
    assert families.row(left)["ended_at"] is None


def test_what_came_of_a_child_is_rolled_up_into_its_parent(families: Families) -> None:
    parent = families.report()
    child = families.child(parent)
    families.finish(child, "front_desk")
    (shown,) = families.family(parent)["children"]
    results = {item["key"]: item["value"] for item in shown["results"]}
    assert (shown["state"], shown["handler"]) == ("done", families.company.people["engineer"])
    assert results == {"cause": "密封圈老化", "hours": "1.5"}
    assert shown["ended_at"] is not None
    noted = [one for one in families.events(parent) if one == "ChildNoted"]
    assert len(noted) == 1
    families.rule(results=["cause"])
    assert [item["key"] for item in families.family(parent)["children"][0]["results"]] == ["cause"]


def test_children_follow_their_parent_in_what_its_type_names_while_they_are_open(families: Families) -> None:
    families.rule(synced=["priority", "fault"])
    device = families.save("device", name="一号泵", sn="SN-77")
    parent = families.report()
    child, over = families.child(parent), families.child(parent)
    families.finish(over, "front_desk")
    families.amend(parent, priority="P0", device=device)
    assert (families.row(child)["priority"], families.row(child)["device"]) == ("P0", None)
    assert families.row(child)["priority_source"] == "parent"
    assert families.row(over)["priority"] == "P2"
    families.unlink(parent, "parent", child)
    families.amend(parent, priority="P3")
    assert families.row(child)["priority"] == "P0"


def test_each_has_clocks_of_its_own(families: Families) -> None:
    families.company.clock.instant = MONDAY_AT_TEN
    parent = families.report()
    families.company.clock.instant += HOUR
    child = families.child(parent)
    dues = [families.row(one)["next_due"] for one in (parent, child)]
    assert dues[0] is not None
    assert dues[1] is not None
    assert dues[0] < dues[1]


def test_a_familys_colleagues_read_its_public_notes_and_customers_nothing_of_it(families: Families) -> None:
    parent = families.report()
    child, sibling = families.child(parent), families.child(parent)
    for ticket, text, public in ((child, "已换网线", True), (child, "口令在保险箱", False)):
        families.company.send("front_desk", AddNote(ticket=ticket, text=text, public=public))
    families.assign(sibling)
    seen = families.family(sibling, "engineer")
    assert [note["text"] for shared in seen["shared"] for note in shared["notes"]] == ["已换网线"]
    assert [shared["ticket"]["openable"] for shared in seen["shared"]] == [False]
    with refused("ticket.not_found"):
        families.family(child, "engineer")
    outside = families.family(parent, "requester")
    assert (outside["children"], outside["shared"], outside["parent"]) == ([], [], None)
    families.stop(child)
    events = families.trace("requester", parent)["events"]
    told = [one["what"] for one in events if one["type"] == "TicketLinked"]
    assert told == [{"link": "parent"}, {"link": "parent"}]
    assert "ChildNoted" not in [one["type"] for one in events]


def test_a_confidential_child_is_there_and_nothing_more(families: Families) -> None:
    secret = SaveTicketType("secret", {"zh": "保密"}, "pump", "pump", "BM", confidential=True)
    families.company.send("admin", secret)
    parent = families.report()
    child = families.child(parent, "operator", type="secret", submitter=families.company.people["admin"])
    families.company.send("operator", AddNote(ticket=child, text="保密内容", public=True))
    (shown,) = families.family(parent)["children"]
    assert (shown["number"], shown["title"], shown["state"], shown["openable"]) == (None, None, "open", False)
    assert families.family(parent)["shared"] == []


@pytest.mark.postgres
def test_two_ties_at_once_never_make_a_fourth_generation(families_on_postgres: Families) -> None:
    """Each would be good by itself, and they have no stream in common: two processes decide them side by side."""
    families = families_on_postgres
    company = families.company
    elsewhere = Tenants(company.settings, company.hooks, company.clock, create_tables)
    top, middle, below, lowest = (families.report() for _ in range(4))
    families.link(middle, "parent", below)
    caller, gate, refusals = company.caller("front_desk"), threading.Barrier(2), list[str]()

    def tie(bus: Bus, pair: tuple[str, str]) -> None:
        command = LinkTickets(ticket=pair[0], link="parent", other=pair[1])
        gate.wait()
        try:
            bus.send(SLUG, Envelope(derived_id("tie", *pair), command, caller))
        except Refusal as refusal:
            refusals.append(refusal.code)

    ties = ((company.bus, (top, middle)), (Bus(elsewhere), (below, lowest)))
    threads = [threading.Thread(target=tie, args=each) for each in ties]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elsewhere.close_all()
    assert refusals == ["link.too_deep"]
