"""A bundle as it was read, what can be asked of a company's configuration as a whole, and what then has happened."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject

# Engines write `root[2].ways`, the reader `root.2.ways`.
_INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of a bundle as JSON: `kind` is the folder it belongs to, `file` where it was written, from `path` on.

    `lines`: numbers from 1 by dotted path (`root.0.fields`), `""` the top.
    """

    file: str
    body: JsonObject
    lines: Mapping[str, int] = field(default_factory=dict)
    kind: str = ""
    path: str = ""

    def place(self, path: str) -> str:
        """`flows/x.yaml:12` for the path, or for the nearest thing around it that has a line."""
        path = _INDEX.sub(r".\1", path)
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        line = self.lines.get(path)
        return f"{self.file}:{line}" if line is not None else self.file

    def items(self, path: str, bodies: Sequence[JsonObject]) -> "list[Document]":
        """What stands in the list at `path` as pieces of their own of the kind of that name, knowing their lines."""
        lines: list[dict[str, int]] = [{"": self.lines.get(f"{path}.{at}", 1)} for at in range(len(bodies))]
        for name, line in self.lines.items():
            number, dot, inside = name.removeprefix(f"{path}.").partition(".")
            if name.startswith(f"{path}.") and dot and int(number) < len(lines):
                lines[int(number)][inside] = line
        return [
            replace(self, body=body, lines=lines[at], kind=path, path=f"{path}.{at}") for at, body in enumerate(bodies)
        ]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle, complete and checked for its shape; whether forms and flows make sense, publishing says.

    `whole`: all configuration of a company, as `export` writes it. `documents` are in the order in which they are
    applied; `parts` are the same by kind.
    """

    key: str
    label: Mapping[str, str]
    version: str
    main: Document
    whole: bool = False
    documents: tuple[Document, ...] = ()

    def part(self, kind: str) -> tuple[Document, ...]:
        """The pieces of one kind."""
        return tuple(item for item in self.documents if item.kind == kind)

    @property
    def forms(self) -> tuple[Document, ...]:
        """Its forms."""
        return self.part("forms")

    @property
    def flows(self) -> tuple[Document, ...]:
        """Its flows, complete."""
        return self.part("flows")

    @property
    def types(self) -> tuple[Document, ...]:
        """Its ticket types."""
        return self.part("types")

    @property
    def roles(self) -> tuple[Document, ...]:
        """Its roles."""
        return self.part("roles")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyBundle:
    """Bring all these pieces about, in one unit: every one of them or none (docs/adr/0026).

    `pieces`: {"kind", "key", "file", "body"} each, in their order; a piece with `gone` is taken out of use. `base`: the
    fingerprint of the configuration that the plan was made for; another refuses `bundle.base_moved`. `undoes`: the
    application that this one takes back. `whole`: the bodies are as a company had them, complete.
    """

    bundle: str
    label: JsonObject
    version: str
    pieces: tuple[JsonObject, ...]
    base: str | None = None
    undoes: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordApplication:
    """Write down what the unit so far has changed. Brought along by `ApplyBundle`, after its pieces.

    `before`: those of the pieces that were there, as they were.
    """

    application: str
    bundle: str
    label: JsonObject
    version: str
    before: tuple[JsonObject, ...]
    undoes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleApplied:
    """A bundle was applied, or an application rolled back (`undoes`).

    `changed`: {"kind", "key", "label", "before"} of each piece that is different now; `before` is null where it is new.
    `streams`: where what happened stands. `number`: the how manieth of the company, from 1.
    """

    bundle: str
    label: JsonObject
    version: str
    changed: tuple[JsonObject, ...]
    streams: tuple[str, ...]
    number: int
    undoes: str | None = None


def application_stream(application: str) -> str:
    """The stream of one application."""
    return f"bundle:{application}"


EVENTS: tuple[type, ...] = (BundleApplied,)
PERSONAL: dict[type, tuple[str, ...]] = {}
