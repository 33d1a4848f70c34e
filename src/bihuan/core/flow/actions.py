"""Which actions are open, now, for whom. `decide` asks here too: what is offered and what is accepted cannot differ."""

from collections.abc import Mapping
from dataclasses import replace

from bihuan.core.flow.approving import outcome_of
from bihuan.core.flow.commands import Actor
from bihuan.core.flow.definition import (
    ActionOffer,
    FlowDefinition,
    HandleStep,
    PersonStep,
    Right,
    StartStep,
    TaskStep,
)
from bihuan.core.flow.representing import may_take_back, owner_for
from bihuan.core.flow.run import FlowRun, Signing, Task, Visit, VisitState
from bihuan.core.flow.words import ACTION_LABELS
from bihuan.core.values import Instant

DAY = 86_400_000
# The tasks of people whom an owner asked in.
ASKED_IN = frozenset({"consult", "sign"})
CLAIM_MODES = frozenset({"claim", "dispatch_claim"})
STATE_AFTER: Mapping[str, VisitState] = {"depart": "en_route", "arrive": "on_site", "begin": "working"}
# What an action of the person who works makes of his visit. All others end it, or the task.
_VISIT_AFTER: Mapping[str, VisitState] = {"claim": "accepted", "accept": "accepted", **STATE_AFTER}
# What an owner may do only under conditions of their own.
_NOT_BY_OWNING = frozenset({"assign", "recall", "take_back"})
_TAKE_BACK = ActionOffer("take_back", ACTION_LABELS["take_back"])
# Giving work back is possible until the engineer stands before the machine; from then on it must be finished.
REFUSABLE = frozenset({"offered", "accepted", "en_route"})


def may_submit(definition: FlowDefinition, actor: Actor) -> bool:
    """Whether `actor` may start a run. The form and its needs are `definition.start.offers["submit"]`."""
    who = definition.start.who
    open_to_all = not who.roles and not who.people
    return open_to_all or actor.system or actor.person in who.people or bool(actor.roles & who.roles)


def open_actions(definition: FlowDefinition, run: FlowRun, task: Task, actor: Actor) -> tuple[ActionOffer, ...]:
    """What `actor` may do with `task` now, in the order of the step's table. Empty for outsiders and closed tasks."""
    if task.id not in run.tasks:
        return ()
    owns = owner_for(definition, run, task, actor) is not None
    keys = open_keys(definition, run, task, actor, owns=owns)
    return tuple(offer for key, offer in offers_of(task_step(definition, task), task).items() if key in keys)


def open_keys(definition: FlowDefinition, run: FlowRun, task: Task, actor: Actor, *, owns: bool) -> frozenset[str]:
    """The keys of what `actor` may do with an open task now; `owns`: the task is his, or that of somebody he stands in
    for."""
    step = task_step(definition, task)
    keys = _owner_keys(step, task, run) if owns else ()
    if may_take_back(task, actor):
        keys = (*keys, "take_back")
    if may_assign(definition, step, task, actor):
        keys = (*keys, "assign")
    return frozenset(keys)


def offers_of(step: TaskStep, task: Task) -> Mapping[str, ActionOffer]:
    """Every action that the task knows. Who was asked in has the step's rights to fields, and none of its demands."""
    take_back = {"take_back": _TAKE_BACK}
    if task.kind not in ASKED_IN:
        return {**step.offers, **take_back}
    assign = {"assign": step.offers["assign"], **take_back}
    if task.kind == "consult":
        return {**assign, "answer": ActionOffer("answer", ACTION_LABELS["answer"], comment="required")}
    return {**assign, **{key: _undemanding(step.offers[key]) for key in ("agree", "refuse")}}


def _undemanding(offer: ActionOffer) -> ActionOffer:
    form: Mapping[str, Right] = {key: "edit" if right == "required" else right for key, right in offer.form.items()}
    return ActionOffer(offer.key, offer.label, form, "required" if offer.key == "refuse" else "optional")


def holding(run: FlowRun, task: Task) -> tuple[Signing, ...]:
    """What the task's owner waits for: those whom he consulted, or asked to decide before him."""
    return tuple(
        signing
        for signing in run.tokens[task.instance].signings
        if signing.task == task.id and signing.kind in ("consult", "before") and outcome_of(signing) is None
    )


def visit_after(action: str) -> VisitState | None:
    """The state that `action` brings a visit into; None for an action after which the visit is over."""
    return _VISIT_AFTER.get(action)


def actions_ahead(
    definition: FlowDefinition, run: FlowRun, task: Task, actor: Actor
) -> Mapping[VisitState, tuple[ActionOffer, ...]]:
    """What will be open for `actor` in each later state of the visit, as long as nobody else touches the task.

    Who works without a network goes on by it; `decide` has the last word on each action when it arrives (semantics §7).
    """
    ahead: dict[VisitState, tuple[ActionOffer, ...]] = {}
    offers = open_actions(definition, run, task, actor)
    while state := next((after for offer in offers if (after := visit_after(offer.key)) is not None), None):
        task = _moved(task, owner_for(definition, run, task, actor) or actor.person, state)
        offers = ahead[state] = open_actions(definition, run, task, actor)
    return ahead


