"""Typed reads of engineers, roster and dispatch."""

from bihuan.modules.dispatch.queries.asking import Asked, ask
from bihuan.modules.dispatch.queries.definitions import (
    PolicyBook,
    RosterBook,
    fingerprints,
    policy_book,
    published,
    read_policies,
    read_roster,
    readable_by_all,
    roster_book,
    skill_ids,
    skill_names,
)
from bihuan.modules.dispatch.queries.facts import dispatched_row
from bihuan.modules.dispatch.queries.people import (
    day_start,
    duty_between,
    duty_row,
    duty_rows,
    engineer_row,
    engineer_rows,
    is_on_leave,
    local_day,
    names_of,
    person_anchors,
)
from bihuan.modules.dispatch.queries.planning import duties, gaps, on_duty, people_on_duty, rests, roster_person
from bihuan.modules.dispatch.queries.profiles import engineer_list, engineer_view
from bihuan.modules.dispatch.queries.proposing import roster_proposal
from bihuan.modules.dispatch.queries.sight import RIGHT
from bihuan.modules.dispatch.queries.telling import dispatch_of, narrowed_event, nobody_told, trace_section
from bihuan.modules.dispatch.queries.trying import try_dispatch
from bihuan.modules.dispatch.queries.vocabulary import askable_fields, policy_versions
from bihuan.modules.dispatch.queries.waiting import waiting_tasks

__all__ = [
    "RIGHT",
    "Asked",
    "PolicyBook",
    "RosterBook",
    "ask",
    "askable_fields",
    "day_start",
    "dispatch_of",
    "dispatched_row",
    "duties",
    "duty_between",
    "duty_row",
    "duty_rows",
    "engineer_list",
    "engineer_row",
    "engineer_rows",
    "engineer_view",
    "fingerprints",
    "gaps",
    "is_on_leave",
    "local_day",
    "names_of",
    "narrowed_event",
    "nobody_told",
    "on_duty",
    "people_on_duty",
    "person_anchors",
    "policy_book",
    "policy_versions",
    "published",
    "read_policies",
    "read_roster",
    "readable_by_all",
    "rests",
    "roster_book",
    "roster_person",
    "roster_proposal",
    "skill_ids",
    "skill_names",
    "trace_section",
    "try_dispatch",
    "waiting_tasks",
]
