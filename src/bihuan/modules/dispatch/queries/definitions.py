"""Published policies and the roster, parsed; kept under the fingerprints of what they were made from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from bihuan.core.dispatch import (
    FACTS,
    CoverageNeed,
    Policy,
    Roster,
    SkillNeed,
    parse_coverage,
    parse_policy,
    parse_roster,
)
from bihuan.core.dispatch import policy_schema as _policy_schema
from bihuan.core.late import dataclass
from bihuan.core.rules import Env, Field, Schema, compile_condition, fields_of, parse_condition
from bihuan.core.values import DocumentReader, JsonObject, Problem, Refusal
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch.tables import book, definition
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

POLICIES, ROSTER = "dispatch", "roster"
MOST_POLICIES = 50
REST_HOURS = 11
DAYS_IN_A_ROW = 6
_SPECIAL = ("holiday", "workday")


@dataclass(frozen=True, slots=True)
class JobRule:
    """What jobs of a kind ask for. `test` None: all jobs. `preferred`, `only`: a form field that names people."""

    key: str
    test: Any = None
    skills: tuple[SkillNeed, ...] = ()
    certificates: tuple[str, ...] = ()
    minutes: int | None = None
    language: str | None = None
    preferred: str | None = None
    only: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """Policies in their order. `broken`: policies and job rules that no longer fit the forms, with the faults; they
    are passed over, for reporting must go on. `reads_record`: conditions look beyond what dispatch loads itself."""

    version: int
    policies: tuple[Policy, ...]
    jobs: tuple[JobRule, ...]
    broken: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    reads_record: bool = False

    def policy(self, key: str | None) -> Policy | None:
        """The policy with this key."""
        return next((policy for policy in self.policies if policy.key == key), None)


@dataclass(frozen=True, slots=True)
class RosterBook:
    """The roster's definition. `special_days` stand in the roster, too."""

    version: int
    roster: Roster
    needs: tuple[CoverageNeed, ...]
    rest_hours: int = REST_HOURS
    days_in_a_row: int = DAYS_IN_A_ROW


def fingerprints(tx: Tx) -> Row | None:
    """The row of fingerprints; None where nothing of dispatch was ever entered."""
    return tx.get(book, id=1)


def published(tx: Tx, key: str, version: int | None = None) -> Row | None:
    """A version of the policies or the roster, the newest if none is named."""
    if version is not None:
        return tx.get(definition, stream_id=key, version=version)
    found = tx.all(definition, order=("-version",), stream_id=key)
    return found[0] if found else None


# --- policies --------------------------------------------------------------------------------------------------


def policy_book(tx: Tx, marks: Row | None) -> PolicyBook | None:
    """The policies that hold now; None without any."""
    if marks is None or marks["policies"] is None:
        return None
    version = marks["policies_version"]
    # What a condition may name follows the forms: a field that came or went changes what is broken.
    key = ("dispatch.policies", marks["policies"], _forms_in_use(tx))
    return tx.memo.get(key, lambda: _load(tx, version))


def _forms_in_use(tx: Tx) -> tuple[tuple[str, int], ...]:
    keys = sorted({kind.form for kind in flows.ticket_types(tx) if kind.active})
    return tuple((key, forms.current_version(tx, key)) for key in keys)


def _load(tx: Tx, version: int) -> PolicyBook:
    row = published(tx, POLICIES, version)
    body = row["body"] if row else {}
    return read_policies(body, version, readable_by_all(tx), lenient=True)


@dataclass(frozen=True, slots=True)
class Readable:
    """What an author may name in conditions: fields of the ticket, and of `facts` (job and candidate)."""

    ticket: Schema
    facts: tuple[Field, ...] = FACTS

    def whole(self) -> Schema:
        """Both together."""
        return _policy_schema(self.ticket, self.facts)


def readable_by_all(tx: Tx) -> Readable:
    """What published policies may name: they are the company's, whoever wrote them."""
    return Readable(tickets.shared_schema(tx))


def read_policies(body: JsonObject, version: int, readable: Readable, *, lenient: bool = False) -> PolicyBook:
    """The document's policies and job rules. Refuses `dispatch.policies_invalid` with every fault, unless `lenient`:
    then what is at fault is left out and named in `broken`."""
    problems: list[Problem] = []
    reader = DocumentReader(body, "", problems)
    broken: dict[str, tuple[Problem, ...]] = {}
    policies = [
        made for at, data in _listed(reader, "policies") if (made := _policy(at, data, version, readable, broken))
    ]
    jobs = [rule for at, data in _listed(reader, "jobs") if (rule := _job_rule(at, data, readable, broken))]
    reader.done()
    keys = [policy.key for policy in policies]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        reader.fault("policies", "dispatch.key_taken", taken=key)
    problems.extend(fault for faults in broken.values() for fault in faults)
    if problems and not lenient:
        raise Refusal("dispatch.policies_invalid", problems=problems)
    return PolicyBook(version, tuple(policies), tuple(jobs), broken, _reads_record(policies, jobs))


def _listed(reader: DocumentReader, key: str) -> Iterator[tuple[str, Any]]:
    value = reader.raw(key)
    if value is None:
        return
    if not isinstance(value, list | tuple) or len(value) > MOST_POLICIES:
        reader.fault(key, "document.list_expected", most=MOST_POLICIES)
        return
    yield from ((f"{key}.{index}", item) for index, item in enumerate(value))


