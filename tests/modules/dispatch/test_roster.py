"""Who is on duty, where people are missing, who plans what; over HTTP where that is how it is used."""

from typing import Any

import pytest

from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries
from tests.modules.dispatch.crew import DAY, ENGINEERS, HOUR, MONDAY, ROSTER, Crew

pytestmark = pytest.mark.req("DSP-4.server")
ZONE = "Asia/Shanghai"


def present(crew: Crew, at: int) -> set[str]:
    names = {known: name for name, known in crew.company.people.items()}
    return {names[row["person"]] for row in crew.company.read(lambda tx: queries.on_duty(tx, ZONE, at))}


def test_the_roster_says_who_is_on_duty_at_an_instant(crew: Crew):
    assert present(crew, MONDAY) == set(ENGINEERS)
    assert present(crew, MONDAY + 12 * HOUR) == set()
    crew.company.send("dispatcher", m.SetDay(crew.id("wang"), "2025-06-16", ("day", "standby")))
    crew.company.send("lead", m.SetDay(crew.id("engineer"), "2025-06-16", ()))
    assert "engineer" not in present(crew, MONDAY)
    assert present(crew, MONDAY + 12 * HOUR) == {"wang"}
    crew.company.send("lead", m.SetDay(crew.id("engineer"), "2025-06-16", None))
    assert "engineer" in present(crew, MONDAY)


def test_a_public_holiday_of_the_official_notice_is_off(crew: Crew):
    notice: dict[str, Any] = {"year": 2025, "days": [{"name": "端午节", "date": "2025-06-16", "isOffDay": True}]}
    crew.company.send("admin", m.FillSpecialDays(notice))
    assert present(crew, MONDAY) == set()
    assert present(crew, MONDAY + DAY) == set(ENGINEERS)
    assert crew.company.refusal("dispatcher", m.FillSpecialDays(notice)).code == "access.denied"


def test_on_call_people_are_asked_for_urgent_work_only(crew: Crew):
    crew.company.send("admin", m.SetDay(crew.id("wang"), "2025-06-16", ("day", "standby")))
    crew.company.clock.instant = MONDAY + 12 * HOUR
    ticket = crew.report()
    assert crew.owner(ticket) is None
    crew.urgent(ticket)
    crew.decide(ticket)
    assert crew.owner(ticket) == "wang"


def test_only_who_plans_a_person_changes_his_duty_and_one_enters_ones_own_leave(crew: Crew):
    day = m.SetDay(crew.id("engineer"), "2025-06-16", ())
    for who in ("engineer", "other_engineer", "front_desk"):
        assert crew.company.refusal(who, day).code == "access.denied"
    leave = m.EnterLeave(crew.id("engineer"), MONDAY, MONDAY + HOUR)
    assert crew.company.refusal("wang", leave).code == "access.denied"
    crew.company.send("engineer", leave)
    assert crew.company.refusal("engineer", leave).code == "roster.leave_overlaps"
    assert crew.company.refusal("requester", leave).code == "roster.not_found"


def test_a_note_on_leave_is_for_the_person_and_who_plans_him(crew: Crew):
    wordy = m.EnterLeave(crew.id("engineer"), MONDAY, MONDAY + HOUR, note="x" * 501)
    assert crew.company.refusal("engineer", wordy).code == "roster.leave_note"
    with crew.company.http() as line:
        path = f"/roster/people/{crew.id('engineer')}"
        asked = {"start": MONDAY, "end": MONDAY + HOUR, "kind": "sick", "note": "去复查"}
        (entered,) = line("engineer", "POST", f"{path}/leaves", json=asked).json()["leaves"]
        assert {name: entered[name] for name in asked} == asked
        assert line("dispatcher", "GET", path).json()["leaves"] == [entered]
        assert line("other_engineer", "GET", path).status_code == 403
        day = {"from": "2025-06-02", "to": "2025-06-02"}
        assert "去复查" not in line("other_engineer", "GET", "/roster/duty", params=day).text


def test_whoever_works_here_enters_his_own_leave_and_sees_nobody_elses(crew: Crew):
    with crew.company.http() as line:
        for who in ("front_desk", "lead", "approver"):
            path = f"/roster/people/{crew.id(who)}"
            asked = {"start": MONDAY, "end": MONDAY + HOUR}
            (entered,) = line(who, "POST", f"{path}/leaves", json=asked).json()["leaves"]
            assert line(who, "GET", path).json()["leaves"] == [entered]
            assert line(who, "DELETE", f"{path}/leaves/{entered['id']}").json()["leaves"] == []
        other = f"/roster/people/{crew.id('engineer')}"
        assert line("approver", "GET", other).status_code == 404
        assert line("approver", "POST", f"{other}/leaves", json=asked).status_code == 404
        assert line("approver", "GET", "/roster").status_code == 404, "the roster itself is for others"


