"""What can be asked of automation rules, and what then has happened. What rules do stands in the ticket's stream."""

from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

# --- rules ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublishRule:
    """Publish `body` (docs/automation.md) as the next version of its rule; live at once.

    `base_version` is the version that the author saw; left out, nothing is compared.
    """

    body: JsonObject
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class SwitchRule:
    """Turn a rule on or off."""

    key: str
    active: bool


@dataclass(frozen=True, slots=True)
class MoveRule:
    """Give a rule another place in the order; the lower position runs first."""

    key: str
    position: int


@dataclass(frozen=True, slots=True)
class DeleteRule:
    """Take a rule out of use; its versions and its log stay readable, and it can be restored."""

    key: str


@dataclass(frozen=True, slots=True)
class RestoreRule:
    """Bring a deleted rule back, as it was."""

    key: str


@dataclass(frozen=True, slots=True)
class RulePublished:
    """A version of a rule. `due`: when its schedule comes round first; `advice`: what the check advised."""

    key: str
    version: int
    body: JsonObject
    position: int
    active: bool
    due: Instant | None = None
    advice: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSwitched:
    """On or off."""

    key: str
    active: bool
    due: Instant | None = None


@dataclass(frozen=True, slots=True)
class RuleMoved:
    """Another place in the order."""

    key: str
    position: int


@dataclass(frozen=True, slots=True)
class RuleDeleted:
    """Out of use."""

    key: str


@dataclass(frozen=True, slots=True)
class RuleRestored:
    """In use again."""

    key: str
    due: Instant | None = None


# --- schedules ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunSchedule:
    """A rule's schedule has come round (`due`); `after`: go on behind this ticket's position, which is too large a
    number for JSON."""

    key: str
    due: Instant
    after: str | None = None


@dataclass(frozen=True, slots=True)
class ScheduleRan:
    """A slice of the tickets that the condition may concern. `next_due` only with the first slice, `after` only if
    there are more."""

    key: str
    due: Instant
    tickets: tuple[str, ...]
    after: str | None = None
    next_due: Instant | None = None


@dataclass(frozen=True, slots=True)
class RunDueRule:
    """Try a rule whose schedule came round on one ticket."""

    ticket: str
    key: str
    due: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCameDue:
    """The schedule of `rule` came round, and its condition holds for this ticket."""

    rule: str
    due: Instant


# --- what rules do --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRules:
    """Write down what the rules did about one change of a ticket, and ask for what is to follow.

    `wanted`: what the immediate actions set, by field.
    """

    ticket: str
    outcomes: tuple[JsonObject, ...]
    details: JsonObject
    contests: tuple[JsonObject, ...] = ()
    requests: tuple[JsonObject, ...] = ()
    wanted: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesRan:
    """Every rule whose trigger went off: `outcomes` = {rule, rule_version, event, fired, why}.

    `details` by rule: {unmet, patch, refused}; they repeat values of the ticket, hence are personal.
    `contests`: {field, rules, settled}.
    """

    outcomes: tuple[JsonObject, ...]
    details: JsonObject | None = None
    contests: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRequested:
    """A rule asks for something to be done after the commit, once for ever under `key`."""

    key: str
    rule: str
    rule_version: int
    action: str
    change: str
    chain: tuple[str, ...] = ()
    settings: JsonObject | None = None


# --- endpoints ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaveEndpoint:
    """Make or change an address that rules may push to. `secret`: sealed; left out, the known one stays."""

    key: str
    label: JsonObject
    url: str
    secret: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class EndpointSaved:
    """An address as it is from now on."""

    key: str
    label: JsonObject
    url: str
    secret: str
    active: bool


def rule_stream(key: str) -> str:
    """The stream of one rule."""
    return f"definition:rule.{key}"


def endpoint_stream(key: str) -> str:
    """The stream of one endpoint."""
    return f"definition:webhook.{key}"


EVENTS: tuple[type, ...] = (
    RulePublished,
    RuleSwitched,
    RuleMoved,
    RuleDeleted,
    RuleRestored,
    ScheduleRan,
    RuleCameDue,
    RulesRan,
    ActionRequested,
    EndpointSaved,
)
# Addresses may carry a token, secrets are sealed: both can be erased.
PERSONAL: dict[type, tuple[str, ...]] = {
    RulesRan: ("details",),
    ActionRequested: ("settings",),
    EndpointSaved: ("secret",),
}
