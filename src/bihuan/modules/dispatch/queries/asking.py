"""From a task to the question that core.dispatch answers: its policy, the job, everybody who might do it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bihuan.core.dispatch import (
    Candidate,
    DispatchDecided,
    Job,
    Policy,
    Situation,
    SkillNeed,
    Trigger,
    choose_policy,
    dispatch,
)
from bihuan.core.flow import FlowRun, HandleStep, Task
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.customers import interface as customers
from bihuan.modules.dispatch.queries import facts as f
from bihuan.modules.dispatch.queries.definitions import (
    JobRule,
    PolicyBook,
    fingerprints,
    policy_book,
    roster_book,
    rules_for,
    skill_ids,
)
from bihuan.modules.dispatch.queries.people import crew, day_start, duties_now, local_day, place_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

# With more people than this, those who cover neither area nor skills are not asked one by one.
MOST_ASKED = 100


@dataclass(frozen=True, slots=True)
class TaskAtHand:
    """An open handle task with what stands around it."""

    row: Row
    run: FlowRun
    task: Task
    step: HandleStep
    marks: Row
    book: PolicyBook
    dispatched: Row | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: who gets the job?"""

    at_hand: TaskAtHand
    policy: Policy
    job: Job
    candidates: tuple[Candidate, ...]
    env: Env

    def decide(self, trigger: Trigger, policy: Policy | None = None) -> DispatchDecided:
        """The answer of the policy (or of another one, to try it)."""
        at_hand = self.at_hand
        failures = at_hand.dispatched["failures"] if at_hand.dispatched and trigger != "by_hand" else 0
        returning = at_hand.task.owner if trigger == "returned" else None
        situation = Situation(at_hand.step.mode, trigger, failures, returning)
        return dispatch(policy or self.policy, self.job, self.candidates, situation, self.env)


def task_at_hand(context: Context, task_id: str, trial: PolicyBook | None = None) -> TaskAtHand | None:
    """The task, if it is open work and there are policies (or some on `trial`); None: dispatch has no say in it."""
    tx = context.tx
    marks = fingerprints(tx)
    book = trial or policy_book(tx, marks)
    row = tickets.ticket_row(tx, task_id.rpartition("-")[0])
    if book is None or marks is None or row is None:
        return None
    run = tickets.run_of(tx, row["id"])
    task = run.tasks.get(task_id)
    step = tickets.flow_of(tx, row).items.get(task.step) if task is not None else None
    if task is None or not isinstance(step, HandleStep):
        return None
    return TaskAtHand(row, run, task, step, marks, book, f.dispatched_row(tx, task_id))


def ask(
    context: Context,
    task_id: str,
    *,
    one: str | None = None,
    trigger: Trigger = "new",
    trial: PolicyBook | None = None,
    by: str | None = None,
) -> Asked | None:
    """The question about a task, or about one person (`one`) for it. None: no policy is for it, or none of our
    engineers: then people dispatch it by hand as ever. `trial`: other policies than those that hold. `by`: the policy
    with this key, whatever it is for."""
    at_hand = task_at_hand(context, task_id, trial)
    if at_hand is None:
        return None
    people = crew(context.tx, at_hand.marks)
    named = [person for person in people.values() if _is_named(at_hand, person)]
    if not named or (one is not None and one not in people):
        return None
    env = tickets.record_env(context)
    record = tickets.record_of(context, at_hand.row) if at_hand.book.reads_record else {}
    job = _job(context.tx, at_hand, record, env, trigger)
    book = at_hand.book
    policy = book.policy(by) if by is not None else choose_policy(book.policies, job, env)
    if policy is None:
        return None
    wanted = [people[one]] if one is not None else _narrowed(policy, job, named)
    job = _with_last(context.tx, policy, job)
    return Asked(at_hand, policy, job, _candidates(context, at_hand, job, wanted, one), env)


def _is_named(at_hand: TaskAtHand, person: Candidate) -> bool:
    """Whether the step's own sources leave the person in. Sources that name somebody else are not dispatch's to ask."""
    step = at_hand.step
    if not step.owner:
        return True
    kinds = {source.kind for source in step.owner}
    if kinds <= {"role", "people"}:
        names = {name for source in step.owner for name in source.names}
        return person.person in names or bool(person.roles & names)
    return person.person in at_hand.task.candidates


