"""A provider that hangs keeps nobody waiting but who wants something of it, and loses nothing when the server ends."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bihuan.entry import lanes as lanes_module
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel import outbox
from bihuan.kernel.clock import SetClock
from bihuan.kernel.hooks import Hooks, JobContext
from bihuan.kernel.ports import Account, Letter, TryAgainError
from bihuan.kernel.tables import outbox as outbox_table
from bihuan.settings import Settings
from tests.http.process import wait_until
from tests.kernel import shop as toy
from tests.kernel.shop import BoxOpened, OpenBox, PutIn

pytestmark = pytest.mark.req("COL-2.server")
MINUTE = 60_000
# A box of which nobody is told; its timer puts one in after a minute.
QUIET = "quiet"


class Provider:
    """Hangs for the tenants named so, until it is let go; then it has taken the letter, or says `mood`."""

    def __init__(self) -> None:
        self.let_go, self.taken, self.begun = threading.Event(), [], []  # type: ignore[var-annotated]
        self.mood: Exception | None = None

    def carry(self, account: Account, letter: Letter, _now: int) -> str:
        self.begun.append(letter.id)
        if str(account.settings["tenant"]).startswith("hangs"):
            assert self.let_go.wait(60)
        if self.mood is not None:
            raise self.mood
        self.taken.append(letter.id)
        return ""


def deliver(stored: Any, context: JobContext) -> list[Any]:
    if stored.event.label == QUIET:
        return []
    account = Account({"tenant": context.tenant.slug})
    context.ports["mail"].carry(account, Letter(id=stored.stream_id, title="", text=""), context.now)
    return [PutIn(stored.stream_id, 10)]


def tell(stored: Any, _context: JobContext) -> list[Any]:
    return [] if stored.event.label == QUIET else [PutIn(stored.stream_id, 100)]


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.let_go.set()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(1_750_000_000_000)


def build(at: Path, clock: SetClock, provider: Provider) -> Install:
    hooks = Hooks()
    toy.register(hooks)
    hooks.job(BoxOpened, "deliver", deliver)
    hooks.job(BoxOpened, "tell", tell)
    settings = Settings(data=at / "data", outbox_pause_ms=10)
    return build_install(settings, hooks=hooks, clock=clock, ports={"mail": provider, "address": "https://b.example"})


@pytest.fixture
def install(tmp_path: Path, clock: SetClock, provider: Provider) -> Iterator[Install]:
    made = build(tmp_path, clock, provider)
    made.tenants.set_up_recovery()
    yield made
    provider.let_go.set()
    if not made.threads.is_stopping():
        made.stop()


def open_box(install: Install, tenant: str, box: str = "b", label: str = "x") -> None:
    install.bus.send(tenant, toy.envelope(OpenBox(box, label), f"{tenant}-{box}"))


def total(install: Install, tenant: str, box: str = "b") -> int:
    row = install.bus.read(tenant, lambda tx: tx.get(toy.box, id=box))
    return -1 if row is None else int(row["total"])


def test_providers_that_hang_delay_neither_their_tenants_timers_nor_anybody_elses_letters(
    install: Install, clock: SetClock, provider: Provider
) -> None:
    """More of them than lanes may work at once."""
    hanging = [f"hangs{number}" for number in range(lanes_module.WORKING + 1)]
    for tenant in (*hanging, "works"):
        install.tenants.create(tenant, "x")
    install.start()
    for tenant in hanging:
        open_box(install, tenant)
    wait_until(lambda: len(provider.begun) == len(hanging), 20)
    open_box(install, "works")
    # Deliveries of others, what else follows at home, and timers: all of it comes.
    wait_until(lambda: total(install, "works") == 110, 20)
    wait_until(lambda: all(total(install, tenant) == 100 for tenant in hanging), 20)
    for tenant in hanging:
        open_box(install, tenant, "timed", QUIET)
    clock.instant += MINUTE
    wait_until(lambda: all(total(install, tenant, "timed") == 1 for tenant in hanging), 20)
    provider.let_go.set()
    wait_until(lambda: all(total(install, tenant) == 110 for tenant in hanging), 20)
    assert len(provider.begun) == len(provider.taken) == len(hanging) + 1, "each was asked once"


def states(install: Install, tenant: str) -> dict[str, str]:
    rows = install.bus.read(tenant, lambda tx: tx.all(outbox_table))
    return {row["follower"]: row["state"] for row in rows}


def test_a_stop_waits_for_the_letter_that_is_on_its_way(install: Install, provider: Provider, tmp_path: Path) -> None:
    install.tenants.create("hangs", "x")
    install.start()
    open_box(install, "hangs")
    wait_until(lambda: provider.begun == ["b"] and total(install, "hangs") == 100, 20)
    end = threading.Thread(target=install.stop)
    end.start()
    wait_until(install.threads.is_stopping, 20)
    assert provider.taken == []
    provider.let_go.set()
    end.join(60)
    again = build(tmp_path, SetClock(0), provider)
    assert states(again, "hangs") == {"deliver": "done", "tell": "done"}
    assert total(again, "hangs") == 110
    again.tenants.close_all()


def test_what_is_not_taken_by_its_deadline_is_given_up_and_tried_after_the_next_start(
    install: Install, clock: SetClock, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a kill: what was begun and not noted is nobody's until its lease ends."""
    monkeypatch.setattr(lanes_module, "STOP_S", 0.1)
    install.tenants.create("hangs", "x")
    install.start()
    open_box(install, "hangs")
    wait_until(lambda: provider.begun == ["b"] and total(install, "hangs") == 100, 20)
    install.stop()
    clock.instant += outbox.LEASE_MS
    other = Provider()
    other.let_go.set()
    again = build(tmp_path, clock, other)
    again.start()
    wait_until(lambda: total(again, "hangs") == 110, 20)
    provider.let_go.set()
    wait_until(lambda: provider.taken == ["b"], 20)
    again.stop()
    last = build(tmp_path, clock, other)
    assert states(last, "hangs") == {"deliver": "done", "tell": "done"}
    last.tenants.close_all()


def test_a_provider_that_says_no_frees_its_lane(install: Install, provider: Provider, clock: SetClock) -> None:
    provider.mood = TryAgainError("delivery.timeout", "x")
    install.tenants.create("works", "x")
    install.start()
    open_box(install, "works")
    wait_until(partial(_was_tried, install), 20)
    provider.mood = None
    clock.instant += 2 * MINUTE
    wait_until(lambda: total(install, "works") == 110, 20)


def _was_tried(install: Install) -> bool:
    rows = install.bus.read("works", lambda tx: tx.all(outbox_table))
    return any("delivery.timeout" in (row["last_error"] or "") for row in rows)
