"""What to switch off so that a requirement's tests must fail: one row per id that the tests claim to show.

A marker that survives without its feature claims something it does not show. `test_markers_bite.py` runs each row.
A row names the feature's key function as `package.module:name` (or `:Class.method`) and what stands in for it:
`gone` raises, the others answer as if the feature had nothing to say. Choose the mildest one that should be noticed.
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
    """How to switch off one requirement: the function, and what stands in for it."""

    requirement: str
    target: str
    stand_in: Callable[..., Any]


SWITCHES: tuple[Switch, ...] = (
    Switch("FRM-2", "bihuan.core.rules:compile_condition", compiles_to_no),
    Switch("FRM-3", "bihuan.core.forms.evaluation:_Judge.problems", finds_nothing),
    Switch("FRM-7", "bihuan.core.forms.kinds.files:_missing_evidence", finds_nothing),
    Switch("FLW-2", "bihuan.core.flow.decide:_check", silent),
)

# Ids that this stage must show and whose key function is not there yet. Empty when the stage is done.
AWAITED = frozenset(
    {
        "INT-7.api",
        "INT-11",
        "FRM-6",
        "AUD-1",
        "AUD-2.api",
        "AUD-3",
        "AUD-4",
        "AUD-6",
        "TEN-1",
        "TEN-2",
        "API-1",
        "CRM-1",
        "AST-1",
    }
)
