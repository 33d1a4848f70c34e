"""Reading the shared cases of spec/vectors/rules; their shape is described in docs/rules.md."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bihuan.core.rules import Env, Field, Option, Schema, TreeTables

FOLDER = Path(__file__).parents[3] / "spec" / "vectors" / "rules"


def read_field(data: dict[str, Any]) -> Field:
    options = tuple(Option(item["value"], item.get("label", {})) for item in data.get("options", ()))
    inner = tuple(read_field(item) for item in data.get("fields", ()))
    return Field(data["key"], data["type"], data.get("label", {}), options, inner, data.get("tree", ""))


def read_env(data: dict[str, Any]) -> Env:
    closed, worked = set(data.get("non_working_days", ())), set(data.get("working_weekends", ()))

    def is_worked(day: date) -> bool:
        return day.isoformat() in worked or (day.weekday() < 5 and day.isoformat() not in closed)

    def add_working_days(day: date, count: int) -> date:
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= is_worked(day)
        return day

    return Env(data["now"], data["zone"], TreeTables(**data.get("trees", {})), add_working_days)


def read_schema(case: dict[str, Any]) -> Schema:
    return Schema(read_field(item) for item in case["schema"])


def vectors() -> list[dict[str, Any]]:
    """Every case with what its file says for all of them."""
    found: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.json")):
        whole = json.loads(path.read_text(encoding="utf-8"))
        shared = {key: whole[key] for key in ("what", "schema", "env")}
        found += [{**shared, **case, "id": f"{path.stem}: {case['name']}"} for case in whole["cases"]]
    return found
