"""What stories borrow from the demo company."""

from typing import Any

import httpx

TITLE = "注塑机液压站压力上不去"


def known_repair(line: httpx.Client) -> dict[str, Any]:
    """A repair with a customer and a device, after which stories make their own; asked for by its words, for stories
    before may have made more tickets than a page holds."""
    found: list[dict[str, Any]] = line.get("/tickets", params={"limit": 100, "q": TITLE}).json()["items"]
    return next(row for row in found if row["title"] == TITLE)
