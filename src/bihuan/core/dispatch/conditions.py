"""What a policy's own conditions may read: the ticket's fields, and `job.…` and `candidate.…` beside them."""

from typing import Any

from bihuan.core.dispatch.facts import Candidate
from bihuan.core.dispatch.policy import OwnCondition, Question
from bihuan.core.rules import Condition, Field, Schema, compile_condition, fields_of, parse_condition
from bihuan.core.values import Json, JsonObject

CANDIDATE = Field(
    "candidate",
    "record",
    {"zh": "候选人", "en": "Candidate"},
    fields=(
        Field("person", "person", {"zh": "人员", "en": "Person"}),
        Field("department", "department", {"zh": "部门", "en": "Department"}),
        Field("roles", "multi", {"zh": "角色", "en": "Roles"}),
        Field("tags", "multi", {"zh": "标签", "en": "Tags"}),
        Field("skills", "multi", {"zh": "技能", "en": "Skills"}),
        Field("areas", "multi", {"zh": "区域", "en": "Areas"}),
        Field("languages", "multi", {"zh": "语言", "en": "Languages"}),
        Field("load", "number", {"zh": "在手工作量", "en": "Open load"}),
        Field("assigned_today", "number", {"zh": "今日派单数", "en": "Assigned today"}),
        Field("device_visits", "number", {"zh": "到过该设备次数", "en": "Visits to the device"}),
        Field("customer_visits", "number", {"zh": "到过该客户次数", "en": "Visits to the customer"}),
    ),
)
JOB = Field(
    "job",
    "record",
    {"zh": "工单", "en": "Job"},
    fields=(
        Field("type", "text", {"zh": "类型", "en": "Type"}),
        Field("priority", "text", {"zh": "紧急等级", "en": "Priority"}),
        Field("area", "region", {"zh": "区域", "en": "Area"}),
        Field("customer", "record", {"zh": "客户", "en": "Customer"}),
        Field("device", "record", {"zh": "设备", "en": "Device"}),
        Field("skills", "multi", {"zh": "所需技能", "en": "Skills needed"}),
        Field("due", "instant", {"zh": "期限", "en": "Due"}),
        Field("start", "instant", {"zh": "预约时间", "en": "Booked for"}),
        Field("duration_minutes", "number", {"zh": "预计时长（分钟）", "en": "Minutes"}),
        Field("weight", "number", {"zh": "工作量", "en": "Weight"}),
    ),
)


FACTS = (JOB, CANDIDATE)


def policy_schema(ticket: Schema | None, facts: tuple[Field, ...] = FACTS) -> Schema:
    """The fields that a policy may read. A ticket field named `job` or `candidate` is hidden by ours.

    `facts`: what of `job` and `candidate` may be read, for authors who may not read all of it.
    """
    own = (
        () if ticket is None else tuple(item for item in ticket.fields.values() if item.key not in ("job", "candidate"))
    )
    return Schema((*own, *facts))


def own_condition(tree: Json, schema: Schema, at: str) -> OwnCondition:
    """Raises Refusal `rule.invalid` with whole paths."""
    condition = parse_condition(tree, schema, at)
    return OwnCondition(condition, compile_condition(condition))


def condition_record(candidate: Candidate, question: Question) -> dict[str, Any]:
    """What conditions read about one candidate for one job."""
    facts = {
        "person": candidate.person,
        "department": candidate.department,
        "roles": tuple(candidate.roles),
        "tags": tuple(candidate.tags),
        "skills": tuple(candidate.skills),
        "areas": tuple(candidate.areas),
        "languages": tuple(candidate.languages),
        "load": candidate.load,
        "assigned_today": candidate.assigned_today,
        "device_visits": candidate.device_visits,
        "customer_visits": candidate.customer_visits,
    }
    return {**question.record, "candidate": facts}


def values_read(condition: Condition, record: dict[str, Any]) -> JsonObject:
    """What the condition read about job and candidate. The ticket's own fields stay out: not all may see them."""
    found = {}
    for path in sorted(fields_of(condition)):
        thing, _, key = path.partition(".")
        if thing in ("job", "candidate"):
            value = record[thing].get(key)
            found[path] = sorted(value) if isinstance(value, tuple) else value
    return found
