"""What happens without anyone asking: timers, the outbox, leaf numbers, checkpoints. Steppable; owns no thread.

Two halves that do not wait for each other: `keep_time` stays inside this machine; followers may talk to the world,
and each kind of them (`run_follower`) can be run beside all others.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Refusal
from bihuan.kernel import outbox, sequencer, timers
from bihuan.kernel.bus import Bus
from bihuan.kernel.clock import monotonic_seconds
from bihuan.kernel.command import Envelope, system_caller
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import JobContext, Upkeep
from bihuan.kernel.tables import command_result
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.tx import Tx
from bihuan.kernel.unit import WriterShutError

CHECKPOINT_EVERY_MS = 60_000
# Repeats are recognised for as long as a phone may stay offline, and then some (semantics §2.4).
KEEP_RESULTS_MS = 45 * 86_400_000
# So many wait in the queue together: group commit takes them in one go, and people's commands never wait for more.
TIMERS_IN_FLIGHT = 8
# A timer whose command is refused lets the others pass: it comes again after so long, and again, and then every hour.
TIMER_REST_MS = (60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000)
_TIMERS_AT_ONCE = 512
_ROUNDS = 8
# Slices of what follows the ledger, at each look.
_SLICES = 4
_HOUR_MS = 3_600_000
_SWEPT_AT_ONCE = 500


@dataclass(slots=True)
class _Refused:
    """A timer whose command was refused: why, how often in a row, and until when it rests."""

    code: str
    times: int
    until: Instant


class Worker:
    """Does the due work of open tenants, one step at a time.

    `turn_s`: after so many seconds with the timers of one tenant it is another tenant's turn (None: no such limit).
    """

    def __init__(self, bus: Bus, ports: Mapping[str, Any], turn_s: float | None = None) -> None:
        self._bus = bus
        self._ports = ports
        self._turn_s = turn_s
        self._log = EventLog(bus.tenants.hooks)
        self._checkpoint_at: dict[str, Instant] = {}
        self._swept_at: dict[str, Instant] = {}
        self._refused: defaultdict[str, dict[timers.TimerKey, _Refused]] = defaultdict(dict)

    @property
    def refused_timers(self) -> dict[str, str]:
        """What the health page shows: timers whose command was refused when it was sent last, and why."""
        return {
            f"{slug}/{stream}/{name}": refused.code
            for slug, known in list(self._refused.items())
            for (stream, name, _), refused in list(known.items())
        }

    def step(self, tenant: Tenant) -> int:
        """Do everything that is due for one tenant, one thing after the other; returns how many things were done."""
        done = self._timers_and_numbers(tenant)
        done += self.run_outbox(tenant, self._bus.tenants.clock.now()) + self.number_events(tenant)
        self._upkeep(tenant)
        return done

    # --- inside this machine ----------------------------------------------------------------------------------

    def keep_time(self, tenant: Tenant) -> int:
        """Everything but followers: numbers, timers, checkpoints, upkeep; returns how many things were done."""
        done = self._timers_and_numbers(tenant)
        return done + self._upkeep(tenant)

    def _timers_and_numbers(self, tenant: Tenant) -> int:
        # Numbers first: whoever listens hears of an event by its number, and must not wait for what follows from it.
        done = self.number_events(tenant)
        fired = self.fire_timers(tenant, self._bus.tenants.clock.now())
        return done + fired + (self.number_events(tenant) if fired else 0)

    def _upkeep(self, tenant: Tenant) -> int:
        now = self._bus.tenants.clock.now()
        self.sign_checkpoint(tenant, now)
        self.sweep(tenant, now)
        return self.follow_ledger(tenant, now)

    def fire_timers(self, tenant: Tenant, now: Instant) -> int:
        """Send the commands of due timers. The command itself looks again whether it still applies."""
        hooks, refused, done = self._bus.tenants.hooks, self._refused[tenant.info.slug], 0
        is_over = self._turn()
        # Work that is cut into slices has its next timer due at once: a few of them in one go.
        for _ in range(_ROUNDS):
            resting = {key for key, known in refused.items() if known.until > now}
            look = partial(timers.due_timers, hooks=hooks, now=now, limit=_TIMERS_AT_ONCE, resting=resting)
            due = tenant.read(look)
            done += self._send(tenant, due, now, is_over)
            if not due or done >= _TIMERS_AT_ONCE or is_over():
                break
        return done

    def _turn(self) -> Callable[[], bool]:
        if self._turn_s is None:
            return lambda: False
        end = monotonic_seconds() + self._turn_s
        return lambda: monotonic_seconds() > end

    def _send(self, tenant: Tenant, due: list[timers.DueTimer], now: Instant, is_over: Callable[[], bool]) -> int:
        slug, sent = tenant.info.slug, 0
        flying: deque[tuple[timers.DueTimer, Future[Any]]] = deque()
        for timer in due:
            if sent and is_over():
                break
            if len(flying) >= TIMERS_IN_FLIGHT:
                self._land(tenant, flying.popleft(), now)
            caller = system_caller(f"timer:{timer.stream}:{timer.name}")
            flying.append((timer, self._bus.post(slug, Envelope(timer.command_id, timer.command, caller, "timer"))))
            sent += 1
        for pair in flying:
            self._land(tenant, pair, now)
        return sent

    def _land(self, tenant: Tenant, sent: tuple[timers.DueTimer, "Future[Any]"], now: Instant) -> None:
        timer, future = sent
        refused = self._refused[tenant.info.slug]
        try:
            tenant.writer.answer(future)
            refused.pop(timer.key, None)
        except WriterShutError:
            raise
        except Exception as error:
            # The row stays: it is a pure function of its stream. Only this worker looks away for a while; one command
            # that cannot be done, for whatever reason, keeps no other from its moment.
            times = refused[timer.key].times if timer.key in refused else 0
            rest = TIMER_REST_MS[min(times, len(TIMER_REST_MS) - 1)]
            code = error.code if isinstance(error, Refusal) else repr(error)
            refused[timer.key] = _Refused(code, times + 1, now + rest)

    # --- followers, which may talk to the world -----------------------------------------------------------------

    def due_followers(self, tenant: Tenant) -> list[str]:
        """The kinds of followers that have something to do."""
        now = self._bus.tenants.clock.now()
        found: list[str] = tenant.read(lambda tx: outbox.due_followers(tx, now))
        return found

    def run_follower(self, slug: str, follower: str, is_over: Callable[[], bool]) -> int:
        """Run what is due for one kind of follower, until nothing is or `is_over` says so; returns how many ran.

        By the tenant's name: should it be closed meanwhile, what was begun is still noted.
        """
        now, done = self._bus.tenants.clock.now, 0
        while not is_over():
            ids = self._bus.read(slug, lambda tx: outbox.due_ids(tx, now(), follower=follower))
            for row_id in ids:
                if is_over():
                    return done
                done += self._run_one(slug, row_id, now())
            if not ids:
                break
        return done

    def run_outbox(self, tenant: Tenant, now: Instant) -> int:
        """Run due followers of every kind, one after the other; each in its own lease."""
        ids = tenant.read(lambda tx: outbox.due_ids(tx, now))
        return sum(self._run_one(tenant.info.slug, row_id, now) for row_id in ids)

    def _run_one(self, slug: str, row_id: str, now: Instant) -> int:
        write = partial(self._bus.write, slug)
        claimed = write(lambda tx: outbox.claim(tx, self._log, row_id, now))
        if claimed is None:
            return 0
        info = self._bus.tenants.get(slug).info
        context = JobContext(info, partial(self._bus.read, slug), write, self._ports, now)
        try:
            with self._bus.spans.span(f"follower {claimed.follower}", tenant=slug, attempts=claimed.attempts):
                hooks = self._bus.tenants.hooks
                outbox.run_job(hooks, claimed, context, lambda envelope: self._bus.send(slug, envelope))
        except Exception as error:
            failed = error
            write(lambda tx: outbox.fail(tx, claimed, failed, self._bus.tenants.clock.now()))
        else:
            write(lambda tx: outbox.finish(tx, row_id))
        return 1

    # --- the tree, upkeep ---------------------------------------------------------------------------------------

    def number_events(self, tenant: Tenant) -> int:
        """Give committed events their leaf numbers."""
        if not tenant.read(sequencer.has_unnumbered):
            return 0
        numbered: int = tenant.writer.call(sequencer.number_events)
        return numbered

    def follow_ledger(self, tenant: Tenant, now: Instant) -> int:
        """Do some slices of what follows the ledger; returns how many, if there is more to do."""
        return sum(self._follow(tenant, upkeep, now) for upkeep in self._bus.tenants.hooks.upkeeps)

    @staticmethod
    def _follow(tenant: Tenant, upkeep: Upkeep, now: Instant) -> int:
        for _ in range(_SLICES):
            if not tenant.read(lambda tx: upkeep.is_due(tx, tenant.info)):
                return 0
            tenant.writer.call(lambda tx: upkeep.step(tx, tenant.info, now))
        return _SLICES

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
        """Forget results that no repeat can ask for any more, and timers that are no more, once an hour; then let
        modules clear up."""
        slug = tenant.info.slug
        if now - self._swept_at.get(slug, now - _HOUR_MS) < _HOUR_MS:
            return
        self._swept_at[slug] = now
        refused = self._refused[slug]
        for key in [key for key, known in refused.items() if known.until < now - _HOUR_MS]:
            # It did not come again: moved, or gone with its reason.
            del refused[key]
        while tenant.writer.call(lambda tx: forget_results(tx, now - KEEP_RESULTS_MS)):
            pass
        for work in self._bus.tenants.hooks.clearings:
            work(tenant, now)


def forget_results(tx: Tx, before: Instant) -> int:
    """Delete the oldest results from before an instant, a few at a time; returns how many they were."""
    oldest = sa.select(command_result.c.seq, command_result.c.at).order_by(command_result.c.seq).limit(_SWEPT_AT_ONCE)
    old = [row["seq"] for row in tx.rows(oldest) if row["at"] < before]
    return tx.execute(command_result.delete().where(command_result.c.seq.in_(old))) if old else 0
