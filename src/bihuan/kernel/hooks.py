"""The one door by which features come in, ours and plug-ins alike (ADM-5).

A module's `plugin.py` has `register(hooks)`. Nothing here knows what was registered.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller, Outcome, StoredEvent
from bihuan.kernel.context import Context, TenantInfo
from bihuan.kernel.plain import values_of
from bihuan.kernel.tx import Tx

PHASES = ("enrich", "clocks", "dispatch", "notices")

Handler = Callable[[Any, Context], Outcome]
Check = Callable[[Any, Context], None]
Reaction = Callable[[StoredEvent, Context], Iterable[Any]]
Job = Callable[[StoredEvent, "JobContext"], Iterable[Any]]
StreamReader = Callable[[Tx, Caller, str], bool]
ActionRunner = Callable[["ActionCall", "JobContext"], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """How one command is decided. `authorise` raises Refusal unless the caller may; `target` names its stream."""

    type: type
    handler: Handler
    authorise: Check
    target: Callable[[Any], str | None]


@dataclass(frozen=True, slots=True)
class EventSpec:
    """An event type: the version written today and the fields that are personal, hence erasable."""

    type: type
    version: int
    personal: frozenset[str]
    defaults: tuple[tuple[str, Any], ...]
    tuples: frozenset[str]
    # The values of an event's fields, in the order of `defaults`.
    values: Callable[[Any], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Projection:
    """Stream rows: `apply` alone writes `tables`, and replaying the stream gives the same rows (semantics §2.7).

    `tables` pairs each table with the column that holds the stream's id.
    """

    kind: str
    tables: tuple[tuple[sa.Table, str], ...]
    apply: Callable[[Tx, str, list[StoredEvent]], None]


@dataclass(frozen=True, slots=True)
class Derived:
    """Rows that can be rebuilt from projections: search, counters. Refreshed once per unit and stream,
    when one of `concerns` is among its events (None: whatever happened).

    `of`: whose rows an event in the stream concerns, where they are another thing's: those of the ticket that a file
    was given to. They are that thing's own rows and are rebuilt with it.
    """

    name: str
    kind: str
    refresh: Callable[[Tx, str], None]
    concerns: frozenset[type] | None = None
    of: Callable[[Tx, StoredEvent], Iterable[str]] | None = None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Rows that follow the ledger in their own time (facts of reports): nobody who commits waits for them.

    `is_due`: whether there is something to do, asked on a reading connection. `step` does a slice of it in the
    tenant's queue, some ten milliseconds: (tx, tenant, now) → how much, 0 for nothing.
    """

    name: str
    is_due: Callable[[Tx, TenantInfo], bool]
    step: Callable[[Tx, TenantInfo, Instant], int]


@dataclass(frozen=True, slots=True)
class Dataset:
    """What reports, lists and rules may read of a module: a selectable, its columns and its row-rule anchors."""

    name: str
    selectable: sa.FromClause
    anchors: Mapping[str, str]
    masks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileOwner:
    """Decides at each access whether `caller` may read a file bound to an object of `kind`."""

    kind: str
    may_read: Callable[[Tx, Any, str], bool]


