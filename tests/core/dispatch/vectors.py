"""The tables of `spec/vectors/dispatch`."""

import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parents[3] / "spec/vectors/dispatch"


def cases(name: str, key: str = "cases") -> list[dict[str, Any]]:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))[key]
