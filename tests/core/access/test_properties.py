"""What must hold for any set of grants: more grants never take away, and a scope says what its grants say."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.access import (
    ANY,
    Allowed,
    FieldAccess,
    FieldSet,
    FieldUse,
    Grant,
    Subject,
    check_filter_fields,
    decide_access,
    redact,
    scope_allows,
    scope_of,
    visible_fields,
)
from bihuan.core.values import Refusal

pytestmark = pytest.mark.req("AUD-3")

PEOPLE = ("zhang", "li")
PLACES = ("suzhou", "wuxi")
TYPES = ("repair", "finance")
RULES = ("own_created", "assigned", "participant", "own_team", "own_department_and_below", "own_area", "all")
FIELDS = ("title", "phone", "cost")

some_places = st.frozensets(st.sampled_from(PLACES))
field_sets = st.builds(
    FieldSet, st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(FieldAccess)), st.sampled_from(FieldAccess)
)
grants = st.builds(
    Grant,
    action=st.sampled_from(("read", "update", "act", ANY)),
    kind=st.sampled_from(("ticket", "device", ANY)),
    rows=st.sampled_from(RULES),
    fields=st.none() | field_sets,
    types=st.none() | st.frozensets(st.sampled_from(TYPES)),
)
subjects = st.builds(
    Subject,
    person=st.sampled_from((None, *PEOPLE)),
    departments=some_places,
    departments_below=some_places,
    areas=some_places,
    teams=some_places,
    grants=st.lists(grants, max_size=5).map(tuple),
    confidential_types=st.frozensets(st.sampled_from(TYPES)),
)
rows = st.fixed_dictionaries(
    {},
    optional={
        "created_by": st.sampled_from(PEOPLE),
        "assignee": st.none() | st.sampled_from(PEOPLE),
        "participant": st.lists(st.sampled_from(PEOPLE)),
        "team": st.sampled_from((*PLACES, "")),
        "department": st.sampled_from(PLACES),
        "area": st.lists(st.sampled_from(PLACES)),
        "type": st.sampled_from(TYPES),
    },
)


def values(row: Mapping[str, str | Iterable[str] | None], anchor: str) -> set[str]:
    value = row.get(anchor)
    return set() if value is None else {value} if isinstance(value, str) else set(value)


def naive(subject: Subject, grant: Grant, row: Mapping[str, str | Iterable[str] | None]) -> bool:
    """One grant on one row, in plain words."""
    kinds = values(row, "type")
    if grant.types is None and kinds & subject.confidential_types:
        return False
    if grant.types is not None and not kinds & grant.types:
        return False
    me = {subject.person} - {None}
    return {
        "own_created": bool(values(row, "created_by") & me),
        "assigned": bool(values(row, "assignee") & me),
        "participant": bool(values(row, "participant") & me),
        "own_team": bool(values(row, "team") & subject.teams),
        "own_department_and_below": bool(values(row, "department") & (subject.departments | subject.departments_below)),
        "own_area": bool(values(row, "area") & subject.areas),
        "all": True,
    }[grant.rows]


@given(subjects, rows)
def test_a_scope_holds_the_rows_that_its_grants_name_one_by_one(subject: Subject, row: dict) -> None:
    expected = any(grant.covers("read", "ticket") and naive(subject, grant, row) for grant in subject.grants)
    assert scope_allows(scope_of(subject, "read", "ticket"), row) == expected
    assert isinstance(decide_access(subject, "read", "ticket", row), Allowed) == expected


@given(subjects, grants, rows)
def test_a_further_grant_never_takes_anything_away(subject: Subject, grant: Grant, row: dict) -> None:
    more = replace(subject, grants=(*subject.grants, grant))
    for action in ("read", "act"):
        if scope_allows(scope_of(subject, action, "ticket"), row):
            assert scope_allows(scope_of(more, action, "ticket"), row)
    before, after = visible_fields(subject, "ticket", row), visible_fields(more, "ticket", row)
    assert all(after[field] >= before[field] for field in (*FIELDS, "other"))
    for use in ("equals", "compare"):
        for field in FIELDS:
            if usable(subject, FieldUse(field, use), row):
                assert usable(more, FieldUse(field, use), row)


def usable(subject: Subject, use: FieldUse, row: Mapping[str, str | Iterable[str] | None]) -> bool:
    try:
        (permit,) = check_filter_fields(subject, "ticket", [use], FIELDS)
    except Refusal:
        return False
    return scope_allows(permit.rows, row)


@given(subjects, rows, st.sampled_from(FIELDS))
def test_a_filter_reaches_a_row_exactly_where_the_field_may_be_seen_there(
    subject: Subject, row: dict, field: str
) -> None:
    access = visible_fields(subject, "ticket", row)[field]
    assert usable(subject, FieldUse(field, "equals"), row) == (access >= FieldAccess.MASKED)
    assert usable(subject, FieldUse(field, "compare"), row) == (access >= FieldAccess.READ)


@given(subjects, rows, st.text(min_size=1), st.text(min_size=1))
def test_rows_that_differ_in_hidden_fields_only_are_shown_alike(
    subject: Subject, row: dict, one: str, other: str
) -> None:
    rights = visible_fields(subject, "ticket", row)
    shown = [redact({"title": "x", "cost": cost}, rights, {}) for cost in (one, other)]
    assert (shown[0] == shown[1]) or rights["cost"] >= FieldAccess.READ


@given(field_sets, field_sets, st.sampled_from((*FIELDS, "other")))
def test_two_field_sets_together_give_the_higher_access_of_both(one: FieldSet, two: FieldSet, field: str) -> None:
    assert one.merged(two)[field] == max(one[field], two[field]) == two.merged(one)[field]
