"""A flow that is being drawn is tried out: nothing is stored, every answer is told from the first move on."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.flow import parse_flow
from bihuan.core.flow.trial import MAX_MOVES, MOVES, Move, Trial
from bihuan.core.flow.trial_cast import FIXED, Player, Scene, invent
from bihuan.core.flow.trial_view import log_of, people_met, tasks_of, tokens_of, walked_in
from bihuan.core.flow.trial_words import Naming
from bihuan.core.forms import rules_schema
from bihuan.core.values import Instant, JsonObject, Kind, Problem, Refusal, local_time
from bihuan.kernel.errors import problem_json
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.flows import queries
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity

trial_router = Router(tags=["flows"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Name = Annotated[str, Field(max_length=120)]
Words = dict[str, str]
_LAST_INSTANT = 4_102_444_800_000


class FlowMoveIn(BaseModel):
    """One move of a try-run (docs/flows.md)."""

    model_config = ConfigDict(extra="forbid")
    do: Name = Field(description=f"One of: {', '.join(MOVES)}")
    by: Name = ""
    task: Name = ""
    action: Name = ""
    comment: Annotated[str, Field(max_length=500)] = ""
    to: Name | None = None
    resume: Name | None = None
    joint: Literal["all", "any", "sequence"] = "all"
    people: Annotated[list[Name], Field(max_length=20)] = []
    changes: dict[str, Any] | None = None
    ms: int = Field(default=0, ge=0, le=31_622_400_000, description="How far the clock goes; 0: to the next timer")
    instance: Name = ""
    event: Name = ""
    key: Name = ""
    how: Name = ""
    complete: bool = Field(default=True, description="Evidence and signature are given as the action asks for them")


class FlowTrialIn(BaseModel):
    """A flow as it is drawn, the form that it stands on, and every move so far."""

    model_config = ConfigDict(extra="forbid")
    body: dict[str, Any]
    form: Annotated[str, Field(min_length=1, max_length=50)]
    begins: int = Field(ge=0, le=_LAST_INSTANT, description="Where the clock stands first, ms since 1970 UTC")
    away: Annotated[list[Name], Field(max_length=100)] = []
    moves: Annotated[list[FlowMoveIn], Field(max_length=MAX_MOVES)] = []


class TrialPersonOut(BaseModel):
    """Somebody of the try-run."""

    id: str
    name: Words
    roles: list[str]
    away: bool


class TrialActionOut(BaseModel):
    """What somebody may do now; `form`: rights to fields, "*" stands for all not named."""

    key: str
    label: Words
    form: dict[str, str]
    comment: str
    signature: str
    evidence: dict[str, int]
    targets: list[str]
    needs_person: bool
    needs_many: bool
    resume: list[str]


class TrialTurnOut(BaseModel):
    """A person and his open actions."""

    person: str
    actions: list[TrialActionOut]


class TrialDueOut(BaseModel):
    """What will be done about a task, and when."""

    do: str
    at: int


class TrialTaskOut(BaseModel):
    """An open task."""

    id: str
    step: str
    instance: str
    kind: str
    owner: str | None
    candidates: list[str]
    visit: str | None
    due: list[TrialDueOut]
    turns: list[TrialTurnOut]


class TrialPartOut(BaseModel):
    """A child ticket of the try-run."""

    key: str
    child: str | None
    state: str


class TrialTokenOut(BaseModel):
    """Where the run stands; `wait`: what for, if not for a person's task."""

    step: str
    instance: str
    wait: str | None
    until: int | None
    event: str
    key: str
    people: list[str]
    parts: list[TrialPartOut]
    ends: list[str] = Field(description="Who may end the wait before its time")


class TrialLineOut(BaseModel):
    """One sentence of the log; `move`: which move (from 0) brought it about."""

    move: int
    at: int
    step: str | None
    text: Words


class TrialRefusalOut(BaseModel):
    """Why the last move was not accepted; those before it were."""

    move: int
    code: str
    title: str
    problems: list[str]


