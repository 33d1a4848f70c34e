"""Writes spec/openapi.json, the outside contract, from the routes; or says how it differs.

python -m tools.openapi [--check]
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from bihuan.entry.http import create_app
from bihuan.entry.wiring import build_install
from bihuan.settings import Settings

TARGET = Path(__file__).parents[1] / "spec" / "openapi.json"


def main() -> int:
    """0 when the file is as the routes are (or was written)."""
    text = written()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    kept = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    print(f"{text.count('operationId')} operations in {TARGET.name}")
    if text == kept:
        return 0
    print("The routes are no longer what spec/openapi.json says. Read the difference, then run make docs.")
    return 1


def written() -> str:
    """The schema as the file has it: sorted, so that a difference shows what changed."""
    with tempfile.TemporaryDirectory() as folder:
        install = build_install(Settings(data=Path(folder) / "data"))
        schema = asyncio.run(_asked(create_app(install)))
        install.tenants.close_all()
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


async def _asked(app: Any) -> Any:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return (await client.get("/openapi.json")).json()


if __name__ == "__main__":
    sys.exit(main())
