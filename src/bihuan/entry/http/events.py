"""GET /api/v1/events: what happened, told as it happens (server-sent events), to those who may know.

An event's id is its leaf number: gap-free and in the order of commits, so a client that reconnects with
Last-Event-ID misses nothing, whichever process it reaches. Told are type, stream, number and time; what they
hold is read where rights are applied.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import field
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Header, Query, Request
from starlette.responses import StreamingResponse

from bihuan.core.late import dataclass
from bihuan.core.values import Kind, Refusal
from bihuan.entry.http.gate import Gate
from bihuan.entry.wiring import Install
from bihuan.kernel import sequencer
from bihuan.kernel.clock import monotonic_seconds
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.routing import Router
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import leaf as leaf_table
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import Desk, desk_of
from bihuan.modules.identity.interface import Credential

LOOK_S = 0.25
HEARTBEAT_S = 15.0
RECHECK_S = 5.0
MAX_PER_CALLER = 8
_BATCH = 200

EventId = Annotated[str | None, Header(alias="Last-Event-ID", description="The last leaf number that was received")]
After = Annotated[str | None, Query(max_length=15, description="The same, for browsers that open a stream anew")]
Follow = Annotated[bool, Query(description="false: tell what there is and end")]


@dataclass(slots=True)
class _Told:
    """One batch: what this caller may know, and how far was looked."""

    position: int
    lines: list[str]
    is_full: bool


@dataclass(slots=True)
class _Heads:
    """How far each tenant's tree has grown: one look for all listeners."""

    seen: dict[str, tuple[float, int]] = field(default_factory=dict)

    async def of(self, desk: Desk) -> int:
        """The number of leaves; at most LOOK_S old."""
        slug, now = desk.info.slug, monotonic_seconds()
        read_at, size = self.seen.get(slug, (float("-inf"), 0))
        if now - read_at < LOOK_S:
            return size
        size = await desk.read(sequencer.tree_size)
        self.seen[slug] = (now, size)
        return size


class Listeners:
    """Every open stream of this process."""

    def __init__(self, install: Install, gate: Gate) -> None:
        self._install = install
        self._gate = gate
        self._heads = _Heads()
        self._open: Counter[tuple[str, str | None]] = Counter()

    async def listen(self, desk: Desk, credential: Credential, position: int, follow: bool) -> AsyncIterator[str]:
        """The lines of one stream until the client leaves, its access ends or the server stops."""
        key = (desk.info.slug, desk.caller.id)
        self._open[key] += follow
        try:
            yield "retry: 2000\n\n"
            async for line in self._lines(desk, credential, position, follow):
                yield line
        finally:
            self._open[key] -= follow
            if not self._open[key]:
                del self._open[key]

    async def _lines(self, desk: Desk, credential: Credential, position: int, follow: bool) -> AsyncIterator[str]:
        caller: Caller | None = desk.caller
        checked = spoke = monotonic_seconds()
        while not self._install.threads.is_stopping():
            now = monotonic_seconds()
            if now - checked > RECHECK_S:
                caller, checked = await self._recognise(desk, credential), now
            if caller is None:
                yield "event: ended\ndata: {}\n\n"
                return
            told = await self._next(desk, caller, position)
            position = told.position
            if told.lines or now - spoke > HEARTBEAT_S:
                spoke = now
                yield "".join(told.lines) or f"id: {position}\nevent: still\ndata: {{}}\n\n"
            if not told.is_full:
                if not follow:
                    return
                await asyncio.sleep(LOOK_S)

    def check_room(self, desk: Desk) -> None:
        """Refuse `events.too_many` beyond a handful per caller: each holds a connection."""
        if self._open[(desk.info.slug, desk.caller.id)] >= MAX_PER_CALLER:
            raise Refusal("events.too_many", Kind.TOO_MANY, most=MAX_PER_CALLER)

    async def _recognise(self, desk: Desk, credential: Credential) -> Caller | None:
        if desk.caller.viewing is not None:
            # A look through other eyes is not prolonged: the credential alone would show more.
            return None
        # By slug: a tenant that was suspended meanwhile is refused here.
        tenants = self._install.tenants
        try:
            tenant = await desk.offload(lambda: tenants.get(desk.info.slug))
            return await self._gate.callers.recognise(tenant, credential)
        except Refusal:
            return None

    async def _next(self, desk: Desk, caller: Caller, position: int) -> _Told:
        if await self._heads.of(desk) <= position + 1:
            return _Told(position, [], is_full=False)
        told: _Told = await desk.read(lambda tx: tell(tx, desk.hooks, caller, position))
        return told


def tell(tx: Tx, hooks: Hooks, caller: Caller, position: int) -> _Told:
    """The next events after leaf `position`, of streams that the caller may read."""
    statement = (
        sa.select(leaf_table.c.idx, event_table.c.stream, event_table.c.no, event_table.c.type, event_table.c.at)
        .select_from(leaf_table.join(event_table, leaf_table.c.seq == event_table.c.seq))
        .where(leaf_table.c.idx > position)
        .order_by(leaf_table.c.idx)
        .limit(_BATCH)
    )
    rows = tx.rows(statement)
    allowed: dict[str, bool] = {}
    lines = []
    for row in rows:
        stream = row["stream"]
        if stream not in allowed:
            allowed[stream] = may_read(tx, hooks, caller, stream)
        if allowed[stream]:
            data = {"type": row["type"], "stream": stream, "no": row["no"], "at": row["at"]}
            lines.append(f"id: {row['idx']}\nevent: happened\ndata: {json.dumps(data)}\n\n")
    return _Told(rows[-1]["idx"] if rows else position, lines, is_full=len(rows) == _BATCH)


def may_read(tx: Tx, hooks: Hooks, caller: Caller, stream: str) -> bool:
    """Whether the module that owns this kind of stream lets the caller know of it."""
    kind, _, stream_id = stream.partition(":")
    reader = hooks.stream_readers.get(kind)
    return reader is not None and reader(tx, caller, stream_id)


def events_router(install: Install, gate: Gate) -> Router:
    """The route."""
    router = Router(tags=["events"])
    listeners = Listeners(install, gate)
    stream: dict[int | str, dict[str, Any]] = {
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Events as they happen"}
    }

    @router.get("/events", responses=stream, response_class=StreamingResponse)
    async def listen_to_events(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        last_event_id: EventId = None,
        after: After = None,
        follow: Follow = True,
    ) -> StreamingResponse:
        """Server-sent events from the present on, or from Last-Event-ID on."""
        credential = request.scope["state"].get("credential")
        if credential is None:
            raise Refusal("access.sign_in", Kind.UNAUTHENTICATED)
        if follow:
            listeners.check_room(desk)
        # What the browser itself remembers of a stream is newer than the address that it was opened with.
        position = parse_event_id(last_event_id or after)
        if position is None:
            position = await desk.read(sequencer.tree_size) - 1 if follow else -1
        lines = listeners.listen(desk, credential, position, follow)
        # A buffering proxy would hold events back until the stream ends.
        return StreamingResponse(lines, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    return router


def parse_event_id(text: str | None) -> int | None:
    """A leaf number. Refuses `events.id_invalid`."""
    if text is None or text == "":
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Refusal("events.id_invalid", Kind.BAD_REQUEST)
    return int(text)
