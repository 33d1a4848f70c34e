"""One written item → one step or branch. The nesting is followed here; `parse.py` reads the flow around it."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

from bihuan.core.flow.definition import (
    ActionStep,
    ApproveMode,
    ApproveStep,
    Branch,
    DispatchMode,
    EndStep,
    HandleStep,
    IfEmpty,
    Item,
    Lane,
    NotifyStep,
    Parallel,
    Refused,
    Repeat,
    Resume,
    Right,
    Share,
    StartStep,
    TerminateStep,
    Way,
    Who,
)
from bihuan.core.flow.offers import PHASES, read_offers
from bihuan.core.flow.parse_children import read_children
from bihuan.core.flow.parse_deadlines import read_deadlines
from bihuan.core.flow.parse_sources import read_sources
from bihuan.core.flow.parse_waits import read_longest, read_wait
from bihuan.core.flow.reader import Nesting, Reader, read_step

DEEPEST = 12
MOST_LANES = 20
MOST_ROUNDS = 99
RIGHTS: tuple[Right, ...] = get_args(Right)
MODES: tuple[DispatchMode, ...] = get_args(DispatchMode)
APPROVE_MODES: tuple[ApproveMode, ...] = get_args(ApproveMode)
# What a decision may wait for instead of the verdict that is certain.
CLOSES: Mapping[str, tuple[Any, ...]] = {"all": ("all_answered",), "any": ("first_answer",)}


def read_items(reader: Reader, key: str, nesting: Nesting) -> tuple[Item, ...]:
    """The sequence under `key`. Items that cannot be read are left out; their faults are noted."""
    if nesting.depth > DEEPEST:
        reader.fault(key, "flow.too_deep", deepest=DEEPEST)
        return ()
    items = (_read_item(child, nesting) for child in reader.children(key))
    return tuple(item for item in items if item is not None)


def _read_item(reader: Reader, nesting: Nesting) -> Item | None:
    kind = reader.raw("kind")
    read = ITEM_READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        reader.fault("kind", "flow.bad_choice", options=list(ITEM_READERS))
        return None
    item = read(reader, nesting)
    reader.done()
    return item


def _person_step(reader: Reader, kind: str, returns: tuple[str, ...] = ()) -> dict[str, Any]:
    fields = _read_fields(reader)
    targets = returns if reader.raw("returns") is None else reader.names("returns")
    return read_step(reader, kind) | {
        "fields": fields,
        "offers": read_offers(reader, kind, fields, targets),
        "returns": targets,
        "withdraw": reader.flag("withdraw"),
        "dispatchers": frozenset(reader.names("dispatchers")),
        "range": read_sources(reader, "range"),
        "cc": read_sources(reader, "cc"),
        **read_deadlines(reader, targets),
    }


def _read_fields(reader: Reader) -> Mapping[str, Right]:
    fields: dict[str, Right] = {}
    for key, right in reader.table("fields"):
        if right in RIGHTS:
            fields[key] = right
        else:
            reader.fault(f"fields.{key}", "flow.bad_choice", options=list(RIGHTS))
    return fields


def _read_start(reader: Reader, _nesting: Nesting) -> StartStep:
    who = reader.child("who")
    allowed = Who()
    if who is not None:
        allowed = Who(frozenset(who.names("roles")), frozenset(who.names("people")))
        who.done()
    return StartStep(**_person_step(reader, "start"), who=allowed)


def _read_handle(reader: Reader, _nesting: Nesting) -> HandleStep:
    return HandleStep(
        **_person_step(reader, "handle"),
        owner=read_sources(reader, "owner"),
        mode=reader.choice("mode", MODES, "direct"),
        phases=_read_visit(reader),
        if_empty=_read_if_empty(reader, ("person", "flow_admin")),
        again_to_same=reader.flag("again_to_same") is not False,
    )


def _read_visit(reader: Reader) -> tuple[str, ...]:
    """full = with travel · simple = no moves between accepting and finishing · or the moves by name."""
    value = reader.raw("visit")
    if value in (None, "simple"):
        return ()
    if value == "full":
        return PHASES
    moves = reader.names("visit")
    if not moves or any(move not in PHASES for move in moves):
        reader.fault("visit", "flow.bad_choice", options=["full", "simple", *PHASES])
    return tuple(phase for phase in PHASES if phase in moves)


def _read_approve(reader: Reader, nesting: Nesting) -> ApproveStep:
    mode: ApproveMode = reader.choice("mode", APPROVE_MODES, "all")
    step = ApproveStep(
        **_person_step(reader, "approve", (nesting.start,)),
        approvers=read_sources(reader, "approvers"),
        mode=mode,
        share=_read_share(reader, mode),
        closes=reader.choice("closes", ("verdict", *CLOSES.get(mode, ())), "verdict"),
        if_empty=_read_if_empty(reader, ("pass", "refuse", "person", "flow_admin")),
        if_submitter=reader.choice("if_submitter", ("self", "skip", "department_head"), "self"),
        if_again=reader.choice("if_again", ("each_time", "first_only", "consecutive"), "each_time"),
        refused=_read_refused(reader, nesting),
    )
    if not step.approvers:
        reader.fault("approvers", "flow.missing")
    return step


def _read_share(reader: Reader, mode: ApproveMode) -> Share | None:
    """`percent` of those asked (ratio), or how many of them (count)."""
    named = {"ratio": "percent", "count": "count"}.get(mode)
    if named is not None and reader.raw(named) is None:
        reader.fault(named, "flow.missing")
    if mode == "ratio":
        return Share(percent=reader.whole("percent", 0, 1, 100))
    if mode == "count":
        return Share(count=reader.whole("count", 0, 1, 99))
    return None


def _read_refused(reader: Reader, nesting: Nesting) -> Refused:
    value = reader.raw("refused")
    if value is None or value == "terminate":
        return Refused()
    refused = Reader(value, reader.at("refused"), reader.problems)
    if refused.raw("return_to") is not None:
        resume: Resume = refused.choice("resume", ("walk", "straight"), "walk")
        result = Refused("return", step=refused.key("return_to"), resume=resume)
    elif refused.raw("items") is not None:
        result = Refused("branch", items=read_items(refused, "items", nesting.deeper()))
    else:
        result = Refused("terminate", stage=refused.key("stage", ""))
    refused.done()
    return result


def _read_if_empty(reader: Reader, policies: tuple[str, ...]) -> IfEmpty | None:
    value = reader.raw("if_empty")
    if value is None:
        return None
    if isinstance(value, Mapping) and set(value) == {"person"} and isinstance(value["person"], str):
        return IfEmpty("person", value["person"])
    words = tuple(policy for policy in policies if policy != "person")
    return IfEmpty(reader.choice("if_empty", words))  # type: ignore[arg-type]


def _read_notify(reader: Reader, _nesting: Nesting) -> NotifyStep:
    """Who is told, in which words (else the step's name), and whether the run waits until all have read it."""
    step = read_step(reader, "notify")
    words = reader.raw("text")
    text = step["label"] if words is None else Reader({"label": words}, reader.at("text"), reader.problems).label("")
    to = read_sources(reader, "to")
    if not to:
        reader.fault("to", "flow.missing")
    until_read = reader.flag("until_read") is True
    wait = read_longest(reader) if until_read else {}
    return NotifyStep(**step, to=to, text=text, until_read=until_read, **wait)


def _read_action(reader: Reader, _nesting: Nesting) -> ActionStep:
    """What is set, and where it is pushed to: one of them at least."""
    step = ActionStep(
        **read_step(reader, "action"),
        changes=dict(reader.table("set")),
        webhook=reader.key("webhook", ""),
        values=dict(reader.table("values")),
    )
    if not step.changes and not step.webhook:
        reader.fault("", "flow.does_nothing")
    return step


def _read_branch(reader: Reader, nesting: Nesting) -> Branch:
    branch_id = reader.key("id")
    label = reader.label(branch_id)
    ways = tuple(_read_way(way, index, nesting) for index, way in enumerate(reader.children("ways")))
    if not ways:
        reader.fault("ways", "flow.missing")
    keys = [way.key for way in ways]
    if len(set(keys)) < len(keys):
        reader.fault("ways", "flow.duplicate_way", keys=keys)
    return Branch(branch_id, label, ways)


def _read_parallel(reader: Reader, nesting: Nesting) -> Parallel:
    """`join`: all, any, or how many of the lanes must have ended."""
    block = reader.key("id")
    label = reader.label(block)
    lanes = tuple(_read_lane(lane, index, nesting) for index, lane in enumerate(reader.children("lanes")))
    if not 2 <= len(lanes) <= MOST_LANES:
        reader.fault("lanes", "flow.bad_lanes", most=MOST_LANES)
    keys = [lane.key for lane in lanes]
    if len(set(keys)) < len(keys):
        reader.fault("lanes", "flow.duplicate_way", keys=keys)
    needed = len(lanes)
    if isinstance(reader.raw("join"), int):
        needed = reader.whole("join", needed, 1, max(needed, 1))
    elif reader.choice("join", ("all", "any"), "all") == "any":
        needed = 1
    return Parallel(block, label, lanes, needed)


def _read_repeat(reader: Reader, nesting: Nesting) -> Repeat:
    """Walked until the condition holds, at most so often."""
    block = reader.key("id")
    label = reader.label(block)
    until, most = reader.raw("until"), reader.whole("most", 10, 1, MOST_ROUNDS)
    if until is None:
        reader.fault("until", "flow.missing")
    items = read_items(reader, "items", nesting.deeper())
    if not items:
        reader.fault("items", "flow.missing")
    return Repeat(block, label, until, most, items)


def _read_lane(reader: Reader, index: int, nesting: Nesting) -> Lane:
    key = reader.key("key", f"lane{index + 1}")
    lane = Lane(key, reader.label(key), read_items(reader, "items", nesting.deeper()))
    reader.done()
    return lane


def _read_way(reader: Reader, index: int, nesting: Nesting) -> Way:
    key = reader.key("key", f"way{index + 1}")
    way = Way(key, reader.label(key), reader.raw("when"), read_items(reader, "items", nesting.deeper()))
    reader.done()
    return way


ITEM_READERS: Mapping[str, Callable[[Reader, Nesting], Item]] = {
    "start": _read_start,
    "handle": _read_handle,
    "approve": _read_approve,
    "branch": _read_branch,
    "parallel": _read_parallel,
    "repeat": _read_repeat,
    "wait": read_wait,
    "notify": _read_notify,
    "action": _read_action,
    "children": read_children,
    "end": lambda reader, nesting: EndStep(**read_step(reader, "end")),
    "terminate": lambda reader, nesting: TerminateStep(**read_step(reader, "terminate")),
}
