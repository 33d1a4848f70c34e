"""What may be written, every fault in it, and the contradictions that are found before they do harm."""

from typing import Any

import pytest

from bihuan.core.rules import Env, Schema
from bihuan.core.sla import (
    KINDS,
    Claim,
    Fact,
    duration_text,
    effective_time,
    lint,
    parse_sla,
    planned_instants,
    rank_priority,
    read_duration,
    try_out,
)
from bihuan.core.values import Json, Refusal
from tests.core.sla.stories import SCHEMA, Ticket, at, told

HOUR = 3_600_000
MINUTE = 60_000


def faults(**changes: Json) -> list[tuple[str, str]]:
    whole = {"key": "sla", "clocks": [{"key": "assign", "kind": "assign"}], "policies": []}
    with pytest.raises(Refusal) as refused:
        parse_sla({**whole, **changes}, SCHEMA, ["office"])
    assert refused.value.code == "sla.invalid"
    return [(problem.path, problem.code) for problem in refused.value.problems]


def goal_faults(goal: Json, **policy: Json) -> list[tuple[str, str]]:
    return faults(policies=[{"key": "a", "calendar": "office", "goals": {"assign": goal}, **policy}])


CLOCK_FAULTS = [
    ({"key": "A b"}, ("clocks.0.key", "document.bad_key")),
    ({"kind": "magic"}, ("clocks.0.kind", "document.bad_choice")),
    ({"kind": "custom"}, ("clocks.0.start", "document.missing")),
    ({"kind": "between", "from": 7, "to": "x"}, ("clocks.0.from", "sla.step_expected")),
    ({"pause": {"field": "nothing"}}, ("clocks.0.pause.field", "rule.unknown_field")),
    ({"stop": False}, ("clocks.0.stop", "document.missing")),
    ({"pauses": {}}, ("clocks.0.pauses", "document.unknown_key")),
    ({"again": "often"}, ("clocks.0.again", "document.bad_choice")),
    ({"ladder": [{"at": "half"}]}, ("clocks.0.ladder.0.at", "sla.bad_threshold")),
    ({"ladder": [{"at": "0%"}]}, ("clocks.0.ladder.0.at", "sla.bad_threshold")),
    ({"ladder": [{"at": "50%"}, {"at": "50%"}]}, ("clocks.0.ladder.1.at", "sla.threshold_twice")),
    ({"ladder": [{"at": "50%", "every": "1h"}]}, ("clocks.0.ladder.0.every", "sla.repeat_before_end")),
    ({"ladder": [{"at": "+1h", "every": "soon"}]}, ("clocks.0.ladder.0.every", "sla.bad_duration")),
    ({"ladder": [{"at": "50%", "do": [{"to": "x"}]}]}, ("clocks.0.ladder.0.do.0", "sla.act_expected")),
    ({"ladder": [{"at": "50%", "do": "mail"}]}, ("clocks.0.ladder.0.do", "document.list_expected")),
]


@pytest.mark.parametrize(("change", "fault"), CLOCK_FAULTS, ids=lambda value: str(value)[:40])
def test_faults_of_clocks_are_named(change: Json, fault: tuple[str, str]) -> None:
    assert fault in faults(clocks=[{"key": "assign", "kind": "assign", **change}])


GOAL_FAULTS = [
    ("soon", ("policies.0.goals.assign.goal", "sla.bad_duration")),
    ("0m", ("policies.0.goals.assign.goal", "sla.bad_duration")),
    ("2d", ("policies.0.goals.assign.goal", "sla.days_of_working_hours")),
    ({"goal": "1h", "calendar": "night"}, ("policies.0.goals.assign.calendar", "sla.unknown_calendar")),
    ({"goal": "1h", "when": {"field": "x"}}, ("policies.0.goals.assign.all.0.field", "rule.unknown_field")),
    ({"by": "colour", "goals": {"red": "1h"}}, ("policies.0.goals.assign.by", "sla.unknown_field")),
    ({"by": "priority", "goals": {"P7": "1h"}}, ("policies.0.goals.assign.all.0.right", "rule.unknown_option")),
    (
        {"by": ["urgency", "impact"], "goals": {"高": "1h"}},
        ("policies.0.goals.assign.goals.高", "document.object_expected"),
    ),
    ({"by": "priority"}, ("policies.0.goals.assign.goals", "document.object_expected")),
    ([{"goal": "1h", "whn": 1}], ("policies.0.goals.assign.0.whn", "document.unknown_key")),
    (7, ("policies.0.goals.assign", "document.object_expected")),
]