@dataclass(frozen=True, slots=True)
class TraceSection:
    """Adds a part to a ticket's trace: (tx, caller, ticket id) → JSON.

    `tells`: events whose personal fields are shown here, to whom they may be, and not beside the event itself.
    `narrows`: (tx, caller, ticket id, fields) → the fields of an event of this type that the caller may read.
    """

    name: str
    order: int
    build: Callable[[Tx, Any, str], Any]
    tells: tuple[type, ...] = ()
    narrows: Mapping[type, Callable[[Tx, Any, str, JsonObject], JsonObject]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardSection:
    """Adds a part to the cards of things of `kind` (a customer's open tickets, a device's history).

    `build` is asked once for all cards of an answer: (tx, caller, ids, now) → JSON by id; ids without anything may be
    left out. It answers what the caller may see and nothing else.
    """

    kind: str
    name: str
    order: int
    build: Callable[[Tx, Any, tuple[str, ...], int], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job may use. It runs outside any transaction and may talk to the world. `now`: when this try began.

    `write` is for bookkeeping that is no event (semantics §2.5), such as attempts at delivery. `was_sent`: whether an
    earlier try of this very job has sent a command under a key (`Keyed`).
    """

    tenant: TenantInfo
    read: Callable[[Callable[[Tx], Any]], Any]
    write: Callable[[Callable[[Tx], Any]], Any]
    ports: Mapping[str, Any]
    now: Instant
    was_sent: Callable[[str], bool] = lambda _key: False


@dataclass(frozen=True, slots=True)
class Keyed:
    """A command that a job sends under a key of its own. Others go by their place in the job's answer, which is the
    same at every try only if what the job finds is. `otherwise`: what is sent instead when it is refused, if anything
    is; without it the job is tried again."""

    key: str
    command: Any
    otherwise: Callable[[Refusal], Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCall:
    """Something that a rule, a clock's ladder or dispatch asks for by its registered name (ADM-5).

    `key` names the request for ever: what was asked under it once is not done twice. `settings` are the action's own,
    `cause` is the event that led here, `source` says in data who asks and why ({"kind": "rule" | "sla" | …}).
    `not_before`: people are not to be told earlier. `chain`: the rules that led here, oldest first.
    """

    name: str
    key: str
    settings: JsonObject
    cause: str
    at: Instant
    source: JsonObject
    ticket: str | None = None
    not_before: Instant | None = None
    chain: tuple[str, ...] = ()


def platform_only(_command: Any, _context: Context) -> None:
    """The check of commands that people never send: followers, timers and the command line pass without being asked."""
    raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.platform_only")


class Hooks:
    """Everything that is registered in one process."""

    def __init__(self) -> None:
        self.commands: dict[type, CommandSpec] = {}
        self.command_names: dict[str, type] = {}
        self.events: dict[str, EventSpec] = {}
        self.event_types: dict[type, EventSpec] = {}
        self.upcasters: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
        self.erasers: set[type] = set()
        self.tables: list[sa.Table] = []
        self.projections: dict[str, list[Projection]] = defaultdict(list)
        self.deriveds: dict[str, list[Derived]] = defaultdict(list)
        self.upkeeps: list[Upkeep] = []
        self.guards: dict[type, list[Check]] = defaultdict(list)
        self.reactions: dict[str, dict[type, list[tuple[str, Reaction]]]] = {
            phase: defaultdict(list) for phase in PHASES
        }
        self.to_last: dict[str, frozenset[type]] = {}
        self.jobs: dict[type, list[tuple[str, Job]]] = defaultdict(list)
        self.job_names: dict[str, Job] = {}
        # Followers that run once per unit, and which events they are for.
        self.once_per_unit: dict[str, Callable[[Any], bool]] = {}
        self.actions: dict[str, ActionRunner] = {}
        self.provided: dict[str, Any] = {}
        self.clearings: list[Callable[[Any, Instant], None]] = []
        self.datasets: dict[str, Dataset] = {}
        self.file_owners: dict[str, FileOwner] = {}
        self.trace_sections: list[TraceSection] = []
        self.card_sections: list[CardSection] = []
        # Kind → kernel.masters.Master; kept here so that two processes' registries in one test do not mix.
        self.masters: dict[str, Any] = {}
        self.routers: list[tuple[str, Any]] = []
        self.raw_prefixes: list[str] = []
        self.stream_readers: dict[str, StreamReader] = {}
        self.texts: list[Any] = []

    def command(
        self,
        type_: type,
        handler: Handler,
        authorise: Check,
        target: Callable[[Any], str | None] = lambda _command: None,
    ) -> None:
        """Register the one handler of a command. Without a check that grants it, a command cannot be sent."""
        if type_ in self.commands or type_.__name__ in self.command_names:
            raise ValueError(f"{type_.__name__} has a handler already")
        self.commands[type_] = CommandSpec(type_, handler, authorise, target)
        self.command_names[type_.__name__] = type_

    def event(self, type_: type, *, version: int = 1, personal: Iterable[str] = ()) -> None:
        """Register an event type under its class name; its fields must be JSON-friendly."""
        fields = dataclasses.fields(type_)
        unknown = set(personal) - {item.name for item in fields}
        if unknown or type_.__name__ in self.events:
            raise ValueError(f"{type_.__name__}: registered twice or unknown personal fields {unknown}")
        tuples = frozenset(item.name for item in fields if str(item.type).startswith("tuple"))
        defaults = tuple((item.name, item.default) for item in fields)
        values = values_of(tuple(item.name for item in fields))
        spec = EventSpec(type_, version, frozenset(personal), defaults, tuples, values)
        self.events[type_.__name__] = self.event_types[type_] = spec

    def table(self, *tables: sa.Table) -> None:
        """Register tables of a plug-in: they are made when a tenant is opened, for no shipped migration knows them."""
        self.tables.extend(tables)

    def eraser(self, type_: type) -> None:
        """Register an event that says: the personal payloads of this stream before it are erased in the same unit."""
        self.erasers.add(type_)

    def upcaster(self, name: str, version: int, up: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Register how the data of event `name` written as `version` become those of `version` + 1."""
        self.upcasters[name, version] = up

    def projection(self, projection: Projection) -> None:
        """Register stream rows of one stream kind."""
        self.projections[projection.kind].append(projection)

    def derived(self, derived: Derived) -> None:
        """Register rows that follow a stream kind and can be rebuilt."""
        self.deriveds[derived.kind].append(derived)

    def upkeep(self, upkeep: Upkeep) -> None:
        """Register rows that follow the ledger."""
        self.upkeeps.append(upkeep)

    def guard(self, type_: type, check: Check) -> None:
        """Register a veto over a command: it raises Refusal or returns."""
        self.guards[type_].append(check)

    def reaction(self, phase: str, type_: type, name: str, reaction: Reaction) -> None:
        """Register a follower in the same unit; within a phase they run in the order of their names."""
        followers = self.reactions[phase][type_]
        followers.append((name, reaction))
        followers.sort(key=lambda pair: pair[0])

    def reaction_to_last(self, phase: str, types: Iterable[type], name: str, reaction: Reaction) -> None:
        """Register a follower of what happened as a whole: run for the last event of `types` in a stream, not for each.

        It sees all of them in `Context.events`; when later followers cause more, it runs again for the last of those.
        """
        self.to_last[name] = kinds = frozenset(types)
        for type_ in kinds:
            self.reaction(phase, type_, name, reaction)

    def job(self, type_: type, name: str, job: Job) -> None:
        """Register a follower after commit, run from the outbox until it succeeds."""
        if name in self.job_names:
            raise ValueError(f"job {name} is registered already")
        self.jobs[type_].append((name, job))
        self.job_names[name] = job

    def job_per_unit(
        self, types: Iterable[type], name: str, job: Job, concerns: Callable[[Any], bool] = lambda _event: True
    ) -> None:
        """Register one follower of several event types: run once per unit and stream, for the last of its events.

        What else happened it reads from the stream: the events of the same correlation. Events for which `concerns`
        says no cost nothing.
        """
        if name in self.job_names:
            raise ValueError(f"job {name} is registered already")
        for type_ in types:
            self.jobs[type_].append((name, job))
        self.job_names[name] = job
        self.once_per_unit[name] = concerns

    def action(self, name: str, runner: ActionRunner) -> None:
        """Register what carries out the action `name`: it answers with commands, and is run from a job."""
        if name in self.actions:
            raise ValueError(f"action {name} is registered already")
        self.actions[name] = runner

    def provide(self, name: str, thing: Any) -> None:
        """Give lower modules something under a name; they find it in `tx.memo.provided`, or do without."""
        if name in self.provided:
            raise ValueError(f"{name} is provided already")
        self.provided[name] = thing

    def clearing(self, work: Callable[[Any, Instant], None]) -> None:
        """Register what is cleared up once an hour in each open tenant: (kernel.tenants.Tenant, now)."""
        self.clearings.append(work)

    def run_action(self, call: ActionCall, context: JobContext) -> Iterable[Any]:
        """The commands of a registered action. Refuses `action.unknown`."""
        runner = self.actions.get(call.name)
        if runner is None:
            raise Refusal("action.unknown", Kind.UNAVAILABLE, action=call.name)
        return runner(call, context)

    def dataset(self, dataset: Dataset) -> None:
        """Register what may be read across modules."""
        self.datasets[dataset.name] = dataset

    def file_owner(self, owner: FileOwner) -> None:
        """Register who decides over files bound to a kind of object."""
        self.file_owners[owner.kind] = owner

    def trace_section(self, section: TraceSection) -> None:
        """Register a part of every ticket's trace."""
        self.trace_sections.append(section)
        self.trace_sections.sort(key=lambda known: known.order)

    def stream_reader(self, kind: str, may_read: StreamReader) -> None:
        """Register who may learn that something happened in streams of `kind`: (tx, caller, stream id) → yes or no.

        Without one, events of that kind are told to nobody.
        """
        self.stream_readers[kind] = may_read

    def card_section(self, section: CardSection) -> None:
        """Register a part of the cards of one kind of thing."""
        self.card_sections.append(section)
        self.card_sections.sort(key=lambda known: known.order)

    def router(self, prefix: str, router: Any, *, raw_bodies: bool = False) -> None:
        """Register HTTP routes under /api/v1 + `prefix`. `raw_bodies`: they also take uploads, not only JSON."""
        self.routers.append((prefix, router))
        if raw_bodies:
            self.raw_prefixes.append(prefix)

    def catalogue(self, folder: Any) -> None:
        """Register a folder with `zh.json` and `en.json`: texts for people by refusal code."""
        self.texts.append(folder)
