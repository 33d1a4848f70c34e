"""Reads a dispatch policy as people write it (JSON, or YAML read as JSON). docs/dispatch.md shows the whole shape."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from bihuan.core.dispatch.conditions import FACTS, condition_record, own_condition, policy_schema, values_read
from bihuan.core.dispatch.facts import Candidate
from bihuan.core.dispatch.hard_rules import HARD_RULES, STANDARD_RULES, HardRuleSpec, Settings
from bihuan.core.dispatch.hours import read_hours
from bihuan.core.dispatch.objectives import OBJECTIVES, ObjectiveSpec
from bihuan.core.dispatch.policy import (
    CONDITION,
    DECIDES,
    AcceptRule,
    ClaimRule,
    HardRule,
    Objective,
    OwnCondition,
    Policy,
    Question,
)
from bihuan.core.dispatch.travel import Band, Rush, TravelTable
from bihuan.core.late import dataclass
from bihuan.core.rules import Field, Schema
from bihuan.core.values import DocumentReader, Json, JsonObject, Problem, Refusal

MOST_RULES = 50


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The kinds of hard rules and objectives that a policy may name. Plug-ins bring a larger one."""

    hard_rules: Mapping[str, HardRuleSpec] = field(default_factory=lambda: HARD_RULES)
    objectives: Mapping[str, ObjectiveSpec] = field(default_factory=lambda: OBJECTIVES)


def parse_policy(
    data: Json,
    ticket: Schema | None = None,
    catalogue: Catalogue | None = None,
    version: int = 1,
    facts: tuple[Field, ...] = FACTS,
) -> Policy:
    """The policy written in `data`.

    `ticket` lists the ticket's fields that its conditions may read, `facts` those of job and candidate. Raises
    Refusal `dispatch.policy_invalid`; `problems` names every fault with its path.
    """
    problems: list[Problem] = []
    catalogue = catalogue or Catalogue()
    reader = DocumentReader(data, "", problems)
    schema = policy_schema(ticket, facts)
    policy = Policy(
        key=reader.key("key"),
        label=reader.label(str(reader.raw("key"))),
        rules=tuple(_read_rules(reader, catalogue, schema)),
        objectives=tuple(_read_objectives(reader, catalogue)),
        when=_read_condition(reader, "when", schema),
        decide=reader.choice("decide", DECIDES, "recommend"),
        accept=_read_accept(reader),
        claim=_read_claim(reader),
        travel=_read_travel(reader),
        rounds=reader.whole("rounds", 3, 1, 100),
        pool_size=reader.whole("pool_size", 5, 1, 1_000),
        version=version,
    )
    reader.done()
    if problems:
        raise Refusal("dispatch.policy_invalid", problems=problems)
    return policy


def _read_condition(reader: DocumentReader, key: str, schema: Schema) -> OwnCondition | None:
    tree = reader.raw(key)
    if tree is None:
        return None
    try:
        return own_condition(tree, schema, reader.at(key))
    except Refusal as refusal:
        reader.take(refusal, key)
        return None


def _read_rules(reader: DocumentReader, catalogue: Catalogue, schema: Schema) -> Iterator[HardRule]:
    """The rules that always hold, then those that were written, in their order."""
    for spec in catalogue.hard_rules.values():
        if spec.always:
            yield HardRule(spec.name, spec.name, spec.check, spec.read(DocumentReader({}, "rules", reader.problems)))
    if not reader.has("rules"):
        for name in STANDARD_RULES:
            spec = catalogue.hard_rules[name]
            yield HardRule(name, name, spec.check, spec.read(DocumentReader({}, "rules", reader.problems)))
    seen: set[str] = set()
    for written in reader.children("rules", shorthand="rule"):
        rule = _read_rule(written, catalogue, schema)
        if written.raw("rule") != rule.name:
            continue  # unknown: of its settings nothing can be said
        written.done()
        if rule.key in seen or len(seen) >= MOST_RULES:
            written.fault("rule", "dispatch.rule_twice", rule=rule.key, most=MOST_RULES)
        seen.add(rule.key)
        yield rule


