"""The third hop of every command: from any channel into the tenant's queue, and the answer after the commit."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from bihuan.kernel.command import Accepted, Envelope
from bihuan.kernel.tenants import Tenants
from bihuan.kernel.tx import Tx

T = TypeVar("T")


class Bus:
    """Sends commands and reads; knows nothing of what they mean."""

    def __init__(self, tenants: Tenants) -> None:
        self.tenants = tenants

    async def submit(self, slug: str, envelope: Envelope) -> Accepted:
        """Send a command and wait until it is durable. Raises Refusal when it was not accepted."""
        tenant = self.tenants.get(slug)
        future = tenant.writer.enqueue(lambda tx: tenant.units.run(tx, envelope), dry=envelope.dry_run)
        accepted: Accepted = await asyncio.wrap_future(future)
        return accepted

    def send(self, slug: str, envelope: Envelope) -> Accepted:
        """The same for callers that are no coroutine: the command line, workers, tests."""
        tenant = self.tenants.get(slug)
        accepted: Accepted = tenant.writer.call(lambda tx: tenant.units.run(tx, envelope), dry=envelope.dry_run)
        return accepted

    def read(self, slug: str, work: Callable[[Tx], T]) -> T:
        """Read on one consistent snapshot."""
        found: T = self.tenants.get(slug).read(work)
        return found

    def write(self, slug: str, work: Callable[[Tx], Any]) -> Any:
        """Bookkeeping that is no command (outbox leases, leaf numbers, caches); never a way around a handler."""
        return self.tenants.get(slug).writer.call(work)
