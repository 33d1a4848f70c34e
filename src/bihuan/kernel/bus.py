"""The third hop of every command: from any channel into the tenant's queue, and the answer after the commit."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Accepted, Envelope
from bihuan.kernel.tenants import Tenant, Tenants
from bihuan.kernel.tx import Tx
from bihuan.kernel.unit import WriterShutError

T = TypeVar("T")
_ATTEMPTS = 3


class Bus:
    """Sends commands and reads; knows nothing of what they mean."""

    def __init__(self, tenants: Tenants) -> None:
        self.tenants = tenants

    async def submit(self, slug: str, envelope: Envelope) -> Accepted:
        """Send a command and wait until it is durable. Raises Refusal when it was not accepted."""
        accepted: Accepted = await asyncio.wrap_future(self._in_open_tenant(slug, _enqueue(envelope)))
        return accepted

    def send(self, slug: str, envelope: Envelope) -> Accepted:
        """The same for callers that are no coroutine: the command line, workers, tests."""
        accepted: Accepted = self._in_open_tenant(slug, _call(envelope))
        return accepted

    def read(self, slug: str, work: Callable[[Tx], T]) -> T:
        """Read on one consistent snapshot."""
        found: T = self.tenants.get(slug).read(work)
        return found

    def write(self, slug: str, work: Callable[[Tx], Any]) -> Any:
        """Bookkeeping that is no command (outbox leases, leaf numbers, caches); never a way around a handler."""
        return self._in_open_tenant(slug, lambda tenant: tenant.writer.call(work))

    def _in_open_tenant(self, slug: str, use: Callable[[Tenant], T]) -> T:
        # A tenant may be closed (least used, suspended) between looking it up and reaching its queue.
        for _ in range(_ATTEMPTS):
            try:
                return use(self.tenants.peek(slug) or self.tenants.get(slug))
            except WriterShutError:
                continue
        raise Refusal("storage.unavailable", Kind.UNAVAILABLE)


def _enqueue(envelope: Envelope) -> "Callable[[Tenant], Future[Accepted]]":
    return lambda tenant: tenant.writer.enqueue(lambda tx: tenant.units.run(tx, envelope), dry=envelope.dry_run)


def _call(envelope: Envelope) -> Callable[[Tenant], Accepted]:
    def call(tenant: Tenant) -> Accepted:
        accepted: Accepted = tenant.writer.call(lambda tx: tenant.units.run(tx, envelope), dry=envelope.dry_run)
        return accepted

    return call
