"""What happens without anyone asking: followers, timers, leaf numbers, checkpoints (semantics §2.3, §2.9)."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from bihuan.core.values import Refusal
from bihuan.kernel import outbox, sequencer
from bihuan.kernel import worker as worker_module
from bihuan.kernel.hooks import ActionCall, Hooks
from bihuan.kernel.tables import checkpoint, command_result
from bihuan.kernel.tables import outbox as outbox_table
from bihuan.kernel.tables import timer as timer_table
from bihuan.kernel.worker import KEEP_RESULTS_MS, TIMER_REST_MS, TIMERS_IN_FLIGHT, Worker
from tests.kernel import shop as toy
from tests.kernel.shop import BoxOpened, OpenBox, PutIn, Shop

pytestmark = pytest.mark.req("AUD-1")
MINUTE = 60_000


class Moody:
    """A follower that fails as long as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.calls = failures, 0

    def __call__(self, stored: Any, _context: Any) -> list[Any]:
        self.calls += 1
        if self.calls <= self.failures:
            raise ConnectionError("the mail server does not answer")
        return [PutIn(stored.stream_id, 10)]


def shop_with(new_shop: Callable[..., Shop], job: Callable[..., Any]) -> Shop:
    hooks = Hooks()
    toy.register(hooks)
    hooks.job(BoxOpened, "tell", job)
    return new_shop(hooks=hooks)


def step(shop: Shop) -> Worker:
    worker = Worker(shop.bus, {})
    while worker.step(shop.tenant):
        pass
    return worker


def outbox_row(shop: Shop) -> dict[str, Any]:
    return shop.tenant.read(lambda tx: tx.all(outbox_table))[0]


def call_of(stored: Any, name: str) -> ActionCall:
    cause = {"kind": "test"}
    return ActionCall(name=name, key=f"{stored.ref}:1", settings={}, cause=stored.ref, at=stored.at, source=cause)


def test_a_follower_asks_for_an_action_by_its_name(new_shop: Callable[..., Shop]) -> None:
    hooks = Hooks()
    toy.register(hooks)
    hooks.action("fill", lambda call, context: [PutIn("b1", 5 if context.now >= call.at else 0)])
    hooks.job(BoxOpened, "ask", lambda stored, context: hooks.run_action(call_of(stored, "fill"), context))
    shop = new_shop(hooks=hooks)
    shop.send(OpenBox("b1", "x"), 1)
    step(shop)
    assert shop.box("b1")["total"] == 5


def test_an_action_that_nobody_registered_waits_for_its_module(new_shop: Callable[..., Shop]) -> None:
    hooks = Hooks()
    toy.register(hooks)
    hooks.job(BoxOpened, "ask", lambda stored, context: hooks.run_action(call_of(stored, "fly"), context))
    shop = new_shop(hooks=hooks)
    shop.send(OpenBox("b1", "x"), 1)
    step(shop)
    row = outbox_row(shop)
    assert (row["state"], "action.unknown" in row["last_error"]) == ("waiting", True)


def test_a_reaction_sees_all_that_its_unit_has_brought_about(new_shop: Callable[..., Shop]) -> None:
    seen: list[list[str]] = []
    hooks = Hooks()
    toy.register(hooks)

    def look(_stored: Any, context: Any) -> list[Any]:
        seen.append([type(item.event).__name__ for item in context.events])
        return []

    hooks.reaction("notices", BoxOpened, "look", look)
    shop = new_shop(hooks=hooks)
    shop.send(OpenBox("b1", "x"), 1)
    assert [names[0] for names in seen] == ["BoxOpened"]


def test_a_follower_acts_after_the_commit_and_once(new_shop: Callable[..., Shop]) -> None:
    job = Moody()
    shop = shop_with(new_shop, job)
    shop.send(OpenBox("b1", "x"), 1)
    assert job.calls == 0
    step(shop)
    step(shop)
    assert (job.calls, shop.box("b1")["total"], outbox_row(shop)["state"]) == (1, 10, "done")


