"""Leaf numbers follow the order of commits, without gaps, however transactions overlap (semantics §2.9)."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
import sqlalchemy as sa

from bihuan.kernel import sequencer
from bihuan.kernel.tables import event, leaf
from bihuan.kernel.tx import Tx
from tests.kernel import shop as toy
from tests.kernel.shop import OpenBox, PutIn, Shop

pytestmark = pytest.mark.req("AUD-1")


def streams_by_leaf(shop: Shop) -> list[str]:
    joined = leaf.join(event, leaf.c.seq == event.c.seq)
    statement = sa.select(event.c.stream, leaf.c.idx).select_from(joined).order_by(leaf.c.idx)
    rows = shop.tenant.read(lambda tx: tx.rows(statement))
    assert [row["idx"] for row in rows] == list(range(len(rows)))
    return [row["stream"] for row in rows]


def number(shop: Shop) -> int:
    return shop.tenant.writer.call(sequencer.number_events)


@pytest.mark.postgres
def test_units_of_two_servers_take_turns_and_are_numbered_as_they_committed(tmp_path: Path, postgres_url: str) -> None:
    """A unit drew its sequence number and is slow to commit: neither another unit nor the sequencer overtakes it."""
    here = Shop(tmp_path, url=postgres_url)
    there = Shop(tmp_path, url=postgres_url, tenant=None)
    written, go_on = threading.Event(), threading.Event()

    def slowly(tx: Tx) -> None:
        here.tenant.units.run(tx, toy.envelope(OpenBox("slow", "x"), "slow"))
        tx.flush()
        written.set()
        go_on.wait(10)

    with ThreadPoolExecutor() as threads:
        slow = threads.submit(here.tenant.writer.call, slowly)
        written.wait(10)
        fast = threads.submit(there.send, OpenBox("fast", "x"), "fast")
        assert wait([fast], 0.3).not_done
        go_on.set()
        slow.result(10), fast.result(10)
    assert number(there) == 2
    assert streams_by_leaf(here) == ["box:slow", "box:fast"]
    assert here.faults() == []
    here.close()
    there.close()


@pytest.mark.postgres
def test_a_unit_sees_what_the_unit_before_it_committed_on_another_server(tmp_path: Path, postgres_url: str) -> None:
    """It waited for its turn before it took its snapshot, so nothing has to be decided anew."""
    here = Shop(tmp_path, url=postgres_url)
    there = Shop(tmp_path, url=postgres_url, tenant=None)
    here.send(OpenBox("b1", "x"), 1)
    begun, go_on, tries = threading.Event(), threading.Event(), []

    def slowly(tx: Tx) -> None:
        here.tenant.units.run(tx, toy.envelope(PutIn("b1", 3), "p1"))
        begun.set()
        go_on.wait(10)

    def counted(tx: Tx) -> None:
        tries.append(there.tenant.units.run(tx, toy.envelope(PutIn("b1", 4), "p2")))

    with ThreadPoolExecutor() as threads:
        slow = threads.submit(here.tenant.writer.call, slowly)
        begun.wait(10)
        next_one = threads.submit(there.tenant.writer.call, counted)
        assert wait([next_one], 0.3).not_done
        go_on.set()
        slow.result(10), next_one.result(10)
    assert (here.box("b1")["total"], len(tries)) == (7, 1)
    here.close()
    there.close()


@pytest.mark.postgres
def test_a_strangers_open_transaction_holds_up_nobodys_numbers(tmp_path: Path, postgres_url: str) -> None:
    shop = Shop(tmp_path, url=postgres_url)
    stranger = sa.create_engine(postgres_url)
    with stranger.connect() as connection:
        connection.execute(sa.text("CREATE TABLE elsewhere (id integer)"))
        shop.send(OpenBox("b1", "x"), 1)
        assert number(shop) == 1
    stranger.dispose()
    shop.close()


def test_numbers_go_on_where_they_ended(shop: Shop) -> None:
    for n in range(7):
        shop.send(OpenBox(f"b{n}", "x"), n)
        shop.send(PutIn(f"b{n}", 1), f"p{n}")
        if n % 3 == 0:
            number(shop)
    number(shop)
    assert len(streams_by_leaf(shop)) == 14
    assert not shop.tenant.read(sequencer.has_unnumbered)
    assert shop.faults() == []


def test_every_event_has_a_proof_in_the_newest_checkpoint(shop: Shop) -> None:
    from bihuan.core import ledger

    for n in range(21):
        shop.send(OpenBox(f"b{n}", "x"), n)
    number(shop)
    shop.tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, shop.tenant.info, 1))
    root = bytes(shop.tenant.read(sequencer.latest_checkpoint)["root"])
    for n in range(21):
        proof = shop.tenant.read(lambda tx, n=n: sequencer.prove_event(tx, f"box:b{n}", 1))
        entry = shop.tenant.read(lambda tx, n=n: bytes(tx.get(event, stream=f"box:b{n}", no=1)["hash"]))
        assert ledger.verify_inclusion(ledger.leaf_hash(entry), proof.leaf, proof.size, proof.path, root)


def test_two_sequencers_at_once_number_each_event_once(shop: Shop) -> None:
    for n in range(30):
        shop.send(OpenBox(f"b{n}", "x"), n)
    threads = [threading.Thread(target=number, args=(shop,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    number(shop)
    assert len(streams_by_leaf(shop)) == 30
