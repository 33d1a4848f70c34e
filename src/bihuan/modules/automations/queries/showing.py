"""The log as its reader may see it: values that are hidden from him are hidden here, too (semantics §8)."""

from collections.abc import Mapping
from dataclasses import field

from bihuan.core.access import FieldAccess, FieldSet
from bihuan.core.automation import (
    NOTICE_LABELS,
    REASONS,
    Language,
    Rule,
    RuleOutcome,
    RuleTeller,
    judged_by,
    watched_by,
    worked_out_from,
)
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations.queries.rows import actions_of_ticket, runs_of_ticket, version_row, was_met
from bihuan.modules.automations.queries.rulesets import parsed_somehow
from bihuan.modules.automations.queries.sight import Sight
from bihuan.modules.automations.queries.vocabulary import EVENT_NAMES
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets


@dataclass
class LogReader:
    """Shows log lines to one caller in one language; keeps what it looked up."""

    tx: Tx
    caller: Caller
    log: EventLog
    zone: str
    sight: Sight = field(init=False)
    _bodies: dict[tuple[str, int], JsonObject] = field(default_factory=dict)
    _rules: dict[tuple[str, int], Rule | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sight = Sight(self.tx, self.caller.subject)

    def line(self, run: Row, ticket: Row, *, said: bool = True) -> JsonObject | None:
        """One line: what the rule did about this ticket, or why nothing; also as a sentence.

        Whether a rule fired tells something of each field that it goes by: who may not read one of them learns only
        that the rule was tried (`why` hidden), and nothing at all where the hidden field set the rule off.
        """
        body = self._body(run["rule"], run["rule_version"])
        if not self.sight.sees_all(watched_by(body), ticket):
            return None
        if not self.sight.sees_all(judged_by(body), ticket):
            return self._hidden(run, said=said)
        details = run["details"] or {}
        unmet = [{**item, "values": self.visible(item["values"], ticket)} for item in details.get("unmet", ())]
        secret = {name for name, paths in worked_out_from(body) if not self.sight.sees_all(paths, ticket)}
        patch = {key: value for key, value in details.get("patch", {}).items() if key not in secret}
        line = {name: run[name] for name in ("rule", "rule_version", "event", "why", "at", "no")}
        return {
            **line,
            "fired": bool(run["fired"]),
            "unmet": unmet,
            "patch": self.visible(patch, ticket),
            "refused": [key for key in details.get("refused", ()) if self.sight.sees(key, ticket)],
            "contests": [item for item in run["contests"] if self._sees_contest(item, run, ticket)],
            "said": self._said(run, unmet, patch) if said else None,
        }

    def _hidden(self, run: Row, *, said: bool) -> JsonObject:
        # The event under which a rule is logged depends on which of several fired it.
        nothing: JsonObject = {"event": "", "fired": None, "why": "hidden", "unmet": [], "patch": {}, "refused": []}
        sentence = REASONS[self._language]["hidden"] if said else None
        same = {name: run[name] for name in ("rule", "rule_version", "at", "no")}
        return {**same, **nothing, "contests": [], "said": sentence}

    def visible(self, values: Mapping[str, Json], ticket: Row) -> JsonObject:
        """Values by dotted path, as far as the caller may read them of this ticket."""
        return {path: value for path, value in values.items() if self.sight.sees(path, ticket)}

    def _sees_contest(self, contest: JsonObject, run: Row, ticket: Row) -> bool:
        rules = (self._body(rule, run["versions"][rule]) for rule in contest["rules"] if rule in run["versions"])
        paths = {path for body in rules for path in judged_by(body)}
        return self.sight.sees_all({contest["field"], *paths}, ticket)

    def action(self, row: Row, ticket: Row) -> JsonObject | None:
        """A following action and how it fares; None where that it was asked for tells of a hidden field."""
        body = self._body(row["rule"], row["rule_version"])
        if not self.sight.sees_all(judged_by(body), ticket):
            return None
        # `values` were worked out from the record: whoever may read the record reads them there. An error may repeat
        # them.
        settings = {key: value for key, value in (row["settings"] or {}).items() if key not in ("values", "reads")}
        place, worked_out = row["key"].rpartition(":")[2], worked_out_from(body)
        paths = worked_out[int(place)][1] if place.isdecimal() and int(place) < len(worked_out) else frozenset[str]()
        error = row["error"] if self.sight.sees_all(paths, ticket) else None
        return {**{name: row[name] for name in _ACTION}, "error": error, "settings": settings}

    def _body(self, key: str, version: int) -> JsonObject:
        if (key, version) not in self._bodies:
            row = version_row(self.tx, key, version)
            self._bodies[key, version] = row["body"] if row is not None else {}
        return self._bodies[key, version]

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
        language = self._language
        return RuleTeller(language, self.zone, lambda kind, key: self._name(kind, key, language))

    @property
    def _language(self) -> Language:
        return "en" if self.caller.language == "en" else "zh"

    def _name(self, kind: str, key: str, language: str) -> str:
        if kind == "event":
            return EVENT_NAMES.get(key, {}).get(language, key)
        if kind == "person":
            brief = identity.person_briefs(self.tx, [key]).get(key)
            return (brief.name if brief else None) or key
        if kind == "role":
            label = identity.role_labels(self.tx).get(key, {})
            return label.get(language) or label.get("zh") or key
        if kind == "template":
            words = self.tx.memo.provided.get(NOTICE_LABELS)
            return str((words(key) if words is not None else {}).get(language) or key)
        if kind in ("department", "region"):
            unit = identity.organisation(self.tx).units.get(key)
            return str(unit["name"]) if unit is not None else key
        return key


def ticket_log(reader: LogReader, ticket: Row, *, said: bool = True) -> JsonObject:
    """Everything that rules did and did not do about a ticket; with `said`, each line also as a sentence."""
    runs = [reader.line(run, ticket, said=said) for run in runs_of_ticket(reader.tx, reader.log, ticket["id"])]
    actions = [reader.action(row, ticket) for row in actions_of_ticket(reader.tx, ticket["id"])]
    return {"runs": [run for run in runs if run], "actions": [action for action in actions if action]}


_ACTION = ("no", "rule", "rule_version", "action", "at", "chain", "state", "attempts", "error", "next_try")


def may_read_log(rights: FieldSet) -> bool:
    """Customers see their ticket, not how the company goes about it."""
    return rights["internal_notes"] >= FieldAccess.READ


def trace_section(hooks: Hooks, tx: Tx, caller: Caller, ticket_id: str) -> JsonObject | None:
    """The log in a ticket's trace, without sentences: those cost, and the log's own page has them."""
    if not was_met(tx, ticket_id):
        return None
    ticket = tickets.ticket_row(tx, ticket_id)
    if ticket is None:
        return None
    reader = LogReader(tx, caller, EventLog(hooks), "")
    if not may_read_log(reader.sight.rights_on(ticket)):
        return None
    found = ticket_log(reader, ticket, said=False)
    return found if any(found.values()) else None


def told_in_the_log(_tx: Tx, _caller: Caller, _ticket: str, _what: JsonObject) -> JsonObject:
    """What rules did is told by the log alone, to whom it may: beside the event stands no more than that they ran."""
    return {}
