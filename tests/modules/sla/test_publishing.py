"""Calendars and policies: versions, checks before publishing, and what a publication would change."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest

from bihuan.core.calendars import read_official_year
from bihuan.core.values import JsonObject
from bihuan.modules.identity import interface as identity
from bihuan.modules.sla import interface, queries
from bihuan.modules.sla import messages as m
from tests.modules.sla.promises import OFFICE, SLA, Clocks, instant

NOTICES = Path(__file__).parents[2] / "data" / "holiday-cn"


def changed(**more: object) -> JsonObject:
    body = copy.deepcopy(SLA)
    body.update(more)
    return body


@pytest.mark.req("SLA-2.server")
@pytest.mark.parametrize("file", sorted(NOTICES.glob("20*.json")), ids=lambda file: file.stem)
def test_the_shipped_days_are_those_of_the_official_notices(file: Path):
    notice = read_official_year(json.loads(file.read_text(encoding="utf-8")))
    shipped = interface.shipped_years()[notice.year].days
    assert {day: one.kind for day, one in notice.days.items()}.items() <= {
        day: one.kind for day, one in shipped.items()
    }.items()
    # What ships besides are week-ends beside a holiday, which a notice need not name.
    assert all(day.weekday() >= 5 and shipped[day].kind == "closed" for day in shipped.keys() - notice.days.keys())


@pytest.mark.req("SLA-2.server")
def test_pain_6_a_notice_is_imported_and_what_people_wrote_stands(clocks: Clocks):
    company = clocks.company
    own = {**OFFICE, "days": [{"date": "2025-10-01", "name": "国庆值班", "open": ["09:00-12:00"]}]}
    company.send("admin", m.PublishCalendar(own))
    assert not interface_calendar(clocks).is_provisional(2025)
    company.send("admin", m.ImportOfficialDays("office", year=2025))
    notice = {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}
    company.send("admin", m.ImportOfficialDays("office", notice=notice))
    calendar = interface_calendar(clocks)
    assert calendar.official_years == {2025, 2027} and calendar.is_provisional(2026)
    names = {str(day): one.name for day, one in calendar.days.items()}
    assert (names["2025-10-01"], names["2027-01-01"]) == ("国庆值班", "元旦")
    assert company.refusal("admin", m.ImportOfficialDays("office", year=2031)).code == "calendar.year_not_shipped"
    assert company.refusal("admin", m.ImportOfficialDays("office")).code == "calendar.notice_or_year"
    assert company.refusal("admin", m.ImportOfficialDays("gone", year=2025)).code == "calendar.not_found"


@pytest.mark.req("SLA-2.server")
def test_pain_6_working_days_in_every_condition_are_those_of_the_companys_calendar(clocks: Clocks):
    company = clocks.company
    info, now = company.tenant.info, company.clock.now()

    def after(day: str) -> str:
        start = date.fromisoformat(day)
        return company.read(lambda tx: str(identity.env_of(tx, info, now).add_working_days(start, 1)))

    # The Sunday before the holidays is worked (调休), the first week of October is not.
    assert (after("2025-09-26"), after("2025-09-30")) == ("2025-09-28", "2025-10-09")


def interface_calendar(clocks: Clocks):
    return clocks.company.read(lambda tx: interface.calendar(tx, "office"))


def test_the_same_text_is_no_new_version_and_a_stale_base_is_told(clocks: Clocks):
    company = clocks.company
    assert company.send("admin", m.PublishSla(SLA)).events == ()
    assert company.send("admin", m.PublishCalendar({**OFFICE, "zone": "UTC"}, only_new=True)).events == ()
    assert company.refusal("admin", m.PublishSla(changed(label="新"), base_version=0)).code == "definition.moved"
    assert company.refusal("lead", m.PublishSla(SLA)).code == "access.denied"


@pytest.mark.req("SLA-1.server")
def test_contradictions_are_refused_and_oddities_come_back_as_advice(clocks: Clocks):
    company = clocks.company
    never = changed()
    never["clocks"][0] = {"key": "assign", "kind": "custom", "start": {"field": "work.assigned"},
                          "stop": {"field": "work.assigned"}}  # fmt: skip
    refusal = company.refusal("admin", m.PublishSla(never))
    assert refusal.code == "sla.not_publishable"
    assert ("clocks.0.start", "sla.never_starts") in {(one.path, one.code) for one in refusal.problems}
    wrong = company.refusal("admin", m.PublishSla(changed(policies=[{"key": "x", "goals": {"gone": "1h"}}])))
    assert wrong.code == "sla.invalid"
    assert company.refusal("admin", m.PublishSla(SLA, types=("gone",))).problems[0].code == "ticket_type.unknown"
    other = company.refusal("admin", m.PublishSla(changed(key="other")))
    assert [one.code for one in other.problems] == ["sla.type_taken"]
    company.send("admin", m.PublishSla(changed(key="other"), types=("pump",)))
    found = company.read(lambda tx: queries.present(tx).set_for("pump"))
    assert found is not None and found.key == "other"


@pytest.mark.req("SLA-5.server")
def test_what_a_calendar_or_policies_would_change_is_shown_before_they_are_published(clocks: Clocks):
    ticket, company = clocks.report(), clocks.company
    info, caller, now = company.tenant.info, company.caller("admin"), company.clock.now()

    def effects(tx):
        in_force = queries.present(tx)
        shorter = interface.check_set(tx, changed(policies=[{**SLA["policies"][0], "when": None}]), ()).applied
        late = queries.with_calendar(in_force, in_force.calendars["office"])
        return (
            queries.effects_of(tx, info, caller, now, queries.with_set(in_force, shorter)),
            queries.effects_of(tx, info, caller, now, late),
            queries.effects_of(tx, info, company.caller("other_engineer"), now, late),
        )

    policies, calendar, stranger = company.read(effects)
    moved = {one.clock: (one.due, one.new_due) for one in policies.changes}
    assert moved["assign"] == (instant("2025-06-16 15:00"), instant("2025-06-16 10:30"))
    assert {one.ticket for one in policies.changes} == {ticket}
    assert (calendar.judged, calendar.changes) == (1, ())
    assert (stranger.judged, stranger.changes) == (0, ())


@pytest.mark.req("SLA-1.server")
def test_urgency_and_impact_give_the_priority_where_nobody_chose_one(clocks: Clocks):
    matrix = {"urgency": "fault", "impact": "asset_tag", "matrix": {"leak": {"A": "P1"}, "dead": {"A": "P0"}}}
    clocks.publish(changed(priority=matrix))
    ranked = clocks.report("front_desk", data={"fault": "leak", "asset_tag": "A"})
    seen = clocks.row(ranked)
    assert (seen["priority"], seen["priority_source"]) == ("P1", "matrix")
    assert clocks.due(ranked, "assign") == "06-16 10:30"
    chosen = clocks.report("front_desk", data={"fault": "leak"}, priority="P3")
    assert clocks.row(chosen)["priority_source"] == "given"


def test_policies_that_cannot_be_read_any_more_cost_no_ticket(clocks: Clocks):
    broken = json.dumps({"key": "pumps"})
    clocks.company.tenant.writer.call(lambda tx: tx.run("UPDATE sla_version SET body = ?", (broken,)) and None)
    clocks.company.tenant.writer.call(lambda tx: tx.memo.clear())
    assert clocks.clocks(clocks.report()) == {}