@pytest.mark.parametrize(("goal", "fault"), GOAL_FAULTS, ids=lambda value: str(value)[:40])
def test_faults_of_goals_are_named(goal: Json, fault: tuple[str, str]) -> None:
    assert fault in goal_faults(goal)


OTHER_FAULTS: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"policies": [{"key": "a", "goals": {"assign": "1h"}}]}, ("policies.0.goals.assign.calendar", "document.missing")),
    ({"policies": [{"key": "a", "goals": {"accept": "1h"}}]}, ("policies.0.goals.accept", "sla.unknown_clock")),
    ({"policies": [{"key": "a"}, {"key": "a"}]}, ("policies.1.key", "sla.key_twice")),
    ({"clocks": [{"key": "a", "kind": "assign"}] * 2}, ("clocks.1.key", "sla.key_twice")),
    ({"quiet": {"hours": "22-7"}}, ("quiet.hours", "sla.bad_quiet_hours")),
    ({"quiet": {"hours": "22:00-07:00", "zone": "Nowhere"}}, ("quiet.hours", "sla.bad_quiet_hours")),
    ({"quiet": {"hours": "22:00-07:00", "except": ["vip"]}}, ("quiet.except", "sla.unknown_policy")),
    (
        {"priority": {"urgency": "urgency", "impact": "x", "matrix": {"高": {"高": "P0"}}}},
        ("priority.impact", "sla.unknown_field"),
    ),
    (
        {"priority": {"urgency": "urgency", "impact": "impact", "matrix": {"高": {"高": "P9"}}}},
        ("priority.matrix.高", "sla.bad_matrix_row"),
    ),
    ({"reminders": [{"key": "r", "field": "priority"}]}, ("reminders.0.field", "sla.unknown_field")),
    (
        {"reminders": [{"key": "r", "field": "device.next_service", "at": ["-7x"]}]},
        ("reminders.0.at", "sla.bad_offset"),
    ),
    ({"reminders": [{"key": "r", "field": "device.next_service", "time": "9"}]}, ("reminders.0.time", "sla.bad_time")),
    ({"rules": []}, ("rules", "document.unknown_key")),
]


@pytest.mark.parametrize(("change", "fault"), OTHER_FAULTS, ids=lambda value: str(value)[:40])
def test_faults_beside_them_are_named(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in faults(**change)


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"key": "a", "clocks": 7, "policies": {"a": 1}}, {"key": "a", "clocks": [7]}]
)
def test_anything_at_all_is_read_or_refused(data: Json) -> None:
    try:
        parse_sla(data, SCHEMA)
    except Refusal as refusal:
        assert refusal.problems


def findings(clock: dict[str, Any], policies: list[dict[str, Any]] | None = None) -> list[tuple[str, str]]:
    goals = policies or [{"key": "p", "calendar": "office", "goals": {"c": "1h"}}]
    definition = parse_sla({"key": "sla", "clocks": [{"key": "c", **clock}], "policies": goals}, SCHEMA)
    return [(finding.code, finding.path) for finding in lint(definition, SCHEMA)]


def stage(*names: str) -> Json:
    return {"op": "in", "left": {"field": "work.category"}, "right": list(names)}


def happened(word: str) -> Json:
    return {"op": "contains", "left": {"field": "work.happened"}, "right": word}


