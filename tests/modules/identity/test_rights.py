"""What people may do: roles as data, decided anew with every command, gone the moment they are taken."""

import pytest

from bihuan.core.access import Allowed, FieldAccess, decide_access, scope_of, visible_fields
from bihuan.core.values import Kind
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import derived_id
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as m
from tests.modules.company import OPERATOR, Company


def allows(company: Company, who: str, action: str, kind: str, anchors: dict | None = None) -> bool:
    return isinstance(decide_access(company.caller(who).subject, action, kind, anchors or {}), Allowed)


@pytest.mark.req("AUD-3")
def test_each_ready_role_may_what_its_work_needs_and_no_more(company: Company) -> None:
    mine = {"created_by": company.people["requester"]}
    assert allows(company, "front_desk", "create", "ticket") and not allows(company, "front_desk", "assign", "ticket")
    assert allows(company, "dispatcher", "assign", "ticket") and not allows(company, "dispatcher", "publish", "flow")
    assert allows(company, "admin", "publish", "flow")
    assert allows(company, "auditor", "read", "ledger") and not allows(company, "auditor", "update", "ticket")
    assert not allows(company, "auditor", "reveal", "contact")
    assert allows(company, "requester", "read", "ticket", mine) and not allows(company, "requester", "read", "ticket")
    assert not allows(company, "requester", "read", "user")


@pytest.mark.req("AUD-3")
def test_an_engineer_reads_the_tickets_that_are_theirs(company: Company) -> None:
    theirs = {"assignee": company.people["engineer"]}
    assert allows(company, "engineer", "act", "ticket", theirs)
    assert not allows(company, "other_engineer", "read", "ticket", theirs)


@pytest.mark.req("AUD-3")
def test_a_lead_reaches_every_department_below_theirs(company: Company) -> None:
    suzhou = {"department": company.units["苏州组"]}
    assert allows(company, "lead", "assign", "ticket", suzhou)
    assert not allows(company, "lead", "assign", "ticket", {"department": company.units["客服部"]})
    company.send("admin", m.SaveOrgUnit("department", "苏州组", company.units["苏州组"], company.units["客服部"]))
    assert not allows(company, "lead", "assign", "ticket", suzhou), "the department moved away from under the lead"


@pytest.mark.req("AUD-3")
def test_areas_reach_down_too(company: Company) -> None:
    assert company.caller("lead").subject.areas == {company.units[name] for name in ("华东", "苏州", "无锡")}
    assert company.caller("engineer").subject.areas == {company.units["苏州"]}


@pytest.mark.req("AUD-3")
def test_a_right_that_is_taken_is_gone_with_the_next_command(company: Company) -> None:
    create = m.SaveOrgUnit("skill", "变频器")
    company.send("admin", m.SaveRole("trainer", {"zh": "培训"}, ({"action": "*", "kind": "skill", "rows": "all"},)))
    lead = company.people["lead"]
    company.send("admin", m.ChangeUser(lead, {"roles": ["lead", "trainer"]}))
    company.send("lead", create)
    company.send("admin", m.SaveRole("trainer", {"zh": "培训"}, ({"action": "read", "kind": "skill", "rows": "all"},)))
    assert company.refusal("lead", create).kind is Kind.FORBIDDEN
    company.send("admin", m.ChangeUser(lead, {"roles": ["lead"]}))
    assert company.caller("lead").subject.roles == {"lead"}


@pytest.mark.req("AUD-3")
def test_rights_of_a_unit_that_was_refused_are_not_remembered(company: Company) -> None:
    lead = company.people["lead"]
    stale = company.caller("lead").subject

    def give_and_fall(tx):
        command = m.ChangeUser(lead, {"roles": ["admin"]})
        company.tenant.units.run(tx, Envelope(derived_id("falls"), command, company.caller(OPERATOR)))
        inside = identity.subject_of(tx, lead)
        assert inside.roles == {"admin"}

    company.tenant.writer.call(give_and_fall, dry=True)
    assert company.caller("lead").subject == stale


@pytest.mark.req("AUD-3")
def test_a_confidential_type_is_open_to_roles_that_name_it_only(company: Company) -> None:
    finance = {"type": "finance"}
    assert allows(company, "front_desk", "read", "ticket", finance)
    company.send(OPERATOR, m.SetTypeConfidential("finance", True))
    assert not allows(company, "front_desk", "read", "ticket", finance)
    assert not allows(company, "admin", "read", "ticket", finance)
    grant = {"action": "read", "kind": "ticket", "rows": "all", "types": ["finance"]}
    company.send("admin", m.SaveRole("director", {"zh": "总监"}, (grant,)))
    company.send("admin", m.ChangeUser(company.people["approver"], {"roles": ["approver", "director"]}))
    assert allows(company, "approver", "read", "ticket", finance)
    company.send(OPERATOR, m.SetTypeConfidential("finance", False))
    assert allows(company, "front_desk", "read", "ticket", finance)


