"""From a failing plan to the few actions that it takes: delta debugging (ddmin, Zeller and Hildebrandt 2002)."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def shrink(items: Sequence[T], fails: Callable[[Sequence[T]], bool], most: int = 200) -> list[T]:
    """A shorter list that still fails; after `most` tries, the shortest that was found."""
    left, parts, tried = list(items), 2, 0
    while len(left) >= 2 and tried < most:
        size = -(-len(left) // parts)
        for start in range(0, len(left), size):
            without = left[:start] + left[start + size :]
            tried += 1
            if fails(without):
                left, parts = without, max(parts - 1, 2)
                break
            if tried >= most:
                break
        else:
            if parts >= len(left):
                break
            parts = min(parts * 2, len(left))
    return left