CONTRADICTIONS = [
    ({"start": stage("new"), "stop": stage("new", "closed")}, "sla.never_starts"),
    ({"start": stage("new"), "stop": stage("closed"), "cancel": stage("new")}, "sla.never_starts"),
    ({"start": {"all": [stage("new"), stage("active")]}, "stop": stage("closed")}, "sla.start_never_true"),
    ({"start": stage("new"), "stop": {"not": {"all": []}}}, "sla.stop_never_true"),
    (
        {"start": stage("waiting"), "pause": stage("new", "waiting"), "stop": stage("closed")},
        "sla.starts_paused_for_ever",
    ),
    ({"start": stage("new", "waiting"), "pause": stage("closed"), "stop": stage("closed")}, "sla.pause_never_counts"),
    (
        {
            "start": stage("new", "waiting"),
            "pause": stage("waiting"),
            "resume": stage("waiting"),
            "stop": stage("closed"),
        },
        "sla.never_resumes",
    ),
    ({"start": stage("new"), "reset": stage("closed"), "stop": stage("closed")}, "sla.reset_never_counts"),
    ({"start": stage("new"), "cancel": stage("closed"), "stop": stage("closed")}, "sla.cancel_never_counts"),
    ({"start": stage("new"), "pause": stage("waiting"), "stop": stage("closed")}, "sla.no_start_while_paused"),
]


@pytest.mark.req("SLA-1.core")
@pytest.mark.parametrize(("clock", "code"), CONTRADICTIONS, ids=[code for _, code in CONTRADICTIONS])
def test_contradictions_are_found(clock: dict[str, Any], code: str) -> None:
    assert [found for found, _ in findings(clock)] == [code]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"custom"}))
def test_the_ready_clocks_contradict_nothing(kind: str) -> None:
    steps = {"from": "a", "to": "b"} if kind == "between" else {}
    assert findings({"kind": kind, **steps}) == []


def test_what_cannot_be_judged_is_passed_over() -> None:
    intricate = {"op": "gt", "left": {"rel": "now"}, "right": {"rel": "now", "add": 1, "unit": "hour"}}
    assert findings({"start": intricate, "stop": stage("new"), "again": "never"}) == []
    assert (
        findings({"start": {"op": "starts_with", "left": {"field": "title"}, "right": "x"}, "stop": stage("new")}) == []
    )


def level(*names: str) -> Json:
    return {"op": "in", "left": {"field": "priority"}, "right": list(names)}


def policy(key: str, when: Json = None, goal: Json = "1h") -> dict[str, Any]:
    return {"key": key, "when": when, "calendar": "office", "goals": {"c": goal}}


@pytest.mark.req("SLA-1.core")
def test_policies_and_goals_that_nobody_reaches_are_found() -> None:
    clock = {"kind": "resolve"}
    assert findings(clock, [policy("a"), policy("b", level("P0"))]) == [("sla.policy_never_reached", "policies.1.when")]
    covered = [policy("a", level("P0", "P1")), policy("b", level("P1")), policy("c")]
    assert findings(clock, covered) == [("sla.policy_never_reached", "policies.1.when")]
    assert findings(clock, [policy("a", level("P0"))]) == [("sla.tickets_without_policy", "policies")]
    rows = ["1h", {"when": level("P0"), "goal": "30m"}]
    assert findings(clock, [policy("a", goal=rows)]) == [("sla.goal_never_reached", "policies.0.goals.c")]
    assert findings(clock, [{"key": "a", "goals": {}}]) == [("sla.clock_without_goal", "clocks.0")]


def test_an_intricate_policy_behind_one_for_all_is_found_too() -> None:
    intricate = {"op": "contains", "left": {"field": "title"}, "right": "x"}
    found = findings({"kind": "resolve"}, [policy("a"), policy("b", intricate)])
    assert found == [("sla.policy_never_reached", "policies.1.when")]


