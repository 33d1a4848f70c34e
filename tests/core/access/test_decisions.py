"""Who may do what to which row, and what they are told when they may not."""

from dataclasses import replace

import pytest

from bihuan.core.access import (
    ANY,
    EVERYTHING,
    NOTHING,
    SYSTEM,
    Allowed,
    Clause,
    Denied,
    FieldAccess,
    FieldSet,
    Grant,
    Scope,
    Subject,
    check_access,
    decide_access,
    register_row_rule,
    row_rule_names,
    scope_allows,
    scope_of,
    visible_fields,
)
from bihuan.core.values import Kind, Refusal
from tests.core.access.cast import CHEN, FINANCE, FINANCE_TICKET, IN_WUXI, OF_LI, OF_ZHANG, OUTSIDER, ZHANG

pytestmark = pytest.mark.req("AUD-3")


def reason(decision: Allowed | Denied) -> str:
    return "allowed" if isinstance(decision, Allowed) else decision.reason


def with_grants(*grants: Grant, **values: object) -> Subject:
    return replace(ZHANG, grants=grants, **values)  # type: ignore[arg-type]


def test_an_engineer_acts_on_his_own_ticket_and_reads_those_of_his_team() -> None:
    assert reason(decide_access(ZHANG, "act", "ticket", OF_ZHANG)) == "allowed"
    assert reason(decide_access(ZHANG, "act", "ticket", OF_LI)) == "access.other_rows"
    assert reason(decide_access(ZHANG, "read", "ticket", OF_LI)) == "allowed"
    assert reason(decide_access(ZHANG, "read", "ticket", IN_WUXI)) == "access.other_rows"
    assert reason(decide_access(ZHANG, "delete", "ticket", OF_ZHANG)) == "access.no_grant"
    assert reason(decide_access(ZHANG, "read", "contract", OF_ZHANG)) == "access.no_grant"


def test_yes_names_the_grants_and_no_the_rules_that_did_not_fit() -> None:
    decision = decide_access(ZHANG, "act", "ticket", OF_ZHANG)
    assert isinstance(decision, Allowed)
    assert [grant.rows for grant in decision.grants] == ["assigned"]
    refused = decide_access(ZHANG, "read", "ticket", IN_WUXI)
    assert isinstance(refused, Denied)
    assert refused.data == {"action": "read", "object": "ticket", "rules": ["assigned", "own_team"]}


def test_a_confidential_type_must_be_named_even_for_ones_own_ticket() -> None:
    assert reason(decide_access(ZHANG, "read", "ticket", FINANCE_TICKET)) == "access.confidential_type"
    assert reason(decide_access(CHEN, "read", "ticket", FINANCE_TICKET)) == "allowed"
    everyone = with_grants(Grant("read", "ticket", "all"))
    assert reason(decide_access(everyone, "read", "ticket", FINANCE_TICKET)) == "access.confidential_type"
    assert reason(decide_access(everyone, "read", "ticket", {})) == "allowed"


def test_a_grant_with_types_is_for_those_types_only() -> None:
    only = with_grants(Grant("read", "ticket", "all", types=FINANCE))
    assert reason(decide_access(only, "read", "ticket", FINANCE_TICKET)) == "allowed"
    assert reason(decide_access(only, "read", "ticket", OF_ZHANG)) == "access.confidential_type"
    assert reason(decide_access(only, "read", "device", {})) == "access.no_grant"
    assert not scope_allows(scope_of(only, "read", "ticket"), {"assignee": "zhang"})


def test_outsiders_cannot_tell_forbidden_from_unknown() -> None:
    for action in ("read", "act"):
        with pytest.raises(Refusal) as refused:
            check_access(OUTSIDER, action, "ticket", OF_ZHANG)
        assert (refused.value.code, refused.value.kind) == ("ticket.not_found", Kind.NOT_FOUND)
        assert (refused.value.data, refused.value.problems) == ({}, ())


def test_staff_who_see_a_ticket_but_may_not_act_are_told_why() -> None:
    with pytest.raises(Refusal) as refused:
        check_access(ZHANG, "act", "ticket", OF_LI)
    assert (refused.value.code, refused.value.kind) == ("access.denied", Kind.FORBIDDEN)
    assert refused.value.data["reason"] == "access.other_rows"
    with pytest.raises(Refusal) as hidden:
        check_access(ZHANG, "act", "ticket", IN_WUXI)
    assert (hidden.value.code, hidden.value.kind) == ("ticket.not_found", Kind.NOT_FOUND)


def test_who_reads_some_rows_is_told_that_he_may_not_create_one() -> None:
    with pytest.raises(Refusal) as refused:
        check_access(ZHANG, "create", "device", {})
    assert (refused.value.kind, refused.value.data["reason"]) == (Kind.FORBIDDEN, "access.no_grant")
    with pytest.raises(Refusal) as hidden:
        check_access(ZHANG, "create", "contract", {})
    assert hidden.value.code == "contract.not_found"