def _moved(task: Task, person: str, state: VisitState) -> Task:
    visit = task.visit or Visit("", person, state, task.opened_at)
    earlier = task.visits[:-1] if task.visit else task.visits
    return replace(task, owner=person, visits=(*earlier, replace(visit, state=state)))


def run_actions(definition: FlowDefinition, run: FlowRun, actor: Actor, now: Instant) -> tuple[ActionOffer, ...]:
    """What `actor` may do with the run as a whole: withdraw, reopen, terminate, force_close."""
    found = []
    if why_not_withdraw(definition, run, actor) is None:
        found.append(RUN_OFFERS["withdraw"])
    if why_not_reopen(definition, run, actor, now) is None:
        found.append(RUN_OFFERS["reopen"])
    if run.running and (actor.system or actor.roles & definition.admins):
        found += [RUN_OFFERS["terminate"], RUN_OFFERS["force_close"]]
    return tuple(found)


def task_step(definition: FlowDefinition, task: Task) -> TaskStep:
    """The step a task belongs to."""
    step = definition.items[task.step]
    if not isinstance(step, PersonStep):
        raise TypeError(f"{task.step} has no tasks")
    return step


def may_assign(definition: FlowDefinition, step: TaskStep, task: Task, actor: Actor) -> bool:
    """Work: the step's dispatchers, leads and flow admins. The rest: flow admins, and leads where nobody is found."""
    if "assign" not in step.offers:
        return False
    if actor.system or actor.roles & definition.admins:
        return True
    if not isinstance(step, HandleStep) and task.owner is not None:
        return False
    return bool(actor.roles & (definition.leads | step.dispatchers))


def _owner_keys(step: TaskStep, task: Task, run: FlowRun) -> tuple[str, ...]:
    if task.kind not in ASKED_IN and holding(run, task):
        return ("recall",)
    if isinstance(step, HandleStep) and task.kind not in ASKED_IN:
        return (*_handle_keys(step, task), *_operation_keys(step, task))
    known = step.offers if task.kind not in ASKED_IN else offers_of(step, task)
    return tuple(key for key in known if key not in _NOT_BY_OWNING)


def _operation_keys(step: HandleStep, task: Task) -> tuple[str, ...]:
    """Work is handed over by who has it, until he stands before the machine."""
    visit = task.visit
    if task.owner is None or (visit is not None and visit.state == "offered"):
        return ()
    return ("transfer", "consult") if visit is None or visit.state in REFUSABLE else ("consult",)


def _handle_keys(step: HandleStep, task: Task) -> tuple[str, ...]:
    visit = task.visit
    if visit is None:
        needs_taking = task.owner is None and (step.mode in CLAIM_MODES or bool(step.phases))
        return ("claim",) if needs_taking else _endings(step)
    if visit.state == "offered":
        return ("accept", "refuse")
    phase = next_phase(step, visit.state)
    moves = _endings(step) if phase is None else (phase,)
    refusable = visit.state in REFUSABLE and step.mode != "direct"
    return (*moves, "refuse") if refusable else moves


def next_phase(step: HandleStep, state: str) -> str | None:
    """The move that comes after `state` of a visit, None when only ending is left."""
    reached = [phase for phase in step.phases if STATE_AFTER[phase] == state]
    following = step.phases.index(reached[0]) + 1 if reached else 0
    return step.phases[following] if following < len(step.phases) else None


def _endings(step: HandleStep) -> tuple[str, ...]:
    return tuple(key for key, offer in step.offers.items() if offer.ending is not None)


def why_not_withdraw(definition: FlowDefinition, run: FlowRun, actor: Actor) -> str | None:
    """The code of the rule that forbids 撤回 now, None if it is open. The step's own word goes before the flow's."""
    if not run.running:
        return "run.not_running"
    if actor.person != run.submitter:
        return "run.not_yours"
    for token in run.tokens.values():
        step = definition.items[token.step]
        allowed = step.withdraw if isinstance(step, PersonStep) else None
        if allowed is None and isinstance(step, StartStep) and definition.withdraw.until != "never":
            continue  # it was sent back to the submitter, who may give up instead of mending it
        if allowed is False:
            return "run.withdraw_forbidden_here"
        if allowed is None and definition.withdraw.until == "never":
            return "run.withdraw_forbidden_here"
        if allowed is None and run.acted:
            return "run.withdraw_too_late"
    return None


def why_not_reopen(definition: FlowDefinition, run: FlowRun, actor: Actor, now: Instant) -> str | None:
    """The code of the rule that forbids 重开 now. The submitter has N days; leads have until the archive."""
    rule = definition.reopen
    if rule is None:
        return "run.reopen_not_drawn"
    category = definition.stages[run.stage].category
    if run.state == "merged":
        return "run.merged"
    if category in ("closed", "cancelled") or run.state not in ("running", "ended"):
        return "run.archived"
    if category != "resolved" or run.resolved_at is None:
        return "run.not_resolved"
    if actor.system or actor.roles & (definition.leads | definition.admins):
        return None
    if actor.person != run.submitter:
        return "run.not_yours"
    return "run.reopen_too_late" if now - run.resolved_at > rule.days * DAY else None


RUN_OFFERS: Mapping[str, ActionOffer] = {
    key: ActionOffer(key, ACTION_LABELS[key], comment="optional" if key == "withdraw" else "required")
    for key in ("withdraw", "reopen", "terminate", "force_close")
}
