"""Reading an untrusted definition: every fault is gathered with its path, and reading goes on."""

import re
from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import TypeVar

from bihuan.core.values import Json, Problem, Refusal

T = TypeVar("T")

MAX_DEPTH = 60
MAX_NODES = 200_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")


def join(*parts: str) -> str:
    """A dotted path of the parts that are not empty."""
    return ".".join(part for part in parts if part)


def is_key(value: Json) -> bool:
    """Keys are ASCII words (architecture §5); what people read stands in labels."""
    return isinstance(value, str) and bool(_KEY.fullmatch(value))


def shown(value: Json) -> str:
    """An untrusted word fit to be shown in an error: short, and without lone surrogates."""
    return str(value)[:64].encode("utf-8", "replace").decode("utf-8")


class Reading:
    """The faults found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fault(self, path: str, code: str, **data: Json) -> None:
        self.problems.append(Problem(path, code, data))

    def faults(self, path: str, problems: Iterable[Problem]) -> None:
        """Faults with relative paths, found by somebody else."""
        self.problems += [Problem(join(path, found.path), found.code, found.data) for found in problems]

    def attempt(self, path: str, read: Callable[[Json], T], value: Json) -> T | None:
        """What `read` makes of the value, or None and its faults noted under `path`."""
        try:
            return read(value)
        except Refusal as refusal:
            self.faults(path, refusal.problems or (Problem("", refusal.code, refusal.data),))
            return None

    def mapping(self, path: str, value: Json, allowed: Iterable[str]) -> Mapping[str, Json]:
        """The value as a mapping with none but the allowed keys; settings that are null count as left out."""
        if not isinstance(value, Mapping):
            self.fault(path, "form.mapping_expected")
            return {}
        allowed = frozenset(allowed)
        for key in value:
            if key not in allowed:
                self.fault(join(path, shown(key)), "form.unknown_setting", allowed=sorted(allowed))
        return {key: item for key, item in value.items() if key in allowed and item is not None}

    def sequence(self, path: str, value: Json, longest: int) -> list[Json]:
        """The value as a list of at most `longest` items."""
        if not isinstance(value, list | tuple):
            self.fault(path, "form.list_expected")
            return []
        if len(value) > longest:
            self.fault(path, "form.list_too_long", max=longest)
        return list(value[:longest])

    def key(self, path: str, value: Json, taken: Iterable[str] = ()) -> str | None:
        """A well-formed key that is not taken yet."""
        if not is_key(value):
            self.fault(path, "form.bad_key", key=shown(value))
            return None
        if value in taken:
            self.fault(path, "form.key_repeated", key=value)
            return None
        return str(value)

    def raise_if_any(self) -> None:
        if self.problems:
            raise Refusal("form.invalid", problems=self.problems)


def check_json(value: Json) -> None:
    """Refuse what is no JSON at all, or so deep or large that walking it is a danger. Never recurses."""
    waiting: list[tuple[Json, int]] = [(value, 0)]
    seen = 0
    while waiting:
        item, depth = waiting.pop()
        seen += 1
        if depth > MAX_DEPTH or seen > MAX_NODES:
            raise Refusal("form.invalid", problems=[Problem("", "form.too_deep", {"depth": MAX_DEPTH})])
        if isinstance(item, Mapping):
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]
        elif isinstance(item, list | tuple):
            waiting += [(part, depth + 1) for part in item]
        elif not _is_scalar(item):
            raise Refusal("form.invalid", problems=[Problem("", "form.not_json", {"value": shown(item)})])


def _is_scalar(item: Json) -> bool:
    if isinstance(item, str):
        return not any("\ud800" <= mark <= "\udfff" for mark in item)
    if isinstance(item, float):
        return isfinite(item)
    return item is None or isinstance(item, bool | int)
