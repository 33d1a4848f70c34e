"""The machine that Bihuan runs on: a disk, a clock that can be set wrong, and one process after the other."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from bihuan.core.values import Instant
from bihuan.db.engines import Database
from bihuan.entry.wiring import build_hooks
from bihuan.kernel.bus import Bus
from bihuan.kernel.clock import SystemClock
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.keys import TenantKeys
from bihuan.kernel.tenants import Tenant, Tenants
from bihuan.kernel.worker import Worker
from bihuan.settings import Settings
from tests.simulator.disk import Disk
from tests.tables import create_tables

SLUG = "acme"


class _Tenants(Tenants):
    """Tenants whose files lie on a simulated disk."""

    disk: Disk

    def open_database(self, slug: str, keys: TenantKeys) -> Database:
        return self.disk.open(self.settings.data / "tenants" / slug / "tenant.db", keys.database)


class Machine:
    """Boots a process, lets it work one step at a time, and survives its death.

    `true_time` is what all clocks should show; the machine's own is `off` by so many ms. The process reads it through
    the product's SystemClock, which holds still when it is set back.
    """

    def __init__(self, folder: Path, template: Path, start: Instant, ports: Mapping[str, Any]) -> None:
        shutil.copytree(template, folder, dirs_exist_ok=True)
        self.folder = folder
        self.true_time: Instant = start
        self.off = 0
        self.boots = 0
        self.disk = Disk(folder)
        self._ports = ports
        self.boot()

    def boot(self) -> None:
        """Start a process on what lies on the disk."""
        self.boots += 1
        self.clock = SystemClock(lambda: (self.true_time + self.off) * 1_000_000)
        # Everything anew, as a new process has it: modules remember things in what they register.
        self.hooks: Hooks = build_hooks()
        settings = Settings(data=self.folder / "data", key_file=self.folder / "master.key")
        _Tenants.disk = self.disk
        self.tenants: Tenants = _Tenants(settings, self.hooks, self.clock, create_tables, read_only_handlers=True)
        self.bus = Bus(self.tenants)
        self.worker = Worker(self.bus, self._ports)
        self._busy: set[str] = set()
        self.tenant: Tenant = self.tenants.get(SLUG)

    def bury(self) -> None:
        """Clear away a process that has died. The operating system lets go of its lock."""
        self.disk.bury(self.tenant.writer.close)
        if self.tenant.lock is not None:
            self.tenant.lock.release()
        self.tenants.control.close()

    def shut_down(self) -> None:
        """End the process in order."""
        self.tenants.close_all()

    def read(self, work: Callable[[Any], Any]) -> Any:
        """Read what is committed."""
        return self.tenant.read(work)

    def now(self) -> Instant:
        """What the process believes the time to be."""
        return self.clock.now()

    def attend(self, chance: Random) -> int:
        """What a server's threads do by themselves, in some order: keep time, then the lanes that have work.

        A lane does one thing at a time: while one waits for its provider, others work, it does not (entry/lanes.py).
        """
        done = self.worker.keep_time(self.tenant)
        lanes = [name for name in sorted(self.worker.due_followers(self.tenant)) if name not in self._busy]
        chance.shuffle(lanes)
        for lane in lanes:
            done += self._run(lane, chance.choice((2, 4, 50)))
        return done + self.worker.number_events(self.tenant)

    def _run(self, lane: str, turns: int) -> int:
        left = iter(range(turns))
        self._busy.add(lane)
        try:
            return self.worker.run_follower(SLUG, lane, lambda: next(left, None) is None)
        finally:
            self._busy.discard(lane)
