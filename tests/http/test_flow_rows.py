"""Nothing of semantics §4 is without a case over HTTP: each row of its tables and lists names the tests that walk it on
both databases, and whatever is added to the guide or the engine without one fails here."""

import ast
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import get_args

import pytest

from bihuan.core.flow import FlowCommand, definition
from bihuan.core.flow.actions import RUN_OFFERS
from bihuan.core.flow.parse_steps import ITEM_READERS
from bihuan.core.flow.people import RESOLVERS
from bihuan.core.flow.words import ACTION_LABELS

HERE = Path(__file__).parent
GUIDE = re.sub(r"\n +", " ", (HERE.parents[1] / "docs/semantics.md").read_text(encoding="utf-8"))


def rows_of(header: str) -> list[str]:
    """The first cells of the table that begins with this line."""
    lines = GUIDE.split(f"{header}\n|---", 1)[1].splitlines()[1:]
    table = lines[: next(number for number, line in enumerate(lines) if not line.startswith("|"))]
    return [line.split("|")[1].strip() for line in table]


def listed(before: str) -> list[str]:
    """What a sentence of the guide lists behind these words."""
    sentence = re.split(r"\.(?:\s|$)", GUIDE.split(before, 1)[1], maxsplit=1)[0]
    return [part.strip().removeprefix("or ") for part in re.split(r",(?![^(]*\))", sentence)]


def names(kind: object) -> list[str]:
    """The names of a literal type."""
    return list(get_args(kind))


def commands() -> list[str]:
    return [one.__name__ for one in get_args(FlowCommand)]


MODES = "test_each_mode_passes_and_fails_as_the_table_says"
EMPTY = "test_where_nobody_is_found_the_policy_decides"
SELF = "test_who_asked_himself_decides_is_skipped_or_is_replaced_by_his_head"
AGAIN = "test_the_same_person_is_asked_again_as_the_step_says"
KEPT = "test_a_decision_keeps_opinion_signature_time_ip_and_device"
LIFE = "test_what_is_done_with_a_whole_run_in_each_status"
BACK = "test_sent_back_it_walks_again_or_comes_straight_back"
HANDED = "test_a_task_is_handed_over_within_its_range_and_not_to_oneself"
OPINION = "test_an_opinion_comes_back_and_decides_nothing"
BEFORE = "test_signed_in_before_they_decide_and_it_returns_to_me"
AFTER = "test_signed_in_after_the_step_passes_only_when_they_agree"
BESIDE = "test_signed_in_beside_me_they_join_with_a_mode_of_their_own"
URGED = "test_who_waits_urges_and_is_counted_and_limited"
FORCED = "test_a_decision_is_moved_by_the_flow_admin_alone_and_with_a_reason"
ADMIN = "test_only_the_flow_admin_ends_a_run_and_says_why"
VISIT = "test_dispatched_work_is_offered_accepted_or_refused"
FIELD = "test_whom_a_field_names_and_the_head_of_the_department_that_one_names"
BRANCH = "test_a_branch_takes_the_first_way_that_holds_else_the_last"
LANES = "test_lanes_meet_when_all_one_or_k_have_ended_and_the_rest_is_cancelled"
ENDS = "test_an_end_ends_its_lane_and_a_terminate_the_run"
CHILDREN = "test_children_are_opened_for_rows_and_waited_for"
INCIDENT = "test_an_action_that_fails_is_an_incident_that_the_flow_admin_settles"
READ = "test_those_told_read_it_and_the_run_goes_on"
EVENT = "test_a_wait_for_an_event_is_over_when_it_comes_about"
SEQUENCE = "test_a_sequence_is_walked_step_by_step"
HEAD = "test_the_head_of_the_department_n_levels_up_and_further_up_where_there_is_none"
MANAGER = "test_the_manager_of_who_asks_n_levels_up"
CHOSEN = "test_whom_the_submitter_chooses_within_the_range"
NEXT = "test_whom_the_one_who_decides_names_as_the_next"
PREVIOUS = "test_who_handled_it_before"
DUTY = "test_who_of_a_role_is_on_duty"
MATRIX = "test_a_matrix_of_values"
NAMED = "test_named_people_and_lists_of_sources_each_once"
ROLE = "test_everybody_of_a_role"
UNMERGED = "test_a_merging_undone_goes_on_where_it_stood"
POOL = "test_work_in_the_pool_is_claimed_by_one"
REOPENED = "test_who_asked_reopens_within_the_days_and_the_lead_until_the_archive"