def _policy(
    at: str, data: Any, version: int, readable: Readable, broken: dict[str, tuple[Problem, ...]]
) -> Policy | None:
    try:
        return parse_policy(data, readable.ticket, version=version, facts=readable.facts)
    except Refusal as refusal:
        broken[at] = tuple(Problem(f"{at}.{item.path}".rstrip("."), item.code, item.data) for item in refusal.problems)
        return None


def _job_rule(at: str, data: Any, readable: Readable, broken: dict[str, tuple[Problem, ...]]) -> JobRule | None:
    problems: list[Problem] = []
    reader = DocumentReader(data, at, problems)
    rule = JobRule(
        reader.key("key", f"job_{at.rpartition('.')[2]}"),
        _condition(reader, readable.whole()),
        tuple(_skill(child) for child in reader.children("skills", shorthand="skill")),
        reader.names("certificates"),
        reader.whole("minutes", 60, 1, 10_080) if reader.has("minutes") else None,
        reader.text("language") if reader.has("language") else None,
        _person_field(reader, "preferred", readable.ticket),
        _person_field(reader, "only", readable.ticket),
    )
    reader.done()
    if problems:
        broken[at] = tuple(problems)
        return None
    return rule


def _condition(reader: DocumentReader, schema: Schema) -> Any:
    tree = reader.raw("when")
    if tree is None:
        return None
    try:
        condition = parse_condition(tree, schema, reader.at("when"))
    except Refusal as refusal:
        reader.take(refusal, "when")
        return None
    return condition, compile_condition(condition)


def _skill(reader: DocumentReader) -> SkillNeed:
    need = SkillNeed(reader.text("skill"), reader.whole("level", 1, 1, 5), reader.flag("wished", False))
    reader.done()
    return need


def _person_field(reader: DocumentReader, key: str, schema: Schema) -> str | None:
    if not reader.has(key):
        return None
    name = reader.text(key)
    known = schema.resolve(name) if name else None
    if known is None or known.type not in ("person", "multi"):
        reader.fault(key, "dispatch.person_field_unknown", field=name)
    return name


def _reads_record(policies: Iterable[Policy], jobs: Iterable[JobRule]) -> bool:
    """Whether anything reads more of the ticket than `job.…` and `candidate.…`: loading the whole record costs."""
    read: set[str] = set()
    for policy in policies:
        owns = [policy.when, *(rule.settings.get("own") for rule in policy.rules)]
        for own in owns:
            read |= fields_of(own.condition) if own is not None else set()
    for rule in jobs:
        read |= fields_of(rule.test[0]) if rule.test else set()
        read |= {name for name in (rule.preferred, rule.only) if name}
    return any(path.partition(".")[0] not in ("job", "candidate") for path in read)


def rules_for(policies: PolicyBook, record: Mapping[str, Any], env: Env) -> list[JobRule]:
    """The job rules that hold for a record, in their order."""
    return [rule for rule in policies.jobs if rule.test is None or rule.test[1](record, env)]


def skill_names(policies: PolicyBook) -> frozenset[str]:
    """Every skill that job rules name, by name or id."""
    return frozenset(need.skill for rule in policies.jobs for need in rule.skills)


def skill_ids(tx: Tx) -> dict[str, str]:
    """The tenant's skills: id by id and by name. A bundle names them, for it cannot know ids."""
    units = identity.organisation(tx).units.values()
    skills = [row for row in units if row["kind"] == "skill"]
    return {**{row["name"]: row["id"] for row in skills}, **{row["id"]: row["id"] for row in skills}}


# --- roster ----------------------------------------------------------------------------------------------------


def roster_book(tx: Tx, marks: Row | None, zone: str) -> RosterBook | None:
    """The roster's definition that holds now; None where there is none."""
    if marks is None or marks["roster"] is None:
        return None
    version = marks["roster_version"]

    def load() -> RosterBook:
        row = published(tx, ROSTER, version)
        return read_roster(row["body"] if row else {}, version, zone)

    return tx.memo.get(("dispatch.roster", marks["roster"]), load)


def read_roster(body: JsonObject, version: int, zone: str) -> RosterBook:
    """The document's shifts, patterns, needs and special days. Refuses `dispatch.roster_invalid` with every fault."""
    problems: list[Problem] = []
    reader = DocumentReader(body, "", problems)
    own = {name: reader.raw(name) for name in ("shifts", "patterns")}
    roster = Roster(zone, {}, {})
    needs: tuple[CoverageNeed, ...] = ()
    try:
        roster = parse_roster({name: value for name, value in own.items() if value is not None}, zone)
    except Refusal as refusal:
        problems.extend(refusal.problems)
    try:
        needs = parse_coverage({"needs": reader.raw("needs") or []})
    except Refusal as refusal:
        problems.extend(refusal.problems)
    special = dict(_special_days(reader))
    rest = reader.whole("rest_hours", REST_HOURS, 0, 48)
    in_a_row = reader.whole("days_in_a_row", DAYS_IN_A_ROW, 1, 31)
    reader.done()
    if problems:
        raise Refusal("dispatch.roster_invalid", problems=problems)
    whole = Roster(zone, roster.shifts, roster.patterns, special_days=special)
    return RosterBook(version, whole, needs, rest, in_a_row)


def _special_days(reader: DocumentReader) -> Iterator[tuple[date, Any]]:
    for day, kind in reader.table("special_days"):
        if kind not in _SPECIAL:
            reader.fault(f"special_days.{day}", "document.bad_choice", options=list(_SPECIAL))
            continue
        try:
            yield date.fromisoformat(day), kind
        except ValueError:
            reader.fault(f"special_days.{day}", "dispatch.bad_date")
