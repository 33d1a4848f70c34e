"""Leaf numbers follow the order of commits, without gaps, however transactions overlap (semantics §2.9)."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from bihuan.kernel import sequencer
from bihuan.kernel.tables import event, leaf
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
    shop.settle()
    return shop.tenant.writer.call(sequencer.number_events)


@pytest.mark.postgres
def test_an_event_that_commits_late_is_waited_for(tmp_path: Path, postgres_url: str) -> None:
    """A unit drew its sequence number first and commits last: nothing that began after it is numbered before it."""
    shop = Shop(tmp_path, url=postgres_url)
    written, go_on = threading.Event(), threading.Event()
    units = shop.tenant.units

    def slowly(tx):
        units.run(tx, toy.envelope(OpenBox("slow", "x"), "slow"))
        written.set()
        go_on.wait(10)

    item = shop.tenant.writer.enqueue(slowly)
    thread = threading.Thread(target=shop.tenant.writer.step, args=(1,))
    thread.start()
    written.wait(10)
    shop.send(OpenBox("fast", "x"), "fast")
    assert shop.tenant.writer.call(sequencer.number_events) == 0
    assert shop.tenant.read(sequencer.has_unnumbered)
    go_on.set()
    thread.join()
    item.result()
    assert number(shop) == 2
    assert streams_by_leaf(shop) == ["box:slow", "box:fast"]
    assert shop.faults() == []
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