class FlowTrialOut(BaseModel):
    """How the try-run stands after the moves."""

    now: int
    next_at: int | None
    state: str | None = Field(description="Of the run; none before it was handed in")
    stage: str | None
    stage_label: Words | None
    people: list[TrialPersonOut]
    tokens: list[TrialTokenOut]
    tasks: list[TrialTaskOut]
    run_actions: list[TrialTurnOut]
    submit: TrialActionOut
    walked: list[str] = Field(description="Steps and blocks walked so far; ways and lanes as `<block>/<key>`")
    log: list[TrialLineOut]
    values: dict[str, Any]
    refused: TrialRefusalOut | None


@trial_router.post("")
async def try_flow(body: FlowTrialIn, desk: DeskDep) -> FlowTrialOut:
    """Try a flow out with invented people and a clock that is moved; nothing is stored."""

    def read(tx: Tx) -> FlowTrialOut:
        check_access(desk.caller.subject, "publish", "flow", {})
        trial = _set_up(tx, desk, body)
        refused = None
        try:
            trial.play([Move(**{**one.model_dump(), "people": tuple(one.people)}) for one in body.moves])
        except Refusal as refusal:
            refused = _refused(trial.number, refusal, desk.language)
        return _out(tx, desk, trial, refused)

    return await desk.read(read)


def _set_up(tx: Tx, desk: Desk, body: FlowTrialIn) -> Trial:
    """What could not be published cannot be tried: its run might have no end."""
    form = forms.form_definition(tx, body.form, forms.current_version(tx, body.form))
    schema = rules_schema(form)
    faults = [one for one in queries.findings(tx, body.body, schema) if one.severity == "error"]
    if faults:
        found = [Problem(one.step or "", one.code, {**one.data, "text": dict(one.text)}) for one in faults]
        raise Refusal("flow.not_publishable", problems=found)
    definition = parse_flow(body.body, schema)
    players = invent(definition, identity.role_labels(tx), _name_of(tx))
    env = identity.env_of(tx, desk.info, body.begins)
    known = {one.id: one for one in players}
    real = identity.TxDirectory(tx, env)
    scene = Scene(env, known, frozenset(body.away), lambda since, length, by: real.working_end("", since, length, by))
    return Trial(definition, form, scene)


def _name_of(tx: Tx) -> Callable[[str], Words | None]:
    def name(person: str) -> Words | None:
        brief = identity.person_briefs(tx, {person}).get(person)
        return None if brief is None else {"zh": brief.name or person, "en": brief.name or person}

    return name


def _out(tx: Tx, desk: Desk, trial: Trial, refused: TrialRefusalOut | None) -> FlowTrialOut:
    run, definition = trial.run, trial.definition
    known = _name_of(tx)

    def person(key: str) -> Words:
        player = trial.scene.players.get(key)
        fixed = player.name if player is not None else FIXED.get(key)
        return dict(fixed) if fixed else known(key) or {"zh": key, "en": key}

    def instant(at: Instant) -> str:
        return f"{local_time(at, desk.info.zone):%Y-%m-%d %H:%M}"

    met = [Player(one, person(one)) for one in people_met(trial)]
    everybody = (*trial.scene.players.values(), *met)
    stage = definition.stages[run.stage] if run is not None else None
    whole: list[JsonObject] = [
        {"id": one.id, "name": one.name, "roles": sorted(one.roles), "away": one.id in trial.scene.away}
        for one in everybody
    ]
    tasks, run_turns, submit = tasks_of(trial, [one.id for one in everybody])
    return FlowTrialOut.model_validate(
        {
            "now": trial.now,
            "next_at": trial.next_at,
            "state": run.state if run is not None else None,
            "stage": stage.key if stage is not None else None,
            "stage_label": stage.label if stage is not None else None,
            "people": whole,
            "tokens": tokens_of(trial, [one.id for one in everybody]),
            "tasks": tasks,
            "run_actions": run_turns,
            "submit": submit,
            "walked": walked_in(trial),
            "log": log_of(trial, Naming(definition, person, instant)),
            "values": trial.data,
            "refused": refused,
        }
    )


def _refused(move: int, refusal: Refusal, language: str) -> TrialRefusalOut:
    if refusal.kind is Kind.NOT_FOUND and refusal.code == "flow.unknown":
        raise refusal
    told = problem_json(refusal, language)
    problems = [one["detail"] for one in told.get("problems", ())]
    return TrialRefusalOut(move=move, code=refusal.code, title=told["title"], problems=problems)
