"""The third hop of every command: from any channel into the tenant's queue, and the answer after the commit."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Accepted, Envelope
from bihuan.kernel.spans import NO_SPANS, Spans
from bihuan.kernel.tenants import Tenant, Tenants
from bihuan.kernel.tx import Tx
from bihuan.kernel.unit import WriterShutError

T = TypeVar("T")
_ATTEMPTS = 3


class Bus:
    """Sends commands and reads; knows nothing of what they mean."""

    def __init__(self, tenants: Tenants, spans: Spans = NO_SPANS) -> None:
        self.tenants = tenants
        self.spans = spans

    async def submit(self, slug: str, envelope: Envelope) -> Accepted:
        """Send a command and wait until it is durable. Raises Refusal when it was not accepted."""
        with self.spans.span(_name(envelope), tenant=slug):
            accepted: Accepted = await self._in_open_tenant(slug, _promise(envelope))
        return accepted

    async def submit_and_read(
        self, slug: str, envelope: Envelope, read: Callable[[Tx, Accepted], T]
    ) -> tuple[Accepted, T]:
        """Send a command and read what came of it, in its own transaction, where all its pages are at hand.

        What `read` refuses is raised after the commit: the command has been done.
        """
        with self.spans.span(_name(envelope), tenant=slug):
            accepted, found = await self._in_open_tenant(slug, _promise(envelope, read))
        if isinstance(found, Refusal):
            raise found
        return accepted, found

    def send(self, slug: str, envelope: Envelope) -> Accepted:
        """The same for callers that are no coroutine: the command line, workers, tests."""
        with self.spans.span(_name(envelope), tenant=slug):
            accepted: Accepted = self._in_open_tenant(slug, _call(envelope))
        return accepted

    def post(self, slug: str, envelope: Envelope) -> "Future[Accepted]":
        """Send a command without waiting: what is posted together is committed together. `Writer.answer` waits."""
        return self._in_open_tenant(slug, _enqueue(envelope))

    def rehearse(self, slug: str, envelope: Envelope, read: Callable[[Tx, Accepted], T]) -> T:
        """Decide a command as if it were sent, read what then would stand, and undo it all. Raises its Refusal."""
        found: tuple[Accepted, Any] = self._in_open_tenant(
            slug, lambda tenant: tenant.writer.call(_unit(tenant, envelope, read), dry=True)
        )
        if isinstance(found[1], Refusal):
            raise found[1]
        would: T = found[1]
        return would

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


Read = Callable[[Tx, Accepted], Any]


def _name(envelope: Envelope) -> str:
    return type(envelope.command).__name__


def _enqueue(envelope: Envelope) -> "Callable[[Tenant], Future[Any]]":
    return lambda tenant: tenant.writer.enqueue(_unit(tenant, envelope, None), dry=envelope.dry_run)


def _promise(envelope: Envelope, read: Read | None = None) -> "Callable[[Tenant], asyncio.Future[Any]]":
    return lambda tenant: tenant.writer.promise(_unit(tenant, envelope, read), dry=envelope.dry_run)


def _unit(tenant: Tenant, envelope: Envelope, read: Read | None) -> Callable[[Tx], Any]:
    def work(tx: Tx) -> Any:
        accepted = tenant.units.run(tx, envelope)
        return accepted if read is None else (accepted, _read(tx, accepted, read))

    return work


def _read(tx: Tx, accepted: Accepted, read: Read) -> Any:
    # Only a refusal: after a fault of the database there is nothing left that could be committed.
    try:
        return read(tx, accepted)
    except Refusal as refusal:
        return refusal


def _call(envelope: Envelope) -> Callable[[Tenant], Accepted]:
    def call(tenant: Tenant) -> Accepted:
        accepted: Accepted = tenant.writer.call(lambda tx: tenant.units.run(tx, envelope), dry=envelope.dry_run)
        return accepted

    return call
