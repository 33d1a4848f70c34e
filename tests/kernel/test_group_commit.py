"""Many units in one COMMIT: acknowledged means on disk, one unit's fault is its own (semantics §2.8)."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.tables import event
from bihuan.kernel.tx import Tx
from bihuan.kernel.unit import WriterShutError
from tests.kernel import shop as toy
from tests.kernel.shop import OpenBox, PutIn, Shop

pytestmark = pytest.mark.req("AUD-1")


def enqueue(shop: Shop, command: Any, number: str) -> "Future[Any]":
    units, envelope = shop.tenant.units, toy.envelope(command, number)
    return shop.tenant.writer.enqueue(lambda tx: units.run(tx, envelope))


def was_accepted(future: "Future[Any]") -> bool:
    assert future.done()
    return future.exception() is None


def commits(shop: Shop) -> list[int]:
    counted: list[int] = []
    shop.tenant.writer.committed = lambda: counted.append(1)
    return counted


def test_waiting_units_share_one_commit(shop: Shop) -> None:
    counted = commits(shop)
    futures = [enqueue(shop, OpenBox(f"b{n}", "x"), f"o{n}") for n in range(40)]
    assert shop.tenant.writer.step(wait=0) == 40
    assert all(was_accepted(future) for future in futures)
    assert counted == [1]


def test_a_refused_unit_leaves_its_neighbours_in_the_commit(shop: Shop) -> None:
    counted = commits(shop)
    commands = [OpenBox("b1", "x"), PutIn("nowhere", 1), PutIn("b1", 3), OpenBox("b1", "again")]
    futures = [enqueue(shop, command, f"c{n}") for n, command in enumerate(commands)]
    shop.tenant.writer.step(wait=0)
    assert [was_accepted(future) for future in futures] == [True, False, True, False]
    assert (counted, shop.box("b1")["total"], shop.count(event)) == ([1], 3, 2)


def test_a_fault_of_the_database_is_its_own_units_only(shop: Shop) -> None:
    """On PostgreSQL a fault may show in another unit than its own: the group is done again, one unit at a time."""

    def stumble(tx: Tx) -> None:
        tx.write("INSERT INTO nowhere VALUES (1)")

    units = shop.tenant.units
    first = enqueue(shop, OpenBox("b1", "x"), "o1")
    faulty = shop.tenant.writer.enqueue(stumble)
    last = enqueue(shop, OpenBox("b2", "x"), "o2")
    assert shop.tenant.writer.step(wait=0) == 3
    assert [was_accepted(future) for future in (first, faulty, last)] == [True, False, True]
    assert shop.count(event) == 2
    assert units.take_touched() == {"box"}


@pytest.mark.postgres
def test_a_server_that_was_restarted_meanwhile_is_no_fault_of_the_next_command(
    tmp_path: Path, postgres_url: str
) -> None:
    shop = Shop(tmp_path, url=postgres_url)
    shop.send(OpenBox("b1", "x"), 1)
    engine = sa.create_engine(postgres_url)
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        connection.execute(sa.text(f"SELECT pg_terminate_backend(pid) {others}"))
        while connection.execute(sa.text(f"SELECT count(*) {others}")).scalar():
            connection.rollback()
    engine.dispose()
    assert shop.box("b1")["total"] == 0
    shop.send(PutIn("b1", 3), 2)
    assert shop.box("b1")["total"] == 3
    shop.close()


def test_a_full_disk_loses_nothing_acknowledged(sqlite_shop: Shop) -> None:
    """One unit of a batch does not fit any more: the database drops the whole transaction, savepoints included."""
    shop = sqlite_shop

    def leave_room(tx: Tx, pages: int) -> None:
        used = tx.run("PRAGMA page_count").fetchone()[0]
        tx.run(f"PRAGMA max_page_count = {used + pages}")

    shop.tenant.writer.call(lambda tx: leave_room(tx, 60))
    futures = [enqueue(shop, OpenBox(f"b{n}", "x"), f"o{n}") for n in range(20)]
    futures.insert(10, enqueue(shop, OpenBox("huge", "电" * 1_000_000), "huge"))
    while shop.tenant.writer.step(wait=0):
        pass
    refusal = futures[10].exception()
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.kind) == ("storage.full", Kind.UNAVAILABLE)
    boxes = [n for n in range(20) if shop.box(f"b{n}") is not None]
    acknowledged = [n for n, future in enumerate(futures[:10] + futures[11:]) if was_accepted(future)]
    assert boxes == acknowledged == list(range(20))
    assert shop.box("huge") is None
    shop.tenant.writer.call(lambda tx: tx.run("PRAGMA max_page_count = 1000000"))
    assert shop.send(OpenBox("huge", "电" * 1_000_000), "huge").repeated is False
    shop.check_replay([f"box:b{n}" for n in boxes])
    assert shop.faults() == []


def test_a_disk_that_stays_full_refuses_all_and_acknowledges_none(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    shop.send(OpenBox("before", "x"), "before")
    shop.tenant.writer.call(lambda tx: tx.run("PRAGMA max_page_count = 1"))
    futures = [enqueue(shop, OpenBox(f"b{n}", "电" * 5_000), f"o{n}") for n in range(8)]
    while shop.tenant.writer.step(wait=0):
        pass
    assert [getattr(future.exception(), "code", None) for future in futures] == ["storage.full"] * 8
    assert shop.count(event) == 1
    shop.tenant.writer.call(lambda tx: tx.run("PRAGMA max_page_count = 1000000"))
    shop.send(OpenBox("b0", "电" * 5_000), "o0")
    assert shop.faults() == []


def break_commit(tx: Tx) -> None:
    """Writes what no COMMIT takes: a reference, checked at the end only, to a row that is not there."""
    tx.run("INSERT INTO test_child (parent) VALUES (99)")


def make_strict_tables(shop: Shop) -> None:
    def make(tx: Tx) -> None:
        tx.run("CREATE TABLE test_parent (id INTEGER PRIMARY KEY)")
        tx.run("CREATE TABLE test_child (parent INTEGER REFERENCES test_parent (id) DEFERRABLE INITIALLY DEFERRED)")

    shop.tenant.writer.call(make)


def test_a_failing_commit_loses_nothing_acknowledged(shop: Shop) -> None:
    make_strict_tables(shop)
    futures = [enqueue(shop, OpenBox(f"b{n}", "x"), f"o{n}") for n in range(6)]
    bad = shop.tenant.writer.enqueue(break_commit)
    futures += [enqueue(shop, OpenBox(f"b{n}", "x"), f"o{n}") for n in range(6, 12)]
    while shop.tenant.writer.step(wait=0):
        pass
    assert bad.exception() is not None
    assert all(was_accepted(future) for future in futures)
    assert all(shop.box(f"b{n}") is not None for n in range(12))
    assert shop.count(event) == 12
    assert shop.faults() == []


def test_a_queue_that_was_closed_takes_no_work_but_finishes_what_waits(sqlite_shop: Shop) -> None:
    writer = sqlite_shop.tenant.writer
    future = enqueue(sqlite_shop, OpenBox("b1", "x"), "1")
    writer.shut()
    with pytest.raises(WriterShutError):
        enqueue(sqlite_shop, OpenBox("b2", "x"), "2")
    writer.step(wait=0)
    assert was_accepted(future)


def test_the_bus_finds_a_tenant_again_that_was_closed_under_it(shop: Shop) -> None:
    held = shop.tenant
    shop.tenants.close("acme")
    with pytest.raises(WriterShutError):
        held.writer.call(lambda tx: None)
    assert shop.send(OpenBox("b1", "x"), 1).ref == "box:b1"
