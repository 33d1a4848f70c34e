"""The log as its reader may see it: values that are hidden from him are hidden here, too (semantics §8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bihuan.core.access import FieldAccess, FieldSet, visible_fields
from bihuan.core.automation import Rule, RuleOutcome, RuleTeller
from bihuan.core.values import Json, JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.masters import Master, record_anchors, record_row
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.automations.queries.rows import actions_of_ticket, runs_of_ticket, version_row, was_met
from bihuan.modules.automations.queries.rulesets import parsed_somehow
from bihuan.modules.automations.queries.vocabulary import EVENT_NAMES
from bihuan.modules.customers import interface as customers
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets

_MASTERS: Mapping[str, Master] = {
    "customer": customers.CUSTOMERS,
    "contract": customers.CONTRACTS,
    "site": customers.SITES,
    "device": assets.DEVICES,
}
# The record's names for what rights know by another.
_ALSO = {"source_channel": "source", "source_system": "source"}


@dataclass
class LogReader:
    """Shows log lines to one caller in one language; keeps what it looked up."""

    tx: Tx
    caller: Caller
    log: EventLog
    zone: str
    _rights: dict[tuple[str, str], FieldSet] = field(default_factory=dict)
    _rules: dict[tuple[str, int], Rule | None] = field(default_factory=dict)

    def line(self, run: Row, ticket: Row, rights: FieldSet, *, said: bool = True) -> JsonObject:
        """One line: what the rule did about this ticket, or why nothing; also as a sentence."""
        details = run["details"] or {}
        unmet = [{**item, "values": self.visible(item["values"], ticket, rights)} for item in details.get("unmet", ())]
        patch = self.visible(details.get("patch", {}), ticket, rights)
        refused = [key for key in details.get("refused", ()) if self._sees(key, ticket, rights)]
        contests = [item for item in run["contests"] if self._sees(item["field"], ticket, rights)]
        names = ("rule", "rule_version", "event", "fired", "why", "at", "no")
        line = {name: run[name] for name in names}
        return {
            **line,
            "fired": bool(run["fired"]),
            "unmet": unmet,
            "patch": patch,
            "refused": refused,
            "contests": contests,
            "said": self._said(run, unmet, patch) if said else None,
        }

    def visible(self, values: Mapping[str, Json], ticket: Row, rights: FieldSet) -> JsonObject:
        """Values by dotted path, as far as the caller may read them of this ticket."""
        return {path: value for path, value in values.items() if self._sees(path, ticket, rights)}

    def _sees(self, path: str, ticket: Row, rights: FieldSet) -> bool:
        name, _, below = path.removeprefix("before.").partition(".")
        if name == "event" or name.startswith("{"):
            return True
        if rights[_ALSO.get(name, name)] < FieldAccess.READ:
            return False
        return not below or name not in _MASTERS or self._sees_record(name, below, ticket)

    def _sees_record(self, kind: str, below: str, ticket: Row) -> bool:
        record = ticket[kind]
        if record is None:
            return True
        known = self._rights.get((kind, record))
        if known is None:
            row = record_row(self.tx, _MASTERS[kind], record)
            anchors = record_anchors(self.tx, _MASTERS[kind], row) if row is not None else {}
            known = self._rights[kind, record] = visible_fields(self.caller.subject, kind, anchors)
        return known[below.partition(".")[0]] >= FieldAccess.READ

    def _said(self, run: Row, unmet: list[JsonObject], patch: JsonObject) -> str | None:
        rule = self.rule(run["rule"], run["rule_version"])
        if rule is None:
            return None
        outcome = RuleOutcome(
            rule=run["rule"],
            rule_version=run["rule_version"],
            change="",
            fired=bool(run["fired"]),
            why=run["why"],
            unmet=tuple(unmet),
            patch=patch,
        )
        return self.teller().outcome(rule, outcome)

    def rule(self, key: str, version: int) -> Rule | None:
        """A version of a rule, as far as it can still be read."""
        if (key, version) not in self._rules:
            row = version_row(self.tx, key, version)
            whole = {"position": 0, "active": True, **row} if row is not None else None
            self._rules[key, version] = parsed_somehow(self.tx, whole) if whole is not None else None
        return self._rules[key, version]

    def teller(self) -> RuleTeller:
        """Says rules in the caller's language, with people and departments by their names."""
        language: Any = self.caller.language if self.caller.language in ("zh", "en") else "zh"
        return RuleTeller(language, self.zone, lambda kind, key: self._name(kind, key, language))

    def _name(self, kind: str, key: str, language: str) -> str:
        if kind == "event":
            return EVENT_NAMES.get(key, {}).get(language, key)
        if kind == "person":
            brief = identity.person_briefs(self.tx, [key]).get(key)
            return (brief.name if brief else None) or key
        if kind in ("department", "region"):
            unit = identity.organisation(self.tx).units.get(key)
            return str(unit["name"]) if unit is not None else key
        return key


def ticket_log(reader: LogReader, ticket: Row, rights: FieldSet, *, said: bool = True) -> JsonObject:
    """Everything that rules did and did not do about a ticket; with `said`, each line also as a sentence."""
    found = runs_of_ticket(reader.tx, reader.log, ticket["id"])
    runs = [reader.line(run, ticket, rights, said=said) for run in found]
    return {"runs": runs, "actions": [_action(row) for row in actions_of_ticket(reader.tx, ticket["id"])]}


_ACTION = ("no", "rule", "rule_version", "action", "at", "chain", "state", "attempts", "error", "next_try")


def _action(row: JsonObject) -> JsonObject:
    # `values` were worked out from the record: whoever may read the record reads them there.
    settings = {key: value for key, value in (row["settings"] or {}).items() if key != "values"}
    return {**{name: row[name] for name in _ACTION}, "settings": settings}


def may_read_log(rights: FieldSet) -> bool:
    """Customers see their ticket, not how the company goes about it."""
    return rights["internal_notes"] >= FieldAccess.READ


def trace_section(hooks: Hooks, tx: Tx, caller: Caller, ticket_id: str) -> JsonObject | None:
    """The log in a ticket's trace, without sentences: those cost, and the log's own page has them."""
    if not was_met(tx, ticket_id):
        return None
    ticket = tickets.ticket_row(tx, ticket_id)
    rights = rights_on(tx, caller, ticket) if ticket is not None else None
    if ticket is None or rights is None or not may_read_log(rights):
        return None
    return ticket_log(LogReader(tx, caller, EventLog(hooks), ""), ticket, rights, said=False)


def rights_on(tx: Tx, caller: Caller, ticket: Row) -> FieldSet:
    """The caller's access to each field of a ticket."""
    return visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, ticket))