@pytest.mark.req("SLA-1.core")
def test_priority_is_set_or_looked_up_and_its_source_is_kept() -> None:
    matrix = {"urgency": "urgency", "impact": "impact", "matrix": {"高": {"高": "P0", "低": "P2"}}}
    definition = parse_sla({"key": "sla", "priority": matrix}, SCHEMA)
    ask = lambda record, chosen=None: rank_priority(definition.priority, record, chosen, "P3")  # noqa: E731
    assert (ask({"urgency": "高", "impact": "高"}).level, ask({"urgency": "高", "impact": "高"}).source) == (
        "P0",
        "matrix",
    )
    assert ask({"urgency": "高", "impact": "高"}, "P2").source == "set"
    assert (ask({"urgency": "高", "impact": "中"}).level, ask({}).source) == ("P3", "default")


@pytest.mark.req("SLA-1.core")
@pytest.mark.parametrize(
    ("record", "due"),
    [
        ({"urgency": "高", "impact": "高"}, "06-01 09:30"),
        ({"urgency": "高", "impact": "低", "customer": {"level": "normal"}}, "06-01 11:00"),
        ({"customer": {"level": "vip"}}, "06-01 10:00"),
        ({"device": {"kind": "core"}}, "06-01 09:15"),
        ({}, "06-01 14:00"),
    ],
)
def test_goals_by_matrix_customer_and_device(record: dict[str, Any], due: str) -> None:
    rows = [
        {"when": {"op": "eq", "left": {"field": "device.kind"}, "right": "core"}, "goal": "15m"},
        {"when": {"op": "eq", "left": {"field": "customer.level"}, "right": "vip"}, "goal": "1h"},
        {"by": ["urgency", "impact"], "goals": {"高": {"高": "30m", "低": "2h"}}},
        "4h",
    ]
    whole = {"key": "sla", "clocks": [{"key": "c", "kind": "assign"}], "policies": [policy("a", goal=rows)]}
    ticket = Ticket(whole)
    ticket.fact("06-01 09:00", **record)
    assert ticket.due("c") == due


# Minutes: offered at 60, the same person's last act at 90, received at 600.
@pytest.mark.parametrize(
    ("claimed", "skew", "at_", "told", "doubts"),
    [
        (100, 0, 100, 100, ()),
        (100, 30, 130, 130, ()),
        (160, -59, 101, 101, ()),
        (89, 0, 90, 90, ()),
        (601, 0, 600, 600, ()),
        (100, None, 600, 100, ("unmeasured",)),
        (160, -61, 600, 99, ("clock_off",)),
        (10, 0, 600, 90, ("before_offer",)),
        (70, 0, 600, 90, ("before_previous",)),
        (900, 0, 600, 600, ("in_future",)),
    ],
)
@pytest.mark.req("SLA-3.core")
def test_what_a_phone_claims_is_kept_in_its_bounds_and_counts_when_nothing_speaks_against_it(
    claimed: int, skew: int | None, at_: int, told: int, doubts: tuple[str, ...]
) -> None:
    claim = Claim(claimed * MINUTE, None if skew is None else skew * MINUTE)
    found = effective_time(claim, 60 * MINUTE, 600 * MINUTE, previous=90 * MINUTE)
    assert (found.at, found.told, found.doubts) == (at_ * MINUTE, told * MINUTE, doubts)


@pytest.mark.req("SLA-3.core")
def test_what_is_told_more_than_a_day_late_counts_only_when_the_lead_has_confirmed_it() -> None:
    assert effective_time(Claim(0, 0), 0, 24 * HOUR).doubts == ()
    late = effective_time(Claim(0, 0), 0, 24 * HOUR + 1)
    assert (late.at, late.told, late.doubts) == (24 * HOUR + 1, 0, ("long_ago",))


