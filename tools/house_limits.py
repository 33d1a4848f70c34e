"""House limits that ruff cannot count, and calls that belong to one place. STYLE.md lists them; docs/adr tell why.

    python -m tools.house_limits [ROOT]

Prints one line per fault and how much was read; exits 1 on a fault, and also when it has read nothing.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

READ = ("src", "tools")
FUNCTION_LINES = 40
FUNCTION_LINES_P90 = 25
FILE_LINES = 500

# A table or a list of registrations may be long: it is read by looking up, not from top to bottom.
TABLE_MARK = "# limits: table"

# Where a transaction may end. Everything else hands its events to the unit (docs/adr/0001).
COMMIT_PLACES = ("src/bihuan/kernel/unit.py", "src/bihuan/kernel/unit/", "src/bihuan/entry/migrations/")
COMMIT_STATEMENT = re.compile(r"\s*(COMMIT|END TRANSACTION)\s*;?\s*", re.IGNORECASE)
COMMIT_CALLS = frozenset({"commit", "begin"})

# Who may also use `with ….begin()`: the register of tenants, and the making of a tenant's database before it serves.
BEGIN_PLACES = ("src/bihuan/kernel/control.py", "src/bihuan/kernel/tenants.py")

# Built-in ways out of the pure core (docs/adr/0002); imports are import-linter's business.
# bihuan.core.late writes `__init__` of data classes out of their fields' names, as the standard library does.
WRITES_CODE = frozenset({"src/bihuan/core/late.py"})
IMPURE_CALLS = frozenset({"open", "input", "print", "eval", "exec", "compile", "__import__", "breakpoint"})


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the root, its lines, its tree."""

    path: str
    lines: list[str]
    tree: ast.Module


def main(root: Path) -> int:
    """Read everything below `root`, print the faults, return the exit code."""
    sources = list(read_sources(root))
    lengths = [length for source in sources for length, *_ in functions(source)]
    if not lengths:
        print(f"house limits: no functions below {', '.join(READ)}: the check has read nothing")
        return 1
    faults = [fault for source in sources for fault in faults_of(source)]
    p90 = percentile_90(lengths)
    if p90 > FUNCTION_LINES_P90:
        faults.append(f"nine of ten functions must fit in {FUNCTION_LINES_P90} lines; the ninth has {p90}")
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"house limits: {len(faults)} faults in {len(sources)} files, {len(lengths)} functions, p90 {p90} lines")
    return 1 if faults else 0


def read_sources(root: Path) -> Iterator[Source]:
    """Every Python file of the folders that the limits hold for."""
    for folder in READ:
        for path in sorted((root / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield Source(path.relative_to(root).as_posix(), text.splitlines(), ast.parse(text, str(path)))


def faults_of(source: Source) -> Iterator[str]:
    """All faults of one file, each with its place and what to do."""
    yield from too_long(source)
    yield from commits_elsewhere(source)
    yield from impure_calls(source)


def too_long(source: Source) -> Iterator[str]:
    """Files and functions beyond the hard stops."""
    is_table = any(TABLE_MARK in line for line in source.lines[:3])
    if len(source.lines) > FILE_LINES and not is_table:
        yield f"{source.path}:1: {len(source.lines)} lines; make it a folder of the same name (limit {FILE_LINES})"
    for length, line, name in functions(source):
        if length > FUNCTION_LINES and TABLE_MARK not in source.lines[line - 1]:
            yield (
                f"{source.path}:{line}: {name} has {length} lines; give its steps names of their own "
                f"(limit {FUNCTION_LINES}; a table or a list of registrations says `{TABLE_MARK}`)"
            )


def functions(source: Source) -> Iterator[tuple[int, int, str]]:
    """(length, first line, name) of each function; the length runs from the signature to the last line."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, node.lineno, node.name


def commits_elsewhere(source: Source) -> Iterator[str]:
    """Calls and statements that end a transaction outside the unit; `begin()` commits when its block ends."""
    if not source.path.startswith("src/") or source.path.startswith(COMMIT_PLACES):
        return
    calls = COMMIT_CALLS - {"begin"} if source.path in BEGIN_PLACES else COMMIT_CALLS
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _ends_transaction(node, calls):
            yield f"{source.path}:{node.lineno}: {ast.unparse(node)} ends a transaction; only kernel/unit.py commits"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and COMMIT_STATEMENT.fullmatch(node.value):
            yield f"{source.path}:{node.lineno}: {node.value.strip()} ends a transaction; only kernel/unit.py commits"


def _ends_transaction(call: ast.Call, names: frozenset[str]) -> bool:
    """`x.commit()` or `x.begin()`: the database's take no arguments, others of that name do."""
    is_bare = not call.args and not call.keywords
    return is_bare and isinstance(call.func, ast.Attribute) and call.func.attr in names


def impure_calls(source: Source) -> Iterator[str]:
    """Built-in input, output and evaluation of text inside the core."""
    if not source.path.startswith("src/bihuan/core/") or source.path in WRITES_CODE:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            yield f"{source.path}:{node.lineno}: {node.func.id}() in the core: the core is pure"


def percentile_90(lengths: list[int]) -> int:
    """The length that nine of ten functions do not exceed."""
    return sorted(lengths)[(len(lengths) * 9 - 1) // 10]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
