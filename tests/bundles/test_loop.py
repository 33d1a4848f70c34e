"""报修 → 派单 → 接单 → 出发 → 到场 → 处理 → 验收签字 → 评价 → 归档, with the shipped bundle and with drawn ones.

Every command is replayed by `Company.send`: the rows it made are exactly those that its events make.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from bihuan.modules.tickets import messages as m
from tests.bundles.player import Player
from tests.bundles.world import Works, build_company, with_generated, with_repair_service

FOUR = ("equipment_install", "equipment_commissioning", "equipment_repair", "equipment_upkeep")
LOOP = ["assign", "accept", "depart", "arrive", "begin", "finish", "agree", "finish"]
SEEDS = (3,)
MANY_SEEDS = (1, 2, 4, 5, 6, *range(100, 140))


@pytest.mark.req("FLW-2", "FRM-7")
@pytest.mark.parametrize("type_", FOUR)
def test_a_report_is_dispatched_worked_accepted_rated_and_archived(repair_works: Works, type_: str):
    player = repair_works.player
    ticket = player.report(type_, "phone")
    moves = player.play(ticket)
    assert [move.action for move in moves] == LOOP
    assert [move.stage for move in moves] == [*["in_work"] * 5, "to_accept", "resolved", "archived"]
    assert [move.who for move in moves] == ["dispatcher", *["engineer"] * 5, "requester", "requester"]


@pytest.mark.req("FLW-2")
def test_an_emergency_is_claimed_by_the_first_and_ends_with_the_acceptance(repair_works: Works):
    player = repair_works.player
    ticket = player.report("emergency_rescue", "phone")
    assert player.row(ticket)["priority"] == "P0"
    moves = player.play(ticket)
    assert [move.action for move in moves] == ["claim", "depart", "arrive", "finish", "agree"]
    row = player.row(ticket)
    assert (row["stage"], row["data"]["stars"]) == ("resolved", "5")


@pytest.mark.req("FLW-2", "FRM-6")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_loop_passes_with_a_drawn_bundle(drawn_works: Callable[[int], Works], seed: int):
    loop_passes(drawn_works(seed))


@pytest.mark.full
@pytest.mark.req("FLW-2")
@pytest.mark.parametrize("seed", MANY_SEEDS)
def test_the_same_loop_passes_with_many_drawn_bundles(drawn_works: Callable[[int], Works], seed: int):
    loop_passes(drawn_works(seed))


def loop_passes(works: Works) -> None:
    """Each type of the works is played to its end; on the way a refused acceptance brings the work back once."""
    for type_ in works.types:
        player = works.player
        ticket = player.report(type_, works.channel)
        (acceptance,) = _play_to_acceptance(player, ticket)
        player.act("requester", acceptance, _offer(acceptance, "refuse"))
        assert player.row(ticket)["category"] == "active"
        moves = [move.action for move in player.play(ticket)]
        # It comes back to who did it: nobody has to dispatch it again.
        assert moves == ["accept", "depart", "arrive", "begin", "finish", "agree", "finish"]
        assert player.row(ticket)["category"] == "closed"


def _play_to_acceptance(player: Player, ticket: str):
    while True:
        tasks = [task for task in player.view("requester", ticket)["tasks"] if _offer(task, "agree") is not None]
        if tasks:
            return tasks
        turn = player._next_turn(ticket)
        assert turn is not None, "nobody is offered anything before the acceptance"
        player.act(*turn)


def _offer(task, key):
    return next((offer for offer in task["actions"] if offer["key"] == key), None)


@pytest.mark.req("FLW-2")
def test_a_customer_who_is_not_satisfied_gets_the_same_engineer_again(repair_works: Works):
    player = repair_works.player
    ticket = player.report("equipment_repair", "phone")
    player.play(ticket, until="acceptance")
    player.act("requester", *player.offer("requester", ticket, "refuse"))
    row = player.row(ticket)
    assert (row["stage"], row["assignee"]) == ("in_work", player.company.people["engineer"])


@pytest.mark.req("FLW-2")
def test_within_seven_days_the_customer_reopens_and_later_no_more(repair_works: Works):
    player, company = repair_works.player, repair_works.company
    early, late = player.report("equipment_repair", "phone"), player.report("equipment_repair", "phone")
    for ticket in (early, late):
        player.play(ticket, until="rating")
    reopen = {"action": "reopen", "reason": "第二天又响了"}
    company.clock.instant += 6 * 86_400_000
    company.send("requester", m.ActOnTicket(ticket=early, **reopen))
    assert player.row(early)["stage"] == "in_work"
    company.clock.instant += 2 * 86_400_000
    refusal = company.refusal("requester", m.ActOnTicket(ticket=late, **reopen))
    assert refusal.code == "run.reopen_too_late"


@pytest.mark.req("FLW-2")
def test_a_report_is_withdrawn_until_somebody_acted(repair_works: Works):
    player, company = repair_works.player, repair_works.company
    first, second = player.report("equipment_upkeep", "phone"), player.report("equipment_upkeep", "phone")
    withdraw = {"action": "withdraw", "reason": "误报"}
    company.send("requester", m.ActOnTicket(ticket=first, **withdraw))
    assert player.row(first)["category"] == "cancelled"
    player.act("dispatcher", *player.offer("dispatcher", second, "assign"))
    player.act("engineer", *player.offer("engineer", second, "accept"))
    assert company.refusal("requester", m.ActOnTicket(ticket=second, **withdraw)).code == "run.withdraw_too_late"


@pytest.mark.req("FLW-2", "TEN-2")
def test_the_loop_passes_on_postgresql_with_both_bundles(tmp_path: Path, postgres_url: str):
    company = build_company(tmp_path / "company", postgres_url)
    try:
        works = with_repair_service(company)
        ticket = works.player.report("equipment_repair", "qr")
        assert [move.action for move in works.player.play(ticket)] == LOOP
        loop_passes(with_generated(company, 3, tmp_path / "drawn"))
    finally:
        company.close()
