"""Who a credential is, remembered for as long as nothing can have changed it.

On SQLite this process writes everything: what it recognised holds until it commits an event that concerns people or
rights, and two seconds at most, so that sessions end in time. On PostgreSQL other processes write too: there every
request looks.
"""

import asyncio
from collections.abc import Callable
from dataclasses import field, replace
from typing import Any
from weakref import WeakKeyDictionary

from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.entry.wiring import Door, Install
from bihuan.kernel.command import Caller
from bihuan.kernel.tenants import Tenant
from bihuan.modules.identity.interface import Credential

KEEP_MS = 2_000
_MAX_KNOWN = 10_000

Offload = Callable[[Callable[[], Any]], "asyncio.Future[Any]"]


@dataclass(slots=True)
class _Known:
    """What is remembered for one tenant; `generation` counts the commits that may have changed a caller."""

    generation: int = 0
    callers: dict[tuple[str, bool], tuple[int, Instant, Caller]] = field(default_factory=dict)


class Callers:
    """Recognises callers for one process."""

    def __init__(self, install: Install, offload: Offload) -> None:
        self._door: Door = install.door
        self._clock = install.clock
        self._offload = offload
        self._known: WeakKeyDictionary[Tenant, _Known] = WeakKeyDictionary()
        install.threads.listeners.append(self._note_commit)

    def _note_commit(self, tenant: Tenant, touched: frozenset[str]) -> None:
        known = self._known.get(tenant)
        if known is not None and touched & self._door.depends_on:
            known.generation += 1

    async def recognise(self, tenant: Tenant, credential: Credential) -> Caller | None:
        """The caller behind a credential, or None when it is no longer good."""
        now = self._clock.now()
        if tenant.database.kind != "sqlite" or not tenant.writer.attended:
            return await self._look(tenant, credential, now)
        known = self._known.setdefault(tenant, _Known())
        key = (credential.token, credential.in_cookie)
        remembered = known.callers.get(key)
        if remembered is not None:
            generation, read_at, caller = remembered
            if generation == known.generation and 0 <= now - read_at < KEEP_MS:
                return replace(caller, ip=credential.ip, device=credential.device)
        # Noted before looking: a commit that comes in between makes what was seen worthless.
        generation = known.generation
        found = await self._look(tenant, credential, now)
        if found is None:
            known.callers.pop(key, None)
        else:
            if len(known.callers) >= _MAX_KNOWN:
                known.callers.clear()
            known.callers[key] = (generation, now, found)
        return found

    async def _look(self, tenant: Tenant, credential: Credential, now: Instant) -> Caller | None:
        authenticate = self._door.authenticate
        found: Caller | None = await self._offload(lambda: tenant.read(lambda tx: authenticate(tx, credential, now)))
        return found

    async def nobody(self, tenant: Tenant, credential: Credential) -> Caller:
        """Somebody who does not say who they are."""
        anonymous = self._door.anonymous
        found: Caller = await self._offload(lambda: tenant.read(lambda tx: anonymous(tx, credential)))
        return found
