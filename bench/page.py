"""Puts figures into a page: the part of it between two marks is written anew, the words around it stay."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

PAGE = Path("docs/benchmarks.md")
BEGIN, END = "<!-- figures: written by `make bench`, not by hand -->", "<!-- end of figures -->"
_HEADS = ("Figure", "On", "Value", "Budget", "Ratio", "Against", "Kept")
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_SHOWN = ("cpu", "cores", "memory_gb", "os", "python", "sqlite", "revision", "load", "date")

Line = dict[str, Any]


def read_lines(files: Iterable[Path]) -> list[Line]:
    """The figures in the output of earlier runs. A later one replaces an earlier one of the same name."""
    found: dict[tuple[str, str, str], Line] = {}
    for file in files:
        for text in file.read_text(encoding="utf-8").splitlines():
            if text.startswith("{"):
                line = json.loads(text)
                found[line["name"], line.get("database", ""), line.get("against", "")] = line
    return list(found.values())


def write(path: Path, lines: Sequence[Line]) -> None:
    """Write `lines` into the page. Raises ValueError when it has no place for them."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{path} has no {BEGIN} … {END}")
    path.write_text(f"{before}{BEGIN}\n\n{render(lines)}\n\n{END}{after}", encoding="utf-8")


def render(lines: Sequence[Line]) -> str:
    """The machines, and a table of the figures."""
    machines = list(dict.fromkeys(_machine(line) for line in lines))
    rows = [_HEADS, ("---", "---", "--:", "--:", "--:", "---", "---"), *(_cells(line) for line in lines)]
    return "\n".join([*(f"Measured with {machine}." for machine in machines), "", *map(_row, rows)])


def _machine(line: Line) -> str:
    facts = line.get("machine", {})
    return ", ".join(f"{name} {facts[name]}" for name in _SHOWN if name in facts)


def _cells(line: Line) -> tuple[str, ...]:
    sign = "≥" if line.get("more_is_better") else "≤"
    budget = f"{sign} {line['budget']:g}" if "budget" in line else ""
    ratio = f"{line['ratio']:g}" if "ratio" in line else ""
    if "ratio_budget" in line:
        ratio += f" ({sign} {line['ratio_budget']:g})"
    on = _DATABASES.get(line.get("database", ""), "")
    value = f"{line['value']:g} {line.get('unit', '')}".strip()
    kept = {True: "yes", False: "**no**", None: ""}[line.get("kept")]
    return (_name(line), on, value, budget, ratio, line.get("against", ""), kept)


def _name(line: Line) -> str:
    more = f", {line['round_trips']} round trips" if "round_trips" in line else ""
    return f"{line['name']}{more}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
