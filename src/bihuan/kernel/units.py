"""One atomic unit: root command, projections, reactions, timers and outbox rows (semantics §2.2-2.4).

Nothing here commits; `kernel/unit.py` does, for a whole batch.
"""

from collections.abc import Iterable
from dataclasses import field, replace
from typing import Any

from bihuan.core import ledger
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.kernel import outbox, replay
from bihuan.kernel.clock import Clock
from bihuan.kernel.command import Accepted, Caller, Carried, Envelope, StoredEvent, system_caller
from bihuan.kernel.context import Context, TenantInfo
from bihuan.kernel.eventlog import EventLog, Meta
from bihuan.kernel.hooks import PHASES, CommandSpec, Derived, Hooks
from bihuan.kernel.ids import derived_id
from bihuan.kernel.plain import command_json
from bihuan.kernel.tables import command_result
from bihuan.kernel.tx import Tx

MAX_DEPTH = 8
MAX_COMMANDS = 200


@dataclass(slots=True)
class _Progress:
    """What a unit has done so far."""

    events: list[StoredEvent] = field(default_factory=list)
    depths: dict[str, int] = field(default_factory=dict)
    commands: int = 0
    allowed: int = MAX_COMMANDS
    streams: dict[str, None] = field(default_factory=dict)


class Units:
    """Runs units of one tenant inside an open transaction."""

    def __init__(self, hooks: Hooks, clock: Clock, tenant: TenantInfo, *, read_only_handlers: bool = False) -> None:
        self._hooks = hooks
        self._clock = clock
        self._tenant = tenant
        self._log = EventLog(hooks)
        # Tests have the database itself refuse a handler that writes.
        self._read_only_handlers = read_only_handlers
        self._touched: set[str] = set()

    def run(self, tx: Tx, envelope: Envelope) -> Accepted:
        """Decide `envelope` and write all that follows from it. Raises Refusal; then the caller rolls back."""
        now = self._clock.now()
        spec = self._spec(envelope.command)
        progress = _Progress()
        context = self._context(tx, envelope, now, progress)
        body_hash = ledger.event_hash(ledger.canonical(command_json(envelope.command)))
        stored = tx.get(command_result, id=envelope.id)
        if stored is not None:
            return self._repeat(stored, body_hash, spec, envelope, context)
        self._expect_version(tx, spec, envelope)
        ref = self._execute(tx, envelope, context, progress, depth=0)
        self._react(tx, envelope, now, progress)
        self._refresh(tx, progress)
        outbox.enqueue(tx, self._hooks, progress.events)
        tx.insert(command_result, {"id": envelope.id, "body_hash": body_hash, "ref": ref, "at": now})
        self._touched.update(stream.partition(":")[0] for stream in progress.streams)
        return Accepted(ref, events=tuple(progress.events))

    def take_touched(self) -> frozenset[str]:
        """The kinds of streams that units wrote to since the last time; undone units may be among them."""
        touched = frozenset(self._touched)
        self._touched.difference_update(touched)
        return touched

    def _refresh(self, tx: Tx, progress: _Progress) -> None:
        due: dict[tuple[Any, str], None] = {}
        for stream in progress.streams:
            happened = [event for event in progress.events if event.stream == stream]
            for derived in self._hooks.deriveds.get(stream.partition(":")[0], ()):
                due.update(((derived.refresh, one), None) for one in _concerned(tx, derived, happened))
        for refresh, one in due:
            refresh(tx, one)

    def _spec(self, command: Any) -> CommandSpec:
        spec = self._hooks.commands.get(type(command))
        if spec is None:
            raise Refusal("command.unknown", Kind.INVALID, name=type(command).__name__)
        return spec

    def _context(self, tx: Tx, envelope: Envelope, now: Instant, progress: _Progress) -> Context:
        return Context(
            tx,
            self._tenant,
            envelope.caller,
            now,
            envelope.id,
            envelope.channel,
            envelope.claimed,
            envelope.cause,
            progress.events,
            envelope.skew,
            self._log.read,
        )

    @staticmethod
    def _repeat(
        stored: JsonObject, body_hash: bytes, spec: CommandSpec, envelope: Envelope, context: Context
    ) -> Accepted:
        if bytes(stored["body_hash"]) != body_hash:
            raise Refusal("command.key_reused", Kind.INVALID)
        # Whoever lost the right since must not learn the answer by repeating the question.
        _authorise(spec, envelope.command, context)
        return Accepted(stored["ref"], repeated=True)

    def _expect_version(self, tx: Tx, spec: CommandSpec, envelope: Envelope) -> None:
        stream = spec.target(envelope.command) if envelope.expected_version is not None else None
        if stream is None:
            return
        head = self._log.head(tx, stream)
        if head.no != envelope.expected_version:
            raise Refusal("command.stale", Kind.STALE, version=head.no)

    def _execute(self, tx: Tx, envelope: Envelope, context: Context, progress: _Progress, depth: int) -> str:
        spec = self._spec(envelope.command)
        progress.commands += 1
        if depth > MAX_DEPTH or progress.commands > progress.allowed:
            raise Refusal("command.loop", Kind.CONFLICT, command=type(envelope.command).__name__)
        with _handlers_only_read(tx, self._read_only_handlers):
            _authorise(spec, envelope.command, context)
            for guard in self._hooks.guards.get(type(envelope.command), ()):
                guard(envelope.command, context)
            outcome = spec.handler(envelope.command, context)
        self._record(tx, envelope, context.now, outcome.events, progress, depth)
        # Each may cause as much as if it had been sent alone.
        progress.allowed += MAX_COMMANDS * len(outcome.carried)
        for index, carried in enumerate(outcome.carried):
            self._carry(tx, envelope, context.now, progress, (index, carried, depth + 1))
        return outcome.ref

    def _carry(self, tx: Tx, root: Envelope, now: Instant, progress: _Progress, item: tuple[int, Carried, int]) -> None:
        index, carried, depth = item
        command_id = derived_id(root.id, "carried", str(index))
        envelope = replace(root, id=command_id, command=carried.command, expected_version=None)
        try:
            self._execute(tx, envelope, self._context(tx, envelope, now, progress), progress, depth)
        except Refusal as refusal:
            raise carried.blame(refusal) from refusal

    def _record(
        self,
        tx: Tx,
        envelope: Envelope,
        now: Instant,
        events: Iterable[tuple[str, Any]],
        progress: _Progress,
        depth: int,
    ) -> None:
        meta = Meta(
            now,
            envelope.caller.kind,
            envelope.caller.id,
            envelope.channel,
            progress.events[0].correlation if progress.events else envelope.id,
            envelope.id,
            envelope.claimed,
            envelope.cause,
        )
        origin = {} if progress.events else _origin(envelope.caller)
        stored = self._log.append(tx, events, meta, origin)
        for event in stored:
            progress.depths[event.ref] = depth
            progress.streams.setdefault(event.stream)
        progress.events.extend(stored)
        self.project(tx, stored)
        for event in stored:
            if type(event.event) in self._hooks.erasers:
                replay.erase_payloads(tx, self._hooks, event.stream, before=event.no)

    def project(self, tx: Tx, stored: list[StoredEvent]) -> None:
        """Apply events to the rows of their streams."""
        by_stream: dict[str, list[StoredEvent]] = {}
        for event in stored:
            by_stream.setdefault(event.stream, []).append(event)
        for stream, events in by_stream.items():
            kind, _, stream_id = stream.partition(":")
            for projection in self._hooks.projections.get(kind, ()):
                projection.apply(tx, stream_id, events)

    def _react(self, tx: Tx, root: Envelope, now: Instant, progress: _Progress) -> None:
        # A later phase that causes new events sends them through the earlier phases first.
        events, positions = progress.events, [0] * len(PHASES)
        place = 0
        while place < len(PHASES):
            if positions[place] == len(events):
                place += 1
                continue
            event, phase = events[positions[place]], PHASES[place]
            positions[place] += 1
            for name, reaction in self._hooks.reactions[phase].get(type(event.event), ()):
                kinds = self._hooks.to_last.get(name)
                if kinds is None or _is_last(event, kinds, events):
                    self._follow(tx, root, now, progress, (phase, name, reaction, event))
            place = 0

    def _follow(
        self, tx: Tx, root: Envelope, now: Instant, progress: _Progress, step: tuple[str, str, Any, Any]
    ) -> None:
        if step[0] != "notices":
            self._run_follower(tx, root, now, progress, step)
            return
        before = len(progress.events)
        try:
            with tx.savepoint():
                self._run_follower(tx, root, now, progress, step)
        except Refusal:
            # A notice that cannot be made must not undo the work it tells of.
            del progress.events[before:]
            progress.streams = dict.fromkeys(event.stream for event in progress.events)

    def _run_follower(
        self, tx: Tx, root: Envelope, now: Instant, progress: _Progress, step: tuple[str, str, Any, Any]
    ) -> None:
        _, name, reaction, event = step
        ref = event.ref
        caller = system_caller(ref)
        context = Context(
            tx,
            self._tenant,
            caller,
            now,
            # What its ids are drawn from; most followers draw none.
            f"{root.id}/{ref}/{name}",
            root.channel,
            root.claimed,
            ref,
            progress.events,
            root.skew,
        )
        for index, command in enumerate(reaction(event, context)):
            command_id = derived_id(root.id, ref, name, str(index))
            envelope = Envelope(command_id, command, caller, root.channel, cause=ref)
            context_of = self._context(tx, envelope, now, progress)
            self._execute(tx, envelope, context_of, progress, progress.depths[ref] + 1)


