"""Two people write into one ticket: what only one of them touched stands, and the same field is asked about (COL-1)."""

import pytest

from bihuan.core.values import Kind
from bihuan.modules.tickets import messages as m
from tests.modules.tickets.pumps import Pumps


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest) -> Pumps:
    """The company on either database."""
    found: Pumps = request.getfixturevalue("pumps" if request.param == "sqlite" else "pumps_on_postgres")
    return found


def seen_by(pumps: Pumps, who: str, ticket: str) -> int:
    return int(pumps.view(who, ticket)["version"])


@pytest.mark.req("COL-1")
def test_changes_of_different_fields_both_stand_without_a_question(desk: Pumps):
    ticket = desk.report()
    seen = seen_by(desk, "front_desk", ticket)
    amend(desk, "dispatcher", ticket, seen, changes={"priority": "P1"}, data={"asset_tag": "A-7"})
    amend(desk, "front_desk", ticket, seen, changes={"title": "二号泵漏水"}, data={"urgent_note": "停线"})
    now = desk.view("lead", ticket)
    assert (now["priority"], now["title"]) == ("P1", "二号泵漏水")
    assert now["data"] == {"fault": "leak", "asset_tag": "A-7", "urgent_note": "停线"}


@pytest.mark.req("COL-1")
def test_the_same_field_is_asked_about_with_all_three_values_and_nothing_is_written(desk: Pumps):
    ticket = desk.report()
    seen = seen_by(desk, "front_desk", ticket)
    amend(desk, "dispatcher", ticket, seen, changes={"title": "一号泵漏水"})
    before = seen_by(desk, "lead", ticket)
    command = m.AmendTicket(ticket=ticket, changes={"title": "二号泵漏水"}, data={"asset_tag": "B-1"}, seen=seen)
    refusal = desk.company.refusal("front_desk", command)
    assert (refusal.code, refusal.kind, refusal.data["version"]) == ("ticket.fields_changed", Kind.CONFLICT, before)
    (clash,) = refusal.problems
    assert (clash.path, clash.data["base"], clash.data["mine"], clash.data["theirs"]) == (
        "title", "水泵漏水", "二号泵漏水", "一号泵漏水",
    )  # fmt: skip
    assert clash.data["by"] == desk.company.people["dispatcher"]
    now = desk.view("lead", ticket)
    assert (now["version"], now["data"]) == (before, {"fault": "leak"})


@pytest.mark.req("COL-1")
def test_whoever_chose_sends_again_on_what_he_has_seen_by_now(desk: Pumps):
    ticket = desk.report()
    seen = seen_by(desk, "front_desk", ticket)
    amend(desk, "dispatcher", ticket, seen, data={"asset_tag": "A-7"})
    command = m.AmendTicket(ticket=ticket, data={"asset_tag": "B-1"}, seen=seen)
    again = int(str(desk.company.refusal("front_desk", command).data["version"]))
    amend(desk, "front_desk", ticket, again, data={"asset_tag": "B-1"})
    assert desk.view("lead", ticket)["data"]["asset_tag"] == "B-1"


@pytest.mark.req("COL-1")
def test_tags_of_both_are_kept(desk: Pumps):
    ticket = desk.report()
    amend(desk, "dispatcher", ticket, None, changes={"tags": ["旧"]})
    seen = seen_by(desk, "front_desk", ticket)
    amend(desk, "dispatcher", ticket, seen, changes={"tags": ["旧", "停线"]})
    amend(desk, "front_desk", ticket, seen, changes={"tags": ["老客户"]})
    assert desk.view("lead", ticket)["tags"] == ["停线", "老客户"]


@pytest.mark.req("COL-1")
def test_what_was_changed_and_put_back_is_no_clash(desk: Pumps):
    ticket = desk.report()
    seen = seen_by(desk, "front_desk", ticket)
    for title in ("别的", "水泵漏水"):
        amend(desk, "dispatcher", ticket, None, changes={"title": title})
    amend(desk, "front_desk", ticket, seen, changes={"title": "二号泵漏水"})
    assert desk.view("lead", ticket)["title"] == "二号泵漏水"


@pytest.mark.req("COL-1", "FLD-4")
def test_work_is_finished_beside_a_correction_but_not_over_the_same_field(desk: Pumps):
    ticket = desk.report()
    desk.assign(ticket)
    for action in ("accept", "depart", "arrive", "begin"):
        desk.act("engineer", ticket, action)
    seen = seen_by(desk, "engineer", ticket)
    amend(desk, "dispatcher", ticket, seen, changes={"title": "二号泵漏水"}, data={"hours": "3"})
    done = {"cause": "密封圈老化", "hours": "1.5"}
    finish = m.ActOnTask(task=desk.task(ticket), action="finish", data=done, seen=seen)
    refusal = desk.company.refusal("engineer", finish)
    assert [(p.path, p.code) for p in refusal.problems] == [("data.hours", "field.changed_meanwhile")]
    desk.act("engineer", ticket, "finish", data={"cause": "密封圈老化"}, seen=seen)
    now = desk.view("lead", ticket)
    assert (now["stage"], now["title"], now["data"]["hours"]) == ("check", "二号泵漏水", "3")


@pytest.mark.req("COL-1", "AUD-3")
def test_a_clash_tells_nothing_of_a_field_that_the_step_does_not_open(desk: Pumps):
    ticket = desk.report()
    desk.assign(ticket)
    for action in ("accept", "depart", "arrive", "begin"):
        desk.act("engineer", ticket, action)
    seen = seen_by(desk, "engineer", ticket)
    amend(desk, "dispatcher", ticket, seen, data={"fault": "dead"})
    finish = m.ActOnTask(task=desk.task(ticket), action="finish", data={"cause": "x", "fault": "noise"}, seen=seen)
    refusal = desk.company.refusal("engineer", finish)
    assert [(p.path, p.code) for p in refusal.problems] == [("fault", "form.field_readonly")]


@pytest.mark.req("COL-1", "FLW-12")
def test_nobody_decides_on_what_he_has_not_seen(desk: Pumps):
    ticket = desk.report()
    desk.assign(ticket)
    desk.work(ticket)
    seen = seen_by(desk, "requester", ticket)
    agree = m.ActOnTask(task=desk.task(ticket), action="agree", signature="strokes", seen=seen)
    desk.company.send("dispatcher", m.AddNote(ticket=ticket, text="已通知客户"))
    amend(desk, "dispatcher", ticket, seen, data={"hours": "8"})
    refusal = desk.company.refusal("requester", agree)
    assert (refusal.code, [p.path for p in refusal.problems]) == ("ticket.inputs_changed", ["data.hours"])
    again = seen_by(desk, "requester", ticket)
    desk.act("requester", ticket, "agree", signature="strokes", seen=again)
    assert desk.view("requester", ticket)["stage"] == "done"


@pytest.mark.req("COL-1")
def test_who_may_correct_what_is_told_with_the_ticket(desk: Pumps):
    ticket = desk.report()
    assert {"title", "priority", "fault"} <= set(desk.view("dispatcher", ticket)["editable"])
    assert desk.view("requester", ticket)["editable"] == []


def amend(pumps: Pumps, who: str, ticket: str, seen: int | None, **what: object) -> None:
    pumps.company.send(who, m.AmendTicket(ticket=ticket, seen=seen, **what))  # type: ignore[arg-type]
