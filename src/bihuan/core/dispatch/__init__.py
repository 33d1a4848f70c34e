"""派单: who can take a job, who should, and why (semantics §5); the roster says who is on duty. docs/dispatch.md."""

from bihuan.core.dispatch.backlog import HandedOver, NextJob, OpenWork, Passed, Waiting, leavers_work, next_job
from bihuan.core.dispatch.check_in import DOUBTFUL, CheckIn, Lack, Sighting, as_json, judge_check_in
from bihuan.core.dispatch.claims import check_claim, claim_faults, waiting_order
from bihuan.core.dispatch.conditions import FACTS, policy_schema
from bihuan.core.dispatch.coverage import (
    CoverageGap,
    CoverageNeed,
    ShortRest,
    coverage_gaps,
    parse_coverage,
    short_rests,
)
from bihuan.core.dispatch.duty import absences_of, duty_of, shifts_on
from bihuan.core.dispatch.events import DispatchDecided
from bihuan.core.dispatch.explain import Teller, rule_labels
from bihuan.core.dispatch.facts import Absence, Candidate, Duty, Job, PastOffer, Place, SkillNeed, Travel
from bihuan.core.dispatch.hard_rules import HARD_RULES, HardRuleSpec
from bihuan.core.dispatch.moves import Mode, Move, Situation, Trigger, dispatch, next_move
from bihuan.core.dispatch.nobody import RemovedBy, removed_by
from bihuan.core.dispatch.objectives import OBJECTIVES, ObjectiveSpec
from bihuan.core.dispatch.parse import Catalogue, parse_policy
from bihuan.core.dispatch.plan import PlanRules
from bihuan.core.dispatch.policy import FULL, AcceptRule, ClaimRule, Policy, Question, Rating
from bihuan.core.dispatch.proposal import RosterChange, RosterProposal, UnmetNeed, propose_roster, with_changes
from bihuan.core.dispatch.ready import READY_POLICIES
from bihuan.core.dispatch.roster import Leave, Membership, Override, Pattern, Roster, Shift, SpecialDay, parse_roster
from bihuan.core.dispatch.scoring import choose_policy, failed_rules, score
from bihuan.core.dispatch.table import Removal, Removed, Scored, ScoreTable, rows_of, table_of
from bihuan.core.dispatch.travel import TravelTable, great_circle_metres, road_metres, travel_seconds
from bihuan.core.dispatch.windows import AcceptWindow, accept_window

__all__ = [
    "DOUBTFUL",
    "FACTS",
    "FULL",
    "HARD_RULES",
    "OBJECTIVES",
    "READY_POLICIES",
    "Absence",
    "AcceptRule",
    "AcceptWindow",
    "Candidate",
    "Catalogue",
    "CheckIn",
    "ClaimRule",
    "CoverageGap",
    "CoverageNeed",
    "DispatchDecided",
    "Duty",
    "HandedOver",
    "HardRuleSpec",
    "Job",
    "Lack",
    "Leave",
    "Membership",
    "Mode",
    "Move",
    "NextJob",
    "ObjectiveSpec",
    "OpenWork",
    "Override",
    "Passed",
    "PastOffer",
    "Pattern",
    "Place",
    "PlanRules",
    "Policy",
    "Question",
    "Rating",
    "Removal",
    "Removed",
    "RemovedBy",
    "Roster",
    "RosterChange",
    "RosterProposal",
    "ScoreTable",
    "Scored",
    "Shift",
    "ShortRest",
    "Sighting",
    "Situation",
    "SkillNeed",
    "SpecialDay",
    "Teller",
    "Travel",
    "TravelTable",
    "Trigger",
    "UnmetNeed",
    "Waiting",
    "absences_of",
    "accept_window",
    "as_json",
    "check_claim",
    "choose_policy",
    "claim_faults",
    "coverage_gaps",
    "dispatch",
    "duty_of",
    "failed_rules",
    "great_circle_metres",
    "judge_check_in",
    "leavers_work",
    "next_job",
    "next_move",
    "parse_coverage",
    "parse_policy",
    "parse_roster",
    "policy_schema",
    "propose_roster",
    "removed_by",
    "road_metres",
    "rows_of",
    "rule_labels",
    "score",
    "shifts_on",
    "short_rests",
    "table_of",
    "travel_seconds",
    "waiting_order",
    "with_changes",
]