# What there is, by where it stands → its rows → the tests that walk each. Tables of the guide first, then its lists,
# then what the engine knows.
CASES: dict[str, tuple[Callable[[], Iterable[str]], dict[str, tuple[str, ...]]]] = {
    "modes": (lambda: rows_of("| mode | passes | fails |"), {
        "会签 all": (MODES,),
        "或签 any": (MODES,),
        "依次 sequence": (MODES, "test_one_after_another_the_next_is_asked_only_then"),
        "ratio, count": (MODES,),
    }),
    "operations": (lambda: rows_of("| operation | who | effect |"), {
        "同意 / 拒绝": (KEPT,),
        "转交 transfer": (HANDED,),
        "征询 consult": (OPINION,),
        "加签 before, after, parallel": (BEFORE, AFTER, BESIDE),
        "退回 return": (BACK, "test_only_listed_targets_are_taken"),
        "撤回 withdraw": (LIFE, "test_only_who_asked_withdraws_and_a_step_may_say_otherwise"),
        "催办 urge": (URGED,),
        "终止, 强制转派, 强制关闭": (LIFE, ADMIN, FORCED),
    }),
    "refusals": (lambda: listed("What a refusal does is set per step: "), {
        "terminate": ("test_a_refusal_may_end_the_run_in_a_stage_of_its_own",),
        "return to a step": ("test_a_refusal_may_lead_back_to_a_step",),
        "a drawn branch": ("test_a_refusal_may_lead_into_a_drawn_branch",),
    }),
    "approvers": (lambda: listed("- Approvers: "), {
        "people": (NAMED,),
        "role": (ROLE,),
        "head of department (level N, upwards if empty)": (HEAD,),
        "the submitter's manager at level N": (MANAGER,),
        "a member or department field of the form": (FIELD,),
        "the submitter's choice within a range": (CHOSEN,),
        "the previous handler": (PREVIOUS,),
        "the current approver names the next": (NEXT,),
        "the person on duty": (DUTY,),
        "a matrix": (MATRIX,),
    }),
    "nobody": (lambda: listed("Nobody found: "), dict.fromkeys(
        ("pass", "refuse", "a named person", "the flow's administrator"), (EMPTY,)
    )),
    "oneself": (lambda: listed("Submitter = approver: "), dict.fromkeys(
        ("decides", "is skipped", "the department's head does"), (SELF,)
    )),
    "again": (lambda: listed("The same person again (formal owner): "), {
        "each time": (AGAIN,),
        "only first": (AGAIN,),
        "only if consecutive": (AGAIN, "test_only_if_consecutive_the_next_step_is_passed_with_the_seat_on_record"),
    }),
    "blocks and steps": (lambda: ITEM_READERS, {
        "start": (SEQUENCE, "test_the_submitter_himself_and_who_may_submit_at_all"),
        "handle": (SEQUENCE,),
        "approve": (MODES,),
        "branch": (BRANCH,),
        "parallel": (LANES,),
        "repeat": ("test_rounds_go_on_until_the_condition_holds",),
        "wait": ("test_a_wait_is_over_when_its_time_has_come", "test_a_wait_for_a_date_of_the_form_moves_with_it"),
        "notify": (READ,),
        "action": ("test_an_action_sets_what_it_says", INCIDENT),
        "children": (CHILDREN,),
        "end": (ENDS,),
        "terminate": (ENDS,),
    }),
    "sources": (lambda: RESOLVERS, {
        "people": (NAMED,),
        "role": (ROLE,),
        "submitter": ("test_the_submitter_himself_and_who_may_submit_at_all",),
        "department_head": (HEAD,),
        "manager": (MANAGER,),
        "previous_handler": (PREVIOUS,),
        "field": (FIELD,),
        "on_duty": (DUTY,),
        "chosen": (CHOSEN, NEXT),
        "matrix": (MATRIX,),
    }),
    "approve modes": (lambda: names(definition.ApproveMode), dict.fromkeys(
        ("all", "any", "sequence", "ratio", "count"), (MODES,)
    )),
    "ways of giving out": (lambda: names(definition.DispatchMode), {
        "direct": ("test_direct_work_is_the_owner_s_at_once",),
        "dispatch": (VISIT,),
        "claim": (POOL,),
        "dispatch_claim": ("test_a_dispatcher_names_who_may_claim",),
    }),
    "ways back": (lambda: names(definition.Resume), dict.fromkeys(("walk", "straight"), (BACK,))),
    "deadlines": (lambda: definition.DEADLINE_ACTS, {
        "remind": ("test_whoever_has_it_is_reminded_as_often_as_the_step_says",),
        "escalate": ("test_it_is_escalated_to_those_above_and_the_timeline_says_so",),
        "transfer": ("test_it_is_handed_on_to_the_manager_and_both_are_told",),
        "pass": ("test_it_passes_by_itself", "test_working_hours_are_those_of_the_calendar"),
        "return_step": ("test_it_goes_back_by_itself_and_its_time_begins_anew",),
    }),
    "events waited for": (lambda: definition.WAIT_EVENTS, {
        "message": (EVENT,),
        "signal": (EVENT,),
        "child_closed": (CHILDREN,),
    }),
    "actions": (lambda: ACTION_LABELS, {
        "submit": (BACK,),
        "assign": (VISIT,),
        "approve.assign": (FORCED,),
        "claim": (POOL,),
        "accept": (VISIT,),
        "depart": (VISIT,),
        "arrive": (VISIT,),
        "begin": (VISIT,),
        "finish": (SEQUENCE,),
        "agree": (KEPT,),
        "refuse": (KEPT,),
        "handle.refuse": (VISIT,),
        "return": (BACK,),
        "transfer": (HANDED,),
        "consult": (OPINION,),
        "sign_before": (BEFORE,),
        "sign_after": (AFTER, "test_signed_in_after_a_refusal_follows_the_policy_of_the_step"),
        "sign_parallel": (BESIDE, "test_signed_in_beside_me_one_voice_of_theirs_refuses"),
        "recall": ("test_who_waits_for_an_opinion_may_stop_waiting",),
        "take_back": ("test_the_owner_takes_it_back_from_his_deputy_until_that_one_acts",),
        "answer": (OPINION,),
        "withdraw": (LIFE,),
        "reopen": (LIFE, REOPENED),
        "terminate": (LIFE, ADMIN),
        "force_close": (LIFE, ADMIN),
    }),
    "of a whole run": (lambda: RUN_OFFERS, dict.fromkeys(("withdraw", "reopen", "terminate", "force_close"), (LIFE,))),
    "commands": (commands, {
        "StartRun": (SEQUENCE,),
        "Act": (SEQUENCE, KEPT),
        "AssignTask": (VISIT, FORCED),
        "Urge": (URGED,),
        "ExpireVisit": ("test_an_offer_that_nobody_takes_up_expires",),
        "PassSeat": ("test_the_seat_of_who_leaves_goes_to_his_head",),
        "PassWait": ("test_a_wait_is_over_when_its_time_has_come",),
        "Signal": (EVENT,),
        "EndWait": ("test_a_lead_ends_a_wait_early_and_says_why",),
        "MoveWaits": ("test_a_wait_moves_when_its_date_is_corrected",),
        "ReadCopy": (READ,),
        "FinishAction": ("test_an_action_sets_what_it_says",),
        "FailAction": (INCIDENT,),
        "TellOfChild": (CHILDREN,),
        "SettleIncident": (INCIDENT,),
        "Withdraw": (LIFE,),
        "Reopen": (LIFE,),
        "Terminate": (LIFE,),
        "ForceClose": (LIFE,),
        "Merge": (LIFE,),
        "Unmerge": (UNMERGED,),
    }),
}  # fmt: skip


def on_both_databases() -> set[str]:
    """The tests beside this one that are walked on both databases: on PostgreSQL in the full run."""
    files = [file.read_text(encoding="utf-8") for file in HERE.glob("test_flow_*.py")]
    found = (ast.parse(text).body for text in files if "params=POSTGRES_IN_FULL" in text)
    return {one.name for body in found for one in body if isinstance(one, ast.FunctionDef)}


@pytest.mark.req("FLW-2.server", "FLW-3.server", "FLW-4.server")
@pytest.mark.parametrize("part", CASES)
def test_every_row_has_a_case_and_every_case_is_walked(part: str) -> None:
    found, cases = CASES[part]
    assert sorted(found()) == sorted(cases), "a row without a case, or a case without its row"
    assert all(cases.values())
    assert {test for tests in cases.values() for test in tests} <= on_both_databases()