def test_gaps_and_short_rests_are_found(crew: Crew):
    for who in ("other_engineer", "wang", "zhou", "sun"):
        crew.leave(who, MONDAY, MONDAY + HOUR)
    crew.company.send("admin", m.SetDay(crew.id("engineer"), "2025-06-17", ("day",)))
    body = {**ROSTER, "shifts": [*ROSTER["shifts"], {"key": "late", "label": {"zh": "晚班"}, "hours": "16:00-24:00"}]}
    crew.company.send("admin", m.PublishRoster(body))
    crew.company.send("admin", m.SetDay(crew.id("engineer"), "2025-06-16", ("late",)))
    with crew.company.http() as line:
        days = "from=2025-06-16&to=2025-06-17"
        gaps = line("dispatcher", "GET", f"/roster/gaps?{days}").json()
        rests = line("lead", "GET", f"/roster/short-rests?{days}").json()
        duty = line("engineer", "GET", f"/roster/duty?{days}").json()
        backwards = line("lead", "GET", "/roster/gaps?from=2025-06-17&to=2025-06-16")
    assert [(gap["start"], gap["end"], gap["present"]) for gap in gaps] == [(MONDAY, MONDAY + HOUR, 0)]
    assert rests == [{"person": crew.id("engineer"), "ended": MONDAY + 15 * HOUR, "begins": MONDAY + 23 * HOUR}]
    away = next(item for item in duty["people"] if item["person"] == crew.id("wang"))
    assert [item["start"] for item in away["duty"]] == [MONDAY - HOUR, MONDAY + HOUR, MONDAY + 23 * HOUR]
    assert away["leave"] == [{"start": MONDAY, "end": MONDAY + HOUR}], "when, not why"
    assert backwards.status_code == 422


def test_a_pattern_that_people_follow_stays(crew: Crew):
    refusal = crew.company.refusal("admin", m.PublishRoster({**ROSTER, "patterns": []}))
    assert (refusal.code, refusal.data["patterns"]) == ("dispatch.pattern_in_use", ["office"])
    wrong = {"shifts": [{"key": "x", "hours": "?"}], "needs": [{"key": "?"}], "special_days": {"x": "holiday"}}
    paths = {problem.path for problem in crew.company.refusal("admin", m.PublishRoster(wrong)).problems}
    assert {"shifts.0.hours", "special_days.x", "needs.0.key"} <= paths


def test_a_certificate_counts_until_it_expires(crew: Crew):
    crew.publish(
        {"key": "p", "decide": "automatic", "rules": ["certificates"], "score": {"load": 1}},
        jobs=({"certificates": ["电工证"]},),
    )
    crew.profile("wang", certificates=({"name": "电工证", "until": MONDAY + HOUR},))
    crew.profile("zhou", certificates=({"name": "电工证", "until": MONDAY + HOUR - 1},))
    ticket = crew.report()
    assert crew.owner(ticket) == "wang"
    assert crew.removed(ticket)["zhou"] == ["certificates"]


def test_a_profile_is_checked_and_its_home_is_for_those_who_keep_it(crew: Crew):
    bad = m.SaveEngineer(user=crew.id("wang"), home={"lat": "1000", "lng": "0"}, capacity=-1, tags=("a", "a"))
    problems = {problem.path for problem in crew.company.refusal("admin", bad).problems}
    assert problems == {"home", "capacity", "tags"}
    crew.profile("wang", home={"lat": "31.30", "lng": "120.58"}, languages=("en",))
    with crew.company.http() as line:
        assert line("dispatcher", "GET", f"/engineers/{crew.id('wang')}").json()["home"]["lat"] == "31.30"
        assert line("engineer", "GET", f"/engineers/{crew.id('wang')}").status_code == 404
        assert [row["name"] for row in line("engineer", "GET", "/engineers").json()] == ["张工"]
        assert len(line("lead", "GET", "/engineers").json()) == 5


def test_the_nearest_is_found_by_home_and_place_of_the_report(crew: Crew):
    crew.publish({"key": "near", "decide": "automatic", "rules": ["skills"], "score": {"travel": 1}})
    crew.profile("engineer", home={"lat": "31.57", "lng": "120.30"})
    crew.profile("wang", home={"lat": "31.30", "lng": "120.59"})
    ticket = crew.report(geo={"latitude": 31.31, "longitude": 120.60})
    assert crew.owner(ticket) == "wang"
    assert "公里" in crew.rounds(ticket)[0]["lines"][crew.id("wang")]["zh"]


def test_policies_are_tried_on_an_open_task_without_acting(crew: Crew):
    crew.publish(jobs=())
    ticket = crew.report()
    body = {"policies": [{"key": "trial", "decide": "automatic", "score": {"load": 1}}]}
    with crew.company.http() as line:
        asked = {"task": crew.task(ticket), "body": body}
        tried = line("admin", "POST", "/dispatch/policies/try", json=asked).json()
        assert line("dispatcher", "POST", "/dispatch/policies/try", json=asked).status_code == 403
        assert line("front_desk", "POST", "/dispatch/policies/try", json=asked).status_code == 404
        ready = line("dispatcher", "GET", "/dispatch/policies/ready").json()
        unread = line("admin", "POST", "/dispatch/policies/try", json={**asked, "body": {"policies": [{}]}})
    (only,) = tried["rounds"]
    assert (only["policy"], only["move"], only["no"]) == ("trial", "offer", 0)
    assert (crew.owner(ticket), crew.rounds(ticket)) == (None, [])
    assert [item["key"] for item in ready["policies"]] == ["nearest", "balanced", "best_skill", "keep_engineer"]
    assert unread.status_code == 422


