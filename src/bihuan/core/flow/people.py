"""From sources to people: who may do a step, as the masters stand now."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bihuan.core.flow.definition import ApproveStep, FlowDefinition, HandleStep, IfEmpty, PersonStep, Source
from bihuan.core.flow.directory import Directory
from bihuan.core.flow.run import FlowRun, Seat
from bihuan.core.late import dataclass

HIGHEST_LEVEL = 10
# In a row of a matrix: whatever the field says.
ANY_VALUE = "*"


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything a source may look at."""

    definition: FlowDefinition
    run: FlowRun
    data: Mapping[str, Any]
    directory: Directory


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who decides. `verdict` is set when the step decides itself; `why` then names the policy."""

    seats: tuple[Seat, ...]
    verdict: str | None = None
    why: str = ""


def sources_of(step: PersonStep) -> tuple[Source, ...]:
    """Where the step's people come from; none for a start step."""
    if isinstance(step, ApproveStep):
        return step.approvers
    return step.owner if isinstance(step, HandleStep) else ()


def people_of(sources: Iterable[Source], asking: Asking) -> tuple[str, ...]:
    """Everyone the sources name, each once, in order. A leaver's seat passes to the deputy, else to the head."""
    named = (person for source in sources for person in RESOLVERS[source.kind](source, asking))
    present = (person_present(person, asking.directory) for person in named if person)
    return tuple(dict.fromkeys(person for person in present if person is not None))


def fallback_people(policy: IfEmpty | None, asking: Asking) -> tuple[str, ...]:
    """The named person, or the flow admins."""
    if policy is not None and policy.policy == "person":
        person = person_present(policy.person, asking.directory)
        if person is not None:
            return (person,)
    return flow_admins(asking)


def flow_admins(asking: Asking) -> tuple[str, ...]:
    """Everyone with an admin role of the flow."""
    roles = sorted(asking.definition.admins)
    return tuple(dict.fromkeys(person for role in roles for person in asking.directory.members_of_role(role)))


def electorate_of(step: ApproveStep, asking: Asking) -> Electorate:
    """The seats of a decision, with the policies for nobody, for the submitter and for the same person again."""
    people, why = _without_submitter(step, people_of(step.approvers, asking), asking)
    if not people and why:
        return Electorate((), "agree", why)
    if not people:
        policy = step.if_empty
        if policy is not None and policy.policy in ("pass", "refuse"):
            return Electorate((), "agree" if policy.policy == "pass" else "refuse", "no_approver")
        return admin_electorate(asking, fallback_people(policy, asking))
    again = _asked_before(step, asking)
    return Electorate(
        tuple(Seat(person, verdict="agree", why="again") if person in again else Seat(person) for person in people)
    )


def admin_electorate(asking: Asking, people: tuple[str, ...] | None = None) -> Electorate:
    """The flow admin decides; where there is none, a seat without a person that a lead must give to somebody."""
    found = flow_admins(asking) if people is None else people
    return Electorate(tuple(Seat(person) for person in found[:1]) or (Seat(None),))


def _without_submitter(step: ApproveStep, people: tuple[str, ...], asking: Asking) -> tuple[tuple[str, ...], str]:
    """Submitter = approver: the others remain; if nobody remains, skipping passes the step."""
    submitter = asking.run.submitter
    if step.if_submitter == "self" or submitter not in people:
        return people, ""
    if step.if_submitter == "skip":
        others = tuple(person for person in people if person != submitter)
        return others, "" if others else "submitter_skipped"
    head = _head_above(submitter, asking.directory)
    replaced = (head if person == submitter else person for person in people)
    return tuple(dict.fromkeys(person for person in replaced if person is not None)), ""


def _head_above(person: str, directory: Directory) -> str | None:
    """The nearest head over the person who is somebody else."""
    department = directory.department_of(person)
    for level in range(1, HIGHEST_LEVEL if department is not None else 1):
        head = directory.head_of_department(department or "", level)
        if head is not None and head != person and directory.is_active(head):
            return head
    return None


