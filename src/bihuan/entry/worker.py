"""Every thread of a server: one writer per tenant, one that keeps time, lanes for followers, and a pool for reads."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import structlog

from bihuan.core.values import Instant, Refusal
from bihuan.entry.lanes import Lanes
from bihuan.kernel import sequencer
from bihuan.kernel.bus import Bus
from bihuan.kernel.clock import monotonic_seconds
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.unit import WriterShutError
from bihuan.kernel.worker import Worker

T = TypeVar("T")
log = structlog.get_logger("bihuan.worker")

READ_THREADS = 8
# A tenant in which nothing was committed is looked at less often: timers fall due without a commit.
IDLE_LOOK_S = 1.0
REGISTER_LOOK_S = 2.0
SWEEP_CLOSED_S = 60.0
# So long one tenant's timers may keep those of the others waiting.
TURN_S = 1.0
_JOIN_S = 30.0


class Threads:
    """Attends to the writers of open tenants and does what falls due in all of them."""

    def __init__(self, bus: Bus, ports: Mapping[str, Any]) -> None:
        self._bus = bus
        self._tenants = bus.tenants
        self._settings = bus.tenants.settings
        self.lanes = Lanes(self._note_fault)
        self.worker = Worker(bus, self.lanes.outside(ports), TURN_S)
        self._writers: dict[Tenant, threading.Thread] = {}
        self._stops: dict[Tenant, threading.Event] = {}
        self._dirty: set[str] = set()
        self._looked: dict[str, float] = {}
        self._stopping = threading.Event()
        self._worker_thread: threading.Thread | None = None
        self.reads = ThreadPoolExecutor(READ_THREADS, thread_name_prefix="bihuan-read")
        # What /readyz says no for: threads that died, tenants that could not be opened, by name.
        self.dead: dict[str, str] = {}
        self.unopened: dict[str, str] = {}
        self.ready = threading.Event()
        self.failures = 0
        # When the worker last looked around; None until it begins.
        self.beat: float | None = None
        self._began = (bus.tenants.clock.now(), monotonic_seconds())
        # Told after each COMMIT and before its answers: the tenant and the kinds of streams that were written to.
        self.listeners: list[Callable[[Tenant, frozenset[str]], None]] = []

    # --- life -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Attend to every tenant that is open or will be, and open the active ones."""
        self._tenants.opened = self._attend
        self._tenants.closing = self._release
        for tenant in self._tenants.open_now():
            self._attend(tenant)
        self._worker_thread = threading.Thread(target=self._work, name="bihuan-worker", daemon=True)
        self._worker_thread.start()

    def ask_to_stop(self) -> None:
        """Let event streams end and the worker finish its look; safe to call from a signal handler."""
        self._stopping.set()

    def stop(self) -> None:
        """End the worker and its followers, for whose deliveries their deadline is waited, and sign what has happened;
        writers end when their tenants are closed."""
        self._stopping.set()
        if self._worker_thread is not None:
            self._worker_thread.join(_JOIN_S)
            self.lanes.stop()
            for tenant in self._tenants.open_now():
                self._guarded(tenant.info.slug, partial(self._settle, tenant))

    def _settle(self, tenant: Tenant) -> None:
        # Behind everything that waits in the queue.
        tenant.writer.call(lambda _tx: None)
        while self.worker.number_events(tenant):
            pass
        now = self._tenants.clock.now()
        tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, tenant.info, now))

    def join(self) -> None:
        """End the read pool; call when no tenant is open any more."""
        self.reads.shutdown(wait=True, cancel_futures=True)

    def clock_jump(self, now: Instant) -> float:
        """By how many milliseconds the wall clock has moved otherwise than time has passed since this process began."""
        wall, passed = self._began
        return (now - wall) - (monotonic_seconds() - passed) * 1000

    def is_stopping(self) -> bool:
        """Whether the server is on its way down."""
        return self._stopping.is_set()

    # --- writers --------------------------------------------------------------------------------------------

    def _attend(self, tenant: Tenant) -> None:
        stop = threading.Event()
        slug = tenant.info.slug
        self._stops[tenant] = stop
        tenant.writer.attended = True
        tenant.writer.committed = lambda: self._note_commit(tenant)
        thread = threading.Thread(target=self._write, args=(tenant, stop), name=f"bihuan-writer-{slug}", daemon=True)
        self._writers[tenant] = thread
        thread.start()

    def _note_commit(self, tenant: Tenant) -> None:
        self._dirty.add(tenant.info.slug)
        touched = tenant.units.take_touched()
        for listener in self.listeners:
            listener(tenant, touched)

    def _write(self, tenant: Tenant, stop: threading.Event) -> None:
        writer, name = tenant.writer, threading.current_thread().name
        try:
            while not stop.is_set():
                writer.step()
            while writer.step(wait=0):
                pass
        except BaseException as error:
            # Whoever waits for this thread would wait for ever: take no more work and say so on /readyz.
            writer.shut()
            self.dead[name] = repr(error)
            log.error("thread died", thread=name, exc_info=error)

    def _release(self, tenant: Tenant) -> None:
        stop = self._stops.pop(tenant, None)
        thread = self._writers.pop(tenant, None)
        if stop is None or thread is None:
            return
        stop.set()
        tenant.writer.wake()
        thread.join(_JOIN_S)
        tenant.writer.attended = False

    # --- worker ---------------------------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            self._open_active()
            self.ready.set()
            pause = self._settings.outbox_pause_ms / 1000
            registered = swept = time.monotonic()
            while not self._stopping.wait(pause):
                now = time.monotonic()
                self.beat = monotonic_seconds()
                if now - registered >= REGISTER_LOOK_S:
                    registered = now
                    self._guarded("*", self._follow_register)
                if now - swept >= SWEEP_CLOSED_S:
                    swept = now
                    self._guarded("*", self._visit_closed)
                self.look_after_open(now)
        except BaseException as error:
            self.dead["bihuan-worker"] = repr(error)
            log.error("thread died", thread="bihuan-worker", exc_info=error)

    def look_after_open(self, now: float) -> None:
        """One look at every open tenant in which something was committed, or that was not looked at for a while."""
        for tenant in self._tenants.open_now():
            slug = tenant.info.slug
            if slug not in self._dirty and now - self._looked.get(slug, 0.0) < IDLE_LOOK_S:
                continue
            self._dirty.discard(slug)
            self._looked[slug] = now
            if self._guarded(slug, partial(self._look_after, tenant)):
                self._dirty.add(slug)

    def _look_after(self, tenant: Tenant) -> int:
        done = self.worker.keep_time(tenant)
        for follower in self.worker.due_followers(tenant):
            self.lanes.start((tenant.info.slug, follower), partial(self._follow, tenant.info.slug, follower))
        return done

    def _follow(self, slug: str, follower: str, is_over: Callable[[], bool]) -> None:
        if self.worker.run_follower(slug, follower, is_over):
            # At once, for those who listen.
            self.worker.number_events(self._tenants.get(slug))
        # What is due by now, also what was left, is found at the next look.
        self._dirty.add(slug)

    def _guarded(self, slug: str, work: Callable[[], T]) -> T | None:
        # One tenant's fault (a full disk, a follower's mistake) must not keep the others waiting.
        try:
            return work()
        except WriterShutError:
            return None
        except Exception as error:
            self._note_fault(slug, error)
            return None

    def _note_fault(self, slug: str, error: Exception) -> None:
        self.failures += 1
        log.warning("work failed", tenant=slug, error=str(error), exc_info=not isinstance(error, Refusal))

    def _open_active(self) -> None:
        active = [row.slug for row in self._tenants.rows() if row.state == "active"]
        for slug in active[: self._settings.open_tenants]:
            self._open_one(slug)

    def _open_one(self, slug: str) -> None:
        try:
            self._tenants.get(slug)
            self.unopened.pop(slug, None)
        except Exception as error:
            self.unopened[slug] = str(error)
            log.error("tenant not opened", tenant=slug, exc_info=error)

    def _follow_register(self) -> None:
        """Another process may have suspended or erased a tenant, or made one that could not be opened before."""
        active = {row.slug for row in self._tenants.rows() if row.state == "active"}
        for tenant in self._tenants.open_now():
            if tenant.info.slug not in active:
                self._tenants.close(tenant.info.slug)
        for slug in list(self.unopened):
            if slug in active:
                self._open_one(slug)
            else:
                self.unopened.pop(slug, None)

    def _visit_closed(self) -> None:
        """Timers of tenants that nobody uses fall due too."""
        open_now = {tenant.info.slug for tenant in self._tenants.open_now()}
        for row in self._tenants.rows():
            if self._stopping.is_set():
                return
            if row.state == "active" and row.slug not in open_now:
                self._guarded(row.slug, partial(self._visit, row.slug))

    def _visit(self, slug: str) -> int:
        return self._look_after(self._tenants.get(slug))
