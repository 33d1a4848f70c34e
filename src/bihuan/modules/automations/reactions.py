"""Rules meet what happened to a ticket: once per unit and ticket, after all that its root command brought about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, field, replace
from typing import Any

from bihuan.core.automation import Change, Contest, RuleOutcome, following, run_immediate
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject, thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations import queries
from bihuan.modules.automations.messages import RecordRules
from bihuan.modules.customers import interface as customers
from bihuan.modules.features import interface as features
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import AmendTicket

# Rules that other followers answer, and so on: before the unit's own bound would refuse it, they are left alone.
MOST_RUNS = 3


def run_rules(hooks: Hooks, stored: StoredEvent, context: Context) -> Iterable[Any]:
    """What the rules make of the events of this ticket that no rule has seen yet: one amendment, one record."""
    events = _unseen(stored, context)
    if not events:
        return []
    at = queries.epoch(context.tx)
    if at is None or not _may_go_off(context.tx, at, events) or not features.is_on(context.tx, "rules"):
        return []
    row = tickets.ticket_row(context.tx, stored.stream_id)
    if row is None:
        return []
    rules = queries.rule_set(context.tx, at, row["form"], row["form_version"])
    batch = queries.live_batch(context, EventLog(hooks).read, events, row, rules)
    chain = queries.chain_behind(context.tx, context.events[0].cause)
    settled = _settle(rules, queries.changes_of(context, batch, rules, chain), _surroundings(context))
    return list(_commands(row, settled))


def _unseen(stored: StoredEvent, context: Context) -> list[StoredEvent]:
    """This ticket's events since rules ran last in this unit, up to `stored`, the last of them that matters."""
    found: list[StoredEvent] = []
    runs = 0
    for other in reversed(context.events):
        if other.stream != stored.stream:
            continue
        runs += type(other.event).__name__ == queries.RAN
        if runs == MOST_RUNS:
            return []
        if not runs:
            found.append(other)
    found.reverse()
    return found


def _may_go_off(tx: Tx, at: str, events: Sequence[StoredEvent]) -> bool:
    triggers = queries.triggers(tx, at)
    told = list(queries.happened(events))
    if any(item.due or item.name in triggers.events for item in told):
        return True
    if "stage_changed" in triggers.events and queries.may_have_moved(events):
        return True
    # Coming into being is no change of a field.
    return triggers.by_field and all(item.name != "ticket_created" for item in told)


# --- to a fixed point ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Masters:
    """What immediate actions may ask (core.automation.Lookups)."""

    context: Context

    def contract_for(self, record: Mapping[str, Any]) -> JsonObject | None:
        """The contract that covers the device or customer today; none where somebody said that there is none."""
        customer = record.get("customer")
        if not isinstance(customer, Mapping) or record.get("contract_source") == "stated_none":
            return None
        tx, zone = self.context.tx, self.context.tenant.zone
        found = customers.contract_covering(tx, customer["id"], record.get("device"), self.context.now, zone)
        return customers.contract_facts(tx, found) if found else None


@dataclass(slots=True)
class _Settled:
    """What came of a batch. `record`: as the rules left it so far."""

    record: Mapping[str, Any] = field(default_factory=dict)
    patch: dict[str, Any] = field(default_factory=dict)
    outcomes: dict[str, tuple[str, RuleOutcome]] = field(default_factory=dict)
    contests: dict[Contest, None] = field(default_factory=dict)
    requests: list[JsonObject] = field(default_factory=list)


def _surroundings(context: Context) -> tuple[Env, _Masters]:
    return tickets.record_env(context), _Masters(context)


def _settle(rules: queries.RuleSet, changes: Sequence[Change], around: tuple[Env, _Masters]) -> _Settled:
    """Each change meets the rules that have not fired in this batch; a later one finds what earlier ones set."""
    env, masters = around
    settled = _Settled()
    fired: set[str] = set()
    for change in changes:
        now = replace(change, after=settled.record) if settled.patch else change
        waiting = [rule for rule in rules.rules if rule.key not in fired]
        first = run_immediate(waiting, now, env, masters)
        then = following(waiting, now, first.record, env, first.fired)
        settled.record = first.record
        settled.patch.update(first.patch)
        settled.contests.update(dict.fromkeys(first.contests))
        settled.requests += [asdict(request) for request in then.requests]
        for outcome in (*first.log, *then.log):
            _note(settled, change.event or "schedule", outcome)
        fired.update(first.fired, (outcome.rule for outcome in then.log if outcome.fired))
    return settled


def _note(settled: _Settled, event: str, outcome: RuleOutcome) -> None:
    """A rule with both kinds of action has two outcomes: it fired if either did. What held up the rest is told."""
    if outcome.rule in settled.outcomes:
        _, known = settled.outcomes[outcome.rule]
        base = known if known.fired and (outcome.fired or outcome.why == "condition") else outcome
        fired, patch = known.fired or outcome.fired, {**known.patch, **outcome.patch}
        outcome = replace(base, fired=fired, patch=patch, unmet=() if fired else base.unmet)
    settled.outcomes[outcome.rule] = (event, outcome)


# --- what is to be written -----------------------------------------------------------------------------------------


def _commands(row: Row, settled: _Settled) -> Iterator[Any]:
    if not settled.outcomes:
        return
    wanted = {key: thaw_json(value) for key, value in settled.patch.items()}
    core = {item.key for item in tickets.CORE_FIELDS}
    if wanted and row["archived_at"] is None:
        changes = {
            key: [] if key == "tags" and value is None else value for key, value in wanted.items() if key in core
        }
        data = {key: value for key, value in wanted.items() if key not in core}
        yield AmendTicket(ticket=row["id"], changes=changes, data=data, source="rule")
    details = {key: _details(outcome) for key, (_, outcome) in settled.outcomes.items()}
    yield RecordRules(
        ticket=row["id"],
        outcomes=tuple(_line(event, outcome) for event, outcome in settled.outcomes.values()),
        details={key: value for key, value in details.items() if value},
        contests=tuple(_contest(item) for item in settled.contests),
        requests=tuple(settled.requests),
        wanted=wanted,
    )


def _line(event: str, outcome: RuleOutcome) -> JsonObject:
    names = {"rule": outcome.rule, "rule_version": outcome.rule_version, "event": event}
    return {**names, "fired": outcome.fired, "why": outcome.why}


def _details(outcome: RuleOutcome) -> JsonObject:
    found: JsonObject = {"unmet": list(outcome.unmet), "patch": outcome.patch}
    return {key: value for key, value in found.items() if value}


def _contest(item: Contest) -> JsonObject:
    return {"field": item.field, "rules": list(item.rules), "settled": item.settled}
