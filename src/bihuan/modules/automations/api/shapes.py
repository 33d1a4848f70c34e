"""Bodies of the routes of automation rules."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(min_length=1, max_length=50)]
Label = Annotated[dict[str, str], Field(max_length=4)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RuleOut(BaseModel):
    """A rule as it stands. `said`: the rule as a sentence; null if no ticket type has the fields that it speaks of."""

    key: str
    version: int
    label: dict[str, str]
    position: int
    active: bool
    deleted_at: int | None
    due: int | None = Field(description="When its schedule comes round next, ms since 1970-01-01 UTC")
    said: str | None
    body: dict[str, Any]
    advice: list[dict[str, Any]] = Field(description="What the check advised when it was published")
    etag: int


class VersionOut(BaseModel):
    """One version of a rule."""

    version: int
    body: dict[str, Any]
    published_by: str | None
    published_at: int


class PublishRuleIn(_In):
    """A rule to publish (docs/automation.md)."""

    body: dict[str, Any]
    base_version: int | None = Field(default=None, ge=0, le=1_000_000)


class SwitchIn(_In):
    """On or off."""

    active: bool


class MoveIn(_In):
    """A place in the order; the lower runs first."""

    position: int = Field(ge=0, le=1_000_000)


class TemplateOut(BaseModel):
    """A rule to start from, and the values that it asks for."""

    key: str
    label: dict[str, str]
    parameters: list[dict[str, Any]]


class TemplateIn(_In):
    """Values for a template; those with a default may be left out."""

    values: dict[str, Any] = Field(default_factory=dict, max_length=50)


class VocabularyOut(BaseModel):
    """What rules may speak of."""

    fields: list[dict[str, Any]]
    events: list[dict[str, Any]]
    actions: list[dict[str, Any]]


class DryRunIn(_In):
    """A rule to try on the last tickets."""

    body: dict[str, Any]
    last: int = Field(default=100, ge=1, le=300)


class WouldFireOut(BaseModel):
    """One change on which the rule would have fired."""

    ticket: str
    number: str
    event: int = Field(description="Number of the event in the ticket's history")
    patch: dict[str, Any]
    actions: list[str]


class DryRunOut(BaseModel):
    """What the rule would have done. `unmet`: how often each comparison was in the way, by its place; `comparisons`
    says what stands there.

    `hidden`: of so many tickets the caller may not read a field that the rule goes by, so nothing is said of them.
    """

    said: str
    tickets: int
    hidden: int
    changes: int
    concerned: int
    fired: int
    examples: list[WouldFireOut]
    unmet: dict[str, int]
    comparisons: dict[str, str]
    contests: list[dict[str, Any]]
    advice: list[dict[str, Any]]


class RunOut(BaseModel):
    """What a rule did about a change of a ticket, or why it did nothing; `said` is that as a sentence.

    `fired` null, with `why` hidden: the rule goes by a field that is hidden from the caller.
    """

    rule: str
    rule_version: int
    event: str
    no: int
    at: int
    fired: bool | None
    why: str
    said: str | None
    unmet: list[dict[str, Any]]
    patch: dict[str, Any]
    refused: list[str] = Field(description="Fields whose new value did not fit, and which were left alone")
    contests: list[dict[str, Any]]
    ticket: str
    number: str


class ActionOut(BaseModel):
    """A following action and how it fares: waiting, retrying, failed (a person must look) or done."""

    no: int
    rule: str
    rule_version: int
    action: str
    at: int
    chain: list[str]
    settings: dict[str, Any]
    state: Literal["waiting", "retrying", "failed", "done"]
    attempts: int
    error: str | None
    next_try: int | None


class TicketLogOut(BaseModel):
    """Everything that rules did, and did not do, about one ticket."""

    runs: list[RunOut]
    actions: list[ActionOut]


class EndpointHealthOut(BaseModel):
    """That the last pushes failed: how many in a row, why, and until when nothing is sent (null: it is tried)."""

    failures: int
    at: int
    reason: str
    detail: str
    resting_until: int | None


class EndpointOut(BaseModel):
    """An address that rules may push to; the secret is never shown again. `health`: null while all is well."""

    key: str
    label: dict[str, str]
    url: str
    active: bool
    etag: int
    health: EndpointHealthOut | None


class NewEndpointOut(EndpointOut):
    """The same with its signing secret, if a new one was made."""

    secret: str | None = None


class EndpointIn(_In):
    """An address to make or change. `new_secret`: replace the signing secret."""

    label: Label
    url: Annotated[str, Field(min_length=1, max_length=2_000)]
    active: bool = True
    new_secret: bool = False
