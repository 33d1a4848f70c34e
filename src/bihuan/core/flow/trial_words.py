"""What happened in a try-run, in sentences: one template per event, Chinese and English."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from bihuan.core.flow.definition import FlowDefinition, Label, PersonStep
from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.flow.layout import sequences_of
from bihuan.core.flow.words import ACTION_LABELS, ACTION_OUTCOMES, CHILDREN_OUTCOMES, WAIT_OUTCOMES
from bihuan.core.late import dataclass
from bihuan.core.values import Instant

# `{name}` are the event's own fields: people, steps and stages by name, the rest as it is.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "RunStarted": ("{submitter}提交了申请", "{submitter} handed it in"),
    "BranchTaken": ("“{block}”走“{way}”", "“{block}” goes “{way}”"),
    "BranchTaken.none": ("“{block}”没有一条走得通，跳过", "No way of “{block}” fits: it is passed by"),
    "BlockForked": ("“{block}”各路同时开始", "“{block}” forks: its lanes run side by side"),
    "LaneEnded": ("“{block}”的“{lane}”走完，等汇合", "Lane “{lane}” of “{block}” has arrived and waits to join"),
    "BlockLeft.joined": ("“{block}”汇合，继续往下走", "“{block}” has joined and goes on"),
    "BlockLeft.returned": ("“{block}”因退回而取消", "“{block}” is cancelled by going back"),
    "RoundBegan": ("“{block}”第 {round} 轮开始", "“{block}”: round {round} begins"),
    "RoundsEnded.until": ("“{block}”条件满足，结束循环", "“{block}” is over: its condition holds"),
    "RoundsEnded.most": ("“{block}”已到最多轮数，结束循环", "“{block}” is over: it was walked as often as it may be"),
    "StepEntered": ("到“{step}”", "Now at “{step}”"),
    "StepEntered.asked": ("到“{step}”，由{owners}办理", "Now at “{step}”: {owners} is asked"),
    "StepEntered.nobody": (
        "到“{step}”，还没有人，等派单",
        "Now at “{step}”: nobody has it, it must be assigned",
    ),
    "StepEntered.wait": ("到“{step}”，等到 {until}", "Now at “{step}”: it waits until {until}"),
    "StepEntered.open": ("到“{step}”，在等", "Now at “{step}”: it waits"),
    "StepKept": ("“{step}”依据没变，原来的结果仍有效", "“{step}” rests on the same grounds: its result stands"),
    "SeatCalled": ("轮到{person}审批“{step}”", "It is the turn of {person} at “{step}”"),
    "SigningOpened": ("{person}请{owners}参与“{step}”", "{person} asks {owners} in at “{step}”"),
    "SigningAnswered": ("{person}对“{step}”给出意见", "{person} answered at “{step}”"),
    "SigningClosed": ("“{step}”的征询或加签结束", "Those asked in at “{step}” are done"),
    "VisitOffered": ("派给{person}，等接单", "Offered to {person}"),
    "TaskPooled": ("放进抢单池：{candidates}", "May be claimed by {candidates}"),
    "VisitAccepted": ("{person}接单", "{person} accepted"),
    "VisitRefused": ("{person}拒单，要重新派", "{person} turned it down: it must be assigned anew"),
    "VisitExpired": ("{person}超时没接单，要重新派", "{person} did not accept in time: it must be assigned anew"),
    "VisitDeparted": ("{person}出发", "{person} set off"),
    "VisitArrived": ("{person}到场", "{person} arrived"),
    "WorkBegan": ("{person}开始处理", "{person} began to work"),
    "TaskFinished": ("{person}在“{step}”选择“{action}”", "{person} chose “{action}” at “{step}”"),
    "VoteCast": ("{person}在“{step}”选择“{verdict}”", "{person} chose “{verdict}” at “{step}”"),
    "TaskReassigned": ("任务交给{person}", "The task is given to {person}"),
    "TaskUrged": ("催办“{step}”", "“{step}” was urged"),
    "TaskKept": ("“{step}”由本人收回", "“{step}” was taken back by its owner"),
    "DeadlinesSet": ("“{step}”的期限：{due}", "Deadlines of “{step}”: {due}"),
    "DeadlineReached.remind": ("“{step}”到期：催{owner}", "“{step}” is due: {owner} is reminded"),
    "DeadlineReached.escalate": ("“{step}”到期：升级通知上级", "“{step}” is due: those above are told"),
    "DeadlineReached.transfer": ("“{step}”到期：换人办理", "“{step}” is due: it is handed over"),
    "DeadlineReached.pass": ("“{step}”到期：自动通过", "“{step}” is due: it passes by itself"),
    "DeadlineReached.return_step": ("“{step}”到期：自动退回", "“{step}” is due: it goes back by itself"),
    "WaitMoved": ("“{step}”改等到 {until}", "“{step}” now waits until {until}"),
    "WaitEnded.time": ("“{step}”时间到，不再等", "“{step}”: its time came"),
    "WaitEnded.event": ("“{step}”等到了", "“{step}”: what it waited for came about"),
    "WaitEnded.early": ("“{step}”被提前结束", "“{step}” was ended early"),
    "WaitEnded.read": ("“{step}”全部已阅", "“{step}”: all have read it"),
    "WaitEnded": ("“{step}”不再等", "“{step}” waits no longer"),
    "PeopleTold": ("“{step}”知会{people}", "“{step}”: {people} is told"),
    "CopyRead": ("{person}已阅“{step}”", "{person} has read “{step}”"),
    "ActionAsked": ("“{step}”自动动作执行", "“{step}”: the product acts by itself"),
    "ActionDone": ("“{step}”自动动作完成", "“{step}”: done by the product"),
    "IncidentOpened": ("“{step}”异常，等流程管理员处理", "“{step}” failed: a flow admin must see to it"),
    "IncidentSettled": ("“{step}”的异常已处理", "The incident at “{step}” is settled"),
    "ChildrenAsked": ("“{step}”要开子工单", "“{step}” asks for child tickets"),
    "ChildOpened": ("“{step}”开了子工单“{part}”", "“{step}”: child “{part}” is open"),
    "ChildFared": ("“{step}”的子工单“{part}”有了结果", "“{step}”: child “{part}” stands otherwise now"),
    "ChildrenReleased": ("“{step}”剩下的子工单随之结束", "“{step}”: the children left end with it"),
    "StepLeft": ("“{step}”结束：{result}", "“{step}” is over: {result}"),
    "RunEnded": ("流程结束，状态“{stage}”", "The run has ended: “{stage}”"),
    "RunTerminated": ("流程终止，状态“{stage}”", "The run was terminated: “{stage}”"),
    "RunWithdrawn": ("{by}撤回", "{by} withdrew it"),
    "RunReopened": ("{by}重开，第 {round} 轮", "{by} reopened it: round {round}"),
    "RunForceClosed": ("{by}强制关闭", "{by} closed it by force"),
    "RunMerged": ("合并到别的工单", "Merged into another ticket"),
    "RunUnmerged": ("撤销合并", "The merging was undone"),
}
_PLACES = re.compile(r"\{(\w+)\}")
NOBODY: Label = {"zh": "无人", "en": "nobody"}
RESULTS: Mapping[str, Label] = {**ACTION_LABELS, **WAIT_OUTCOMES, **CHILDREN_OUTCOMES, **ACTION_OUTCOMES}
PEOPLE = frozenset({"submitter", "person", "by", "owner"})
MANY = frozenset({"people", "candidates", "owners"})
ITEMS = frozenset({"step", "block"})
WAYS = frozenset({"way", "lane"})
CHOSEN = frozenset({"action", "verdict", "result"})


@dataclass(frozen=True, slots=True)
class Naming:
    """What the fields of events are called. `person` and `instant` say those in both languages."""

    definition: FlowDefinition
    person: Callable[[str], Label]
    instant: Callable[[Instant], str]

    def said(self, values: Mapping[str, Any], name: str) -> Label:
        """One field of an event."""
        value = values[name]
        if name in PEOPLE:
            return self.person(value) if value else NOBODY
        if name in MANY:
            return _joined([self.person(one) for one in value])
        if name in ITEMS | WAYS | CHOSEN | {"stage"}:
            return self._designed(values, name)
        if name == "until":
            return _same("–" if value is None else self.instant(value))
        return _same("、".join(self.instant(one["at"]) for one in value) if name == "due" else str(value))

    def _designed(self, values: Mapping[str, Any], name: str) -> Label:
        value = values[name]
        if name == "stage":
            return self.definition.stages[value].label
        if name in WAYS:
            return self._way(values["block"], value)
        item = self.definition.items.get(value if name in ITEMS else values["step"])
        if name in ITEMS:
            return item.label if item is not None else _same(value)
        offers = item.offers if isinstance(item, PersonStep) else {}
        return offers[value].label if value in offers else RESULTS.get(value, _same(value))

    def _way(self, block: str, key: str | None) -> Label:
        item = self.definition.items[block]
        ways = (*getattr(item, "ways", ()), *getattr(item, "lanes", ()))
        drawn = next((way.label for way in ways if way.key == key), None)
        refused = key == "refused" and any(way == key for way, _ in sequences_of(item))
        return drawn or (ACTION_LABELS["refuse"] if refused else _same(str(key)))


def _same(text: str) -> Label:
    return {"zh": text, "en": text}


def _joined(labels: list[Label]) -> Label:
    if not labels:
        return NOBODY
    return {"zh": "、".join(one["zh"] for one in labels), "en": ", ".join(one.get("en", one["zh"]) for one in labels)}


def sentence(event: FlowEvent, naming: Naming) -> Label:
    """The event in both languages."""
    name = type(event).__name__
    values: dict[str, Any] = {one.name: getattr(event, one.name) for one in fields(event)}
    template = SENTENCES.get(f"{name}.{_variant(name, values)}") or SENTENCES[name]
    if name in ("StepEntered", "SigningOpened"):
        values["owners"] = owners_of(values["tasks"])
    if values.get("wait"):
        values["until"] = values["wait"]["until"]
    told = {one: naming.said(values, one) for one in _PLACES.findall(template[0])}
    return {
        language: template[place].format_map({one: words.get(language, words["zh"]) for one, words in told.items()})
        for place, language in enumerate(("zh", "en"))
    }


def owners_of(tasks: tuple[Mapping[str, Any], ...]) -> tuple[str, ...]:
    """Everybody whose turn it is by these written tasks, each once."""
    people = (one for task in tasks for one in ((task["owner"],) if task["owner"] else task.get("candidates", ())))
    return tuple(dict.fromkeys(people))


def _variant(name: str, values: Mapping[str, Any]) -> str:
    if name == "BranchTaken":
        return "none" if values["way"] is None else ""
    if name == "StepEntered":
        return _standing(values)
    return str(values.get("why") or values.get("do") or "")


def _standing(values: Mapping[str, Any]) -> str:
    if values["tasks"]:
        return "asked" if owners_of(values["tasks"]) else "nobody"
    wait = values.get("wait")
    return "" if wait is None else "wait" if wait["until"] is not None else "open"
