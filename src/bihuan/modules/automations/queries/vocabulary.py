"""What rules may speak of: the events of a ticket by the names that people use, and what each of them tells."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bihuan.core.automation import Vocabulary
from bihuan.core.rules import Field, FieldKind, Schema
from bihuan.core.values import JsonObject

Told = tuple[str, JsonObject]


def _field(key: str, kind: FieldKind, zh: str, en: str) -> Field:
    return Field(key, kind, {"zh": zh, "en": en})


_PERSON = _field("person", "person", "人员", "Person")
_STEP = _field("step", "text", "步骤", "Step")
_ACTION = _field("action", "text", "动作", "Action")
_CLOCK = (_field("clock", "text", "计时", "Clock"), _field("policy", "text", "时效策略", "Policy"))
# Name → what it tells, and how it is said.
EVENTS: Mapping[str, tuple[Field, ...]] = {
    "ticket_created": (),
    "ticket_changed": (_field("fields", "multi", "变更字段", "Changed fields"),),
    "stage_changed": (_field("from", "text", "原阶段", "From"), _field("to", "text", "新阶段", "To")),
    "assigned": (_PERSON,),
    "accepted": (_PERSON, _field("claimed", "boolean", "抢单", "Claimed")),
    "refused": (_PERSON,),
    "offer_expired": (_PERSON,),
    "arrived": (_PERSON,),
    "finished": (_PERSON, _STEP, _ACTION),
    "decided": (_PERSON, _STEP, _field("verdict", "text", "结论", "Verdict")),
    "reopened": (_field("round", "number", "轮次", "Round"),),
    "withdrawn": (),
    "ended": (_field("how", "text", "方式", "How"),),
    "archived": (),
    "note_added": (_field("public", "boolean", "公开", "Public"),),
    "public_note_added": (),
    "clock_breached": _CLOCK,
    "threshold_reached": (_CLOCK[0], _field("rungs", "multi", "提醒点", "Rungs")),
    "reminder_reached": (_field("reminder", "text", "提醒", "Reminder"),),
    "dispatch_failed": (_field("trigger", "text", "起因", "Because of"), _field("why", "text", "原因", "Why")),
}
EVENT_NAMES: Mapping[str, Mapping[str, str]] = {
    "ticket_created": {"zh": "工单创建", "en": "a ticket is created"},
    "ticket_changed": {"zh": "工单内容变更", "en": "a ticket is changed"},
    "stage_changed": {"zh": "阶段变更", "en": "the stage changes"},
    "assigned": {"zh": "派单", "en": "it is assigned"},
    "accepted": {"zh": "接单", "en": "it is accepted"},
    "refused": {"zh": "拒单", "en": "it is refused"},
    "offer_expired": {"zh": "超时未接单", "en": "nobody accepts in time"},
    "arrived": {"zh": "到场", "en": "the engineer arrives"},
    "finished": {"zh": "待办完成", "en": "a task is finished"},
    "decided": {"zh": "审批表态", "en": "an approver answers"},
    "reopened": {"zh": "重开", "en": "it is reopened"},
    "withdrawn": {"zh": "撤回", "en": "it is withdrawn"},
    "ended": {"zh": "流程结束", "en": "the run ends"},
    "archived": {"zh": "归档", "en": "it is archived"},
    "note_added": {"zh": "新增记录", "en": "a note is added"},
    "public_note_added": {"zh": "新增公开回复", "en": "a public note is added"},
    "clock_breached": {"zh": "计时超时", "en": "a clock is breached"},
    "threshold_reached": {"zh": "到达提醒点", "en": "a rung of a ladder is reached"},
    "reminder_reached": {"zh": "到达提醒日", "en": "a reminder is due"},
    "dispatch_failed": {"zh": "派单无人可派", "en": "nobody fits to dispatch to"},
}
# Fields of the core record that a rule may set; of the form, all that are of a kind that can be set.
SETTABLE = frozenset({"title", "priority", "tags", "region", "customer", "site", "contract", "device"})


def vocabulary(record: Schema) -> Vocabulary:
    """The vocabulary of rules about records of this schema."""
    return Vocabulary(record, EVENTS)


# --- what an event tells ----------------------------------------------------------------------------------------


def _changed(event: Any) -> Iterator[Told]:
    parts = (event.changes, event.texts, event.data)
    yield "ticket_changed", {"fields": [key for part in parts for key in part or ()]}


def _entered(event: Any) -> Iterator[Told]:
    for task in event.tasks:
        if task.get("owner"):
            yield "assigned", {"person": task["owner"]}


def _to_person(name: str) -> Callable[[Any], Iterator[Told]]:
    def told(event: Any) -> Iterator[Told]:
        yield name, {"person": event.person}

    return told


def _accepted(event: Any) -> Iterator[Told]:
    yield "accepted", {"person": event.person, "claimed": event.claimed}


def _finished(event: Any) -> Iterator[Told]:
    yield "finished", {"person": event.person, "step": event.step, "action": event.action}


def _decided(event: Any) -> Iterator[Told]:
    yield "decided", {"person": event.person, "step": event.step, "verdict": event.verdict}


def _reopened(event: Any) -> Iterator[Told]:
    yield "reopened", {"round": event.round}


def _ended(how: str) -> Callable[[Any], Iterator[Told]]:
    def told(_event: Any) -> Iterator[Told]:
        yield "ended", {"how": how}

    return told


def _plain(name: str) -> Callable[[Any], Iterator[Told]]:
    def told(_event: Any) -> Iterator[Told]:
        yield name, {}

    return told


def _noted(event: Any) -> Iterator[Told]:
    yield "note_added", {"public": event.public}
    if event.public:
        yield "public_note_added", {}


def _clocks(event: Any) -> Iterator[Told]:
    for move in event.moves:
        if move["event"] == "ClockBreached":
            yield "clock_breached", {"clock": move["clock"], "policy": move["policy"]}
        elif move["event"] == "ThresholdReached":
            rungs = [item["threshold"] for item in move["passed"]]
            yield "threshold_reached", {"clock": move["clock"], "rungs": rungs}
        elif move["event"] == "ReminderReached":
            yield "reminder_reached", {"reminder": move["reminder"]}


def _dispatched(event: Any) -> Iterator[Told]:
    if event.move == "dispatcher":
        yield "dispatch_failed", {"trigger": event.trigger, "why": event.why}


# By the event's class name, so that events of modules that are not installed need not be known.
TOLD_BY: Mapping[str, Callable[[Any], Iterator[Told]]] = {
    "TicketCreated": _plain("ticket_created"),
    "TicketChanged": _changed,
    "StepEntered": _entered,
    "VisitOffered": _to_person("assigned"),
    "TaskReassigned": _to_person("assigned"),
    "VisitAccepted": _accepted,
    "VisitRefused": _to_person("refused"),
    "VisitExpired": _to_person("offer_expired"),
    "VisitArrived": _to_person("arrived"),
    "TaskFinished": _finished,
    "VoteCast": _decided,
    "RunReopened": _reopened,
    "RunWithdrawn": _plain("withdrawn"),
    "RunEnded": _ended("done"),
    "RunTerminated": _ended("terminated"),
    "RunForceClosed": _ended("force_closed"),
    "RunMerged": _ended("merged"),
    "TicketArchived": _plain("archived"),
    "NoteAdded": _noted,
    "ClocksMoved": _clocks,
    "DispatchDecided": _dispatched,
}
CAME_DUE = "RuleCameDue"
RAN = "RulesRan"
WATCHED = (*TOLD_BY, CAME_DUE)
# Events that may move the ticket to another stage.
MOVING = frozenset(
    {
        *(
            "StepEntered",
            "StepLeft",
            "LaneEnded",
            "BlockLeft",
            "RunEnded",
            "RunTerminated",
            "RunWithdrawn",
            "RunReopened",
        ),
        *("RunForceClosed", "RunMerged", "RunUnmerged"),
    }
)
