"""What a bench says: one JSON line per figure while it runs, a table for people at the end."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Figure:
    """One measured value. `budget` is an upper bound, or a lower one where `more_is_better`.

    `ratio` = value / yardstick, both measured side by side in this run; `against` names the yardstick.
    """

    name: str
    value: float
    unit: str
    budget: float | None = None
    more_is_better: bool = False
    database: str = ""
    against: str = ""
    yardstick: float | None = None
    ratio_budget: float | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How the value stands to its yardstick."""
        return self.value / self.yardstick if self.yardstick else None

    @property
    def kept(self) -> bool | None:
        """Whether every budget is kept; None where there is none."""
        kept = [_within(self.value, self.budget, self.more_is_better)] if self.budget is not None else []
        if self.ratio_budget is not None and self.ratio is not None:
            kept.append(_within(self.ratio, self.ratio_budget, self.more_is_better))
        return all(kept) if kept else None

    def line(self) -> dict[str, Any]:
        """What is printed of it; what there is nothing to say of is left out."""
        said = {
            "name": self.name.strip(),
            "database": self.database,
            "value": _short(self.value),
            "unit": self.unit,
            "budget": self.budget,
            "more_is_better": self.more_is_better or None,
            "kept": self.kept,
            "ratio": _short(self.ratio),
            "ratio_budget": self.ratio_budget,
            "against": self.against,
            "yardstick": _short(self.yardstick),
            **self.details,
        }
        return {key: value for key, value in said.items() if value not in (None, "")}


def _within(value: float, budget: float, more_is_better: bool) -> bool:
    return value >= budget if more_is_better else value <= budget


class Report:
    """Prints figures as they come and keeps them for the table."""

    def __init__(self) -> None:
        self.machine = machine_facts()
        self.figures: list[Figure] = []
        self.lines: list[dict[str, Any]] = []

    def add(self, *figures: Figure) -> None:
        """Print each as one line of JSON."""
        for figure in figures:
            self.figures.append(figure)
            line = {**figure.line(), "machine": self.machine}
            self.lines.append(line)
            print(json.dumps(line, ensure_ascii=False))
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """Say what is going on, apart from the figures."""
        print(f"# {text}", file=sys.stderr, flush=True)

    def table(self) -> str:
        """Every figure for people to read."""
        heads = ("figure", "on", "value", "unit", "budget", "ratio", "against", "")
        rows = [heads, *(_row(figure) for figure in self.figures)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
        right = {2, 4, 5}
        lines = [
            "  ".join(
                cell.rjust(width) if column in right else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]
        facts = "  ".join(f"{key}={value}" for key, value in self.machine.items())
        return "\n".join([facts, lines[0], "-" * len(lines[0]), *lines[1:]])


def _row(figure: Figure) -> tuple[str, ...]:
    sign = "≥" if figure.more_is_better else "≤"
    budget = f"{sign} {figure.budget:g}" if figure.budget is not None else ""
    ratio = f"{_short(figure.ratio)}" if figure.ratio is not None else ""
    if figure.ratio_budget is not None:
        ratio += f" ({sign} {figure.ratio_budget:g})"
    verdict = {True: "ok", False: "MISSED", None: ""}[figure.kept]
    databases = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    on = databases.get(figure.database, figure.database)
    return (figure.name, on, f"{_short(figure.value):g}", figure.unit, budget, ratio, figure.against, verdict)


def _short(value: float | None) -> float:
    """Three significant digits: more would be noise."""
    return float(f"{value:.3g}") if value is not None else None  # type: ignore[return-value]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the sorted `values` do not exceed: nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, int(-(-share * len(ordered) // 1)) - 1))]


def spell(seconds: float) -> float:
    """The moment `seconds` from now, of a clock that nobody sets."""
    return time.perf_counter() + seconds


def machine_facts() -> dict[str, Any]:
    """What the figures depend on besides the program."""
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "os": platform.platform(terse=True),
        "python": platform.python_version(),
        "sqlite": sqlcipher.sqlite_version,
        "revision": _revision(),
        "load": round(os.getloadavg()[0], 2),
        "date": time.strftime("%Y-%m-%d"),
    }


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _revision() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "?"
