"""What came of a command is read in its own transaction, and reading never undoes it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bihuan.core.access import SYSTEM
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Accepted, Caller, Envelope
from bihuan.kernel.tx import Tx
from tests.kernel.shop import OpenBox, Shop, box

pytestmark = pytest.mark.req("AUD-1")


def submit_and_read(shop: Shop, envelope: Envelope, read: Any) -> Any:
    """As the server does it: a thread attends to the writer while a coroutine waits."""

    async def ask() -> Any:
        return await shop.bus.submit_and_read("acme", envelope, read)

    tenant = shop.bus.tenants.get("acme")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(asyncio.run, ask())
        while not asked.done():
            tenant.writer.step(wait=0.01)
        return asked.result()


def opening(box: str, id: str = "01890000-0000-7000-8000-000000000001") -> Envelope:
    return Envelope(id, OpenBox(box, "电机"), Caller("operator", None, SYSTEM))


def test_the_reader_finds_what_the_command_did_before_anybody_else_can(shop: Shop) -> None:
    def read(tx: Tx, accepted: Accepted) -> Any:
        elsewhere = shop.box("b1") if tx.kind == "sqlite" else None
        return accepted.ref, (tx.get(box, id="b1") or {})["label"], elsewhere

    accepted, found = submit_and_read(shop, opening("b1"), read)
    assert accepted.ref == "box:b1"
    assert found == ("box:b1", "电机", None)


def test_what_the_reader_refuses_undoes_nothing(shop: Shop) -> None:
    def read(_tx: Tx, _accepted: Accepted) -> Any:
        raise Refusal("box.not_found", Kind.NOT_FOUND)

    with pytest.raises(Refusal) as refused:
        submit_and_read(shop, opening("b1"), read)
    assert refused.value.code == "box.not_found"
    assert shop.box("b1") is not None


def test_a_fault_while_reading_leaves_the_command_undone_for_it_was_never_answered(shop: Shop) -> None:
    def read(tx: Tx, _accepted: Accepted) -> Any:
        return tx.run("SELECT 1 FROM nowhere")

    with pytest.raises(Exception, match="nowhere"):
        submit_and_read(shop, opening("b1"), read)
    assert shop.box("b1") is None


def test_a_refused_command_is_not_read(shop: Shop) -> None:
    submit_and_read(shop, opening("b1"), lambda _tx, _accepted: None)
    read: list[str] = []
    again = opening("b1", "01890000-0000-7000-8000-000000000002")
    with pytest.raises(Refusal):
        submit_and_read(shop, again, lambda _tx, accepted: read.append(accepted.ref))
    assert read == []
