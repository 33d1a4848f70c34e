"""What happens without anyone asking: timers, the outbox, leaf numbers, checkpoints. Steppable; owns no thread."""

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

import sqlalchemy as sa

from bihuan.core.values import Instant, Refusal
from bihuan.kernel import outbox, sequencer, timers
from bihuan.kernel.bus import Bus
from bihuan.kernel.command import Envelope, system_caller
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import JobContext
from bihuan.kernel.tables import command_result
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.tx import Tx
from bihuan.kernel.unit import WriterShutError

CHECKPOINT_EVERY_MS = 60_000
# Repeats are recognised for as long as a phone may stay offline, and then some (semantics §2.4).
KEEP_RESULTS_MS = 45 * 86_400_000
# So many wait in the queue together: group commit takes them in one go, and people's commands never wait for more.
TIMERS_IN_FLIGHT = 8
_TIMERS_AT_ONCE = 512
_ROUNDS = 8
_HOUR_MS = 3_600_000
_SWEPT_AT_ONCE = 500


class Worker:
    """Does the due work of open tenants, one step at a time."""

    def __init__(self, bus: Bus, ports: Mapping[str, Any]) -> None:
        self._bus = bus
        self._ports = ports
        self._log = EventLog(bus.tenants.hooks)
        self._checkpoint_at: dict[str, Instant] = {}
        self._swept_at: dict[str, Instant] = {}
        self._refused_until: dict[str, Instant] = {}
        # What the health page shows: timers whose command was refused, and why.
        self.refused_timers: dict[str, str] = {}

    def step(self, tenant: Tenant) -> int:
        """Do what is due for one tenant; returns how many things were done."""
        now = self._bus.tenants.clock.now()
        # Numbers first: whoever listens hears of an event by its number, and must not wait for what follows from it.
        done = self.number_events(tenant) + self.fire_timers(tenant, now)
        done += self.number_events(tenant) + self.run_outbox(tenant, now) + self.number_events(tenant)
        self.sign_checkpoint(tenant, now)
        self.sweep(tenant, now)
        return done

    def fire_timers(self, tenant: Tenant, now: Instant) -> int:
        """Send the commands of due timers. The command itself looks again whether it still applies."""
        hooks, done = self._bus.tenants.hooks, 0
        # Work that is cut into slices has its next timer due at once: a few of them in one go.
        for _ in range(_ROUNDS):
            due = tenant.read(lambda tx: timers.due_timers(tx, hooks, now, _TIMERS_AT_ONCE))
            wanted = [timer for timer in due if self._refused_until.get(timer.command_id, 0) <= now]
            self._send(tenant, wanted, now)
            done += len(wanted)
            if not wanted or done >= _TIMERS_AT_ONCE:
                break
        return done

    def _send(self, tenant: Tenant, due: list[timers.DueTimer], now: Instant) -> None:
        slug = tenant.info.slug
        flying: deque[tuple[timers.DueTimer, Future[Any]]] = deque()
        for timer in due:
            if len(flying) >= TIMERS_IN_FLIGHT:
                self._land(tenant, flying.popleft(), now)
            caller = system_caller(f"timer:{timer.stream}:{timer.name}")
            flying.append((timer, self._bus.post(slug, Envelope(timer.command_id, timer.command, caller, "timer"))))
        for pair in flying:
            self._land(tenant, pair, now)

    def _land(self, tenant: Tenant, sent: tuple[timers.DueTimer, "Future[Any]"], now: Instant) -> None:
        timer, future = sent
        try:
            tenant.writer.answer(future)
        except WriterShutError:
            raise
        except Exception as error:
            # The row stays: it is a pure function of its stream. Only this worker looks away for an hour; one command
            # that cannot be done, for whatever reason, keeps no other from its moment.
            self._refused_until[timer.command_id] = now + _HOUR_MS
            code = error.code if isinstance(error, Refusal) else repr(error)
            self.refused_timers[f"{tenant.info.slug}/{timer.stream}/{timer.name}"] = code

    def run_outbox(self, tenant: Tenant, now: Instant) -> int:
        """Run due followers; each in its own lease, so that a slow one holds nobody up but itself."""
        ids = tenant.read(lambda tx: outbox.due_ids(tx, now))
        return sum(self._run_one(tenant, row_id, now) for row_id in ids)

    def _run_one(self, tenant: Tenant, row_id: str, now: Instant) -> int:
        claimed = tenant.writer.call(lambda tx: outbox.claim(tx, self._log, row_id, now))
        if claimed is None:
            return 0
        slug = tenant.info.slug
        context = JobContext(tenant.info, tenant.read, tenant.writer.call, self._ports, now)
        try:
            outbox.run_job(self._bus.tenants.hooks, claimed, context, lambda envelope: self._bus.send(slug, envelope))
        except Exception as error:
            failed = error
            tenant.writer.call(lambda tx: outbox.fail(tx, claimed, failed, self._bus.tenants.clock.now()))
        else:
            tenant.writer.call(lambda tx: outbox.finish(tx, row_id))
        return 1

    def number_events(self, tenant: Tenant) -> int:
        """Give committed events their leaf numbers."""
        if not tenant.read(sequencer.has_unnumbered):
            return 0
        numbered: int = tenant.writer.call(sequencer.number_events)
        return numbered

    def sign_checkpoint(self, tenant: Tenant, now: Instant) -> None:
        """Sign the tree once a minute while it grows."""
        slug = tenant.info.slug
        if now - self._checkpoint_at.get(slug, 0) < CHECKPOINT_EVERY_MS:
            return
        if not tenant.read(sequencer.tree_size):
            # Nothing to sign yet: a new tenant's first checkpoint must not wait for the next minute.
            return
        self._checkpoint_at[slug] = now
        tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, tenant.info, now))

    def sweep(self, tenant: Tenant, now: Instant) -> None:
        """Forget results that no repeat can ask for any more, once an hour."""
        slug = tenant.info.slug
        if now - self._swept_at.get(slug, now - _HOUR_MS) < _HOUR_MS:
            return
        self._swept_at[slug] = now

        while tenant.writer.call(lambda tx: forget_results(tx, now - KEEP_RESULTS_MS)):
            pass


def forget_results(tx: Tx, before: Instant) -> int:
    """Delete the oldest results from before an instant, a few at a time; returns how many they were."""
    oldest = sa.select(command_result.c.seq, command_result.c.at).order_by(command_result.c.seq).limit(_SWEPT_AT_ONCE)
    old = [row["seq"] for row in tx.rows(oldest) if row["at"] < before]
    return tx.execute(command_result.delete().where(command_result.c.seq.in_(old))) if old else 0
