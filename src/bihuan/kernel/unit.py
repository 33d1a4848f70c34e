"""The only place that commits (a test greps for it).

SQLite: one writer, many units per COMMIT, each in a savepoint; answers only after the COMMIT (semantics §2.8).
PostgreSQL: one unit per transaction at REPEATABLE READ, decided anew when another process was faster.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bihuan.core.values import Kind, Refusal
from bihuan.db.engines import Database
from bihuan.kernel.keys import TenantKeys
from bihuan.kernel.tx import Memo, Tx

MAX_BATCH = 64
MAX_RETRIES = 12

Work = Callable[[Tx], Any]


@dataclass(slots=True)
class Item:
    """One piece of work and where its answer goes. `dry` work is rolled back whatever happens."""

    work: Work
    future: "Future[Any]"
    dry: bool = False


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
        item = Item(work, Future(), dry)
        with self._door:
            if self._shut:
                raise WriterShutError
            self._queue.put(item)
        return item.future

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
        future = self.enqueue(work, dry=dry)
        while not self.attended and not future.done():
            self.step(wait=0)
        return future.result()

    def step(self, wait: float | None = None) -> int:
        """Do the next batch; wait up to `wait` seconds for one (None = for ever). Returns how many were done."""
        batch = self._take(wait)
        if not batch:
            return 0
        if self._database.kind == "sqlite":
            with self._turn:
                self._group(batch)
        else:
            for item in batch:
                self._alone(item)
        return len(batch)

    def _take(self, wait: float | None) -> list[Item]:
        size = MAX_BATCH if self._database.kind == "sqlite" else 1
        batch: list[Item] = []
        try:
            first = self._queue.get(timeout=wait) if wait != 0 else self._queue.get_nowait()
            # A wake ends the batch: each of several threads has its own. Who did not wait leaves it to whoever does.
            if first is None and wait == 0:
                self.wake()
            while first is not None:
                batch.append(first)
                if len(batch) >= size:
                    break
                first = self._queue.get_nowait()
        except queue.Empty:
            pass
        return batch

    # --- SQLite: group commit -------------------------------------------------------------------------------

    def _group(self, batch: list[Item]) -> None:
        try:
            answers = self._attempt(batch)
        except Exception as error:
            if len(batch) == 1:
                _answer(batch[0], _storage_fault(error))
                return
            # The whole batch is gone (full disk, failed COMMIT): each unit is decided anew on its own.
            for item in batch:
                self._group([item])
            return
        self.committed()
        for item, answer in zip(batch, answers, strict=True):
            _answer(item, answer)

    def _attempt(self, batch: list[Item]) -> list[Any]:
        connection = self._open()
        tx = Tx(connection, "sqlite", self._keys, self._memo)
        tx.run("BEGIN IMMEDIATE")
        try:
            answers = [self._one(tx, item) for item in batch]
            tx.run("COMMIT")
        except BaseException:
            if tx.is_open():
                tx.run("ROLLBACK")
            raise
        return answers

    @staticmethod
    def _one(tx: Tx, item: Item) -> Any:
        """One unit in its savepoint: its value, or the exception that refused it and nothing else."""
        try:
            with tx.savepoint():
                value = item.work(tx)
                if item.dry:
                    raise _DryRun(value)
        except _DryRun as dry:
            return dry.value
        except Exception as error:
            if not tx.is_open():
                raise
            return error if isinstance(error, Refusal) else _storage_fault(error)
        return value

    def _open(self) -> sa.Connection:
        if self._connection is None:
            self._connection = self._database.writer.connect()
        return self._connection

    # --- PostgreSQL: one transaction each --------------------------------------------------------------------

    def _alone(self, item: Item) -> None:
        for attempt in range(MAX_RETRIES):
            try:
                answer = self._transaction(item, in_turn=attempt > 0)
            except Refusal as refusal:
                answer = refusal
            except Exception as error:
                if _lost_a_race(error) and attempt + 1 < MAX_RETRIES:
                    continue
                answer = _storage_fault(error)
            else:
                self.committed()
            _answer(item, answer)
            return

    def _transaction(self, item: Item, *, in_turn: bool) -> Any:
        with self._database.writer.connect() as connection:
            if in_turn:
                with _turn(connection):
                    return self._unit(connection, item)
            return self._unit(connection, item)

    def _unit(self, connection: sa.Connection, item: Item) -> Any:
        with connection.begin() as transaction:
            value = item.work(Tx(connection, self._database.kind, self._keys, self._memo))
            if item.dry:
                transaction.rollback()
            return value

    def close(self) -> None:
        """Take no more work and give the connection back."""
        self.shut()
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


@contextmanager
def _turn(connection: sa.Connection) -> Iterator[None]:
    """Those who lost a race go one after the other: racing again, a busy stream would wear them out.

    The lock is the session's, taken before the transaction: inside it, the snapshot would be older than the wait.
    """
    with connection.begin():
        connection.execute(sa.text("SELECT pg_advisory_lock(hashtext(current_schema()), 3)"))
    try:
        yield
    finally:
        with connection.begin():
            connection.execute(sa.text("SELECT pg_advisory_unlock(hashtext(current_schema()), 3)"))


class _DryRun(Exception):  # noqa: N818 - a way out, not an error
    def __init__(self, value: Any) -> None:
        self.value = value


def _answer(item: Item, answer: Any) -> None:
    if item.future.cancelled():
        return
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