def _asked_before(step: ApproveStep, asking: Asking) -> frozenset[str]:
    """Who agreed earlier in this round and need not be asked again."""
    if step.if_again == "each_time":
        return frozenset()
    items = asking.definition.items
    earlier = [
        result
        for other, result in asking.run.results.items()
        if other != step.id and isinstance(items.get(other), ApproveStep)
    ]
    if step.if_again == "consecutive":
        earlier = sorted(earlier, key=lambda result: result.instance)[-1:]
    return frozenset(person for result in earlier if result.result == "agree" for person in result.people)


def person_present(person: str, directory: Directory) -> str | None:
    """The person, or who has the seat of one that left: the deputy, else the head."""
    if directory.is_active(person):
        return person
    deputy = next((other for other in directory.deputies_of(person) if directory.is_active(other)), None)
    return deputy if deputy is not None else _head_above(person, directory)


def _by_people(source: Source, asking: Asking) -> tuple[str, ...]:
    return source.names


def _by_role(source: Source, asking: Asking) -> tuple[str, ...]:
    return asking.directory.members_of_role(source.names[0])


def _by_submitter(source: Source, asking: Asking) -> tuple[str, ...]:
    return (asking.run.submitter,)


def _by_department_head(source: Source, asking: Asking) -> tuple[str, ...]:
    department = asking.directory.department_of(asking.run.submitter)
    return () if department is None else _head_or_above(department, source.level, asking.directory)


def _head_or_above(department: str, level: int, directory: Directory) -> tuple[str, ...]:
    """A department without a head passes the question up (autoUp)."""
    for higher in range(level, HIGHEST_LEVEL):
        head = directory.head_of_department(department, higher)
        if head is not None:
            return (head,)
    return ()


def _by_manager(source: Source, asking: Asking) -> tuple[str, ...]:
    manager = asking.directory.manager_of(asking.run.submitter, source.level)
    return () if manager is None else (manager,)


def _by_previous_handler(source: Source, asking: Asking) -> tuple[str, ...]:
    run = asking.run
    handler = run.handlers.get(source.names[0]) if source.names else run.last_handler
    return () if handler is None else (handler,)


def _by_field(source: Source, asking: Asking) -> tuple[str, ...]:
    found = people_in(asking.data, source.names[0])
    if source.level == 0:
        return found
    return tuple(head for one in found for head in _head_or_above(one, source.level, asking.directory))


def _by_on_duty(source: Source, asking: Asking) -> tuple[str, ...]:
    on_duty = asking.directory.on_duty()
    return tuple(person for person in asking.directory.members_of_role(source.names[0]) if person in on_duty)


def _by_chosen(source: Source, asking: Asking) -> tuple[str, ...]:
    """Whoever was chosen out of the range; others were never allowed, and count for nothing."""
    named = people_in(asking.data, source.names[0])
    allowed = people_of(source.range, asking)
    return tuple(person for person in named if not source.range or person in allowed)


def _by_matrix(source: Source, asking: Asking) -> tuple[str, ...]:
    found = tuple(_text_in(asking.data, name) for name in source.names)
    for wanted, sources in source.rows:
        if all(one in (ANY_VALUE, value) for one, value in zip(wanted, found, strict=True)):
            return people_of(sources, asking)
    return ()


def people_in(data: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The people that a field names."""
    value = _value_in(data, path)
    listed = value if isinstance(value, list | tuple) else (value,)
    return tuple(one for one in map(_id_of, listed) if one)


def _value_in(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _text_in(data: Mapping[str, Any], path: str) -> str | None:
    value = _value_in(data, path)
    return _id_of(value) if not isinstance(value, bool | int) else str(value)


def _id_of(value: Any) -> str | None:
    """A person or department stands in a form as its id, or as a loaded relation that carries its id."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) else None


RESOLVERS: Mapping[str, Callable[[Source, Asking], tuple[str, ...]]] = {
    "people": _by_people,
    "role": _by_role,
    "submitter": _by_submitter,
    "department_head": _by_department_head,
    "manager": _by_manager,
    "previous_handler": _by_previous_handler,
    "field": _by_field,
    "on_duty": _by_on_duty,
    "chosen": _by_chosen,
    "matrix": _by_matrix,
}