def _is_last(event: StoredEvent, kinds: frozenset[type], events: list[StoredEvent]) -> bool:
    """Whether it is the last of its stream so far that is of one of these kinds."""
    same = (other for other in reversed(events) if other.stream == event.stream and type(other.event) in kinds)
    return next(same) is event


def _authorise(spec: CommandSpec, command: Any, context: Context) -> None:
    if not context.caller.is_system:
        spec.authorise(command, context)


def _origin(caller: Caller) -> JsonObject:
    return {name: value for name, value in (("ip", caller.ip), ("device", caller.device)) if value}


class _handlers_only_read:  # noqa: N801 - reads as a phrase: with _handlers_only_read(tx, on)
    def __init__(self, tx: Tx, on: bool) -> None:
        self._tx = tx if on and tx.kind == "sqlite" else None

    def __enter__(self) -> None:
        if self._tx:
            self._tx.run("PRAGMA query_only = ON")

    def __exit__(self, *_: object) -> None:
        if self._tx:
            self._tx.run("PRAGMA query_only = OFF")


def _concerned(tx: Tx, derived: Derived, happened: list[StoredEvent]) -> Iterable[str]:
    """Whose derived rows follow from what happened in a stream."""
    telling = [event for event in happened if derived.concerns is None or type(event.event) in derived.concerns]
    if derived.of is None:
        return [event.stream_id for event in telling[:1]]
    return [one for event in telling for one in derived.of(tx, event)]
