"""A school and a law firm: who sees what is as much of the story as who does what. Over HTTP, on both databases."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.http.bundle_world import BundleWorld, bundle_world, refusal
from tests.http.conftest import BOTH
from tests.http.test_bundles import fresh_database, refund


@pytest.fixture(scope="module", params=BOTH)
def world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[BundleWorld]:
    """One company that is both."""
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else fresh_database(request, stack)
        folder = tmp_path_factory.mktemp("discreet")
        yield stack.enter_context(bundle_world(folder, url, "school", "law_firm"))


# --- 退费、请假、奖学金 -------------------------------------------------------------------------------------------


@pytest.mark.req("S-13", "FLW-7", "FLW-14")
def test_a_refund_goes_through_three_hands_and_two_recordings(world: BundleWorld) -> None:
    ticket = refund(world)
    teacher, academic, finance = world["teacher"], world["academic"], world["finance"]
    bare = refusal(teacher.act, ticket, "agree", data={"talk": "家长搬家，已沟通"})
    assert ("files", "task.evidence_missing") in bare.problems
    photo = refusal(teacher.act, ticket, "agree", data={"talk": "已沟通"}, files=[teacher.upload("photo")])
    assert ("files", "task.evidence_missing") in photo.problems, "a photo is no recording"
    teacher.act(ticket, "agree", data={"talk": "家长搬家，已沟通"}, files=[teacher.upload("audio")])
    many = refusal(academic.act, ticket, "agree", data={"lessons_taken": 49}, files=[academic.upload("audio")])
    assert {path for path, _ in many.problems} == {"lessons_taken"}
    academic.act(ticket, "agree", data={"lessons_taken": 12}, files=[academic.upload("audio")])
    assert finance.get(f"/tickets/{ticket}")["data"]["due"] == "3600.00"
    done = finance.act(ticket, "finish", data={"refund_no": "TK-88"})
    assert (done["stage"], done["tasks"]) == ("done", [])


@pytest.mark.req("S-13", "AUD-3")
def test_the_roles_of_a_refund_stay_apart(world: BundleWorld) -> None:
    ticket = refund(world)
    (task,) = world["admin"].get(f"/tickets/{ticket}")["tasks"]
    for login in ("academic", "finance", "juror1"):
        assert refusal(world[login].get, f"/tickets/{ticket}").status == 404, "it is not his turn yet"
        assert refusal(world[login].post, f"/tasks/{task['id']}/actions/agree").status == 404
    teacher = world["teacher"]
    for login in ("teacher2", "grade"):
        other = world[login]
        assert refusal(other.get, f"/tickets/{ticket}").status == 404, "it is another class"
        assert ticket not in [row["number"] for row in other.get("/tickets")["items"]]
    assert ticket not in [row["number"] for row in teacher.get("/tickets", q=refund(world, "数学一班"))["items"]]
    assert "bank_account" not in teacher.get(f"/tickets/{ticket}")["data"]
    teacher.act(ticket, "agree", data={"talk": "已沟通"}, files=[teacher.upload("audio")])
    assert "bank_account" not in world["academic"].get(f"/tickets/{ticket}")["data"]


@pytest.mark.req("S-13", "FLW-3.server")
def test_a_scholarship_is_voted_on_by_two_thirds_of_the_jury(world: BundleWorld) -> None:
    desk = world["desk"]
    data = {"pupil": "小红", "school_class": world.classes["数学一班"], "average": 96, "amount": "2000"}
    data["deeds"] = "竞赛一等奖"
    ticket = desk.report("scholarship", channel="office", data={**data, "papers": [desk.upload("document")]})
    assert refusal(world["teacher"].get, f"/tickets/{ticket}").status == 404, "not of his class"
    world["teacher2"].act(ticket, "agree", data={"recommendation": "推荐"})
    world["juror1"].act(ticket, "agree")
    world["juror2"].act(ticket, "refuse", comment="名额有限")
    assert list(desk.steps(ticket)) == ["jury"], "one of three may still refuse"
    world["juror3"].act(ticket, "agree")
    assert world["finance"].act(ticket, "finish", data={"payment_no": "FF-1"})["stage"] == "done"


def leave(world: BundleWorld, days: str) -> str:
    data = {"pupil": "小明", "school_class": world.classes["英语二班"], "phone": "13900001111", "leave_kind": "sick"}
    data |= {"from_on": "2026-06-01", "until_on": "2026-06-08", "days": days, "reason": "肺炎住院"}
    return world["desk"].report("pupil_leave", channel="phone", data=data)


@pytest.mark.req("S-13", "FLW-7")
def test_a_short_leave_is_the_head_teachers_and_a_long_one_the_head_of_the_grades_too(world: BundleWorld) -> None:
    teacher, grade = world["teacher"], world["grade"]
    short, long = leave(world, "3"), leave(world, "3.5")
    for ticket in (short, long):
        bare = refusal(teacher.act, ticket, "agree")
        assert {path for path, _ in bare.problems} == {"lessons_made_up"}
        assert refusal(world["teacher2"].get, f"/tickets/{ticket}").status == 404
        assert refusal(grade.get, f"/tickets/{ticket}").status == 404, "it is not his turn yet"
    granted = teacher.act(short, "agree", data={"lessons_made_up": "周六补两节"})
    assert (granted["stage"], granted["tasks"]) == ("done", [])
    assert teacher.act(long, "agree", data={"lessons_made_up": "周六补四节"})["stage"] == "in_review"
    done = grade.act(long, "agree")
    assert (done["stage"], done["data"]["lessons_made_up"]) == ("done", "周六补四节")


@pytest.mark.req("S-13", "FLW-4.server")
def test_a_leave_goes_back_to_whoever_has_something_to_mend(world: BundleWorld) -> None:
    desk, teacher, grade = world["desk"], world["teacher"], world["grade"]
    ticket = leave(world, "8")
    teacher.act(ticket, "return", comment="请附住院证明", to="ask")
    assert list(desk.steps(ticket)) == ["ask"]
    desk.act(ticket, "submit", data={"proof": [desk.upload("document")]})
    teacher.act(ticket, "agree", data={"lessons_made_up": "线上补课"})
    grade.act(ticket, "return", comment="补课安排写具体", to="head_teacher", resume="straight")
    assert list(desk.steps(ticket)) == ["head_teacher"]
    teacher.act(ticket, "agree", data={"lessons_made_up": "周六上午线上补课四节"})
    assert refusal(grade.act, ticket, "refuse").problems == {("comment", "task.comment_required")}
    refused = grade.act(ticket, "refuse", comment="期末考试周不准假")
    assert (refused["stage"], refused["tasks"]) == ("refused", [])


# --- 律师事务所 ---------------------------------------------------------------------------------------------------


def case(world: BundleWorld) -> str:
    data = {
        "client": "海天泵业",
        "matter": "专利侵权，需答辩状",
        "lawyer": world["lawyer"].id,
        "reviewer": world["partner"].id,
    }
    return world["partner"].report("case_task", channel="office", title="海天泵业专利案", data=data)


@pytest.mark.req("S-14", "AUD-3")
def test_nobody_but_those_named_can_see_that_a_case_exists(world: BundleWorld) -> None:
    ticket = case(world)
    for login in ("partner", "lawyer"):
        assert world[login].get(f"/tickets/{ticket}")["number"] == ticket
    for login in ("partner2", "lawyer2", "admin", "auditor", "desk", "lead", "customer"):
        someone = world[login]
        assert refusal(someone.get, f"/tickets/{ticket}").status == 404
        assert refusal(someone.get, f"/tickets/{ticket}/trace").status == 404
        assert ticket not in [row["number"] for row in someone.get("/tickets", q="海天泵业专利案")["items"]]


@pytest.mark.req("S-14", "FLW-4.server")
def test_every_draft_of_a_document_is_reviewed_and_stays(world: BundleWorld) -> None:
    ticket = case(world)
    lawyer, partner = world["lawyer"], world["partner"]
    first, second = lawyer.upload("document"), lawyer.upload("document")
    lawyer.act(ticket, "finish", data={"drafts": [first], "conflict": "none"})
    partner.act(ticket, "refuse", comment="第二部分的证据顺序要调整")
    lawyer.act(ticket, "finish", data={"drafts": [first, second], "changes": "证据按时间排列"})
    done = partner.act(ticket, "agree")
    assert (done["stage"], done["data"]["drafts"]) == ("done", [first, second])
    told = partner.get(f"/tickets/{ticket}/trace")["events"]
    assert [one["what"].get("comment") for one in told if one["type"] == "VoteCast"] == ["第二部分的证据顺序要调整", ""]


@pytest.mark.req("S-14", "FLW-4.server")
def test_the_question_of_a_conflict_must_be_answered_and_without_consent_nothing_is_drafted(world: BundleWorld) -> None:
    ticket, lawyer, partner = case(world), world["lawyer"], world["partner"]
    draft = {"drafts": [lawyer.upload("document")]}
    assert {path for path, _ in refusal(lawyer.act, ticket, "finish", data=draft).problems} == {"conflict"}
    unsaid = refusal(lawyer.act, ticket, "finish", data={"conflict": "not_cleared"})
    assert {path for path, _ in unsaid.problems} == {"conflict_note"}, "why, and no draft"
    found = {"conflict": "not_cleared", "conflict_note": "本所另一团队代理对方当事人"}
    assert lawyer.act(ticket, "finish", data=found)["stage"] == "in_review"
    assert list(partner.steps(ticket)) == ["conflict_found"]
    assert refusal(partner.act, ticket, "obtained").problems == {("comment", "task.comment_required")}
    partner.act(ticket, "obtained", comment="双方已书面同意")
    assert "drafts" in {
        path for path, _ in refusal(lawyer.act, ticket, "finish", data={"conflict": "cleared"}).problems
    }
    lawyer.act(ticket, "finish", data={"conflict": "cleared", **draft})
    assert partner.act(ticket, "agree")["stage"] == "done"


@pytest.mark.req("S-14")
def test_a_case_with_a_conflict_ends_with_the_reason_on_record(world: BundleWorld) -> None:
    ticket, partner = case(world), world["partner"]
    world["lawyer"].act(ticket, "finish", data={"conflict": "not_cleared", "conflict_note": "对方是常年客户"})
    assert refusal(partner.act, ticket, "finish").problems == {("comment", "task.comment_required")}
    ended = partner.act(ticket, "finish", comment="客户拒绝豁免，退回委托")
    assert (ended["stage"], ended["tasks"]) == ("declined", [])
    told = partner.get(f"/tickets/{ticket}/trace")["events"]
    assert [one["what"]["comment"] for one in told if one["type"] == "TaskFinished"] == ["", "客户拒绝豁免，退回委托"]


@pytest.mark.req("S-14")
def test_nobody_reviews_his_own_draft_and_nobody_outside_is_asked(world: BundleWorld) -> None:
    own = {"client": "x", "matter": "x", "lawyer": world["partner"].id, "reviewer": world["partner"].id}
    assert "reviewer" in {path for path, _ in refusal(world["partner"].report, "case_task", data=own).problems}
    ticket = case(world)
    asked = refusal(world["lawyer"].act, ticket, "consult", people=[world["admin"].id], comment="?")
    assert asked.code == "task.out_of_range"
    for login in ("lawyer2", "admin"):
        assert refusal(world[login].report, "case_task", data=own).status in (403, 404)
