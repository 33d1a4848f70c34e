"""Routes of policies, of what waits for a dispatcher, and of how a ticket was dispatched."""

from typing import Annotated, Any

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.dispatch import HARD_RULES, OBJECTIVES, READY_POLICIES
from bihuan.kernel.context import Context
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries
from bihuan.modules.tickets.messages import ticket_of_task

router = Router(tags=["dispatch"], responses=PROBLEMS)
ticket_router = Router(tags=["dispatch"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
TaskId = Annotated[str, Path(max_length=120)]


class DispatchPoliciesIn(BaseModel):
    """The policies in their order, and what jobs ask for (docs/dispatch.md)."""

    model_config = ConfigDict(extra="forbid")
    body: dict[str, Any]
    base_version: Annotated[int | None, Field(ge=0, le=1_000_000)] = None


class DispatchPoliciesOut(BaseModel):
    """A version of the policies; version 0: there are none. `broken`: what no longer fits the forms is passed over."""

    version: int
    body: dict[str, Any]
    findings: list[dict[str, Any]]
    broken: list[dict[str, Any]]
    published_at: int | None = None


class ReadyPoliciesOut(BaseModel):
    """Policies to start from, and the names of rules and objectives there are."""

    policies: list[dict[str, Any]]
    rules: list[str]
    objectives: list[str]


class TryDispatchIn(BaseModel):
    """A task, and policies to try in place of those that hold."""

    model_config = ConfigDict(extra="forbid")
    task: Annotated[str, Field(max_length=120)]
    body: dict[str, Any] | None = None


class DispatchRoundOut(BaseModel):
    """One dispatch of one task: what was decided, the table, and both in words (zh, en)."""

    model_config = ConfigDict(extra="allow")
    no: int
    at: int
    task: str
    policy: str
    trigger: str
    round: int
    mode: str
    move: str
    why: str
    people: list[str]
    candidates: list[dict[str, Any]]
    lines: dict[str, dict[str, str]]
    why_not: dict[str, dict[str, str]]
    nobody: dict[str, str] | None
    removed_by: list[dict[str, Any]]


class DispatchOut(BaseModel):
    """How a ticket was dispatched, oldest first, as far as its caller may see."""

    ticket: str
    rounds: list[DispatchRoundOut]
    names: dict[str, str]


class WaitingOut(BaseModel):
    """Open work without an owner, and work that a dispatcher was called for."""

    tasks: list[dict[str, Any]]
    names: dict[str, str]


@router.get("/policies")
async def get_policies(
    desk: DeskDep, version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None
) -> DispatchPoliciesOut:
    """The policies that hold, or an earlier version."""

    def read(tx: Tx) -> DispatchPoliciesOut:
        check_access(desk.caller.subject, "read", "dispatch_policy", {})
        row = queries.published(tx, m.POLICIES, version)
        if row is None:
            return DispatchPoliciesOut(version=0, body={}, findings=[], broken=[])
        book = queries.read_policies(row["body"], row["version"], queries.readable_by_all(tx), lenient=True)
        broken = [
            {"path": fault.path, "code": fault.code, "data": dict(fault.data)}
            for faults in book.broken.values()
            for fault in faults
        ]
        names = ("version", "body", "findings", "published_at")
        return DispatchPoliciesOut(**{name: row[name] for name in names}, broken=broken)

    return await desk.read(read)


@router.put("/policies")
async def publish_policies(body: DispatchPoliciesIn, desk: DeskDep) -> DispatchPoliciesOut:
    """Publish the policies; what is reported from now on is dispatched by them."""
    await desk.submit(m.PublishDispatchPolicies(body.body, body.base_version))
    return await get_policies(desk)


@router.get("/policies/ready")
async def get_ready_policies(desk: DeskDep) -> ReadyPoliciesOut:
    """Policies to start from: take one, change one weight at a time."""
    await desk.read(lambda _: check_access(desk.caller.subject, "read", "dispatch_policy", {}))
    rules = [name for name, spec in HARD_RULES.items() if not spec.always]
    return ReadyPoliciesOut(
        policies=[dict(item) for item in READY_POLICIES], rules=[*rules, "condition"], objectives=[*OBJECTIVES]
    )


@router.post("/policies/try")
async def try_policies(body: TryDispatchIn, desk: DeskDep) -> DispatchOut:
    """What would be decided about an open task now, without acting. Own policies only by those who may publish them."""

    def read(tx: Tx) -> Any:
        context = Context(tx, desk.info, desk.caller, desk.now(), "try", desk.channel)
        return queries.try_dispatch(context, body.task, body.body)

    return DispatchOut(**await desk.read(read))


@router.get("/waiting")
async def list_waiting(desk: DeskDep, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> WaitingOut:
    """What waits for a dispatcher among the tickets that the caller may assign; by priority, due, age."""
    return WaitingOut(**await desk.read(lambda tx: queries.waiting_tasks(tx, desk.caller, limit)))


@router.post("/tasks/{task}/decide")
async def decide(task: TaskId, desk: DeskDep) -> DispatchOut:
    """Let the policy decide anew, and do what it says; earlier time-outs no longer count."""
    return await _decided(desk, task, act=True)


@router.post("/tasks/{task}/recommend")
async def recommend(task: TaskId, desk: DeskDep) -> DispatchOut:
    """Let the policy say whom it would take, and keep that as a recommendation."""
    return await _decided(desk, task, act=False)


async def _decided(desk: Desk, task: str, *, act: bool) -> DispatchOut:
    _, found = await desk.submit_and_read(
        m.DecideDispatch(task, act),
        lambda tx, _: queries.dispatch_of(tx, desk.hooks, desk.caller, ticket_of_task(task), desk.info),
    )
    return DispatchOut(**found)


@ticket_router.get("/{key}/dispatch")
async def get_dispatch(key: Annotated[str, Path(max_length=100)], desk: DeskDep) -> DispatchOut:
    """How the ticket was dispatched: every round with its table, why him and why not her."""
    found = await desk.read(lambda tx: queries.dispatch_of(tx, desk.hooks, desk.caller, key, desk.info))
    return DispatchOut(**found)
