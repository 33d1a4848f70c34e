"""Contract types of import-linter that the house adds; `.importlinter` uses them, docs/adr/0001 and 0002 tell why."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

FRONT_DOOR = frozenset({"messages", "interface"})

# What entry may touch when it wires the modules: registrations, table metadata for the migrations, and the door.
WIRING = FRONT_DOOR | {"plugin", "tables"}

# File of a module → the files of the same module that it may use.
SHAPE: dict[str, frozenset[str]] = {
    "messages": frozenset(),
    "interface": frozenset({"queries", "messages", "bookkeeping"}),
    "tables": frozenset(),
    "apply": frozenset({"messages", "tables"}),
    "queries": frozenset({"tables"}),
    # Writes rows that are no events (semantics §2.5: last use, delivery attempts, caches); never in a handler.
    "bookkeeping": frozenset({"tables", "queries"}),
    "handlers": frozenset({"interface", "queries", "messages"}),
    "reactions": frozenset({"interface", "queries", "messages"}),
    "guards": frozenset({"interface", "queries", "messages"}),
    "jobs": frozenset({"interface", "queries", "messages", "bookkeeping"}),
    "api": frozenset({"messages", "interface", "queries", "bookkeeping"}),
    "plugin": frozenset(
        {
            *("messages", "interface", "tables", "apply", "queries", "bookkeeping", "handlers"),
            *("reactions", "guards", "jobs", "api"),
        }
    ),
}

# Files that may use less of other modules than the whole front door: no foreign keys, no shared columns.
ABROAD: dict[str, frozenset[str]] = {"tables": frozenset()}


class _FaultListContract(Contract):
    """A contract whose outcome is a list of sentences, each saying what to do."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        faults = sorted(set(self.faults(graph)))
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for fault in check.metadata["faults"]:
            output.print_error(f"- {fault}", bold=False)

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        raise NotImplementedError


class EverythingReadContract(_FaultListContract):
    """Every Python file below `source` stands in the graph: a folder without `__init__.py` would go unchecked."""

    source = fields.StringField()

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        source = Path(str(self.source))
        files = [path.relative_to(source) for path in source.rglob("*.py")]
        if not files:
            yield f"no Python file below {source}/: the check has read nothing"
        for path in files:
            parts = path.parent.parts if path.name == "__init__.py" else path.with_suffix("").parts
            if ".".join(parts) not in graph.modules:
                yield f"{source}/{path} was not read; give its folder an __init__.py"


class PureContract(_FaultListContract):
    """Modules of `package` import each other and the `allowed` standard library, nothing else."""

    package = fields.StringField()
    allowed = fields.SetField(subfield=fields.StringField())

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        allowed = cast(set[str], self.allowed)
        for importer, imported in _imports_from(graph, str(self.package)):
            if not _is_inside(imported, str(self.package)) and imported.partition(".")[0] not in allowed:
                line = _line(graph, importer, imported)
                yield f"{importer} imports {imported}{line}: the core is pure; take what you need as an argument"


class FrontDoorContract(_FaultListContract):
    """Only `messages` and `interface` of a module are imported from outside; `entry` also wires plugins and tables."""

    package = fields.StringField()

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        for importer, imported in _imports_into(graph, str(self.package)):
            home, _ = _place(importer, str(self.package))
            module, file = _place(imported, str(self.package))
            if module and module != home and file not in _open_doors(importer, str(self.package)):
                line = _line(graph, importer, imported)
                way = "tables stand alone" if file in FRONT_DOOR else f"use {module}.messages or {module}.interface"
                yield f"{importer} imports {imported}{line}: {way}"


class ModuleShapeContract(_FaultListContract):
    """A module consists of the files named in `SHAPE`; each uses of its own module what stands there."""

    package = fields.StringField()

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        package = str(self.package)
        if package not in graph.modules:
            return
        for module in graph.find_children(package):
            yield from _wrong_files(graph, module)
        for importer, imported in _imports_from(graph, package):
            home, file = _place(importer, package)
            module, used = _place(imported, package)
            if home and home == module and used != file and used not in SHAPE.get(file, frozenset()):
                line = _line(graph, importer, imported)
                yield f"{importer} imports {imported}{line}: {_allowed(file)}"


def _wrong_files(graph: ImportGraph, module: str) -> Iterator[str]:
    children = {child.rpartition(".")[2] for child in graph.find_children(module)}
    for name in sorted(children - SHAPE.keys()):
        yield f"{module}.{name}: no such file in a module; the names are {', '.join(SHAPE)}"
    for name in sorted(FRONT_DOOR - children):
        yield f"{module} has no {name}.py: messages and interface are its front door"


def _allowed(file: str) -> str:
    if not file:
        return "a module's __init__.py imports nothing"
    if not SHAPE.get(file):
        return f"{file} uses no other file of its module"
    return f"{file} may use {', '.join(sorted(SHAPE[file]))} of its module"


def _open_doors(importer: str, package: str) -> frozenset[str]:
    if importer.startswith(f"{package.partition('.')[0]}.entry"):
        return WIRING
    _, file = _place(importer, package)
    return ABROAD.get(file, FRONT_DOOR)


def _imports_from(graph: ImportGraph, package: str) -> Iterator[tuple[str, str]]:
    for importer in sorted(graph.modules):
        if _is_inside(importer, package):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                yield importer, imported


def _imports_into(graph: ImportGraph, package: str) -> Iterator[tuple[str, str]]:
    for imported in sorted(graph.modules):
        if _is_inside(imported, package):
            for importer in sorted(graph.find_modules_that_directly_import(imported)):
                yield importer, imported


def _is_inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _place(name: str, package: str) -> tuple[str, str]:
    """(module, file) of a dotted name below the package of modules; empty strings where it has none."""
    if not name.startswith(f"{package}."):
        return "", ""
    module, _, rest = name.removeprefix(f"{package}.").partition(".")
    return module, rest.partition(".")[0]


def _line(graph: ImportGraph, importer: str, imported: str) -> str:
    details: list[Any] = list(graph.get_import_details(importer=importer, imported=imported))
    return f" (line {details[0]['line_number']})" if details else ""
