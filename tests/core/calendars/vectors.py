"""Reading the shared cases of spec/vectors/calendars; their shape is described in docs/calendars.md."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "spec" / "vectors" / "calendars"


def vectors() -> list[dict[str, Any]]:
    """Every case, with the calendar that it names in full under `data`."""
    found: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.json")):
        whole = json.loads(path.read_text(encoding="utf-8"))
        for case in whole["cases"]:
            named = {"data": whole["calendars"][case["calendar"]]} if "calendar" in case else {}
            found.append({**case, **named, "id": f"{path.stem}: {case['name']}"})
    return found
