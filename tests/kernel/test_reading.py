"""A transaction reads a row once, and again as soon as it may have changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench.recorder import recording
from bihuan.core.values import Refusal
from bihuan.db.types import Id, Json, metadata
from bihuan.kernel.tx import Tx
from tests.kernel.shop import Shop

pytestmark = pytest.mark.req("INT-7.api")

shelf = sa.Table(
    "test_shelf",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("things", Json),
    sa.Column("level", sa.Integer),
)
FULL = {"id": "s1", "things": {"boxes": ["a"]}, "level": 1}


def inside(shop: Shop, work: Callable[[Tx], object]) -> object:
    """Do `work` in a transaction that has read the shelf, and keep nothing of it."""

    def begin(tx: Tx) -> object:
        tx.insert(shelf, FULL)
        assert tx.get(shelf, id="s1") == FULL
        return work(tx)

    return shop.tenant.writer.call(begin, dry=True)


def test_the_same_row_is_asked_for_once(shop: Shop) -> None:
    def twice(tx: Tx) -> int:
        seen.take()
        assert tx.get(shelf, id="s1") == tx.get(shelf, id="s1") == FULL
        assert tx.get(shelf, id="s2") is None
        assert tx.get(shelf, id="s2") is None
        return sum("test_shelf" in statement.sql for statement in seen.take())

    with recording() as seen:
        assert inside(shop, twice) == 1


def test_a_plain_select_is_asked_once_for_each_value_and_anew_after_a_change(shop: Shop) -> None:
    def ask(tx: Tx) -> int:
        by_name = tx.kind == "postgresql"
        sql = f"SELECT level FROM test_shelf WHERE id = {'%(id)s' if by_name else '?'}"

        def level(shelf_id: str) -> object:
            return tx.run(sql, {"id": shelf_id} if by_name else (shelf_id,)).fetchone()

        seen.take()
        assert [level("s1"), level("s2"), level("s1"), level("s2")] == [(1,), None, (1,), None]
        tx.insert(shelf, {**FULL, "id": "s2", "level": 2})
        assert [level("s1"), level("s2")] == [(1,), (2,)]
        return sum("test_shelf" in statement.sql and not statement.writes for statement in seen.take())

    with recording() as seen:
        assert inside(shop, ask) == 4


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a.id FROM test_shelf AS a JOIN test_box AS b ON a.id = b.id",
        "SELECT a.id FROM test_shelf a, test_box b",
        "SELECT id FROM test_shelf WHERE id IN (SELECT id FROM test_box)",
        "SELECT random() FROM test_shelf",
    ],
)
def test_what_is_no_plain_select_is_asked_each_time(shop: Shop, sql: str) -> None:
    def ask(tx: Tx) -> int:
        seen.take()
        tx.run(sql).fetchall()
        tx.run(sql).fetchall()
        return len(seen.take())

    with recording() as seen:
        assert inside(shop, ask) == 2


def test_what_one_reader_makes_of_a_row_is_no_others(shop: Shop) -> None:
    def change(tx: Tx) -> None:
        row = tx.get(shelf, id="s1")
        assert row is not None
        row["things"]["boxes"].append("b")
        row["level"] = 9
        assert tx.get(shelf, id="s1") == FULL

    inside(shop, change)


@pytest.mark.parametrize(
    "change",
    [
        lambda tx: tx.update(shelf, {"id": "s1"}, {"level": 2}),
        lambda tx: tx.upsert(shelf, {**FULL, "level": 2}),
        lambda tx: (tx.delete(shelf, id="s1"), tx.insert(shelf, {**FULL, "level": 2})),
        lambda tx: tx.execute(shelf.update().values(level=2)),
        lambda tx: tx.run("UPDATE test_shelf SET level = 2"),
        lambda tx: tx.write("UPDATE test_shelf SET level = 2"),
        lambda tx: tx.connection.execute(shelf.update().values(level=2)),
    ],
    ids=["update", "upsert", "delete and insert", "execute", "run", "write", "connection"],
)
def test_a_changed_row_is_read_anew(shop: Shop, change: Callable[[Tx], object]) -> None:
    def look(tx: Tx) -> None:
        change(tx)
        assert tx.get(shelf, id="s1") == {**FULL, "level": 2}

    inside(shop, look)


def test_what_was_undone_is_read_anew(shop: Shop) -> None:
    def look(tx: Tx) -> None:
        with pytest.raises(Refusal), tx.savepoint():
            tx.update(shelf, {"id": "s1"}, {"level": 2})
            assert tx.get(shelf, id="s1") == {**FULL, "level": 2}
            raise Refusal("test")
        assert tx.get(shelf, id="s1") == FULL

    inside(shop, look)


def test_a_count_is_that_of_its_own_statement(shop: Shop) -> None:
    def count(tx: Tx) -> None:
        tx.insert(shelf, *({"id": f"t{n}", "things": None, "level": 5} for n in range(40)))
        found, none = tx.update(shelf, {"level": 5}, {"level": 6}), tx.delete(shelf, id="nothing")
        one = tx.delete(shelf, id="t0")
        assert (int(found), int(none), int(one), bool(none)) == (40, 0, 1, False)
        assert len(tx.all(shelf, level=6)) == 39

    inside(shop, count)


@pytest.mark.postgres
def test_what_writes_goes_with_what_reads(tmp_path: Path, postgres_url: str) -> None:
    """On PostgreSQL: a group of units waits for the database once per read and once for its end."""
    shop = Shop(tmp_path, url=postgres_url)

    def trips(tx: Tx) -> int:
        before = seen.trips
        tx.insert(shelf, FULL)
        with tx.savepoint():
            tx.update(shelf, {"id": "s1"}, {"level": 2})
            tx.upsert(shelf, {**FULL, "level": 3})
        assert tx.get(shelf, id="s1") == {**FULL, "level": 3}
        return seen.trips - before

    with recording() as seen:
        assert shop.tenant.writer.call(trips) == 1
        assert seen.trips == 2
    shop.close()


def test_reading_on_a_snapshot_writes_nothing(shop: Shop) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only|readonly"):
        shop.tenant.read(lambda tx: (tx.insert(shelf, FULL), tx.get(shelf, id="s1")))
