"""What the database itself guards: history cannot be changed, and one tenant is out of another's reach."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bihuan.core.values import Kind, Refusal
from bihuan.db.engines import connect_sqlite
from bihuan.kernel import sequencer
from bihuan.kernel.tables import checkpoint, event, leaf, merkle_node
from bihuan.kernel.tx import Tx
from tests.kernel import shop as toy
from tests.kernel.shop import OpenBox, PutIn, Shop, box


@pytest.mark.req("AUD-1")
@pytest.mark.parametrize("table", [event, leaf, merkle_node, checkpoint], ids=lambda table: table.name)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_refuses_to_change_history(shop: Shop, table: sa.Table, verb: str) -> None:
    for n in range(20):
        shop.send(OpenBox(f"b{n}", "x"), n)
    shop.tenant.writer.call(sequencer.number_events)
    shop.tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, shop.tenant.info, 1))
    column = next(iter(table.columns)).name
    statement = f"DELETE FROM {table.name}" if verb == "DELETE" else f"UPDATE {table.name} SET {column} = {column}"

    def change(tx: Tx) -> None:
        tx.run(statement)

    before = shop.count(table)
    assert before > 0
    with pytest.raises(Exception, match="append-only"):
        shop.tenant.writer.call(change)
    assert shop.count(table) == before
    assert shop.faults() == []


@pytest.mark.req("AUD-1")
def test_whoever_gets_round_the_guards_is_found_by_verification(shop: Shop) -> None:
    for n in range(5):
        shop.send(OpenBox(f"b{n}", "x"), n)
        shop.send(PutIn(f"b{n}", n + 1), f"p{n}")
    shop.tenant.writer.call(sequencer.number_events)
    shop.tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, shop.tenant.info, 1))
    assert shop.faults() == []

    def tamper(tx: Tx) -> None:
        if tx.kind == "sqlite":
            tx.run("DROP TRIGGER event_no_update")
        else:
            tx.run("ALTER TABLE event DISABLE TRIGGER event_append_only")
        tx.run("""UPDATE event SET body = replace(body, '"amount":3', '"amount":9') WHERE stream = 'box:b2'""")

    shop.tenant.writer.call(tamper)
    assert shop.faults() == ["box:b2#2 hash_differs"]


@pytest.mark.req("AUD-1")
def test_an_event_that_was_taken_out_is_missed(shop: Shop) -> None:
    for n in range(6):
        shop.send(OpenBox(f"b{n}", "x"), n)
    shop.tenant.writer.call(sequencer.number_events)
    shop.tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, shop.tenant.info, 1))

    def remove(tx: Tx) -> None:
        guard = "DROP TRIGGER event_no_delete" if tx.kind == "sqlite" else "DROP TRIGGER event_append_only ON event"
        tx.run(guard)
        tx.run("DELETE FROM event WHERE stream = 'box:b3'")

    shop.tenant.writer.call(remove)
    assert any("leaf 3" in fault for fault in shop.faults())


@pytest.fixture
def two_tenants(new_shop: Callable[..., Shop]) -> Shop:
    shop = new_shop()
    shop.tenants.create("globex", "环球液压")
    shop.send(OpenBox("acme-box", "苏州"), 1)
    shop.bus.send("globex", toy.envelope(OpenBox("globex-box", "无锡"), 1))
    return shop


@pytest.mark.req("TEN-1")
def test_nothing_of_one_tenant_is_reached_from_another(two_tenants: Shop) -> None:
    shop = two_tenants
    assert shop.bus.read("globex", lambda tx: tx.get(box, id="acme-box")) is None
    assert shop.bus.read("globex", lambda tx: [row["id"] for row in tx.all(box)]) == ["globex-box"]
    with pytest.raises(Refusal) as caught:
        shop.bus.send("globex", toy.envelope(PutIn("acme-box", 1), 2))
    assert caught.value.kind is Kind.NOT_FOUND
    # The same id and body in two tenants are two commands.
    assert shop.bus.read("globex", lambda tx: tx.scalar(sa.select(sa.func.count()).select_from(event))) == 1


@pytest.mark.req("TEN-1")
def test_tenants_share_no_key_and_no_file(two_tenants: Shop) -> None:
    acme, globex = two_tenants.tenants.get("acme"), two_tenants.tenants.get("globex")
    for name in ("database", "payload", "files", "cursor", "secrets", "signing_public"):
        assert getattr(acme.keys, name) != getattr(globex.keys, name)
    assert not acme.files.is_relative_to(globex.files.parent)
    if acme.database.kind == "sqlite":
        data = two_tenants.settings.data / "tenants"
        with pytest.raises(Exception, match="not a database"):
            connect_sqlite(data / "globex" / "tenant.db", acme.keys.database)


@pytest.mark.req("TEN-1")
def test_personal_data_are_not_readable_in_the_stored_files(shop: Shop, request: pytest.FixtureRequest) -> None:
    shop.send(OpenBox("b1", "张小三 13812345678"), 1)
    if shop.tenant.database.kind == "sqlite":
        shop.close()
        stored = b"".join(path.read_bytes() for path in shop.settings.data.rglob("*") if path.is_file())
        assert b"13812345678" not in stored
        assert b"BoxOpened" not in stored
    else:
        rows = shop.tenant.read(lambda tx: tx.run("SELECT data FROM payload").fetchall())
        assert rows
        assert all(b"13812345678" not in bytes(data) for (data,) in rows)
