"""Rules when–if–then: what they change at once, what they ask for afterwards, why they did not. docs/automation.md."""

from bihuan.core.automation.actions import (
    ACTIONS,
    ActionSpec,
    Effect,
    Lookups,
    NoLookups,
    register_action,
)
from bihuan.core.automation.change import Change, concerns
from bihuan.core.automation.describe import NOTICE_LABELS, Language, RuleTeller
from bihuan.core.automation.dry_run import DryRun, WouldFire, dry_run
from bihuan.core.automation.following import ActionRequest, FollowingRun, following
from bihuan.core.automation.immediate import Contest, ImmediateRun, run_immediate
from bihuan.core.automation.lint import RuleFinding, lint
from bihuan.core.automation.outcome import RuleOutcome, unmet
from bihuan.core.automation.parse import parse_rule
from bihuan.core.automation.reads import judged_by, watched_by, worked_out_from
from bihuan.core.automation.rule import (
    ChangeTrigger,
    EventTrigger,
    Rule,
    ScheduleTrigger,
    Vocabulary,
)
from bihuan.core.automation.schedule import Schedule, next_due
from bihuan.core.automation.settings import RECIPIENT_KEYS, RECIPIENT_WORDS, SettingsReader
from bihuan.core.automation.templates import TEMPLATES, Parameter, RuleTemplate, rule_from_template
from bihuan.core.automation.words import REASONS

__all__ = [
    "ACTIONS",
    "NOTICE_LABELS",
    "REASONS",
    "RECIPIENT_KEYS",
    "RECIPIENT_WORDS",
    "TEMPLATES",
    "ActionRequest",
    "ActionSpec",
    "Change",
    "ChangeTrigger",
    "Contest",
    "DryRun",
    "Effect",
    "EventTrigger",
    "FollowingRun",
    "ImmediateRun",
    "Language",
    "Lookups",
    "NoLookups",
    "Parameter",
    "Rule",
    "RuleFinding",
    "RuleOutcome",
    "RuleTeller",
    "RuleTemplate",
    "Schedule",
    "ScheduleTrigger",
    "SettingsReader",
    "Vocabulary",
    "WouldFire",
    "concerns",
    "dry_run",
    "following",
    "judged_by",
    "lint",
    "next_due",
    "parse_rule",
    "register_action",
    "rule_from_template",
    "run_immediate",
    "unmet",
    "watched_by",
    "worked_out_from",
]
