"""Who is told of a merge: everybody whom it concerns, in words about his own ticket, and nobody else."""

import pytest

from bihuan.modules.tickets.messages import AddNote
from tests.modules.links.cases import Cases
from tests.modules.notifications.house import House

pytestmark = pytest.mark.req("INT-12", "COL-2")


def test_each_side_is_told_what_is_his_and_no_number_of_the_other(house: House) -> None:
    cases = Cases(house.company)
    leader, ticket = cases.report("front_desk", title="主管道爆裂"), cases.report("requester")
    cases.assign(ticket, "other_engineer")
    cases.assign(leader, "engineer")
    house.work()
    cases.merge(ticket, leader, "dispatcher")
    house.work()
    (merged,) = house.told("requester", "merged")
    numbers = {each: cases.view("admin", each)["number"] for each in (leader, ticket)}
    assert numbers[ticket] in merged["title"]
    assert numbers[leader] not in merged["title"] + merged["text"]
    assert "主管道" not in merged["text"]
    assert [row["ticket"] for row in house.told("other_engineer", "task_gone")] == [ticket]
    assert [row["ticket"] for row in house.told("engineer", "duplicate_taken")] == [leader]
    assert "merged" not in house.kinds("front_desk")


def test_the_outcome_and_what_is_said_meanwhile_reach_both_sides(house: House) -> None:
    cases = Cases(house.company)
    leader, ticket = cases.report("front_desk"), cases.report("requester")
    cases.merge(ticket, leader)
    cases.assign(leader)
    house.work()
    house.company.send("requester", AddNote(ticket=ticket, text="现在水更大了", public=True))
    house.work()
    (told,) = house.told("engineer", "duplicate_noted")
    assert (told["ticket"], "现在水更大了" in told["text"]) == (leader, True)
    cases.work(leader)
    cases.act("front_desk", leader, "agree", signature="strokes")
    house.work()
    assert [row["ticket"] for row in house.told("requester", "case_ended")] == [ticket]


def test_an_undone_merge_is_told_to_whom_it_was_told(house: House) -> None:
    cases = Cases(house.company)
    leader, ticket = cases.report("front_desk"), cases.report("requester")
    cases.merge(ticket, leader)
    cases.unmerge(ticket)
    house.work()
    assert [row["ticket"] for row in house.told("requester", "unmerged")] == [ticket]