def _read_rule(reader: DocumentReader, catalogue: Catalogue, schema: Schema) -> HardRule:
    optional = tuple(name for name, spec in catalogue.hard_rules.items() if not spec.always)
    name = reader.choice("rule", (*optional, CONDITION))
    if name != CONDITION:
        spec = catalogue.hard_rules[name]
        return HardRule(name, name, spec.check, spec.read(reader))
    key = reader.key("key")
    if key in catalogue.hard_rules:
        reader.fault("key", "dispatch.key_taken", taken=key)
    own = _read_condition(reader, "must", schema)
    if not reader.has("must"):
        reader.fault("must", "document.missing")
    reader.label(key)  # what it is called is read where a table is told: `rule_labels`
    return HardRule(key, CONDITION, _own_check, {"own": own})


def _own_check(candidate: Candidate, question: Question, settings: Settings) -> JsonObject | None:
    """A condition of the tenant's own that must hold of job and candidate together."""
    own: OwnCondition = settings["own"]
    record = condition_record(candidate, question)
    return None if own.test(record, question.env) else {"values": values_read(own.condition, record)}


def _read_objectives(reader: DocumentReader, catalogue: Catalogue) -> Iterator[Objective]:
    if not reader.has("score"):
        reader.fault("score", "document.missing")
    total = 0
    for name, written in reader.table("score"):
        spec = catalogue.objectives.get(name)
        if spec is None:
            reader.fault(f"score.{name}", "dispatch.objective_unknown", known=sorted(catalogue.objectives))
            continue
        whole = written if isinstance(written, Mapping) else {"weight": written}
        child = DocumentReader(whole, reader.at(f"score.{name}"), reader.problems)
        weight = child.whole("weight", None, 0, 1_000_000)
        yield Objective(name, weight, spec.rate, spec.wanted, spec.read(child))
        child.done()
        total += weight
    if reader.has("score") and not total:
        reader.fault("score", "dispatch.no_weight")


def _read_accept(reader: DocumentReader) -> AcceptRule:
    child = reader.child("accept")
    if child is None:
        return AcceptRule()
    wall_for = frozenset(child.names("wall_for")) if child.has("wall_for") else AcceptRule().wall_for
    rule = AcceptRule(child.whole("minutes", AcceptRule().minutes, 1, 43_200), wall_for)
    child.done()
    return rule


def _read_claim(reader: DocumentReader) -> ClaimRule:
    child = reader.child("claim")
    if child is None:
        return ClaimRule()
    rule = ClaimRule(
        child.whole("most_open", None, 1, 10_000) if child.has("most_open") else None,
        child.whole("most_a_day", None, 1, 10_000) if child.has("most_a_day") else None,
        child.whole("cool_down", 0, 0, 10_080),
        child.whole("cool_down_after_return", 0, 0, 10_080),
    )
    child.done()
    return rule


def _read_travel(reader: DocumentReader) -> TravelTable:
    child, usual = reader.child("travel"), TravelTable()
    if child is None:
        return usual
    table = TravelTable(
        child.whole("detour_percent", usual.detour_percent, 100, 500),
        tuple(_read_bands(child)) if child.has("speeds") else usual.bands,
        tuple(_read_rush(child)) if child.has("rush") else usual.rush,
        child.whole("setup_minutes", usual.setup_minutes, 0, 240),
        child.whole("position_minutes", usual.position_minutes, 1, 43_200),
    )
    child.done()
    return table


def _read_bands(reader: DocumentReader) -> Iterator[Band]:
    """Growing distances; the last band has no end, so that every way has a speed."""
    last: Band | None = None
    for child in reader.children("speeds"):
        end = child.whole("up_to_km", None, 1, 20_000) * 1_000 if child.has("up_to_km") else None
        band = Band(end, child.whole("kmh", None, 1, 1_000))
        child.done()
        if last is not None and (last.up_to_metres is None or (end is not None and end <= last.up_to_metres)):
            child.fault("up_to_km", "dispatch.speeds_not_growing")
        last = band
        yield band
    if last is None or last.up_to_metres is not None:
        reader.fault("speeds", "dispatch.speeds_end")


def _read_rush(reader: DocumentReader) -> Iterator[Rush]:
    for child in reader.children("rush"):
        start, end = read_hours(child, "hours")
        percent = child.whole("percent", None, 1, 200)
        child.done()
        yield Rush(start, min(end, 1440), percent)
        if end > 1440:
            yield Rush(0, end - 1440, percent)
