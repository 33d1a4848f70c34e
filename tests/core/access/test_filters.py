"""Filters narrow and never tell: a hidden field does not exist, a masked one answers to its whole value only."""

from dataclasses import replace

import pytest

from bihuan.core.access import (
    Clause,
    FieldAccess,
    FieldPermit,
    FieldSet,
    FieldUse,
    Grant,
    Scope,
    Subject,
    Use,
    check_edited_fields,
    check_filter_fields,
    scope_allows,
    scope_of,
    visible_fields,
)
from bihuan.core.values import Problem, Refusal
from tests.core.access.cast import CHEN, FINANCE, OF_LI, OF_ZHANG, PHONE_MASKED, ZHANG

pytestmark = pytest.mark.req("AUD-3", "AUD-4")

KNOWN = frozenset({"title", "phone", "cost"})
ASSIGNED = Clause("assignee", frozenset({"zhang"}), None, FINANCE)
OWN_TEAM = Clause("team", frozenset({"suzhou"}), None, FINANCE)
MASKED_ONLY = replace(ZHANG, grants=(Grant("read", "ticket", "own_team", PHONE_MASKED),))


def permit(subject: Subject, field: str, use: Use) -> FieldPermit:
    (answer,) = check_filter_fields(subject, "ticket", [FieldUse(field, use)], KNOWN)
    return answer


def problems(subject: Subject, *uses: FieldUse) -> tuple[Problem, ...]:
    with pytest.raises(Refusal, match=r"filter\.rejected") as refused:
        check_filter_fields(subject, "ticket", uses, KNOWN)
    return refused.value.problems


@pytest.mark.parametrize("use", ["equals", "compare", "sort", "group", "search", "show"])
def test_a_hidden_field_and_one_that_does_not_exist_are_refused_alike(use: Use) -> None:
    hidden, missing = problems(ZHANG, FieldUse("cost", use), FieldUse("nothing", use))
    assert (hidden.code, hidden.data) == (missing.code, missing.data) == ("field.unknown", {})


@pytest.mark.parametrize("use", ["compare", "sort", "group", "search"])
def test_a_masked_field_answers_to_nothing_but_its_whole_value(use: Use) -> None:
    assert problems(MASKED_ONLY, FieldUse("phone", use)) == (Problem("phone", "field.masked", {"use": use}),)


def test_asking_a_masked_field_for_its_whole_value_is_allowed_and_logged() -> None:
    assert permit(MASKED_ONLY, "phone", "equals") == FieldPermit("phone", "equals", Scope(clauses=(OWN_TEAM,)), True)
    assert permit(MASKED_ONLY, "phone", "show").logged is False
    assert permit(MASKED_ONLY, "title", "equals").logged is False


def test_a_condition_reaches_only_the_rows_in_which_the_field_may_be_read() -> None:
    """Zhang reads phone numbers of his own tickets only: a search by part of one must not find Li's."""
    partly = permit(ZHANG, "phone", "compare")
    assert partly == FieldPermit("phone", "compare", Scope(clauses=(ASSIGNED,)))
    assert scope_allows(partly.rows, OF_ZHANG)
    assert not scope_allows(partly.rows, OF_LI)
    assert scope_allows(scope_of(ZHANG, "read", "ticket"), OF_LI)
    whole = permit(ZHANG, "phone", "equals")
    assert scope_allows(whole.rows, OF_LI)
    assert whole.logged


def test_every_unusable_field_is_named_at_once() -> None:
    uses = [FieldUse("cost", "sort"), FieldUse("title", "sort"), FieldUse("phone", "group"), FieldUse("x", "show")]
    assert [(problem.path, problem.code) for problem in problems(MASKED_ONLY, *uses)] == [
        ("cost", "field.unknown"),
        ("phone", "field.masked"),
        ("x", "field.unknown"),
    ]


def test_the_system_may_use_every_known_field() -> None:
    system = replace(ZHANG, kind="system")
    assert permit(system, "cost", "sort").rows.everything
    assert problems(system, FieldUse("nothing", "sort"))[0].code == "field.unknown"


def test_an_edit_may_touch_editable_fields_only_and_hidden_ones_do_not_exist() -> None:
    rights = visible_fields(CHEN, "ticket", OF_ZHANG)
    check_edited_fields(rights, ["title", "phone"], KNOWN)
    hiding = FieldSet({"phone": FieldAccess.READ, "cost": FieldAccess.HIDDEN}, FieldAccess.EDIT)
    with pytest.raises(Refusal, match=r"edit\.rejected") as refused:
        check_edited_fields(hiding, ["phone", "cost", "nothing", "title"], KNOWN)
    assert refused.value.problems == (
        Problem("phone", "field.not_editable"),
        Problem("cost", "field.unknown"),
        Problem("nothing", "field.unknown"),
    )