WEEK = "from=2025-06-16&to=2025-06-22"
NEEDS = [{"key": "weekend", "label": {"zh": "周末"}, "days": "sat-sun", "hours": "08:00-17:00", "skill": "电机"}]


def test_a_roster_is_proposed_edited_and_published_by_who_plans_it(crew: Crew):
    crew.company.send("admin", m.PublishRoster({**ROSTER, "needs": NEEDS, "days_in_a_row": 6}))
    with crew.company.http() as line:
        proposal = line("lead", "GET", f"/roster/proposal?{WEEK}").json()
        assert line("engineer", "GET", f"/roster/proposal?{WEEK}").status_code == 403
        assert present(crew, MONDAY + 5 * DAY) == set(), "nothing happens by itself"
        assert [change["day"] for change in proposal["changes"]] == ["2025-06-21", "2025-06-22"]
        first = proposal["changes"][0]
        days = [{"person": crew.id("wang"), "day": first["day"], "shifts": ["day", "standby"]}]
        plan = {"days": days, "bases": proposal["bases"]}
        assert line("engineer", "POST", "/roster/plans", json=plan).status_code == 403
        assert line("lead", "POST", "/roster/plans", json=plan).json() == {"people": 1, "days": 1}
        assert present(crew, MONDAY + 5 * DAY) == {"wang"}
        again = line("lead", "POST", "/roster/plans", json=plan)
        assert (again.status_code, again.json()["code"]) == (409, "roster.moved")
        (left,) = line("lead", "GET", f"/roster/proposal?{WEEK}").json()["changes"]
        assert left["day"] == "2025-06-22"


def test_a_proposal_says_which_need_nobody_can_meet_and_why(crew: Crew):
    crew.company.send("admin", m.PublishRoster({**ROSTER, "needs": NEEDS, "days_in_a_row": 5}))
    crew.leave("wang", MONDAY - HOUR, MONDAY + 7 * DAY)
    with crew.company.http() as line:
        (saturday, _) = line("lead", "GET", f"/roster/proposal?{WEEK}").json()["unmet"]
        asked = line("lead", "GET", "/roster/proposal?from=2025-06-16&to=2025-07-31")
    tired = [crew.id("engineer"), crew.id("zhou")]
    assert (saturday["need"], saturday["why"]["leave"]) == ("weekend", [crew.id("wang")])
    assert sorted(saturday["why"]["days_in_a_row"]) == sorted(tired)
    assert sorted(saturday["why"]["skill"]) == sorted([crew.id("other_engineer"), crew.id("sun")])
    assert asked.json()["code"] == "roster.range_invalid"


def test_a_plan_is_published_whole_or_not_at_all(crew: Crew):
    day = {"person": crew.id("wang"), "day": "2025-06-21", "shifts": ["day"]}
    bases = crew.company.read(lambda tx: {row["user"]: row["version"] for row in queries.duty_rows(tx)})
    wrong = m.PublishRosterPlan((day, {**day, "shifts": ["moon"]}, {**day, "day": "?"}), bases)
    problems = [(one.path, one.code) for one in crew.company.refusal("admin", wrong).problems]
    assert problems == [("days.1.shifts", "dispatch.shift_unknown"), ("days.2.day", "dispatch.bad_date")]
    crew.company.send("admin", m.PublishRosterPlan((day,), bases))
    crew.company.send(
        "admin", m.PublishRosterPlan(({**day, "shifts": None},), {crew.id("wang"): bases[crew.id("wang")] + 1})
    )
    assert present(crew, MONDAY + 5 * DAY) == set()


@pytest.mark.postgres
@pytest.mark.req("TEN-2")
def test_on_postgres_a_plan_is_published_as_well(crew_on_postgres: Crew):
    crew = crew_on_postgres
    bases = crew.company.read(lambda tx: {row["user"]: row["version"] for row in queries.duty_rows(tx)})
    day = {"person": crew.id("wang"), "day": "2025-06-21", "shifts": ["day"]}
    crew.company.send("lead", m.PublishRosterPlan((day,), bases))
    assert present(crew, MONDAY + 5 * DAY) == {"wang"}


def test_a_night_that_ends_after_the_days_asked_about_is_no_gap(crew: Crew):
    night = {"key": "night", "days": "mon", "hours": "17:00-08:00", "on_call": True}
    crew.company.send("admin", m.PublishRoster({**ROSTER, "needs": [night]}))
    crew.company.send("admin", m.SetDay(crew.id("wang"), "2025-06-16", ("day", "standby")))
    with crew.company.http() as line:
        assert line("lead", "GET", "/roster/gaps?from=2025-06-16&to=2025-06-16").json() == []
