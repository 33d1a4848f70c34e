"""YAML read as JSON, with the line of everything. Faults name file and line; what JSON does not know is refused."""

import math
from pathlib import Path
from typing import Any

import yaml

from bihuan.core.values import Json, Problem, Refusal
from bihuan.modules.bundles.messages import Document

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 60
MAX_NODES = 200_000
# libyaml where it is built in: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}


def read_yaml(folder: Path, file: str) -> Document:
    """The file as JSON. Refuses `bundle.unreadable`, naming file and line of each fault."""
    path = folder / file
    try:
        if path.stat().st_size > MAX_BYTES:
            raise unreadable(Problem(file, "bundle.file_too_large", {"most": MAX_BYTES}))
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(Problem(file, "bundle.file_unreadable", {"reason": str(error)})) from error
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise unreadable(_syntax(file, error)) from error
    if not isinstance(node, yaml.MappingNode):
        raise unreadable(Problem(f"{file}:1", "bundle.mapping_expected", {"path": file}))
    reader = _NodeReader(file)
    body = reader.read(node, "", 0)
    if reader.problems:
        raise unreadable(*reader.problems)
    assert isinstance(body, dict)
    return Document(file, body, reader.lines)


def unreadable(*problems: Problem) -> Refusal:
    """The refusal of a bundle with these faults."""
    return Refusal("bundle.unreadable", problems=list(problems))


def _syntax(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = f"{file}:{mark.line + 1}" if mark is not None else file
    return Problem(where, "bundle.yaml_broken", {"reason": getattr(error, "problem", None) or str(error)})


class _NodeReader:
    """One document's nodes as JSON; notes every line, and every fault rather than the first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._constructor = yaml.SafeLoader("")
        self._left = MAX_NODES

    def read(self, node: yaml.Node, path: str, depth: int) -> Json:
        line = node.start_mark.line + 1
        self.lines[path] = line
        self._left -= 1
        # An alias may stand for something that contains it, or double a hundred times over.
        if depth > MAX_DEPTH or self._left < 0:
            return self._fault(line, "bundle.too_deep", path)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, _below(path, str(at)), depth + 1) for at, item in enumerate(node.value)]
        if node.tag not in _PLAIN:
            # A date is text here: forms and flows say themselves what a text means.
            return str(node.value)
        try:
            value: Any = self._constructor.construct_object(node)
        except (ValueError, yaml.YAMLError):
            return self._fault(line, "bundle.number_invalid", path)
        if isinstance(value, float) and not math.isfinite(value):
            return self._fault(line, "bundle.number_invalid", path)
        return value

    def _mapping(self, node: yaml.MappingNode, path: str, depth: int) -> Json:
        found: dict[str, Json] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                self._fault(line, "bundle.key_not_text", path)
            elif key in found:
                # YAML would silently keep the last one.
                self._fault(line, "bundle.key_twice", _below(path, key))
            else:
                found[key] = self.read(value_node, _below(path, key), depth + 1)
        return found

    def _fault(self, line: int, code: str, path: str) -> None:
        self.problems.append(Problem(f"{self.file}:{line}", code, {"path": path or self.file}))


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
