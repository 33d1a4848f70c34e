"""What is done outside the tenant's own rows: declared here, implemented in `bihuan/adapters`, wired in `entry`.

A carrier takes one letter to one provider. Whatever the provider's way of saying no, it ends as one of three outcomes:
it returns (delivered), it raises RefusedForGoodError (asking again would not help) or TryAgainError.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Protocol

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

_MOST_DETAIL = 300


class DeliveryError(Exception):
    """A letter was not delivered. `code` says why in the words of `texts/*/notifications.json`, `detail` in the
    provider's own; neither holds a secret."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail[:_MOST_DETAIL]


class TryAgainError(DeliveryError):
    """Not now: a time-out, a fault of theirs, too many at once. `after_ms`: not before, if they said so."""

    def __init__(self, code: str, detail: str = "", after_ms: int | None = None) -> None:
        super().__init__(code, detail)
        self.after_ms = after_ms


class RefusedForGoodError(DeliveryError):
    """Asking again would not help: a person has to change something first."""


@dataclass(frozen=True, slots=True)
class Account:
    """How a tenant is known to a provider. `settings` may be shown, `secrets` never are."""

    settings: JsonObject
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message, rendered for whoever gets it.

    `id` is the same at every try. `address` is a mail address or phone number, empty for a group. `thread` names what
    it is about, so that mail programs keep it together. `template` and `parameters` (name, text) are what an SMS
    provider wants instead of a text.
    """

    id: str
    title: str
    text: str
    language: str = "zh"
    address: str = ""
    link: str = ""
    thread: str = ""
    template: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


class Carrier(Protocol):
    """Takes letters to one kind of provider."""

    def carry(self, account: Account, letter: Letter, now: Instant) -> str:
        """Deliver; answers with the provider's receipt, empty if it gives none. Raises DeliveryError."""
        ...


# The name of the port that stamps.
STAMPER = "tsa"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp: the authority's whole response (RFC 3161, DER), the instant it states, its serial number."""

    response: bytes
    at: Instant
    serial: str


class Stamper(Protocol):
    """Has somebody else sign that something existed."""

    def stamp(self, account: Account, content: bytes, now: Instant) -> Stamp:
        """A stamp over SHA-256 of `content`, checked. Raises DeliveryError."""
        ...


# The name under which `entry` provides the press (`Hooks.provide`).
PRESS = "press"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper to be set as PDF. `template` is a source of ours; `data` stands beside it as JSON, never in it.

    `files`: pictures and attachments by the plain names under which `data` speaks of them. `at` is when it was made.
    """

    template: bytes
    data: JsonObject
    files: Mapping[str, bytes]
    at: Instant


class Press(Protocol):
    """Prints a few sheets at a time, off the event loop."""

    async def print(self, sheet: Sheet) -> bytes:
        """The PDF. Refuses `print.not_installed`, `print.no_font`, `print.failed`, `print.busy`, `print.too_slow`."""
        ...
