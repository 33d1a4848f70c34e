"""What a create would cost if Bihuan did nothing: the same requests at an endpoint that answers with a fixed ticket.

Once as a bare ASGI application, once through FastAPI with the models of the real route. Together with the rows inserted
raw (suite `create`) this is the floor below which no create over HTTP can go on this machine.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from bench.client import Job, run_job
from bench.create import GROUP, report_request
from bench.figures import Figure, Report
from bench.servers import Server, free_port
from bihuan.modules.tickets.api.shapes import TicketIn, TicketOut

KINDS = ("asgi", "fastapi")
_ROUNDS, _REQUESTS, _QUICK = 3, 2_000, 300
_ACTION = {
    **{"key": "finish", "label": {"zh": "完工", "en": "Done"}, "form": {"fault": "read", "cause": "required"}},
    **{"comment": "none", "signature": "none", "evidence": {}, "targets": [], "needs_person": False},
    **{"target_labels": {}, "needs_many": False, "resume": [], "leads_to": None},
}
TICKET: dict[str, Any] = {
    **{"id": "01a20074-f278-8663-9fc5-b7d77697dd7a", "number": "LP261122-0AB3CD", "type": "bench_loop", "version": 3},
    **{"stage": "in_work", "category": "active", "stage_label": {"zh": "处理中", "en": "In work"}, "created_at": 1},
    **{
        "title": "苏州一号车间电机异响",
        "data": {"fault": "电机异响", "serial": "XX-1234567"},
        "visits": [],
        "notes": [],
    },
    "actions": [_ACTION],
    "tasks": [],
    "waits": [],
    "told": [],
}


def measure(report: Report, quick: bool) -> None:
    """CPU and rate of both, turn by turn."""
    total = _QUICK if quick else _REQUESTS
    with serving("asgi") as bare, serving("fastapi") as framed:
        found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
        for _ in range(1 if quick else _ROUNDS):
            for kind, server in zip(KINDS, (bare, framed), strict=True):
                found[kind].append(_load(server, total))
    for kind, name in zip(KINDS, ("bare ASGI", "FastAPI with the ticket's models"), strict=True):
        cpu, rate = min(found[kind])
        details = {"requests": total, "per_second": round(rate)}
        report.add(Figure(f"floor: an endpoint that does nothing, {name}, CPU", cpu, "ms", details=details))


def _load(server: Server, total: int) -> tuple[float, float]:
    """CPU in ms per request, and requests per second, at 8 clients."""
    before = server.cpu_seconds()
    outcome = run_job(Job(server.port, "token", [report_request(random.Random(11))], clients=GROUP, total=total))
    return (server.cpu_seconds() - before) / total * 1e3, outcome.per_second


@contextmanager
def serving(kind: str) -> Iterator[Server]:
    """One of the two servers in a process of its own."""
    port, began = free_port(), time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bench.floor", kind, str(port)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError(f"the server of the floor ({kind}) did not start: see above")
        yield Server(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()


async def bare_app(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body and answers with the ticket."""
    while (await receive()).get("more_body"):
        pass
    content = json.dumps(TICKET, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def framed_app() -> FastAPI:
    """The same as a route with models."""
    app = FastAPI()
    # Does it still fit? A fault here ends the process, and is not taken for a slow answer.
    TicketOut(**TICKET)

    @app.post("/api/v1/tickets", status_code=201, response_model_exclude_unset=True)
    async def create_ticket(body: TicketIn) -> TicketOut:
        return TicketOut(**TICKET)

    return app


def main() -> None:
    """Serve one of the two until told to stop."""
    kind, port = sys.argv[1], int(sys.argv[2])
    app: Callable[..., Any] = bare_app if kind == "asgi" else framed_app()
    config = uvicorn.Config(
        app, port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning", lifespan="off"
    )
    bound = config.bind_socket()
    bound.listen()
    # Whoever connects from now on is only made to wait.
    print("ready", flush=True)
    uvicorn.Server(config).run([bound])


if __name__ == "__main__":
    main()
