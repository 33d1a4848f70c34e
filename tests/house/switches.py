"""What to switch off so that a requirement's tests must fail: one row per id that the tests claim to show.

A marker that survives without its feature claims something it does not show. `test_markers_bite.py` runs each row.
A row names the feature's key function as `package.module:name` (or `:Class.method`) and what stands in for it:
`gone` raises, the others answer as if the feature had nothing to say. Choose the mildest one that should be noticed.
The file that notices it soonest is named where the search for it would be long.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class SwitchedOffError(Exception):
    """The feature was switched off by the test of the markers."""


def gone(*_: Any, **__: Any) -> Any:
    """Stands in for a function without which the feature cannot answer at all."""
    raise SwitchedOffError


def silent(*_: Any, **__: Any) -> None:
    """Stands in for a function that does something and returns nothing."""


def says_yes(*_: Any, **__: Any) -> bool:
    """Stands in for a check that allows."""
    return True


def says_no(*_: Any, **__: Any) -> bool:
    """Stands in for a condition that holds for nothing."""
    return False


def compiles_to_no(*_: Any, **__: Any) -> Callable[..., bool]:
    """Stands in for a compiler of conditions: what it gives holds for nothing."""
    return says_no


def finds_nothing(*_: Any, **__: Any) -> tuple[()]:
    """Stands in for a check that returns the faults it found."""
    return ()


def hands_back(first: Any, *_: Any, **__: Any) -> Any:
    """Stands in for a change of its first argument, such as masking."""
    return first


@dataclass(frozen=True)
class Switch:
    """How to switch off one requirement: the function, what stands in for it, and the file that notices it soonest."""

    requirement: str
    target: str
    stand_in: Callable[..., Any]
    noticed_in: str = ""  # below tests/


_DISPATCH = "modules/dispatch"
_SLA = "modules/sla"
SWITCHES: tuple[Switch, ...] = (
    Switch("FRM-2", "bihuan.core.rules:compile_condition", compiles_to_no, "core/rules/test_vectors.py"),
    Switch("FRM-3", "bihuan.core.forms.evaluation:_Judge.problems", finds_nothing),
    Switch("FRM-7", "bihuan.core.forms.kinds.files:_missing_evidence", finds_nothing),
    Switch("FRM-6", "bihuan.core.forms.comparison:compare_forms", finds_nothing),
    Switch("FLW-2", "bihuan.core.flow.decide:_check", silent, "core/flow/test_ways.py"),
    Switch("SLA-1.core", "bihuan.core.sla.definition:SlaDefinition.policy", silent),
    Switch(
        "SLA-2.core",
        "bihuan.core.calendars.calendar:Calendar.windows",
        finds_nothing,
        "core/calendars/test_official_days.py",
    ),
    Switch("SLA-3.core", "bihuan.core.sla.moving:_pause_or_resume", silent),
    Switch("SLA-4.core", "bihuan.core.sla.ladder:_newly_reached", finds_nothing),
    Switch("SLA-5.core", "bihuan.core.sla.explaining:counted_intervals", finds_nothing),
    Switch("SLA-6.core", "bihuan.core.sla.reminders:planned_instants", finds_nothing),
    Switch("SLA-1.server", "bihuan.modules.sla.queries.definitions:Present.set_for", silent, f"{_SLA}/test_clocks.py"),
    Switch(
        "SLA-2.server", "bihuan.core.calendars.official_days:with_official_years", hands_back, f"{_SLA}/test_clocks.py"
    ),
    Switch("SLA-3.server", "bihuan.modules.sla.reactions:judge_fact", finds_nothing, f"{_SLA}/test_clocks.py"),
    Switch("SLA-4.server", "bihuan.modules.sla.handlers.escalating:calls_of", finds_nothing, f"{_SLA}/test_ladders.py"),
    Switch("SLA-5.server", "bihuan.modules.sla.queries.story:_lines", finds_nothing, f"{_SLA}/test_over_http.py"),
    Switch(
        "SLA-6.server", "bihuan.modules.sla.handlers.escalating:_of_reminder", finds_nothing, f"{_SLA}/test_ladders.py"
    ),
    Switch(
        "DSP-1.server", "bihuan.core.dispatch.scoring:failed_rules", finds_nothing, f"{_DISPATCH}/test_dispatching.py"
    ),
    Switch("DSP-2.server", "bihuan.modules.dispatch.guards:may_claim", silent, f"{_DISPATCH}/test_claiming.py"),
    Switch(
        "DSP-3.server", "bihuan.modules.dispatch.reactions:expired", finds_nothing, f"{_DISPATCH}/test_dispatching.py"
    ),
    Switch("DSP-4.server", "bihuan.core.dispatch.duty:duty_of", finds_nothing, f"{_DISPATCH}/test_roster.py"),
    Switch(
        "COL-4", "bihuan.core.automation.outcome:unmet", finds_nothing, "modules/automations/test_immediate_actions.py"
    ),
    Switch(
        "FLW-6",
        "bihuan.modules.automations.jobs.steps:_open_tasks",
        gone,
        "modules/automations/test_step_deadlines.py",
    ),
    Switch("INT-7.api", "bihuan.modules.tickets.queries.rows:row_by_reference", silent),
    Switch("INT-11", "bihuan.modules.intake.interface:is_open", says_yes),
    Switch("AUD-1", "bihuan.core.ledger.chain:_faults", finds_nothing),
    Switch("AUD-2.api", "bihuan.modules.tickets.queries.trace:_entry", gone),
    Switch("AUD-3", "bihuan.core.access.scopes:_fits", says_yes),
    Switch("AUD-4", "bihuan.core.access.masks:redact", hands_back),
    Switch("AUD-6", "bihuan.modules.identity.bookkeeping:reserve_attempt", silent, "modules/identity/test_sign_in.py"),
    Switch("TEN-1", "bihuan.entry.http.tenancy:Directory.locate", gone, "http/test_gate.py"),
    Switch("TEN-2", "bihuan.db.engines:open_postgres", gone, "modules/identity/test_on_postgres.py"),
    Switch("API-1", "bihuan.entry.http.problems:problem_response", gone, "http/test_gate.py"),
    Switch("CRM-1", "bihuan.modules.customers.queries:cards", gone),
    Switch("AST-1", "bihuan.modules.assets.queries:cover_of", gone),
    Switch(
        "COL-2.server",
        "bihuan.modules.notifications.interface:recipients",
        finds_nothing,
        "modules/notifications/test_telling.py",
    ),
)
