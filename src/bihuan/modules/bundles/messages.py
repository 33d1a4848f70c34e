"""A bundle as it was read, and its pieces: commands of other modules, each with the place it was written at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bihuan.core.values import JsonObject

# Engines write `root[2].ways`, the reader `root.2.ways`.
_INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Document:
    """One text file of a bundle as JSON. `lines`: numbers from 1 by dotted path (`root.0.fields`), `""` the top."""

    file: str
    body: JsonObject
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, path: str) -> str:
        """`flows/x.yaml:12` for the path, or for the nearest thing around it that has a line."""
        path = _INDEX.sub(r".\1", path)
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        line = self.lines.get(path)
        return f"{self.file}:{line}" if line is not None else self.file


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle, complete and checked for its shape; whether forms and flows make sense, publishing says."""

    key: str
    label: Mapping[str, str]
    version: str
    main: Document
    roles: tuple[Document, ...] = ()
    forms: tuple[Document, ...] = ()
    flows: tuple[Document, ...] = ()
    types: tuple[Document, ...] = ()
    calendars: tuple[Document, ...] = ()
    sla: tuple[Document, ...] = ()
    roster: tuple[Document, ...] = ()
    dispatch: tuple[Document, ...] = ()
    rules: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One command that a bundle consists of. `path` leads from the command's body into the document."""

    document: Document
    command: Any
    path: str = ""


EVENTS: tuple[type, ...] = ()
PERSONAL: dict[type, tuple[str, ...]] = {}
