"""What a running server does by itself: commits, followers, timers, numbers, and an orderly end (semantics §2.8)."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.values import Refusal
from bihuan.entry import worker as threads_module
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel import sequencer
from bihuan.kernel.clock import SetClock
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tenants import Tenants
from bihuan.settings import Settings
from tests.http.process import wait_until
from tests.kernel import shop as toy
from tests.kernel.shop import BoxOpened, OpenBox, PutIn

pytestmark = pytest.mark.req("TEN-2")
MINUTE = 60_000


@pytest.fixture
def hooks() -> Hooks:
    hooks = Hooks()
    toy.register(hooks)
    return hooks


@pytest.fixture
def clock() -> SetClock:
    return SetClock(1_750_000_000_000)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", outbox_pause_ms=10)


@pytest.fixture
def install(settings: Settings, hooks: Hooks, clock: SetClock) -> Iterator[Install]:
    made = build_install(settings, hooks=hooks, clock=clock)
    made.tenants.set_up_recovery()
    made.tenants.create("acme", "恒锐机电")
    yield made
    if not made.threads.is_stopping():
        made.stop()


def started(install: Install) -> Install:
    install.start()
    assert install.threads.ready.wait(30)
    return install


def total(install: Install, box: str, tenant: str = "acme") -> int:
    row = install.bus.read(tenant, lambda tx: tx.get(toy.box, id=box))
    return -1 if row is None else row["total"]


def send(install: Install, command: Any, number: int | str, tenant: str = "acme") -> None:
    install.bus.send(tenant, toy.envelope(command, number))


def test_followers_and_timers_act_without_anyone_asking(install: Install, hooks: Hooks, clock: SetClock) -> None:
    hooks.job(BoxOpened, "tell", lambda stored, _context: [PutIn(stored.stream_id, 5)])
    started(install)
    send(install, OpenBox("b1", "x"), 1)
    wait_until(lambda: total(install, "b1") == 5, 20)
    send(install, OpenBox("b2", "x"), 2)
    wait_until(lambda: total(install, "b2") == 5, 20)
    hooks.jobs.clear()
    send(install, OpenBox("b3", "x"), 3)
    clock.instant += MINUTE
    wait_until(lambda: total(install, "b3") == 1, 20)


def test_what_was_accepted_is_done_and_signed_before_the_end(
    install: Install, settings: Settings, hooks: Hooks
) -> None:
    started(install)
    tenant = install.tenants.get("acme")
    waiting = threading.Event()
    held = tenant.writer.enqueue(lambda tx: waiting.wait(20))
    envelopes = [toy.envelope(OpenBox(f"b{n}", "x"), n) for n in range(30)]
    promised = [tenant.writer.enqueue(partial(tenant.units.run, envelope=envelope)) for envelope in envelopes]
    end = threading.Thread(target=install.stop)
    end.start()
    waiting.set()
    end.join(60)
    assert not end.is_alive()
    assert held.result(0)
    assert len([future.result(0) for future in promised]) == 30
    again = build_install(settings, hooks=hooks)
    newest = again.bus.read("acme", sequencer.latest_checkpoint)
    assert newest is not None
    assert newest["size"] == 30
    again.tenants.close_all()


def test_a_tenant_closed_elsewhere_is_closed_here(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process suspends it in the register that both share."""
    monkeypatch.setattr(threads_module, "REGISTER_LOOK_S", 0.05)
    started(install)
    install.tenants.control.change("acme", state="suspended")
    wait_until(lambda: install.tenants.peek("acme") is None, 20)
    with pytest.raises(Refusal, match=r"tenant\.suspended"):
        send(install, OpenBox("b1", "x"), 1)


def test_timers_of_tenants_that_nobody_uses_fall_due_too(
    settings: Settings, hooks: Hooks, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads_module, "SWEEP_CLOSED_S", 0.1)
    object.__setattr__(settings, "open_tenants", 1)
    install = build_install(settings, hooks=hooks, clock=clock)
    install.tenants.set_up_recovery()
    for slug in ("one", "two", "three"):
        install.tenants.create(slug, "x")
        send(install, OpenBox("b", "x"), 1, slug)
    started(install)
    clock.instant += MINUTE
    for slug in ("one", "two", "three"):
        wait_until(lambda slug=slug: total(install, "b", slug) == 1, 30)  # type: ignore[misc]
    install.stop()


def test_one_tenants_fault_does_not_keep_the_others_waiting(install: Install, hooks: Hooks, clock: SetClock) -> None:
    install.tenants.create("second", "x")
    started(install)
    send(install, OpenBox("b1", "x"), 1)
    send(install, OpenBox("b1", "x"), 1, "second")
    broken: Callable[..., int] = install.threads.worker.fire_timers

    def fire(tenant: Any, now: int) -> int:
        if tenant.info.slug == "acme":
            raise OSError("the disk does not answer")
        return broken(tenant, now)

    install.threads.worker.fire_timers = fire  # type: ignore[method-assign]
    clock.instant += MINUTE
    wait_until(lambda: total(install, "b1", "second") == 1, 20)
    wait_until(lambda: install.threads.failures > 0, 20)
    assert install.threads.dead == {}


def test_a_tenant_opened_again_while_it_closes_finds_its_lock_free(install: Install, settings: Settings) -> None:
    started(install)
    stop = threading.Event()
    faults: list[Exception] = []

    def use(tenants: Tenants) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                send(install, OpenBox(f"b{threading.get_ident()}-{number}", "x"), f"{threading.get_ident()}-{number}")
            except Exception as error:
                faults.append(error)
                return

    users = [threading.Thread(target=use, args=(install.tenants,)) for _ in range(4)]
    for user in users:
        user.start()
    for _ in range(25):
        install.tenants.close("acme")
    stop.set()
    for user in users:
        user.join(30)
    assert faults == []