def test_a_follower_that_ran_but_was_not_noted_does_nothing_twice(new_shop: Callable[..., Shop]) -> None:
    """Its process died between the effect and the note of it: the lease ends, it runs again under the same ids."""
    job = Moody()
    shop = shop_with(new_shop, job)
    shop.send(OpenBox("b1", "x"), 1)
    step(shop)
    row = {"state": "waiting", "due": shop.clock.now()}
    shop.tenant.writer.call(lambda tx: tx.update(outbox_table, {"id": outbox_row(shop)["id"]}, row))
    step(shop)
    assert (job.calls, shop.box("b1")["total"]) == (2, 10)


def test_a_failing_follower_is_tried_again_later_and_later(new_shop: Callable[..., Shop]) -> None:
    job = Moody(failures=2)
    shop = shop_with(new_shop, job)
    shop.send(OpenBox("b1", "x"), 1)
    step(shop)
    first = outbox_row(shop)
    assert "the mail server does not answer" in first["last_error"]
    assert MINUTE <= first["due"] - shop.clock.now() < 1.25 * MINUTE
    step(shop)
    assert job.calls == 1
    shop.clock.instant = first["due"]
    step(shop)
    assert outbox_row(shop)["due"] - shop.clock.now() >= 5 * MINUTE
    shop.clock.instant = outbox_row(shop)["due"]
    step(shop)
    # 10 by the follower, 1 by the box's own timer, which fell due meanwhile.
    assert (job.calls, shop.box("b1")["total"], outbox_row(shop)["state"]) == (3, 11, "done")


def test_a_follower_that_never_succeeds_is_given_up_and_waits_for_a_person(new_shop: Callable[..., Shop]) -> None:
    job = Moody(failures=len(outbox.BACK_OFF_MS) + 1)
    shop = shop_with(new_shop, job)
    shop.send(OpenBox("b1", "x"), 1)
    for _ in range(20):
        step(shop)
        shop.clock.instant += 25 * 60 * MINUTE
    dead = outbox_row(shop)
    assert (dead["state"], job.calls) == ("dead", len(outbox.BACK_OFF_MS) + 1)
    shop.tenant.writer.call(lambda tx: outbox.replay(tx, dead["id"], shop.clock.now()))
    step(shop)
    assert (outbox_row(shop)["state"], shop.box("b1")["total"] >= 10) == ("done", True)


def test_only_what_was_given_up_can_be_put_back(new_shop: Callable[..., Shop]) -> None:
    shop = shop_with(new_shop, Moody())
    shop.send(OpenBox("b1", "x"), 1)
    with pytest.raises(Refusal, match=r"outbox\.not_dead"):
        shop.tenant.writer.call(lambda tx: outbox.replay(tx, outbox_row(shop)["id"], 0))


def test_a_claimed_follower_is_nobody_elses_until_its_lease_ends(new_shop: Callable[..., Shop]) -> None:
    shop = shop_with(new_shop, Moody())
    shop.send(OpenBox("b1", "x"), 1)
    worker, row_id, now = Worker(shop.bus, {}), outbox_row(shop)["id"], shop.clock.now()
    claim = lambda at: shop.tenant.writer.call(lambda tx: outbox.claim(tx, worker._log, row_id, at))  # noqa: E731
    assert claim(now) is not None
    assert claim(now) is None
    assert claim(now + outbox.LEASE_MS) is not None


# --- timers -------------------------------------------------------------------------------------------------


