"""Reads of sessions and crews. What a caller may not see is never returned."""

from bihuan.modules.joint.queries.crews import crew_lists, crews_of, helper_row, helpers_of, my_help
from bihuan.modules.joint.queries.rows import busy_people, double_booking, people_of, session_row, still_asked
from bihuan.modules.joint.queries.sessions import (
    availability,
    check_sees_people,
    my_sessions,
    readable_session,
    sessions_of,
)

__all__ = [
    "availability",
    "busy_people",
    "check_sees_people",
    "crew_lists",
    "crews_of",
    "double_booking",
    "helper_row",
    "helpers_of",
    "my_help",
    "my_sessions",
    "people_of",
    "readable_session",
    "session_row",
    "sessions_of",
    "still_asked",
]
