"""Rules to start from. Fill in a few values, get a rule like any other."""

from collections.abc import Mapping

from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, Kind, Problem, Refusal


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the template asks for; `default` None: it must be given."""

    key: str
    label: Mapping[str, str]
    default: Json = None


@dataclass(frozen=True, slots=True)
class RuleTemplate:
    """`rule` is a rule in which `{"parameter": key}` stands for a value."""

    key: str
    label: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    rule: JsonObject


def rule_from_template(template: RuleTemplate, values: Mapping[str, Json]) -> JsonObject:
    """The rule as JSON for `parse_rule`. Raises Refusal `automation.template_invalid` naming every fault."""
    known = {parameter.key: parameter.default for parameter in template.parameters}
    given = {**known, **values}
    problems = [Problem(key, "automation.parameter_unknown", {"known": sorted(known)}) for key in values.keys() - known]
    problems += [Problem(key, "document.missing") for key in known if given[key] is None]
    if problems:
        problems.sort(key=lambda problem: problem.path)
        raise Refusal("automation.template_invalid", Kind.INVALID, problems=problems, template=template.key)
    filled: JsonObject = _filled(template.rule, given)
    return filled


def _filled(part: Json, values: Mapping[str, Json]) -> Json:
    if isinstance(part, Mapping):
        if set(part) == {"parameter"}:
            return values[part["parameter"]]
        return {key: _filled(item, values) for key, item in part.items()}
    return [_filled(item, values) for item in part] if isinstance(part, list | tuple) else part


def _field(path: str) -> JsonObject:
    return {"field": path}


def _is(path: str, value: Json) -> JsonObject:
    return {"op": "eq", "left": _field(path), "right": value}


TEMPLATES: tuple[RuleTemplate, ...] = (
    RuleTemplate(
        "vip_event_support",
        {"zh": "VIP-活动保障：市场活动且合同金额高", "en": "VIP event support: campaign and large contract"},
        (
            Parameter("source", {"zh": "来源", "en": "Source"}, "campaign"),
            Parameter("amount", {"zh": "合同金额超过", "en": "Contract above"}, "500000"),
            Parameter("role", {"zh": "短信发给角色", "en": "SMS to the role"}, "technical_director"),
        ),
        {
            "key": "vip_event_support",
            "label": {"zh": "VIP-活动保障", "en": "VIP event support"},
            "position": 20,
            "when": "ticket_created",
            "if": {
                "all": [
                    _is("source", {"parameter": "source"}),
                    {"op": "gt", "left": _field("contract.amount"), "right": {"parameter": "amount"}},
                ]
            },
            "then": [
                {"do": "add_tag", "tag": "VIP-活动保障"},
                {"do": "sms", "to": [{"role": {"parameter": "role"}}], "template": "vip_event_support"},
            ],
        },
    ),
    RuleTemplate(
        "contract_from_customer",
        {"zh": "自动带出合同", "en": "Fill in the contract"},
        (),
        {
            "key": "contract_from_customer",
            "label": {"zh": "自动带出合同", "en": "Fill in the contract"},
            "position": 10,
            "when": "ticket_created",
            "then": ["fill_contract"],
        },
    ),
    RuleTemplate(
        "repeated_repair",
        {"zh": "同一设备反复报修：建议更换", "en": "The same device again: advise replacement"},
        (
            Parameter("times", {"zh": "此前次数达到", "en": "Earlier repairs"}, 2),
            Parameter("days", {"zh": "天数", "en": "Days"}, 30),
        ),
        {
            "key": "repeated_repair",
            "label": {"zh": "反复报修", "en": "Repeated repair"},
            "when": "ticket_created",
            "if": {
                "op": "ge",
                "left": {"history": {"same": "device", "days": {"parameter": "days"}}},
                "right": {"parameter": "times"},
            },
            "then": [
                {"do": "add_tag", "tag": "建议更换"},
                {"do": "notify", "to": ["lead"], "template": "repeated_repair"},
            ],
        },
    ),
    RuleTemplate(
        "urgent_told_at_once",
        {"zh": "升级为最紧急时立即通知负责人", "en": "Tell the lead when it becomes most urgent"},
        (Parameter("priority", {"zh": "紧急等级", "en": "Priority"}, "P0"),),
        {
            "key": "urgent_told_at_once",
            "label": {"zh": "紧急升级通知", "en": "Urgent"},
            "when": {"field": "priority", "to": {"parameter": "priority"}},
            "then": [{"do": "notify", "to": ["lead", "assignee"], "template": "urgent"}],
        },
    ),
)
"""The templates that come with Bihuan; `source`, `contract`, `device` and `priority` are fields of every ticket."""
