"""The bulk loader writes what the bus would have written, and its check notices when it does not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from bench import load as loader
from bench import world as w
from bench.checking import check
from bench.drawing import PART, Plan
from bench.lives import LIVES
from bihuan.entry import ledger_check
from bihuan.entry.wiring import Install
from bihuan.kernel.tables import event
from bihuan.modules.reports.tables import daily_fact

TICKETS = 60


@pytest.fixture(scope="module")
def loaded() -> Iterator[tuple[Install, loader.Loaded]]:
    with loaded_into("") as made:
        yield made


@contextmanager
def loaded_into(url: str) -> Iterator[tuple[Install, loader.Loaded]]:
    with pytest.MonkeyPatch.context() as patch, w.workplace(url) as settings, w.opened(settings) as install:
        # So few tickets lie weeks apart; none may be too old to be open.
        patch.setattr(loader, "_OPEN_MS", loader._SPAN_MS)
        yield install, loader.load(install, w.build(install), TICKETS)


def test_loaded_tickets_are_what_the_bus_would_have_written(loaded: tuple[Install, loader.Loaded]) -> None:
    install, what = loaded
    assert check(install, what.samples) == loader.SAMPLES
    lives = {template.life.name for _, template in what.samples}
    assert len(lives) >= len(LIVES) // 2


@pytest.mark.postgres
def test_on_postgresql_too_and_with_every_index_that_was_left_out_meanwhile(postgres_url: str) -> None:
    indexes = sa.text("SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexdef")
    with loaded_into(postgres_url) as (install, what):
        assert check(install, what.samples) == loader.SAMPLES
        assert ledger_check.verify(install.tenants.get(w.SLUG))["faults"] == []
        install.tenants.create("beside", "另一家")
        made, usual = (
            [row["indexdef"].replace(f"t_{slug}", "") for row in install.bus.read(slug, lambda tx: tx.rows(indexes))]
            for slug in (w.SLUG, "beside")
        )
        assert made == usual


def test_every_index_that_was_left_out_is_made_in_the_end(loaded: tuple[Install, loader.Loaded]) -> None:
    install, _ = loaded
    names = sa.text("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
    install.tenants.create("beside", "另一家")
    made, usual = (install.bus.read(slug, lambda tx: tx.rows(names)) for slug in (w.SLUG, "beside"))
    assert made == usual
    assert len(made) > 50


def test_parts_end_with_a_day_so_that_no_two_of_them_can_give_the_same_number() -> None:
    midnight = int(datetime(2026, 1, 1, 16, tzinfo=UTC).timestamp() * 1e3)
    many: dict[str, Any] = dict.fromkeys(Plan.__dataclass_fields__)
    plan = Plan(**{**many, "tickets": 12_345, "first": midnight - 7, "step": 86_400_000 / 700, "zone": "Asia/Shanghai"})
    parts = list(plan.parts())
    assert [part.start for part in parts[1:]] == [part.stop for part in parts[:-1]]
    assert (parts[0].start, parts[-1].stop) == (0, 12_345)
    for part in parts[1:]:
        before, first = ((plan.at(index) - midnight) // 86_400_000 for index in (part.start - 1, part.start))
        assert first == before + 1
        assert len(part) >= PART or part is parts[-1]


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
        check(install, what.samples)
    tenant.writer.call(lambda tx: tx.run("UPDATE ticket SET title = ? WHERE id = ?", (slots.title, slots.id)))


def test_a_loaded_ticket_has_an_event_for_every_step(loaded: tuple[Install, loader.Loaded]) -> None:
    install, what = loaded
    slots, template = what.samples[0]
    rows = install.bus.read(w.SLUG, lambda tx: tx.all(event, order=("no",), stream=f"ticket:{slots.id}"))
    assert [row["no"] for row in rows] == list(range(1, len(template.rows["event"]) + 1))


def test_every_loaded_ticket_is_counted_once(loaded: tuple[Install, loader.Loaded]) -> None:
    install, _ = loaded
    days = install.bus.read(w.SLUG, lambda tx: tx.rows(sa.select(daily_fact.c.created, daily_fact.c.resolved)))
    assert sum(day["created"] for day in days) == TICKETS
    assert sum(day["resolved"] for day in days) > 0