def test_who_may_gets_the_grants_that_let_him() -> None:
    assert check_access(ZHANG, "act", "ticket", OF_ZHANG).grants == (ZHANG.grants[2],)


def test_the_system_acts_with_the_authority_of_the_command_that_caused_it() -> None:
    assert scope_of(SYSTEM, "purge", "ticket") == EVERYTHING
    assert decide_access(SYSTEM, "purge", "ticket", FINANCE_TICKET) == Allowed()
    assert visible_fields(SYSTEM, "ticket", FINANCE_TICKET)["anything"] == FieldAccess.EDIT


def test_every_ready_row_rule_picks_its_rows() -> None:
    rows: dict[str, dict] = {
        "own_created": {"created_by": "zhang"},
        "assigned": {"assignee": "zhang"},
        "participant": {"participant": ["li", "zhang"]},
        "own_team": {"team": "suzhou"},
        "own_department_and_below": {"department": "service-wuxi"},
        "own_area": {"area": ("jiangsu", "kunshan")},
        "all": {},
    }
    assert row_rule_names()[: len(rows)] == tuple(rows)
    for rule, fitting in rows.items():
        subject = with_grants(Grant("read", "ticket", rule), departments_below=frozenset({"service-wuxi"}))
        scope = scope_of(subject, "read", "ticket")
        assert scope_allows(scope, fitting), rule
        assert not scope_allows(scope, dict.fromkeys(fitting, "other") or {"type": "finance"}), rule
        assert rule == "all" or not scope_allows(scope, dict.fromkeys(fitting)), rule


def test_what_a_person_lacks_gives_no_rows_not_rows_that_lack_it_too() -> None:
    nobody = Subject(
        kind="link",
        confidential_types=frozenset(),
        teams=frozenset({""}),
        grants=tuple(Grant("read", "ticket", rule) for rule in row_rule_names()[:6]),
    )
    assert scope_of(nobody, "read", "ticket") == NOTHING
    assert reason(decide_access(nobody, "read", "ticket", {"team": "", "assignee": None})) == "access.other_rows"


def test_extensions_add_row_rules_and_a_rule_that_went_away_gives_nothing() -> None:
    register_row_rule("linked_by_test", lambda subject: [("id", subject.sets.get("tickets", frozenset()))])
    link = with_grants(Grant("read", "ticket", "linked_by_test"), sets={"tickets": frozenset({"t1"})})
    assert scope_of(link, "read", "ticket") == Scope(
        clauses=(Clause("id", frozenset({"t1"}), None, FINANCE),),
    )
    with pytest.raises(ValueError, match="registered already"):
        register_row_rule("linked_by_test", lambda _: [])
    assert scope_of(with_grants(Grant("read", "ticket", "went_away")), "read", "ticket") == NOTHING


def test_equal_rights_give_equal_scopes_whatever_their_order() -> None:
    grants = [*ZHANG.grants, *CHEN.grants, Grant(ANY, ANY, "participant"), Grant("read", "ticket", "own_team")]
    one, other = with_grants(*grants), with_grants(*reversed(grants))
    assert scope_of(one, "read", "ticket") == scope_of(other, "read", "ticket")


def test_all_swallows_the_narrower_rules_beside_it() -> None:
    both = with_grants(Grant("read", "ticket", "own_team"), Grant("read", "ticket", "all"))
    assert scope_of(both, "read", "ticket") == Scope(clauses=(Clause(None, frozenset(), None, FINANCE),))
    assert scope_of(replace(both, confidential_types=frozenset()), "read", "ticket") == EVERYTHING


def test_the_fields_of_a_row_are_the_best_that_any_fitting_grant_gives() -> None:
    assert visible_fields(ZHANG, "ticket", OF_ZHANG).of(["phone", "cost", "title"]) == {
        "phone": FieldAccess.READ,
        "cost": FieldAccess.HIDDEN,
        "title": FieldAccess.READ,
    }
    assert visible_fields(ZHANG, "ticket", OF_LI)["phone"] == FieldAccess.MASKED
    assert visible_fields(ZHANG, "ticket", IN_WUXI).others == FieldAccess.HIDDEN
    assert visible_fields(CHEN, "ticket", OF_ZHANG).of(["phone", "cost"]) == {
        "phone": FieldAccess.EDIT,
        "cost": FieldAccess.READ,
    }


def test_to_read_is_not_to_edit_and_to_act_opens_no_field() -> None:
    for grant, expected in (
        (Grant("read", "ticket", "all"), FieldAccess.READ),
        (Grant("read", "ticket", "all", FieldSet(others=FieldAccess.EDIT)), FieldAccess.READ),
        (Grant("update", "ticket", "all"), FieldAccess.EDIT),
        (Grant(ANY, "ticket", "all"), FieldAccess.EDIT),
        (Grant("act", "ticket", "all"), FieldAccess.HIDDEN),
        (Grant("read", "device", "all"), FieldAccess.HIDDEN),
    ):
        assert visible_fields(with_grants(grant), "ticket", OF_ZHANG)["title"] == expected, grant
