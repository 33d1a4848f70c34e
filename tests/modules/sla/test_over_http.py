"""Calendars, policies and clocks as callers of the API meet them."""

from typing import Any

import pytest

from bihuan.modules.identity.messages import ChangeUser, SaveRole
from tests.modules.company import Line
from tests.modules.sla.promises import OFFICE, SLA, Clocks, instant


def created(line: Line, **more: Any) -> dict[str, Any]:
    body = {"type": "pump", "title": "水泵漏水", "source": {"channel": "phone"}, "data": {"fault": "leak"}, **more}
    answer = line("requester", "POST", "/tickets", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.req("SLA-5.server", "SLA-1.server", "AUD-3")
def test_a_ticket_tells_its_clocks_and_why_they_are_due_then(clocks: Clocks):
    with clocks.company.http() as line:
        ticket = created(line, priority="P1")
        told = line("requester", "GET", f"/tickets/{ticket['number']}/clocks").json()
        assert (told["policy"]["key"], told["next"]) == ("urgent", "assign")
        states = {clock["key"]: (clock["state"], clock["due"]) for clock in told["clocks"]}
        assert states["assign"] == ("running", instant("2025-06-16 10:30"))
        why = line("requester", "GET", f"/tickets/{ticket['id']}/clocks/assign").json()
        assert why["texts"] == ["2025-06-16 10:00 开始计时，应在 2025-06-16 10:30 前完成"]
        english = line("requester", "GET", f"/tickets/{ticket['id']}/clocks/assign", headers={"Accept-Language": "en"})
        assert english.json()["texts"][0].startswith("2025-06-16 10:00: started")
        assert line("requester", "GET", f"/tickets/{ticket['id']}/clocks/accept").status_code == 404
        assert line("other_engineer", "GET", f"/tickets/{ticket['id']}/clocks").status_code == 404
        due_first = line("admin", "GET", "/tickets?sort=next_due").json()["items"]
        assert due_first[0]["next_due"] == instant("2025-06-16 10:30")
        sections = line("admin", "GET", f"/tickets/{ticket['id']}/trace").json()["sections"]
        assert {clock["clock"] for clock in sections["clocks"]} >= {"assign", "resolve"}


@pytest.mark.req("SLA-5.server", "SLA-2.server")
def test_what_if_shows_which_tickets_would_be_late(clocks: Clocks):
    with clocks.company.http() as line:
        ticket = created(line)
        shorter = {**OFFICE, "week": {"mon-fri": ["09:00-12:00"]}}
        preview = line("admin", "POST", "/calendars/preview", json={"body": shorter}).json()
        assert {change["what"] for change in preview["changes"]} >= {"week"}
        moved = {one["clock"]: one["new_due"] for one in preview["effects"] if one["ticket"] == ticket["id"]}
        assert moved["assign"] == instant("2025-06-17 11:00")
        assert all(one["label"]["zh"] and one["label"]["en"] for one in preview["effects"])
        tighter = {**SLA, "policies": [{**SLA["policies"][0], "when": None}]}
        preview = line("admin", "POST", "/sla/preview", json={"body": tighter}).json()
        assert {one["where"] for one in preview["changes"]} == {"policies"}
        assert {one["clock"] for one in preview["effects"]} >= {"assign", "accept", "stale"} - {"accept"}
        work = [{"category": "new"}, {"category": "active", "assigned": True}]
        at = [instant("2025-06-16 10:00"), instant("2025-06-16 10:40")]
        story = [{"at": one, "record": {"priority": "P1", "work": done}} for one, done in zip(at, work, strict=True)]
        trial = {"body": SLA, "facts": story, "until": instant("2025-06-16 11:00")}
        events = line("admin", "POST", "/sla/try", json=trial).json()
        kinds = [(one["event"], one.get("clock")) for one in events]
        assert ("ClockBreached", "assign") in kinds and ("ClockStopped", "assign") in kinds
        night = [{"at": instant("2025-06-13 17:00"), "record": {"priority": "P3", "work": {"category": "new"}}}]
        weekend = {"body": SLA, "facts": night, "until": instant("2025-06-13 17:00")}
        why = line("admin", "POST", "/sla/try/assign", json=weekend).json()
        # Four hours from Friday 17:00: one is left that day, the week-end does not count, three on Monday.
        assert why["due"] == instant("2025-06-16 12:00")
        assert [(one["day"], one["counts"]) for one in why["stretches"]] == [("2025-06-13", True), ("2025-06-16", True)]
        assert any("2025-06-16 12:00" in text for text in why["texts"])
        assert line("admin", "POST", "/sla/try/gone", json=weekend).status_code == 404


@pytest.mark.req("SLA-2.server", "SLA-1.server")
def test_calendars_and_policies_are_published_in_versions(clocks: Clocks):
    with clocks.company.http() as line:
        changed = {**OFFICE, "week": {"mon-sat": ["09:00-12:00", "13:00-18:00"]}}
        published = line("admin", "POST", "/calendars", json={"body": changed, "base_version": 1, "official": "CN"})
        assert (published.status_code, published.json()["versions"]) == (201, [1, 2])
        assert line("admin", "POST", "/calendars", json={"body": changed, "base_version": 1}).status_code == 409
        changes = line("engineer", "GET", "/calendars/office/changes?since=1").json()
        assert [(one["what"], one["where"]) for one in changes] == [("week", "sat")]
        (listed,) = line("engineer", "GET", "/calendars").json()
        assert (listed["key"], listed["is_default"], 2026 in listed["official_years"]) == ("office", True, True)
        notice = {"notice": {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}}
        assert line("admin", "POST", "/calendars/office/official", json=notice).json()["version"] == 3
        assert line("admin", "GET", "/sla").json()[0]["key"] == "pumps"
        assert line("admin", "GET", "/sla/pumps?version=1").json()["body"]["key"] == "pumps"
        assert line("admin", "GET", "/sla/gone").status_code == 404
        broken = line(
            "admin", "POST", "/sla", json={"body": {**SLA, "policies": [{"key": "x", "goals": {"gone": "1"}}]}}
        )
        assert broken.status_code == 422 and broken.json()["problems"][0]["detail"]


@pytest.mark.req("SLA-6.server", "AUD-3")
def test_a_reminder_of_a_date_that_is_hidden_is_no_reminder(clocks: Clocks):
    company = clocks.company
    plain = clocks.save("device", sn="XX-1", name="泵")
    dated = clocks.save("device", sn="XX-2", name="泵", next_service="2025-06-30")
    known = {"action": "read", "kind": "ticket", "rows": "own_created"}
    hidden = {"named": {"next_service": "hidden"}, "others": "read"}
    device = {"action": "read", "kind": "device", "rows": "all", "fields": hidden}
    company.send("operator", SaveRole("watcher", {"zh": "旁观"}, (known, device, {**known, "action": "create"})))
    company.send("operator", ChangeUser(company.people["requester"], {"roles": ["watcher"]}))
    tickets = [clocks.report(device=device, title="同一标题") for device in (plain, dated)]
    with company.http() as line:
        without, having = (line("requester", "GET", f"/tickets/{ticket}/clocks") for ticket in tickets)
        assert (without.status_code, without.content) == (200, having.content)
        assert "2025-06-30" not in line("requester", "GET", f"/tickets/{tickets[1]}/trace").text
        assert line("admin", "GET", f"/tickets/{tickets[1]}/clocks").json()["reminders"][0]["value"] == "2025-06-30"
        assert "2025-06-30" in line("admin", "GET", f"/tickets/{tickets[1]}/trace").text


@pytest.mark.req("SLA-1.server", "ADM-6")
def test_conditions_are_told_as_sentences_in_the_readers_language(clocks: Clocks):
    with clocks.company.http() as line:
        told = line("admin", "GET", f"/sla/{SLA['key']}").json()["said"]
        places = {path for path in told if path.endswith(".when")}
        assert "policies.0.when" in places and told["policies.0.when"]
        assert "{" not in "".join(told.values())
        english = line("admin", "GET", f"/sla/{SLA['key']}", headers={"Accept-Language": "en"}).json()["said"]
        assert english.keys() == told.keys() and english["policies.0.when"] != told["policies.0.when"]


@pytest.mark.req("SLA-1.server", "FRM-2")
def test_a_set_is_put_together_from_what_its_types_may_ask(clocks: Clocks):
    with clocks.company.http() as line:
        told = line("admin", "GET", "/sla/vocabulary").json()
        fields = {one["key"]: one for one in told["fields"]}
        assert fields["priority"]["options"][0]["value"] == "P0"
        assert fields["work.category"]["label"] == {"zh": "处理情况 · 阶段类别", "en": "Work · Category of stage"}
        assert "customer.level" in fields and "device.in_warranty" in fields
        assert {one["value"] for one in fields["type"]["options"]} >= {"pump"}
        kinds = {one["key"]: one for one in told["kinds"]}
        assert kinds["stale"]["alarm"] and kinds["resolve"]["conditions"]["pause"]["right"] == "waiting"
        assert kinds["resolve"]["said"].keys() == kinds["resolve"]["conditions"].keys() >= {"start", "stop"}
        english = line("admin", "GET", "/sla/vocabulary", headers={"Accept-Language": "en"}).json()["kinds"]
        assert english[0]["said"] != told["kinds"][0]["said"]
        assert line("engineer", "GET", "/sla/vocabulary").status_code == 403


@pytest.mark.req("SLA-1.server", "FRM-6")
def test_an_earlier_version_of_a_set_is_found_and_published_again(clocks: Clocks):
    with clocks.company.http() as line:
        first = line("admin", "GET", "/sla/pumps").json()
        later = {**first["body"], "label": {"zh": "新名字", "en": "Renamed"}}
        assert line("admin", "POST", "/sla", json={"body": later, "base_version": 1}).status_code == 201
        known = line("admin", "GET", "/sla/pumps/versions").json()
        assert (known[0]["version"], known[0]["by"], len(known)) == (2, "王敏", 2)
        old = line("admin", "GET", "/sla/pumps?version=1").json()
        again = {"body": old["body"], "types": old["types"], "base_version": 2}
        assert line("admin", "POST", "/sla", json=again).json()["version"] == 3
        assert line("admin", "GET", "/sla/pumps").json()["body"] == first["body"]
        off = {**again, "base_version": 3, "active": False}
        assert line("admin", "POST", "/sla", json=off).json()["active"] is False
        assert line("admin", "GET", "/sla/gone/versions").status_code == 404


PAGE = {
    "key": "promises",
    "label": {"zh": "页面里做的"},
    "clocks": [
        {"key": "first_response", "kind": "first_response", "label": {"zh": "首次响应"}},
        {
            "key": "clock",
            "kind": "stale",
            "label": {"zh": "没人管"},
            "pause": {"all": [{"op": "in", "left": {"field": "work.category"}, "right": ["waiting"]}]},
        },
    ],
    "policies": [
        {"key": "all", "label": {"zh": "全部工单"}, "calendar": "office", "goals": {"first_response": "4h"}},
        {
            "key": "policy",
            "label": {"zh": "停产"},
            "when": {"all": [{"op": "in", "left": {"field": "priority"}, "right": ["P0"]}]},
            "goals": {"first_response": "15m", "clock": "4h"},
            "hours": "wall",
        },
    ],
}


@pytest.mark.req("SLA-1.server")
def test_findings_call_things_what_people_called_them_and_a_set_that_is_off_is_in_nobodys_way(clocks: Clocks):
    with clocks.company.http() as line:
        refused = line("admin", "POST", "/sla/preview", json={"body": PAGE})
        assert [one["code"] for one in refused.json()["problems"]] == ["sla.type_taken"]
        asked = line("admin", "POST", "/sla/preview", json={"body": PAGE, "active": False}).json()
        (fault,) = [one for one in asked["findings"] if one["level"] == "error"]
        assert (fault["path"], fault["code"]) == ("policies.1.when", "sla.policy_never_reached")
        assert "“停产”" in fault["detail"]
        assert asked["effects"] == []
