"""Flows with one fault each: what is drawn wrong, at which step, and what the publish check must say about it."""

from typing import Any, NamedTuple

from tests.core.flow.drawing import (
    BIG,
    STAGES,
    Drawn,
    approve,
    branch,
    children,
    drawing,
    end,
    handle,
    outcome,
    parallel,
    repeat,
    start,
    stop,
    wait,
    way,
)

BOSS: Drawn = {"people": ["boss"]}
FALSE: Drawn = {"op": "eq", "left": 1, "right": 2}


class Faulty(NamedTuple):
    """`severity`: error, unproven or advice. `step`: where the finding points; None: the flow as a whole."""

    name: str
    written: Drawn
    step: str | None
    code: str
    severity: str = "error"


def root(name: str, step: str | None, code: str, *items: Drawn, severity: str = "error", **more: Any) -> Faulty:
    """A flow that begins as flows do, with these items behind its start."""
    return Faulty(name, drawing(start(), *items, **more), step, code, severity)


def compare(op: str, right: Any, field: str = "amount") -> Drawn:
    return {"op": op, "left": {"field": field}, "right": right}


def work(step: str = "h", **more: Any) -> Drawn:
    return handle(step, BOSS, **more)


def ask(step: str = "a", **more: Any) -> Drawn:
    return approve(step, BOSS, **more)


def passed(**more: Any) -> Drawn:
    return {"rungs": [{"after": "1d", "do": "pass", **more}]}


def told(to: Any) -> Drawn:
    return {"rungs": [{"after": "1d", "do": "escalate", "to": to}]}


def choice(*ways: Drawn) -> Drawn:
    return branch("b", *ways)