def test_a_timer_sends_its_command_at_its_moment_and_once(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    step(shop)
    assert shop.box("b1")["total"] == 0
    shop.clock.instant += MINUTE
    step(shop)
    step(shop)
    assert shop.box("b1")["total"] == 1
    assert shop.count(timer_table) == 0
    shop.check_replay(["box:b1"])


def test_a_timer_whose_reason_is_gone_is_gone(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    shop.send(PutIn("b1", 5), 2)
    shop.clock.instant += MINUTE
    step(shop)
    assert shop.box("b1")["total"] == 5


def test_a_timer_that_is_refused_is_shown_and_not_hammered(shop: Shop) -> None:
    def veto(_command: Any, _context: Any) -> None:
        raise Refusal("box.locked")

    shop.send(OpenBox("b1", "x"), 1)
    shop.hooks.guard(PutIn, veto)
    shop.clock.instant += MINUTE
    worker = Worker(shop.bus, {})
    worker.step(shop.tenant)
    assert worker.refused_timers == {"acme/box:b1/first": "box.locked"}
    shop.hooks.guards[PutIn].clear()
    worker.step(shop.tenant)
    assert shop.box("b1")["total"] == 0
    shop.clock.instant += 60 * MINUTE
    worker.step(shop.tenant)
    assert shop.box("b1")["total"] == 1


def test_a_crowd_of_timers_is_committed_in_groups_and_leaves_room_for_people(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3 * TIMERS_IN_FLIGHT):
        shop.send(OpenBox(f"b{number}", "x"), number + 1)
    shop.clock.instant += MINUTE
    writer, commits, waiting = shop.tenant.writer, [], []
    writer.committed = lambda: commits.append(1)
    take = writer._take

    def watch(wait: float | None) -> Any:
        waiting.append(writer.waiting())
        return take(wait)

    monkeypatch.setattr(writer, "_take", watch)
    assert Worker(shop.bus, {}).fire_timers(shop.tenant, shop.clock.now()) == 3 * TIMERS_IN_FLIGHT
    assert max(waiting) <= TIMERS_IN_FLIGHT
    assert shop.tenant.database.kind != "sqlite" or len(commits) <= 5
    assert {shop.box(f"b{number}")["total"] for number in range(3 * TIMERS_IN_FLIGHT)} == {1}
    assert shop.count(timer_table) == 0


def test_a_timer_whose_command_breaks_keeps_no_other_from_its_moment(shop: Shop) -> None:
    def breaks(command: Any, _context: Any) -> None:
        if command.box == "b1":
            raise ZeroDivisionError

    shop.send(OpenBox("b1", "x"), 1)
    shop.send(OpenBox("b2", "x"), 2)
    shop.hooks.guard(PutIn, breaks)
    shop.clock.instant += MINUTE
    worker = Worker(shop.bus, {})
    worker.step(shop.tenant)
    assert (shop.box("b1")["total"], shop.box("b2")["total"]) == (0, 1)
    assert worker.refused_timers == {"acme/box:b1/first": "ZeroDivisionError()"}


def test_a_timer_that_nobody_understands_any_more_keeps_no_other_from_its_moment(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    lost = {"stream": "box:b0", "name": "lost", "due": 1, "command": "OfAPlugInThatIsGone", "body": "{}"}
    shop.tenant.writer.call(lambda tx: tx.insert(timer_table, lost))
    shop.clock.instant += MINUTE
    worker = Worker(shop.bus, {})
    worker.step(shop.tenant)
    assert shop.box("b1")["total"] == 1
    assert worker.refused_timers == {"acme/box:b0/lost": "command.unknown"}


def test_refused_timers_do_not_stand_in_front_of_those_that_come_behind_them(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def veto(command: Any, _context: Any) -> None:
        if command.box.startswith("old"):
            raise Refusal("box.locked")

    monkeypatch.setattr(worker_module, "_TIMERS_AT_ONCE", 4)
    for number in range(9):
        shop.send(OpenBox(f"old{number}", "x"), number)
    shop.clock.instant += 1
    shop.send(OpenBox("new", "x"), 99)
    shop.hooks.guard(PutIn, veto)
    shop.clock.instant += MINUTE
    worker = Worker(shop.bus, {})
    for _ in range(3):
        worker.step(shop.tenant)
    assert (shop.box("new")["total"], len(worker.refused_timers)) == (1, 9)


def test_a_refused_timer_comes_again_later_and_later_and_is_forgotten_when_it_is_gone(shop: Shop) -> None:
    tries: list[int] = []

    def veto(_command: Any, context: Any) -> None:
        tries.append(context.now)
        raise Refusal("box.locked")

    shop.send(OpenBox("b1", "x"), 1)
    shop.hooks.guard(PutIn, veto)
    worker = Worker(shop.bus, {})
    for _ in range(200):
        shop.clock.instant += MINUTE
        worker.step(shop.tenant)
    waits = [later - sooner for sooner, later in pairwise(tries)]
    assert waits == [*TIMER_REST_MS, TIMER_REST_MS[-1]]
    shop.hooks.guards[PutIn].clear()
    shop.send(PutIn("b1", 5), 2)
    for _ in range(4):
        shop.clock.instant += 60 * MINUTE
        worker.step(shop.tenant)
    assert worker.refused_timers == {}


def test_when_its_turn_is_over_a_tenant_has_done_something_and_leaves_the_rest(shop: Shop) -> None:
    for number in range(3):
        shop.send(OpenBox(f"b{number}", "x"), number)
    shop.clock.instant += MINUTE
    worker = Worker(shop.bus, {}, turn_s=0)
    assert [worker.fire_timers(shop.tenant, shop.clock.now()) for _ in range(4)] == [1, 1, 1, 0]


def test_each_kind_of_follower_can_be_run_beside_the_others(new_shop: Callable[..., Shop]) -> None:
    hooks = Hooks()
    toy.register(hooks)
    hooks.job(BoxOpened, "one", lambda stored, _context: [PutIn(stored.stream_id, 1)])
    hooks.job(BoxOpened, "ten", lambda stored, _context: [PutIn(stored.stream_id, 10)])
    shop = new_shop(hooks=hooks)
    for number in range(3):
        shop.send(OpenBox(f"b{number}", "x"), number)
    worker = Worker(shop.bus, {})
    assert sorted(worker.due_followers(shop.tenant)) == ["one", "ten"]
    assert worker.run_follower("acme", "ten", lambda: False) == 3
    assert {shop.box(f"b{number}")["total"] for number in range(3)} == {10}
    assert worker.due_followers(shop.tenant) == ["one"]
    assert worker.run_follower("acme", "one", lambda: True) == 0


def test_what_was_begun_is_noted_although_the_tenant_was_closed_meanwhile(new_shop: Callable[..., Shop]) -> None:
    closing: list[Callable[[], None]] = []
    shop = shop_with(new_shop, lambda stored, _context: [close() for close in closing] and [])
    closing.append(lambda: shop.bus.tenants.close("acme"))
    shop.send(OpenBox("b1", "x"), 1)
    assert Worker(shop.bus, {}).run_follower("acme", "tell", lambda: False) == 1
    assert shop.bus.read("acme", lambda tx: tx.all(outbox_table))[0]["state"] == "done"


# --- the tree -----------------------------------------------------------------------------------------------


def test_the_worker_numbers_events_and_signs_a_checkpoint_a_minute(shop: Shop) -> None:
    worker = Worker(shop.bus, {})
    for n in range(3):
        shop.send(OpenBox(f"b{n}", "x"), n)
    worker.step(shop.tenant)
    shop.send(OpenBox("late", "x"), 99)
    worker.step(shop.tenant)
    assert (shop.tenant.read(sequencer.tree_size), shop.count(checkpoint)) == (4, 1)
    shop.clock.instant += MINUTE
    worker.step(shop.tenant)
    assert shop.tenant.read(sequencer.latest_checkpoint)["size"] >= 4
    assert shop.faults() == []


def test_an_idle_tree_is_not_signed_again(shop: Shop) -> None:
    worker = Worker(shop.bus, {})
    shop.send(OpenBox("b1", "x"), 1)
    shop.send(PutIn("b1", 1), 2)
    for _ in range(3):
        worker.step(shop.tenant)
        shop.clock.instant += MINUTE
    assert shop.count(checkpoint) == 1


def test_results_that_no_repeat_can_ask_for_are_forgotten(shop: Shop) -> None:
    shop.send(OpenBox("b1", "x"), 1)
    shop.send(PutIn("b1", 1), 2)
    worker = Worker(shop.bus, {})
    worker.step(shop.tenant)
    shop.clock.instant += KEEP_RESULTS_MS
    worker.step(shop.tenant)
    assert shop.count(command_result) == 2
    shop.clock.instant += 2 * 60 * MINUTE
    worker.step(shop.tenant)
    assert shop.count(command_result) == 0