def _narrowed(policy: Policy, job: Job, people: list[Candidate]) -> list[Candidate]:
    """Of very many people those who cover area and skills, if the policy asks for both; all of them if that leaves
    nobody, so that the table can say why."""
    if len(people) <= MOST_ASKED:
        return people
    rules = {rule.name for rule in policy.rules}
    area = frozenset(job.area_path) if "area" in rules else frozenset()
    needs = [need for need in job.skills if not need.wished] if "skills" in rules else []
    near = [
        person
        for person in people
        if (not area or not person.areas or area & person.areas)
        and all(person.skills.get(need.skill, 0) >= need.level for need in needs)
    ]
    return near or people[:MOST_ASKED]


def _candidates(
    context: Context, at_hand: TaskAtHand, job: Job, people: Iterable[Candidate], one: str | None
) -> tuple[Candidate, ...]:
    tx, now, zone = context.tx, context.now, context.tenant.zone
    roster = roster_book(tx, at_hand.marks, zone)
    today = day_start(local_day(now, zone), zone)
    thing = {"device": job.device, "customer": job.customer}
    work = f.work_facts(tx, now - f.LOOK_BACK_MS, today, thing, one)
    since = at_hand.dispatched["since"] if at_hand.dispatched else 0
    past = f.past_offers(tx, at_hand.row["id"], job.task, since)
    return tuple(f.with_facts(people, work, duties_now(tx, at_hand.marks, roster, now, zone), past))


# --- the job ---------------------------------------------------------------------------------------------------


def _job(tx: Tx, at_hand: TaskAtHand, record: JsonObject, env: Env, trigger: Trigger) -> Job:
    row = at_hand.row
    job = Job(
        task=at_hand.task.id,
        ticket=row["id"],
        type=row["type"],
        priority=row["priority"],
        created_at=row["created_at"],
        due=row["next_due"],
        area_path=_area_path(tx, row["region"]),
        place=_place(tx, row),
        customer=row["customer"],
        site=row["site"],
        device=row["device"],
        excluded=frozenset({at_hand.task.owner} if trigger == "leaver" and at_hand.task.owner else ()),
        record=record,
    )
    if not at_hand.book.jobs:
        return job
    facts = {"type": job.type, "priority": job.priority, "area": row["region"], "due": job.due}
    facts |= {"customer": job.customer, "device": job.device}
    return _asking_for(tx, job, rules_for(at_hand.book, {**record, "job": facts}, env), record)


def _asking_for(tx: Tx, job: Job, rules: list[JobRule], record: JsonObject) -> Job:
    """What all the rules ask for together: the higher level of a skill, the first word on everything else."""
    ids = skill_ids(tx)
    skills: dict[str, SkillNeed] = {}
    for need in (need for rule in rules for need in rule.skills):
        key = ids.get(need.skill, need.skill)
        known = skills.get(key)
        level = max(need.level, known.level if known else 0)
        skills[key] = SkillNeed(key, level, need.wished and (known is None or known.wished))
    certificates = dict.fromkeys(name for rule in rules for name in rule.certificates)
    return replace(
        job,
        skills=tuple(skills.values()),
        certificates=tuple(certificates),
        duration_minutes=next((rule.minutes for rule in rules if rule.minutes), job.duration_minutes),
        language=next((rule.language for rule in rules if rule.language), None),
        preferred=tuple(person for rule in rules for person in _people(record, rule.preferred)),
        only=frozenset(person for rule in rules for person in _people(record, rule.only)),
    )


def _people(record: Mapping[str, Any], path: str | None) -> list[str]:
    value: Any = record
    for part in path.split(".") if path else ():
        value = value.get(part) if isinstance(value, Mapping) else None
    if path is None or value is None:
        return []
    listed = value if isinstance(value, list | tuple) else [value]
    found = (item.get("id") if isinstance(item, Mapping) else item for item in listed)
    return [item for item in found if isinstance(item, str)]


def _with_last(tx: Tx, policy: Policy, job: Job) -> Job:
    familiar = any(objective.name == "familiar" and objective.weight for objective in policy.objectives)
    return replace(job, last_engineer=f.last_engineer(tx, job.device, job.customer)) if familiar else job


def _area_path(tx: Tx, region: str | None) -> tuple[str, ...]:
    """The area and everything it lies in."""
    units = identity.organisation(tx)
    path: dict[str, None] = {}
    while region is not None and region not in path:
        path[region] = None
        region = units.parent(region)
    return tuple(path)


def _place(tx: Tx, row: Row) -> Any:
    """Where the job is: the site's place, else where it was reported."""
    site = customers.site_facts(tx, row["site"]) if row["site"] else None
    return place_of((site or {}).get("point")) or place_of(row["geo"])
