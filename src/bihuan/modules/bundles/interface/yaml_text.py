"""YAML read as JSON, with the line of everything. Faults name file and line; what JSON does not know is refused."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bihuan.core.values import Json, Problem, Refusal, is_storable
from bihuan.modules.bundles.messages import Document

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 60
MAX_NODES = 200_000
_MAX_ALL_NODES = 300_000
# Texts, and the paths under which lines are noted: with an alias, little text says much.
_MAX_SIGNS = 64 << 20
_LONGEST_KEY = 200
# A number of base sixty could have a million digits, and reading it takes hours.
_LONGEST_NUMBER = 40
_LARGEST = 2**53 - 1
MOST_PROBLEMS = 200
# libyaml where it is built in: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}
_NUMBERS = {f"tag:yaml.org,2002:{name}" for name in ("int", "float")}
_WRITTEN = {None, "!", *_PLAIN, *(f"tag:yaml.org,2002:{name}" for name in ("map", "seq"))}


@dataclass(slots=True)
class Budget:
    """What is left of what the files of a bundle may hold together."""

    nodes: int = _MAX_ALL_NODES
    signs: int = _MAX_SIGNS

    @property
    def is_spent(self) -> bool:
        """Whether there is nothing left."""
        return min(self.nodes, self.signs) < 0


def read_yaml(folder: Path, file: str, budget: Budget | None = None) -> Document:
    """The file as JSON. Refuses `bundle.unreadable`, naming file and line of each fault.

    `budget`: shared by all files that are read for one purpose.
    """
    budget = budget or Budget()
    text = _text(folder / file, file)
    try:
        _check_events(file, text, budget)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise unreadable(_syntax(file, error)) from error
    if not isinstance(node, yaml.MappingNode):
        raise unreadable(Problem(f"{file}:1", "bundle.mapping_expected", {"path": file}))
    reader = _NodeReader(file, budget)
    body = reader.read(node, "", 0)
    if reader.problems:
        raise unreadable(*reader.problems)
    assert isinstance(body, dict)
    return Document(file, body, reader.lines)


def unreadable(*problems: Problem) -> Refusal:
    """The refusal of a bundle with these faults; of very many, the first."""
    return Refusal("bundle.unreadable", problems=list(problems[:MOST_PROBLEMS]))


def _text(path: Path, file: str) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise unreadable(Problem(file, "bundle.file_too_large", {"most": MAX_BYTES}))
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise unreadable(Problem(file, "bundle.file_unreadable", {"reason": reason})) from error


def _check_events(file: str, text: str, budget: Budget) -> None:
    """Refuses what is too deep, too much or of a type that JSON has not, before anything is built of it."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if not isinstance(event, yaml.NodeEvent):
            continue
        place = f"{file}:{event.start_mark.line + 1}"  # type: ignore[union-attr]
        nodes += 1
        depth += isinstance(event, yaml.CollectionStartEvent)
        if depth > MAX_DEPTH:
            raise unreadable(Problem(place, "bundle.too_deep", {"path": file}))
        if nodes > min(MAX_NODES, budget.nodes):
            budget.nodes -= nodes
            raise unreadable(Problem(place, "bundle.too_much", {"most": MAX_NODES}))
        tag = getattr(event, "tag", None)
        if tag not in _WRITTEN:
            raise unreadable(Problem(place, "bundle.tag_unknown", {"tag": str(tag)[:100]}))


def _syntax(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = f"{file}:{mark.line + 1}" if mark is not None else file
    return Problem(where, "bundle.yaml_broken", {"reason": getattr(error, "problem", None) or str(error)})


class _NodeReader:
    """One document's nodes as JSON; notes every line, and every fault rather than the first."""

    def __init__(self, file: str, budget: Budget) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._constructor = yaml.SafeLoader("")
        self._budget = budget
        self._left = MAX_NODES

    def read(self, node: yaml.Node, path: str, depth: int) -> Json:
        line = node.start_mark.line + 1
        self.lines[path] = line
        self._spend(line, path, node)
        if depth > MAX_DEPTH:
            # An alias may stand for something that contains it.
            raise unreadable(*self.problems, Problem(f"{self.file}:{line}", "bundle.too_deep", {"path": self.file}))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, _below(path, str(at)), depth + 1) for at, item in enumerate(node.value)]
        return self._scalar(node, line, path)

    def _spend(self, line: int, path: str, node: yaml.Node) -> None:
        """An alias may double a hundred times over: where it is too much, nothing more is read."""
        budget = self._budget
        self._left -= 1
        budget.nodes -= 1
        budget.signs -= len(path) + (len(node.value) if isinstance(node, yaml.ScalarNode) else 0)
        if self._left < 0 or budget.is_spent:
            raise unreadable(*self.problems, Problem(f"{self.file}:{line}", "bundle.too_much", {"most": MAX_NODES}))

    def _scalar(self, node: yaml.Node, line: int, path: str) -> Json:
        text = str(node.value)
        if not is_storable(text):
            return self._fault(line, "bundle.text_invalid", path)
        if node.tag not in _PLAIN:
            # A date is text here: forms and flows say themselves what a text means.
            return text
        if node.tag in _NUMBERS and len(text) > _LONGEST_NUMBER:
            return self._fault(line, "bundle.number_invalid", path)
        try:
            value: Any = self._constructor.construct_object(node)
        except (ValueError, LookupError, OverflowError, yaml.YAMLError):
            # `!!int ''`, `!!bool perhaps`: the constructor looks at what the text does not have.
            return self._fault(line, "bundle.number_invalid", path)
        if isinstance(value, float) and not math.isfinite(value):
            return self._fault(line, "bundle.number_invalid", path)
        if isinstance(value, int) and abs(value) > _LARGEST:
            return self._fault(line, "bundle.number_invalid", path)
        return value

    def _mapping(self, node: yaml.MappingNode, path: str, depth: int) -> Json:
        found: dict[str, Json] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                self._fault(line, "bundle.key_not_text", path)
            elif len(key) > _LONGEST_KEY or not is_storable(key):
                self._fault(line, "bundle.text_invalid", path)
            elif key in found:
                # YAML would silently keep the last one.
                self._fault(line, "bundle.key_twice", _below(path, key))
            else:
                found[key] = self.read(value_node, _below(path, key), depth + 1)
        return found

    def _fault(self, line: int, code: str, path: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(f"{self.file}:{line}", code, {"path": path or self.file}))


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
