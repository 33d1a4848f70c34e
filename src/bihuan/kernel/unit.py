"""The only place that commits (a test greps for it).

One writer per tenant, many units per COMMIT, each in a savepoint; answers only after the COMMIT (semantics §2.8).
On PostgreSQL the writers of several processes take turns at each tenant (docs/adr/0005).
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Kind, Refusal
from bihuan.db.engines import Database, is_severed
from bihuan.kernel.keys import TenantKeys
from bihuan.kernel.tables import TAKE_TURN
from bihuan.kernel.tx import Memo, Tx

MAX_BATCH = 64
MAX_RETRIES = 12
# The lock comes first: LOCK TABLE takes no snapshot, so the unit sees all that the one before it committed.
_BEGIN = {"sqlite": ("BEGIN IMMEDIATE",), "postgresql": ("BEGIN ISOLATION LEVEL REPEATABLE READ", TAKE_TURN)}
_BEGIN_READING = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}

Work = Callable[[Tx], Any]


@dataclass(slots=True)
class Item:
    """One piece of work and where its answer goes. `dry` work is rolled back whatever happens.

    `loop`: whose loop the future belongs to, when a coroutine waits for it.
    """

    work: Work
    future: "Future[Any] | asyncio.Future[Any]"
    dry: bool = False
    loop: asyncio.AbstractEventLoop | None = None


class WriterShutError(Exception):
    """The tenant was closed after the caller had looked it up; it may be opened again."""


class Writer:
    """A tenant's queue of work. `step` does what waits; a thread, a test or a simulator calls it."""

    def __init__(self, database: Database, keys: TenantKeys, memo: Memo) -> None:
        self._database = database
        self._keys = keys
        self._memo = memo
        self._queue: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._turn = threading.Lock()
        self._door = threading.Lock()
        self._shut = False
        self._connection: sa.Connection | None = None
        self.attended = False
        self.committed: Callable[[], None] = lambda: None

    def enqueue(self, work: Work, *, dry: bool = False) -> "Future[Any]":
        """Put work in the queue. The future is resolved after the commit, or with the error that refused it.

        Raises WriterShutError when the tenant was closed meanwhile: nobody would ever do the work.
        """
        future: Future[Any] = Future()
        self._put(Item(work, future, dry))
        return future

    def promise(self, work: Work, *, dry: bool = False) -> "asyncio.Future[Any]":
        """The same for a coroutine, in whose loop the future is resolved: all of a batch in one go."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._put(Item(work, future, dry, loop))
        return future

    def _put(self, item: Item) -> None:
        with self._door:
            if self._shut:
                raise WriterShutError
            self._queue.put(item)

    def waiting(self) -> int:
        """How much work waits in the queue."""
        return self._queue.qsize()

    def shut(self) -> None:
        """Take no more work; what waits already is still done by `step`."""
        with self._door:
            self._shut = True

    def wake(self) -> None:
        """Let a waiting `step` return."""
        self._queue.put(None)

    def call(self, work: Work, *, dry: bool = False) -> Any:
        """Do work and wait for its answer; without an attending thread the caller does the steps itself."""
        return self.answer(self.enqueue(work, dry=dry))

    def answer(self, future: "Future[Any]") -> Any:
        """Wait for the answer to enqueued work; without an attending thread the caller does the steps itself."""
        while not self.attended and not future.done():
            self.step(wait=0)
        return future.result()

    def step(self, wait: float | None = None) -> int:
        """Do the next batch; wait up to `wait` seconds for one (None = for ever). Returns how many were done."""
        batch = self._take(wait)
        if not batch:
            return 0
        with self._turn:
            self._group(batch)
        return len(batch)

    def _take(self, wait: float | None) -> list[Item]:
        batch: list[Item] = []
        try:
            first = self._queue.get(timeout=wait) if wait != 0 else self._queue.get_nowait()
            # A wake ends the batch: each of several threads has its own. Who did not wait leaves it to whoever does.
            if first is None and wait == 0:
                self.wake()
            while first is not None:
                batch.append(first)
                if len(batch) >= MAX_BATCH:
                    break
                first = self._queue.get_nowait()
        except queue.Empty:
            pass
        return batch

    def _group(self, batch: list[Item], attempt: int = 1) -> None:
        try:
            answers = self._attempt(batch)
        except Exception as error:
            if len(batch) > 1:
                # The whole batch is gone (full disk, failed COMMIT): each unit is decided anew on its own.
                for item in batch:
                    self._group([item])
            elif _lost_a_race(error) and attempt < MAX_RETRIES:
                self._group(batch, attempt + 1)
            else:
                _answer(batch, [_storage_fault(error)])
            return
        self.committed()
        _answer(batch, answers)

    def _attempt(self, batch: list[Item]) -> list[Any]:
        tx = open_tx(self._open(), self._database.kind, self._keys, self._memo)
        try:
            for statement in _BEGIN[tx.kind]:
                tx.write(statement)
            answers = [self._one(tx, item) for item in batch]
            tx.write("COMMIT")
            tx.flush()
        except BaseException:
            self._undo(tx)
            raise
        return answers

    @staticmethod
    def _one(tx: Tx, item: Item) -> Any:
        """One unit in its savepoint: its value, or the exception that refused it and nothing else."""
        mark = tx.memo.mark()
        try:
            with tx.savepoint():
                value = item.work(tx)
                if item.dry:
                    tx.flush()
                    raise _DryRun(value)
        except _DryRun as dry:
            tx.memo.forget_since(mark)
            return dry.value
        except Exception as error:
            tx.memo.forget_since(mark)
            if not tx.is_open():
                raise
            return error if isinstance(error, Refusal) else _storage_fault(error)
        return value

    def _open(self) -> sa.Connection:
        if self._connection is not None and is_severed(self._connection):
            self._let_go()
        if self._connection is None:
            self._connection = self._database.writer.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    def _undo(self, tx: Tx) -> None:
        try:
            tx.undo()
        except Exception:
            # Whatever it was that could not even be rolled back, the next batch begins on another connection.
            self._let_go()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        with suppress(Exception):
            if connection is not None:
                connection.invalidate()
                connection.close()

    def close(self) -> None:
        """Take no more work and give the connection back."""
        self.shut()
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def open_tx(connection: sa.Connection, kind: str, keys: TenantKeys, memo: Memo) -> Tx:
    """A transaction that is about to begin on `connection`, which is in autocommit mode."""
    if kind == "sqlite":
        return Tx(connection, kind, keys, memo)
    # The driver takes a thirtieth of a start; most installs never need it.
    from bihuan.kernel.postgres_tx import PostgresTx

    return PostgresTx(connection, kind, keys, memo)


def read_once(database: Database, keys: TenantKeys, memo: Memo, work: Work) -> Any:
    """Do `work` on one consistent snapshot in which nothing can be written."""
    connection = database.reader.connect()
    with connection if database.kind == "sqlite" else connection.execution_options(isolation_level="AUTOCOMMIT"):
        tx = open_tx(connection, database.kind, keys, memo)
        tx.write(_BEGIN_READING[tx.kind])
        try:
            found = work(tx)
        except BaseException:
            tx.undo()
            raise
        # Nothing was written; a ROLLBACK would make the driver forget the statements it has prepared.
        if tx.has_begun():
            tx.run("COMMIT")
        return found


class _DryRun(Exception):  # noqa: N818 - a way out, not an error
    def __init__(self, value: Any) -> None:
        self.value = value


_Pair = tuple[Item, Any]


def _answer(batch: list[Item], answers: list[Any]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Pair]] = {}
    for pair in zip(batch, answers, strict=True):
        loop = pair[0].loop
        if loop is None:
            _resolve([pair])
        else:
            by_loop.setdefault(loop, []).append(pair)
    for loop, pairs in by_loop.items():
        # A loop that has ended meanwhile has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, pairs)


def _resolve(pairs: list[_Pair]) -> None:
    for item, answer in pairs:
        if item.future.done():
            # Whoever waited has given up.
            continue
        if isinstance(answer, BaseException):
            item.future.set_exception(answer)
        else:
            item.future.set_result(answer)


def _lost_a_race(error: BaseException) -> bool:
    """Serialization failure, deadlock or a unique key that another transaction wrote first: decide anew."""
    original = getattr(error, "orig", error)
    return getattr(original, "sqlstate", None) in ("40001", "40P01", "23505")


def _is_kernel_key(error: BaseException) -> bool:
    """Whether the unique key is one that only racing units meet; any other was a handler's to look at first."""
    diagnosis = getattr(getattr(error, "orig", error), "diag", None)
    return getattr(diagnosis, "table_name", None) in (None, "event", "command_result")


def _storage_fault(error: Exception) -> Exception:
    """A full disk or a lost database is said in words; a programming error stays what it is."""
    original = getattr(error, "orig", None) or error
    text, state = str(original).lower(), getattr(original, "sqlstate", None)
    if "full" in text or "no space" in text or state == "53100":
        return Refusal("storage.full", Kind.UNAVAILABLE)
    if any(sign in text for sign in ("disk i/o", "locked", "unable to open", "server closed", "connection")):
        return Refusal("storage.unavailable", Kind.UNAVAILABLE)
    if state == "55P03" or (_lost_a_race(error) and _is_kernel_key(error)):
        return Refusal("storage.unavailable", Kind.UNAVAILABLE)
    return error
