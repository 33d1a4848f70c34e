"""A ledger as a release wrote it, kept for ever: `python -m tests.modules.tickets.golden` records today's.

A release that changes an event registers an upcaster; the ledgers of all earlier releases must still be read.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bihuan.kernel.replay import stream_rows
from bihuan.kernel.tables import event, payload
from tests.modules.company import Company, hooks_of
from tests.modules.tickets.conftest import MODULES, found
from tests.modules.tickets.pumps import Pumps

FOLDER = Path(__file__).parents[2] / "data" / "golden"
KINDS = ("definition", "channel", "customer", "device", "ticket")
_EVENT_COLUMNS = ("stream", "no", "type", "at", "correlation", "body")


def record(release: str) -> Path:
    """Live through a whole ticket and write down every event, and the rows they made."""
    with tempfile.TemporaryDirectory() as folder:
        company = Company(Path(folder), hooks_of(*MODULES))
        found(company)
        pumps = Pumps(company)
        customer = pumps.save("customer", name="恒力液压")
        device = pumps.save("device", sn="XX-8892", name="3号泵", customer=customer)
        pumps.report("front_desk", device=device, title="3号泵异响")
        pumps.close_loop()
        document = company.read(lambda tx: _document(tx, company))
        company.close()
    target = FOLDER / f"{release}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return target


def _document(tx: Any, company: Company) -> dict[str, Any]:
    kept = sa.or_(*(event.c.stream.like(f"{kind}:%") for kind in KINDS))
    events = tx.rows(sa.select(event).where(kept).order_by(event.c.seq))
    streams = sorted({row["stream"] for row in events})
    secrets = tx.rows(sa.select(payload).where(payload.c.stream.in_(streams)))
    return {
        "events": [
            {**{name: row[name] for name in _EVENT_COLUMNS}, "hash": bytes(row["hash"]).hex()} for row in events
        ],
        "payloads": [
            {
                "stream": row["stream"],
                "no": row["no"],
                "key": bytes(row["key"]).hex(),
                "data": bytes(row["data"]).decode(),
            }
            for row in secrets
        ],
        "rows": {stream: plain(stream_rows(tx, company.hooks, stream)) for stream in streams},
    }


def plain(rows: Any) -> Any:
    """Rows as JSON keeps them; numbers that are exact become text."""
    return json.loads(json.dumps(rows, ensure_ascii=False, default=str))


if __name__ == "__main__":
    print(record("0.1.0"))  # noqa: T201