# More cases than the check looks at: eight questions with two answers each, all of which must be so.
MANY = {"all": [{"any": [compare("eq", str(n)), compare("eq", str(-n - 1))]} for n in range(8)]}
UNREACHABLE = [
    root("behind an end", "late", "flow.unreachable", work(), end(), work("late"), end("e2")),
    root("behind a terminate", "late", "flow.unreachable", work(), stop(), work("late"), end()),
    root(
        "both ways end", "late", "flow.unreachable", choice(way(BIG, stop()), way(None, end())), work("late"), end("e")
    ),
    root(
        "in a way behind its end",
        "late",
        "flow.unreachable",
        choice(way(BIG, end("e1"), work("late")), way(None)),
        end(),
    ),
    root(
        "in a lane behind its end",
        "late",
        "flow.unreachable",
        parallel("p", [work("x"), end("e1"), work("late")], [work("y")]),
        end(),
    ),
    root(
        "behind a join that no lane reaches",
        "late",
        "flow.unreachable",
        parallel("p", [work("x"), stop("s1")], [work("y"), stop("s2")]),
        work("late"),
        end(),
    ),
    root(
        "behind rounds that all end",
        "late",
        "flow.unreachable",
        repeat("r", BIG, work(), end("e1")),
        work("late"),
        end(),
    ),
    root(
        "a block behind the end", "late", "flow.unreachable", work(), end(), parallel("late", [work("x")], [work("y")])
    ),
]
ENDLESS = [
    root("nothing ends it", "h", "flow.no_end", work()),
    root("only one way ends", "b", "flow.no_end", choice(way(BIG, stop()), way(None))),
    root("the last item is a wait", "w", "flow.no_end", work(), wait("w", **{"for": "1d"})),
    root(
        "lanes end, the run does not", "p", "flow.no_end", parallel("p", [work("x"), end("e1")], [work("y"), end("e2")])
    ),
    root("rounds go on into nothing", "r", "flow.no_end", repeat("r", BIG, work())),
    root("a refusal runs on", "a", "flow.refusal_runs_on", ask(refused={"items": [work()]}), end(), severity="advice"),
]
DEAD_WAYS = [
    root("behind the default", "b", "flow.dead_way", choice(way(None), way(BIG, key="late")), end()),
    root("asked before", "b", "flow.dead_way", choice(way(BIG), way(BIG), way(None)), end()),
    root(
        "the wider question comes first",
        "b",
        "flow.dead_way",
        choice(way(compare("gt", "5")), way(compare("gt", "10"), key="late"), way(None)),
        end(),
    ),
    root(
        "all that it asks was taken",
        "b",
        "flow.dead_way",
        choice(way(compare("in", ["x", "y"], "title")), way(compare("eq", "x", "title")), way(None)),
        end(),
    ),
    root(
        "two ways before leave nothing",
        "b",
        "flow.dead_way",
        choice(way(compare("lt", "5")), way(compare("ge", "5")), way(compare("eq", "7")), way(None)),
        end(),
    ),
    root(
        "the step that must have refused",
        "b",
        "flow.dead_way",
        work("one"),
        choice(way(outcome("one", "finish")), way(outcome("one", "finish"), key="again"), way(None)),
        end(),
    ),
    root("constantly false", "b", "flow.never_true", choice(way(FALSE), way(None)), end()),
    root(
        "more and less at once",
        "b",
        "flow.never_true",
        choice(way({"all": [compare("gt", "5"), compare("lt", "3")]}), way(None)),
        end(),
    ),
    root(
        "one and the other",
        "b",
        "flow.never_true",
        choice(way({"all": [compare("eq", "x", "title"), compare("eq", "y", "title")]}), way(None)),
        end(),
    ),
    root(
        "filled and empty",
        "b",
        "flow.never_true",
        choice(way({"all": [compare("gt", "5"), {"op": "empty", "left": {"field": "amount"}}]}), way(None)),
        end(),
    ),
    root(
        "the contradiction of itself",
        "b",
        "flow.never_true",
        choice(way({"all": [BIG, {"not": BIG}]}), way(None)),
        end(),
    ),
    root(
        "contradictory rounds",
        "r",
        "flow.never_done",
        repeat("r", {"all": [compare("gt", "5"), compare("lt", "3")]}, work()),
        end(),
        severity="advice",
    ),
    root("too many cases", "b", "flow.not_proven", choice(way(MANY), way(None)), end(), severity="unproven"),
    root(
        "too many cases before",
        "b",
        "flow.not_proven",
        choice(way({"not": MANY}), way(BIG, key="late"), way({"not": {"not": MANY}}, key="last"), way(None)),
        end(),
        severity="unproven",
    ),
]
CONDITIONS = [
    root("no default", "b", "flow.no_default", choice(way(BIG)), end()),
    root(
        "a field that is not there",
        "b",
        "flow.condition_unreadable",
        choice(way(compare("gt", 1, "nope")), way(None)),
        end(),
    ),
    root(
        "an outcome of no step",
        "b",
        "flow.condition_unreadable",
        choice(way(outcome("nope", "agree")), way(None)),
        end(),
    ),
    root(
        "an outcome that the step has not",
        "b",
        "flow.condition_unreadable",
        work("one"),
        choice(way(outcome("one", "refuse")), way(None)),
        end(),
    ),
    root("a word for a number", "b", "flow.condition_unreadable", choice(way(compare("gt", "much")), way(None)), end()),
    root(
        "an operator that is none",
        "b",
        "flow.condition_unreadable",
        choice(way(compare("like", "1")), way(None)),
        end(),
    ),
    root("no condition at all", "b", "flow.condition_unreadable", choice(way("amount > 5"), way(None)), end()),
    root(
        "rounds until nobody knows what",
        "r",
        "flow.condition_unreadable",
        repeat("r", compare("gt", 1, "nope"), work()),
        end(),
    ),
]
CIRCLES = [
    root(
        "nobody found, refused, back",
        "c",
        "flow.circle_without_person",
        ask(),
        ask("c", if_empty="refuse", refused={"return_to": "a"}),
        end(),
    ),
    root(
        "a round of nothing but a question",
        "r",
        "flow.round_without_person",
        repeat("r", BIG, choice(way(BIG, work()), way(None))),
        end(),
    ),
    root(
        "a round of a date that may have passed",
        "r",
        "flow.round_without_person",
        repeat("r", BIG, wait("w", until="due")),
        end(),
    ),
    root(
        "a round that one lane alone ends",
        "r",
        "flow.round_without_person",
        repeat("r", BIG, parallel("p", [work("x")], [wait("w", until="due")], join="any")),
        end(),
    ),
    root(
        "rounds within rounds of nothing",
        "inner",
        "flow.round_without_person",
        repeat("r", BIG, work(), repeat("inner", BIG, wait("w", until="due"))),
        end(),
    ),
    root("no second round", "r", "flow.never_repeats", repeat("r", BIG, work(), stop()), end()),
]
PEOPLE = [
    root("a role that may be empty", "a", "flow.may_find_nobody", approve("a", {"role": "engineer"}), end()),
    root("a manager who may be none", "a", "flow.may_find_nobody", approve("a", {"manager": 2}), end()),
    root("a field that may be empty", "a", "flow.may_find_nobody", approve("a", {"field": "engineer"}), end()),
    root("a head that may be missing", "a", "flow.may_find_nobody", approve("a", {"department_head": 1}), end()),
    root(
        "who worked before, where nobody did",
        "a",
        "flow.may_find_nobody",
        approve("a", {"previous_handler": True}),
        end(),
    ),
    root(
        "a text that names nobody",
        "a",
        "flow.field_names_nobody",
        approve("a", {"field": "title"}, if_empty="pass"),
        end(),
    ),
    root(
        "a person who heads nothing",
        "a",
        "flow.field_names_nobody",
        approve("a", {"field": "engineer", "head": 1}, if_empty="pass"),
        end(),
    ),
    root("people from no field", "a", "flow.field_unknown", approve("a", {"field": "nothing"}, if_empty="pass"), end()),
    root("a role that nobody made", "a", "flow.role_unknown", approve("a", {"role": "wizard"}, if_empty="pass"), end()),
    root(
        "people named by who comes later",
        "a",
        "flow.chooser_not_before",
        approve("a", {"chosen": "engineer", "by": "h"}, if_empty="pass"),
        work(),
        end(),
    ),
    root("leads of no role", None, "flow.role_unknown", work(), end(), leads=["wizard"]),
    root(
        "work that finds nobody",
        "h",
        "flow.work_may_find_nobody",
        handle("h", {"role": "engineer"}),
        end(),
        severity="advice",
    ),
    root("a pool without candidates", "h", "flow.claim_without_candidates", handle("h", mode="claim"), end()),
    root(
        "nobody gives it out",
        "h",
        "flow.nobody_assigns",
        handle("h", mode="dispatch"),
        end(),
        severity="advice",
        leads=[],
    ),
    root("no approvers", None, "flow.missing", {"id": "a", "kind": "approve", "stage": "check"}, end()),
]
WAYS_BACK = [
    root("back to what comes later", "h", "flow.not_on_the_way", work(returns=["later"]), work("later"), end()),
    root(
        "back into a block",
        "h",
        "flow.not_on_the_way",
        choice(way(BIG, work("in")), way(None)),
        work(returns=["in"]),
        end(),
    ),
    root(
        "back into a lane",
        "h",
        "flow.not_on_the_way",
        parallel("p", [work("in")], [work("y")]),
        work(returns=["in"]),
        end(),
    ),
    root("back into the rounds", "h", "flow.not_on_the_way", repeat("r", BIG, work("in")), work(returns=["in"]), end()),
    root(
        "back to another lane", "h", "flow.not_on_the_way", parallel("p", [work("in")], [work(returns=["in"])]), end()
    ),
    root("refused to what comes later", "a", "flow.not_on_the_way", ask(refused={"return_to": "h"}), work(), end()),
    root("back to nowhere", "h", "flow.target_unknown", work(returns=["nowhere"]), end()),
    root("back to a wait", "h", "flow.target_unknown", wait("w", **{"for": "1h"}), work(returns=["w"]), end()),
    root(
        "reopened inside a block",
        "in",
        "flow.reopen_into_block",
        choice(way(BIG, work("in", stage="solved")), way(None)),
        end(),
        reopen={"to": "in"},
    ),
    root(
        "reopened, though never resolved",
        None,
        "flow.reopen_never_open",
        work(),
        end(),
        severity="advice",
        reopen={"to": "h"},
    ),
]
JOINS = [
    root("more lanes than there are", None, "flow.bad_number", parallel("p", [work("x")], [work("y")], join=3), end()),
    root("none of the lanes", None, "flow.bad_number", parallel("p", [work("x")], [work("y")], join=0), end()),
    root("one lane only", None, "flow.bad_lanes", parallel("p", [work("x")]), end()),
    root("half of the lanes", None, "flow.bad_choice", parallel("p", [work("x")], [work("y")], join="half"), end()),
    root("an empty lane wins", "p", "flow.lane_without_person", parallel("p", [work("x")], [], join="any"), end()),
    root(
        "a nested join that nobody reaches",
        "late",
        "flow.unreachable",
        parallel("p", [parallel("q", [work("x"), stop("s1")], [work("y"), stop("s2")]), work("late")], [work("z")]),
        end(),
    ),
    root(
        "a nested empty lane wins",
        "q",
        "flow.lane_without_person",
        parallel("p", [parallel("q", [work("x")], [], join="any")], [work("z")]),
        end(),
    ),
    root(
        "an empty lane for all",
        "p",
        "flow.lane_without_person",
        parallel("p", [work("x")], []),
        end(),
        severity="advice",
    ),
]
STAGES_AND_FIELDS = [
    root("it ends and stays open", "end", "flow.end_stays_open", work(), end(stage="work")),
    root("work in a closed stage", "h", "flow.work_in_closed_stage", work(stage="closed"), end()),
    root(
        "a wait in a cancelled stage",
        "w",
        "flow.work_in_closed_stage",
        wait("w", stage="dropped", **{"for": "1d"}),
        end(),
    ),
    root("a stage that is none", "h", "flow.stage_unknown", work(stage="limbo"), end()),
    root("nowhere to close to", None, "flow.no_closing_stage", work(), end(stage="solved"), stages=STAGES[:-2]),
    root("seven stages", None, "flow.many_stages", work(), end(), severity="advice"),
    root(
        "two stages of one rank",
        None,
        "flow.same_rank",
        work(),
        end(),
        severity="advice",
        stages=[{**one, "rank": 10} for one in STAGES[:2]] + STAGES[2:],
    ),
    root("a stage that nobody sees", None, "flow.unused_stage", work(), end(), severity="advice"),
    root(
        "sixteen fields at once",
        "h",
        "flow.many_required",
        work(fields={f"f{n}": "required" for n in range(16)}),
        end(),
        severity="advice",
    ),
    root("a field of no form", "h", "flow.field_unknown", work(fields={"nothing": "edit"}), end()),
]
WAITS = [
    root("a wait for nothing", None, "flow.wait_for_what", wait("w"), end()),
    root("a length that is none", None, "flow.bad_length", wait("w", **{"for": "soon"}), end()),
    root("a date and a length", None, "flow.wait_twice", wait("w", until="due", **{"for": "1d"}), end()),
    root("a date of no field", "w", "flow.field_unknown", wait("w", until="nope"), end()),
    root("a date that is a text", "w", "flow.field_no_date", wait("w", until="title"), end()),
    root("for ever", "w", "flow.may_wait_for_ever", wait("w", event="message", early=False), end(), severity="advice"),
]
CHILDREN = [
    root("children of what", None, "flow.children_of_what", children("c", type="job"), end()),
    root("a team twice", None, "flow.bad_teams", children("c", type="job", teams=[{"team": "a"}] * 2), end()),
    root("rows of no field", "c", "flow.field_unknown", children("c", type="job", rows="nope"), end()),
    root(
        "a column of no sub-table",
        "c",
        "flow.field_unknown",
        children("c", type="job", rows="lines", fill={"x": "nope"}),
        end(),
    ),
    root("rows of a text", "c", "flow.children_of_no_list", children("c", type="job", rows="title"), end()),
    root(
        "teams of a number",
        "c",
        "flow.children_of_no_list",
        children("c", type="job", teams={"field": "amount"}),
        end(),
    ),
    root("two of one", "c", "flow.children_too_few", children("c", type="job", teams=["a"], join=2), end()),
    root("a flow of children of itself", "c", "flow.opens_itself", children("c", type="own", teams=["a"]), end()),
    root(
        "children of no type",
        "c",
        "flow.child_type_unknown",
        children("c", type="later", teams=["a"]),
        end(),
        severity="advice",
    ),
    root(
        "rows that may be none, round and round",
        "r",
        "flow.round_without_person",
        repeat("r", BIG, children("c", type="job", rows="lines")),
        end(),
    ),
]
# The flow of each ticket type that there is.
TYPES = {"job": "other", "own": "drawn"}
DEADLINES = [
    root(
        "passed by itself, though it must be signed",
        "a",
        "flow.pass_needs_signature",
        ask(deadline=passed(), actions=[{"key": "agree", "signature": "required"}]),
        end(),
    ),
    root(
        "passed by itself, though a photo must be there",
        "h",
        "flow.pass_needs_evidence",
        work(deadline=passed(), actions=[{"key": "finish", "evidence": {"photo": 1}}]),
        end(),
    ),
    root(
        "passed by itself, though fields must be filled",
        "a",
        "flow.pass_needs_fields",
        ask(deadline=passed(), fields={"title": "required"}),
        end(),
        severity="advice",
    ),
    root(
        "passed by an action that it has not",
        "h",
        "flow.pass_by_no_ending",
        work(deadline=passed(action="approve")),
        end(),
    ),
    root(
        "passed by what ends nothing",
        "h",
        "flow.pass_by_no_ending",
        work(deadline=passed(action="transfer"), operations=["transfer"]),
        end(),
    ),
    root("a deadline that tells nobody", "a", "flow.told_unknown", ask(deadline=told("the boss")), end()),
    root("a deadline of no kind of people", "a", "flow.told_unknown", ask(deadline=told({"planet": "mars"})), end()),
    root("a deadline of no role", "a", "flow.role_unknown", ask(deadline=told({"role": "wizard"})), end()),
    root("a deadline of no field", "a", "flow.field_unknown", ask(deadline=told({"field": "nothing"})), end()),
    root("a deadline of a text", "a", "flow.field_names_nobody", ask(deadline=told({"field": "title"})), end()),
    root("the tenth manager up", None, "flow.bad_names", ask(deadline=told({"manager": 10})), end()),
]
WRITING = [
    Faulty("no start", drawing(work(), end()), None, "flow.starts_with_start"),
    root("two starts", "again", "flow.second_start", {**start(), "id": "again"}, end()),
    root("an id twice", "h", "flow.duplicate_id", work(), work(), end()),
    root("an unknown kind", None, "flow.bad_choice", {"id": "x", "kind": "magic", "stage": "work"}, end()),
    root("an unknown setting", None, "flow.unknown_key", work(colour="red"), end()),
    root("two ways of one name", None, "flow.duplicate_way", choice(way(BIG, key="x"), way(None, key="x")), end()),
]
FAULTY: tuple[Faulty, ...] = (
    *UNREACHABLE,
    *ENDLESS,
    *DEAD_WAYS,
    *CONDITIONS,
    *CIRCLES,
    *PEOPLE,
    *WAYS_BACK,
    *JOINS,
    *STAGES_AND_FIELDS,
    *WAITS,
    *CHILDREN,
    *DEADLINES,
    *WRITING,
)