@pytest.mark.parametrize(("text", "length"), [("30m", 30), ("4h", 240), ("1h30m", 90), ("2d", 2880), ("1d1h1m", 1501)])
def test_lengths_read_and_written(text: str, length: int) -> None:
    assert read_duration(text) == length * 60_000
    assert read_duration(duration_text(length * 60_000)) == length * 60_000


@pytest.mark.parametrize("text", ["", "0m", "h", "4", "4 h", "-4h", "1m1h", "9999d", None, 4, "４h"])
def test_no_lengths(text: object) -> None:
    assert read_duration(text) is None


SERVICE: dict[str, Any] = {
    "key": "sla",
    "reminders": [{"key": "service", "field": "device.next_service", "at": ["-7d", "0d"], "do": [{"act": "notify"}]}],
}


@pytest.mark.req("SLA-6.core")
class TestReminders:
    def test_a_date_that_moves_is_planned_anew_and_one_taken_away_is_forgotten(self) -> None:
        ticket = Ticket(SERVICE)
        assert ticket.fact("06-01 10:00", device={"next_service": "2026-06-20"}) == ["ReminderPlanned service"]
        assert ticket.fact("06-02 10:00") == []
        assert ticket.fact("06-03 10:00", device={"next_service": "2026-06-30"}) == ["ReminderPlanned service"]
        assert ticket.run_until("06-22 00:00") == []
        assert ticket.run_until("06-24 00:00") == ["ReminderReached service"]
        assert ticket.fact("06-25 10:00", device={}) == ["ReminderPlanned service"]
        assert ticket.run_until("07-30 00:00") == []

    def test_a_closed_ticket_reminds_nobody(self) -> None:
        ticket = Ticket(SERVICE)
        ticket.fact("06-01 10:00", device={"next_service": "2026-06-20"})
        assert ticket.fact("06-02 10:00", category="closed") == ["ReminderPlanned service"]
        assert ticket.run_until("07-30 00:00") == []

    def test_several_that_a_late_worker_finds_are_one(self) -> None:
        ticket = Ticket(SERVICE)
        ticket.fact("06-01 10:00", device={"next_service": "2026-06-20"})
        assert ticket.tick("06-21 10:00") == ["ReminderReached service"]
        assert ticket.tick("06-21 10:01") == []

    @pytest.mark.parametrize("value", ["9999-12-31", "0001-01-01", "soon", 7.5, True, [], at("06-20 15:00")])
    def test_any_value_is_planned_or_passed_over(self, value: Json) -> None:
        (reminder,) = parse_sla(SERVICE, SCHEMA).reminders
        planned = planned_instants(reminder, value, Env(at("06-01 10:00")))
        assert [told(instant) for key, instant in planned if value == at("06-20 15:00")] in (
            [],
            ["06-13 09:00", "06-20 09:00"],
        )


@pytest.mark.req("SLA-5.core")
def test_what_other_policies_would_have_made_of_a_real_ticket() -> None:
    def trial(goal: str) -> list[str]:
        whole = {"key": "sla", "clocks": [{"key": "c", "kind": "assign"}], "policies": [policy("a", goal=goal)]}
        ticket = Ticket(whole)
        facts = [
            (at("06-01 09:00"), Fact(at("06-01 09:00"), {"work": {"category": "new"}})),
            (at("06-01 11:30"), Fact(at("06-01 11:30"), {"work": {"category": "new", "assigned": True}})),
        ]
        _, events = try_out(ticket.definition, facts, ticket.shelf, ticket.env, at("06-02 09:00"))
        return [type(event).__name__ for event in events]

    assert trial("4h") == ["ClockStarted", "ClockStopped"]
    assert trial("2h") == ["ClockStarted", "ClockBreached", "ClockStopped"]


def test_a_schema_that_has_work_already_is_left_alone() -> None:
    definition = parse_sla({"key": "sla", "clocks": [{"key": "c", "kind": "assign"}]}, SCHEMA)
    assert lint(definition, Schema([])) == lint(definition, SCHEMA)
