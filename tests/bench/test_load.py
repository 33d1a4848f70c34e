"""The bulk loader writes what the bus would have written, and its check notices when it does not."""

from collections.abc import Iterator

import pytest

from bench import load as loader
from bench import world as w
from bench.lives import LIVES
from bihuan.entry import ledger_check
from bihuan.entry.wiring import Install
from bihuan.kernel.tables import event

TICKETS = 60


@pytest.fixture(scope="module")
def loaded() -> Iterator[tuple[Install, loader.Loaded]]:
    with pytest.MonkeyPatch.context() as patch, w.workplace("") as settings, w.opened(settings) as install:
        # So few tickets lie weeks apart; none may be too old to be open.
        patch.setattr(loader, "_OPEN_MS", loader._SPAN_MS)
        yield install, loader.load(install, w.build(install), TICKETS)


def test_loaded_tickets_are_what_the_bus_would_have_written(loaded: tuple[Install, loader.Loaded]) -> None:
    install, what = loaded
    assert loader.check(install, what) == loader.SAMPLES
    lives = {template.life.name for _, template in what.samples}
    assert len(lives) >= len(LIVES) // 2


def test_the_whole_ledger_of_a_loaded_tenant_is_valid(loaded: tuple[Install, loader.Loaded]) -> None:
    install, what = loaded
    report = ledger_check.verify(install.tenants.get(w.SLUG))
    assert report["faults"] == []
    assert what.events > TICKETS * 3


def test_the_check_notices_a_changed_row(loaded: tuple[Install, loader.Loaded]) -> None:
    install, what = loaded
    slots = what.samples[0][0]
    tenant = install.tenants.get(w.SLUG)
    tenant.writer.call(lambda tx: tx.run("UPDATE ticket SET title = 'x' WHERE id = ?", (slots.id,)))
    with pytest.raises(AssertionError, match="ticket differs"):
        loader.check(install, what)
    tenant.writer.call(lambda tx: tx.run("UPDATE ticket SET title = ? WHERE id = ?", (slots.title, slots.id)))


def test_a_loaded_ticket_has_an_event_for_every_step(loaded: tuple[Install, loader.Loaded]) -> None:
    install, what = loaded
    slots, template = what.samples[0]
    rows = install.bus.read(w.SLUG, lambda tx: tx.all(event, order=("no",), stream=f"ticket:{slots.id}"))
    assert [row["no"] for row in rows] == list(range(1, len(template.rows["event"]) + 1))