@pytest.mark.req("AUD-3")
def test_only_the_platform_says_which_types_are_confidential(company: Company) -> None:
    assert company.refusal("admin", m.SetTypeConfidential("finance", True)).code == "access.denied"


@pytest.mark.req("AUD-4")
def test_numbers_of_contacts_are_masked_for_engineers_and_whole_for_the_front_desk(company: Company) -> None:
    def phone(who: str) -> FieldAccess:
        return visible_fields(company.caller(who).subject, "contact", {})["phone"]

    assert phone("engineer") is FieldAccess.MASKED
    assert phone("front_desk") >= FieldAccess.READ
    assert visible_fields(company.caller("engineer").subject, "contract", {})["amount"] is FieldAccess.HIDDEN


@pytest.mark.req("AUD-3")
def test_a_customers_contact_sees_what_belongs_to_their_company(company: Company) -> None:
    assert allows(company, "requester", "read", "device", {"customer": "customer-of-qian"})
    assert not allows(company, "requester", "read", "device", {"customer": "another"})
    internal = visible_fields(
        company.caller("requester").subject, "ticket", {"created_by": company.people["requester"]}
    )
    assert internal["internal_notes"] is FieldAccess.HIDDEN


@pytest.mark.req("AUD-3")
def test_a_token_narrows_what_its_person_may(company: Company) -> None:
    reader = company.caller("dispatcher", frozenset({"tickets:read"})).subject
    assert {(grant.action, grant.kind) for grant in reader.grants} == {("read", "ticket")}
    writer = company.caller("admin", frozenset({"tickets:write", "users:read"})).subject
    assert isinstance(decide_access(writer, "assign", "ticket", {}), Allowed)
    assert not isinstance(decide_access(writer, "update", "user", {}), Allowed)
    assert not isinstance(decide_access(writer, "publish", "flow", {}), Allowed)
    assert company.caller("requester", frozenset({"users:read"})).subject.grants == (), "a scope adds nothing"
    assert scope_of(company.caller("admin", frozenset({"*"})).subject, "read", "user").everything


@pytest.mark.req("AUD-3")
@pytest.mark.parametrize(
    ("grant", "path"),
    [
        ({"action": "read", "kind": "ticket", "rows": "everyone"}, "grants.0.rows"),
        ({"action": "Read!", "kind": "ticket", "rows": "all"}, "grants.0.action"),
        (
            {"action": "read", "kind": "ticket", "rows": "all", "fields": {"named": {"phone": "half"}}},
            "grants.0.fields.named.phone",
        ),
        ({"action": "read", "kind": "ticket", "rows": "all", "types": "finance"}, "grants.0.types"),
        ({"action": "read", "kind": "ticket", "rows": "all", "deny": True}, "grants.0.deny"),
        ("read", "grants.0"),
    ],
)
def test_a_grant_that_means_nothing_is_refused_with_its_place(company: Company, grant: object, path: str) -> None:
    refusal = company.refusal("admin", m.SaveRole("odd", {"zh": "怪"}, (grant,)))  # type: ignore[arg-type]
    assert [problem.path for problem in refusal.problems] == [path]


def test_ready_roles_are_renewed_unless_somebody_changed_them(company: Company) -> None:
    grants = ({"action": "read", "kind": "ticket", "rows": "all"},)
    company.send("admin", m.SaveRole("auditor", {"zh": "内审"}, grants))
    assert company.send(OPERATOR, m.InstallReadyRoles()).events == ()
    assert company.caller("auditor").subject.grants[0].kind == "ticket"


def test_a_role_in_use_cannot_be_removed(company: Company) -> None:
    assert company.refusal("admin", m.RemoveRole("engineer")).code == "role.in_use"
    company.send("admin", m.SaveRole("spare", {"zh": "备用"}, ()))
    company.send("admin", m.RemoveRole("spare"))
    assert company.refusal("admin", m.RemoveRole("spare")).code == "role.not_found"


@pytest.mark.req("AUD-3")
def test_nobody_can_lock_everybody_out_of_the_rights(company: Company) -> None:
    admin = company.people["admin"]
    assert company.refusal("admin", m.ChangeUser(admin, {"roles": ["engineer"]})).code == "user.last_administrator"
    assert company.refusal("admin", m.DeactivateUser(admin)).code == "user.last_administrator"
    assert company.refusal("admin", m.SaveRole("admin", {"zh": "无权"}, ())).code == "role.last_management"
    company.send("admin", m.ChangeUser(company.people["lead"], {"roles": ["lead", "admin"]}))
    company.send("admin", m.ChangeUser(admin, {"roles": ["engineer"]}))
