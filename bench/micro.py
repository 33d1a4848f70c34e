"""The small parts that everything is made of, each beside the least that Python could do."""

import json
import random
from hashlib import sha256
from typing import Any

from bench import dispatch, flow, rules
from bench import world as w
from bench.create import command
from bench.figures import Figure, Report
from bihuan.core import ledger
from bihuan.core.rules import Env, compile_condition, parse_condition
from bihuan.kernel import replay
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tx import Tx
from bihuan.modules.tickets.messages import ticket_stream

_STREAMS = 20


def measure(report: Report, url: str, _quick: bool) -> None:
    """Conditions, flow, dispatch, ledger hash; then replay into rows on the database."""
    if not url:
        _conditions(report)
        _flow(report)
        _dispatch(report)
        _hashes(report)
    _replay(report, url)


def _conditions(report: Report) -> None:
    env = Env(0)
    holds = compile_condition(parse_condition(rules.THREE, rules.SCHEMA))
    took = rules.nanoseconds(holds, rules.RECORD, env) / 1e3
    empty = rules.nanoseconds(lambda record, env: True, rules.RECORD, env) / 1e3
    report.add(Figure("condition of three comparisons", took, "µs", 0.5, against="empty call", yardstick=empty))


def _flow(report: Report) -> None:
    budgets = {flow.TRANSITION: 100.0}
    for figure in flow.measure():
        if "per_second" in figure:
            name = figure["what"]
            if name == "replay of events":
                report.add(Figure("flow: replay in memory", figure["per_second"], "events/s", 40_000, True))
                continue
            report.add(Figure(f"flow: {name}", figure["us"], "µs", budgets.get(name)))


def _dispatch(report: Report) -> None:
    for figure in dispatch.measure():
        if "ms" in figure:
            report.add(Figure(f"dispatch: {figure['what']}", figure["ms"], "ms", figure["budget_ms"]))


def _hashes(report: Report) -> None:
    """An event's body made canonical and hashed, beside json.dumps and the hash alone."""
    body = _body()
    text = ledger.canonical(body)
    full = flow.rate(lambda: ledger.event_hash(ledger.canonical(body)), 1)
    plain = flow.rate(lambda: sha256(json.dumps(body, sort_keys=True).encode()).digest(), 1)
    alone = flow.rate(lambda: ledger.event_hash(text), 1)
    details = {"bytes": len(text), "hash_alone_per_second": round(alone)}
    report.add(Figure("ledger: canonical form and hash", full, "/s", None, True, "", "json.dumps and sha256", plain,
                      details=details))  # fmt: skip


def _body() -> dict[str, Any]:
    return {
        "v": 1,
        "stream": "ticket:01a20074-f278-8663-9fc5-b7d77697dd7a",
        "no": 2,
        "type": "StepEntered",
        "version": 1,
        "at": 1_795_303_993_976,
        "caller": {"kind": "user", "id": "01a20074-f259-8202-9acc-e54e238c33ac"},
        "channel": "api",
        "correlation": "01a20074-f278-7663-9fc5-b7d77697dd7a",
        "command": "01a20074-f278-7663-9fc5-b7d77697dd7a",
        "prev": "0f" * 32,
        "data": {"step": "work", "stage": "in_work", "tasks": [{"id": "t-1", "owner": None, "candidates": ["a", "b"]}]},
    }


def _replay(report: Report, url: str) -> None:
    """Streams read, decoded and folded into their rows anew: what an erasure or a new projection costs."""
    with w.workplace(url) as settings, w.opened(settings) as install:
        world = w.build(install)
        send, chance = w.Sender(install), random.Random(23)
        reporter = send.caller(world.reporters[0])
        made = [send(command(chance, f"replay-{n}"), reporter).ref.partition(":")[2] for n in range(_STREAMS)]
        tenant = install.tenants.get(w.SLUG)
        streams = [ticket_stream(ticket) for ticket in made]

        def rebuild(tx: Tx) -> tuple[float, float]:
            log = EventLog(install.hooks)
            events = sum(len(tx.all(event_table, stream=stream)) for stream in streams)

            def fold() -> None:
                for stream in streams:
                    replay.rebuild_stream(tx, install.hooks, stream)

            whole = flow.rate(fold, events)
            decoded = flow.rate(lambda: [log.read(tx, stream) for stream in streams], events)
            return whole, decoded

        whole, decoded = tenant.writer.call(rebuild, dry=True)
    report.add(
        Figure("replay of streams into rows", whole, "events/s", 40_000, True, world.kind, "reading and decoding alone",
               decoded)
    )  # fmt: skip
