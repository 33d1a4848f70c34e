"""One command is one unit: all of it or nothing, once, in order (semantics §2.1-2.4, 2.7)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Carried, Outcome
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.ids import derived_id
from bihuan.kernel.tables import command_result, event, outbox
from tests.kernel import shop as toy
from tests.kernel.shop import Added, BoxOpened, OpenBox, PutIn, Shop

SLUG = "acme"
pytestmark = pytest.mark.req("AUD-1")


def refused(call: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value


def toy_hooks() -> Hooks:
    hooks = Hooks()
    toy.register(hooks)
    return hooks


def test_an_accepted_command_changes_rows_and_says_what_happened(shop: Shop) -> None:
    accepted = shop.send(OpenBox("b1", "电机 7.5 kW"), 1)
    assert accepted.ref == "box:b1"
    assert [type(event.event).__name__ for event in accepted.events] == ["BoxOpened"]
    assert shop.box("b1") == {"id": "b1", "label": "电机 7.5 kW", "total": 0, "version": 1}
    assert shop.count(command_result) == 1


def test_the_same_id_again_answers_the_same_and_does_nothing_again(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    first = shop.send(PutIn("b1", 5), 2)
    again = shop.send(PutIn("b1", 5), 2)
    assert (first.repeated, again.repeated, again.ref) == (False, True, first.ref)
    assert shop.box("b1")["total"] == 5


def test_the_same_id_fifty_times_at_once_has_one_effect(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    start = threading.Barrier(50)

    def put() -> bool:
        start.wait()
        return shop.bus.send("acme", toy.envelope(PutIn("b1", 7), "once")).repeated

    with ThreadPoolExecutor(50) as pool:
        repeated = [future.result() for future in [pool.submit(put) for _ in range(50)]]
    assert repeated.count(False) == 1
    assert shop.box("b1")["total"] == 7
    assert shop.count(event) == 2


def test_the_same_id_with_another_body_is_refused(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    shop.send(PutIn("b1", 5), 2)
    refusal = refused(lambda: shop.send(PutIn("b1", 6), 2))
    assert (refusal.code, refusal.kind) == ("command.key_reused", Kind.INVALID)
    assert shop.box("b1")["total"] == 5


def test_who_lost_the_right_does_not_learn_the_answer_by_repeating(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    assert refused(lambda: shop.send(OpenBox("b1", "x"), 1, caller=toy.caller("stranger"))).kind is Kind.FORBIDDEN


def test_a_refused_command_writes_nothing_and_is_decided_anew(shop: Shop) -> None:
    assert refused(lambda: shop.send(PutIn("b1", 5), 1)).code == "box.not_found"
    assert (shop.count(event), shop.count(command_result)) == (0, 0)
    shop.send(OpenBox("b1", "x"), 2)
    assert shop.send(PutIn("b1", 5), 1).repeated is False


def test_a_command_that_expected_another_version_is_refused(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    shop.send(PutIn("b1", 1), 2, expected_version=1)
    refusal = refused(lambda: shop.send(PutIn("b1", 1), 3, expected_version=1))
    assert (refusal.code, refusal.kind, refusal.data) == ("command.stale", Kind.STALE, {"version": 2})


def test_a_dry_run_decides_and_leaves_nothing(shop: Shop) -> None:
    tried = shop.bus.send("acme", toy.envelope(OpenBox("b1", "x"), 1, dry_run=True))
    assert tried.ref == "box:b1"
    assert (shop.box("b1"), shop.count(event), shop.count(command_result)) == (None, 0, 0)
    assert shop.send(OpenBox("b1", "x"), 1).repeated is False


def test_an_unknown_command_is_refused(shop: Shop) -> None:
    @dataclass(frozen=True)
    class Nonsense:
        word: str

    assert refused(lambda: shop.send(Nonsense("x"), 1)).code == "command.unknown"


def test_a_handler_that_writes_is_stopped_by_the_database(shop: Shop) -> None:
    if shop.tenant.database.kind == "sqlite":
        with pytest.raises(Exception, match=r"readonly|read-only|query_only"):
            shop.send(OpenBox("b1", "x", fail="write"), 1)
        assert shop.box("b1") is None
        shop.send(OpenBox("b1", "x"), 2)


# --- followers ----------------------------------------------------------------------------------------------


def test_reactions_act_in_the_same_unit_in_the_order_of_phase_and_name(new_shop: Callable[..., Shop]) -> None:
    hooks, order = toy_hooks(), []

    def adds(name: str, amount: int):
        def react(stored, _context):
            order.append(name)
            return [PutIn(stored.stream_id, amount)]

        return react

    hooks.reaction("dispatch", BoxOpened, "third", adds("third", 4))
    hooks.reaction("enrich", BoxOpened, "second", adds("second", 2))
    hooks.reaction("enrich", BoxOpened, "first", adds("first", 1))
    shop = new_shop(hooks=hooks)
    accepted = shop.send(OpenBox("b1", "x"), 1)
    assert order == ["first", "second", "third"]
    assert shop.box("b1")["total"] == 7
    assert {event.correlation for event in accepted.events} == {derived_id("test", "1")}
    assert [event.caller_kind for event in accepted.events] == ["user", "system", "system", "system"]
    assert {event.cause for event in accepted.events[1:]} == {"box:b1#1"}


def test_a_follower_of_the_whole_runs_for_the_last_of_its_events_and_sees_them_all(
    new_shop: Callable[..., Shop],
) -> None:
    hooks, seen = toy_hooks(), []

    def count(stored, context):
        seen.append([type(event.event).__name__ for event in context.events if event.stream == stored.stream])
        return [PutIn(stored.stream_id, 4)] if len(seen) == 1 else []

    hooks.reaction("enrich", BoxOpened, "fills", lambda stored, _: [PutIn(stored.stream_id, 2)])
    hooks.reaction_to_last("clocks", (BoxOpened, Added), "counts", count)
    new_shop(hooks=hooks).send(OpenBox("b1", "x"), 1)
    assert seen == [["BoxOpened", "Added"], ["BoxOpened", "Added", "Added"]]


def test_a_failing_reaction_refuses_the_whole_unit(new_shop: Callable[..., Shop]) -> None:
    hooks = toy_hooks()
    hooks.reaction("clocks", BoxOpened, "too much", lambda stored, _: [PutIn(stored.stream_id, 2_000)])
    shop = new_shop(hooks=hooks)
    assert refused(lambda: shop.send(OpenBox("b1", "x"), 1)).code == "box.full"
    assert (shop.box("b1"), shop.count(event)) == (None, 0)


def test_a_failing_notice_is_left_out_and_the_work_stands(new_shop: Callable[..., Shop]) -> None:
    hooks = toy_hooks()
    hooks.reaction("notices", BoxOpened, "too much", lambda stored, _: [OpenBox("side", "y"), PutIn("side", 2_000)])
    shop = new_shop(hooks=hooks)
    accepted = shop.send(OpenBox("b1", "x"), 1)
    assert [event.stream for event in accepted.events] == ["box:b1"]
    assert (shop.box("side"), shop.count(event)) == (None, 1)


def test_reactions_that_set_each_other_off_for_ever_are_refused(new_shop: Callable[..., Shop]) -> None:
    hooks = toy_hooks()
    hooks.reaction("enrich", Added, "again", lambda stored, _: [PutIn(stored.stream_id, 1)])
    shop = new_shop(hooks=hooks)
    shop.send(OpenBox("b1", "x"), 1)
    assert refused(lambda: shop.send(PutIn("b1", 1), 2)).code == "command.loop"
    assert shop.box("b1")["total"] == 0


def test_a_guard_may_veto(new_shop: Callable[..., Shop]) -> None:
    hooks = toy_hooks()

    def veto(command, _context):
        if command.amount == 13:
            raise Refusal("box.unlucky", Kind.CONFLICT)

    hooks.guard(PutIn, veto)
    shop = new_shop(hooks=hooks)
    shop.send(OpenBox("b1", "x"), 1)
    assert refused(lambda: shop.send(PutIn("b1", 13), 2)).code == "box.unlucky"
    assert shop.send(PutIn("b1", 12), 3).ref == "box:b1"


def test_a_job_is_a_row_of_the_same_commit(new_shop: Callable[..., Shop]) -> None:
    hooks = toy_hooks()
    hooks.job(BoxOpened, "tell", lambda _stored, _context: [])
    shop = new_shop(hooks=hooks)
    shop.send(OpenBox("b1", "x"), 1)
    refused(lambda: shop.send(OpenBox("b1", "x"), 2))
    assert shop.count(outbox) == 1


def test_a_command_decided_again_draws_the_same_ids(shop: Shop) -> None:
    drawn = []

    @dataclass(frozen=True)
    class Draw:
        n: int

    def handle(_command, context):
        drawn.append((context.new_id(), context.new_id()))
        return Outcome("nothing:1")

    shop.hooks.command(Draw, handle, toy.may, lambda _command: None)
    for _ in range(2):
        shop.bus.send("acme", toy.envelope(Draw(1), 1, dry_run=True))
    assert drawn[0] == drawn[1]
    assert drawn[0][0] != drawn[0][1]


# --- time ---------------------------------------------------------------------------------------------------


def test_a_clock_set_back_an_hour_never_lets_a_history_run_backwards(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    before = shop.clock.instant
    shop.clock.instant -= 3_600_000
    accepted = shop.send(PutIn("b1", 1), 2)
    assert accepted.events[0].at == before
    assert shop.faults() == []


def test_two_units_at_once_on_one_stream_both_count(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: shop.bus.send("acme", toy.envelope(PutIn("b1", 1), f"p{n}")), range(40)))
    assert shop.box("b1")["total"] == 40
    shop.check_replay(["box:b1"])
    assert shop.faults() == []


# --- commands that are carried --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenMany:
    """Opens boxes, each by its own command."""

    boxes: tuple[str, ...]


def open_many(command: OpenMany, _context: object) -> Outcome:
    def blame(refusal: Refusal) -> Refusal:
        return Refusal("many.refused", refusal.kind, reason=refusal.code)

    return Outcome("many", carried=tuple(Carried(OpenBox(box, box), blame) for box in command.boxes))


@pytest.fixture
def many(new_shop: Callable[..., Shop]) -> Shop:
    hooks = toy_hooks()
    hooks.command(OpenMany, open_many, toy.may)
    return new_shop(hooks=hooks)


def test_carried_commands_stand_together_in_one_unit_under_the_same_caller(many: Shop) -> None:
    accepted = many.send(OpenMany(("b1", "b2", "b3")), 1)
    assert [stored.stream for stored in accepted.events] == ["box:b1", "box:b2", "box:b3"]
    assert {(stored.caller_id, stored.correlation) for stored in accepted.events} == {
        ("alice", accepted.events[0].correlation)
    }
    assert len({stored.command_id for stored in accepted.events}) == 3
    assert many.send(OpenMany(("b1", "b2", "b3")), 1).repeated


def test_one_refusal_among_them_refuses_all_and_says_whose_it_was(many: Shop) -> None:
    many.send(OpenBox("b2", "前一只"), 1)
    refusal = refused(lambda: many.send(OpenMany(("b1", "b2", "b3")), 2))
    assert refusal.code == "many.refused"
    assert many.count(event) == 1


def test_more_may_be_carried_than_one_command_may_cause(many: Shop) -> None:
    boxes = tuple(f"b{number}" for number in range(250))
    assert len(many.send(OpenMany(boxes), 1).events) == 250


def test_rehearsed_everything_is_read_as_it_would_be_and_nothing_stays(many: Shop) -> None:
    found = many.bus.rehearse(
        SLUG, toy.envelope(OpenMany(("b1", "b2")), 1), lambda tx, accepted: (len(accepted.events), len(tx.all(toy.box)))
    )
    assert found == (2, 2) and many.count(event) == 0
    assert refused(lambda: many.bus.rehearse(SLUG, toy.envelope(OpenMany(("b1", "b1")), 2), lambda *_: None)).code


def test_what_an_undone_unit_made_of_what_it_read_is_forgotten(many: Shop) -> None:
    memo = many.tenant.memo
    memo.get("kept", lambda: "before")
    many.bus.rehearse(
        SLUG, toy.envelope(OpenBox("b1", "x"), 1), lambda tx, _: tx.memo.get(("box", 1), lambda: "undone")
    )
    assert memo.get(("box", 1), lambda: "anew") == "anew"
    assert memo.get("kept", lambda: "after") == "before"
