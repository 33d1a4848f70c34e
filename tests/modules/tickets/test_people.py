"""One meaning of a word for people, whoever asks: notices, ladders, rules and hand-overs."""

from typing import Any

import pytest

from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets
from tests.modules.tickets.pumps import Pumps

pytestmark = pytest.mark.req("COL-2.server", "COL-4", "FLW-6")


def meant(pumps: Pumps, ticket: str | None, word: Any, owner: str | None = None) -> list[str]:
    """Who of the cast is meant; `owner`: whoever has what it is about."""
    company = pumps.company
    names = {person: who for who, person in company.people.items()}

    def read(tx: Any) -> tuple[str, ...]:
        env = identity.env_of(tx, company.tenant.info, company.clock.now())
        row = tickets.ticket_row(tx, ticket) if ticket else None
        return tickets.Standing(tx, env, row, company.people[owner] if owner else None).meant_by(word)

    return [names[person] for person in company.read(read)]


def test_the_manager_and_the_head_are_those_of_whoever_has_it(pumps: Pumps) -> None:
    ticket = pumps.report()
    for word in ("manager", "department_head"):
        # While nobody has it, the head of the department where it waits answers for it.
        assert meant(pumps, ticket, word) == ["lead"]
        assert (
            meant(pumps, ticket, word, "dispatcher")
            == {"manager": ["approver"], "department_head": ["dispatcher"]}[word]
        )
    # The engineer's group has no head of its own: his manager is the next one above, a head there is not.
    assert (meant(pumps, ticket, "manager", "engineer"), meant(pumps, ticket, "department_head", "engineer")) == (
        ["lead"],
        [],
    )
    # Somebody of no department.
    assert meant(pumps, ticket, "department_head", "requester") == ["lead"]


def test_people_around_a_ticket(pumps: Pumps) -> None:
    ticket = pumps.report()
    pumps.assign(ticket)
    pumps.act("engineer", ticket, "accept")
    assert meant(pumps, ticket, "assignee") == ["engineer"]
    assert meant(pumps, ticket, "submitter") == ["requester"]
    assert meant(pumps, ticket, "lead") == ["lead"]
    assert meant(pumps, ticket, "dispatchers") == ["dispatcher"]
    assert {"engineer", "requester"} <= {*meant(pumps, ticket, "watchers")}
    assert meant(pumps, ticket, "deputy", "engineer") == []


def test_people_who_are_named(pumps: Pumps) -> None:
    people, units = pumps.company.people, pumps.company.units
    ticket = pumps.report()
    assert meant(pumps, None, {"person": people["auditor"]}) == ["auditor"]
    assert meant(pumps, None, {"role": "engineer"}) == ["engineer", "other_engineer"]
    # The head of a department comes first, and its other people after him.
    front = meant(pumps, None, {"department": units["客服部"]})
    assert (front[0], {*front}) == ("dispatcher", {"dispatcher", "front_desk"})
    assert meant(pumps, None, {"department": units["总部"]})[0] == "approver"
    assert meant(pumps, ticket, {"field": "submitter"}) == ["requester"]
    assert meant(pumps, ticket, {"field": "department"}) == meant(pumps, None, {"department": units["售后部"]})


@pytest.mark.parametrize(
    "word", ["boss", 7, None, {}, {"planet": "mars"}, {"role": 7}, {"role": "a", "person": "b"}, []]
)
def test_what_nobody_knows_means_nobody(pumps: Pumps, word: Any) -> None:
    assert meant(pumps, pumps.report(), word) == []
    assert meant(pumps, None, "lead") == []
