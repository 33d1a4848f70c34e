"""Traces: how long each part of a request took. Usually nothing records them; what does is wired by `entry`."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Span(Protocol):
    """One piece of work while it goes on."""

    def name(self, name: str) -> None:
        """Call it by what is known only later."""

    def note(self, **seen: str | int) -> None:
        """Note something about it: ids, types and counts, and nothing that a person wrote or is called."""


class Spans(Protocol):
    """What records pieces of work, each within the one that goes on around it."""

    def span(self, name: str, parent: str = "", **seen: str | int) -> AbstractContextManager[Span]:
        """Record what happens inside. `parent`: a W3C `traceparent` from outside; what is none begins a new trace."""

    def close(self) -> None:
        """Send what is recorded and not sent yet."""


class _Nothing:
    def name(self, name: str) -> None: ...

    def note(self, **seen: str | int) -> None: ...


class NoSpans:
    """Records nothing, at the price of a call."""

    def __init__(self) -> None:
        self._nothing = nullcontext(_Nothing())

    def span(self, name: str, parent: str = "", **seen: str | int) -> AbstractContextManager[Span]:
        """Nothing."""
        return self._nothing

    def close(self) -> None:
        """Nothing."""


NO_SPANS = NoSpans()
