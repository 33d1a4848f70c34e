"""The tables of `spec/vectors/automation`."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parents[3] / "spec/vectors/automation"


def cases(name: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))["cases"]


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)
