"""Questions of reports among many tickets, facts that follow the ledger, and the search index being merged."""

import time
from functools import partial
from typing import Any

from bench import world as w
from bench.figures import Figure, Report, percentile
from bihuan.entry.wiring import Install
from bihuan.kernel.forgetting import PAGES, forget_step
from bihuan.modules.reports import interface as reports

# What dashboards show: a dozen charts, answered from facts by day.
CHARTS = (
    "measures=created,resolved,closed&by=month",
    "measures=created,resolved&by=week",
    "measures=created&by=day&from={month}",
    "measures=open&by=age",
    "measures=open&by=department",
    "measures=open&by=assignee",
    "measures=open&by=priority,type",
    "measures=created&by=channel",
    "measures=resolved,resolution_mean&by=assignee&from={month}",
    "measures=first_fix_rate,reopen_rate&by=month",
    "measures=resolve_kept,first_response_kept&by=type",
    "measures=created,open&by=type,month",
)
# What somebody asks once: single tickets are looked at.
QUESTIONS = {
    "medians and P90 by month": "measures=resolution_p50,resolution_p90,response_p90&by=month",
    "by a field of the form": "measures=created,resolved&by=sort&type=bench_desk",
    "filtered by a field of the form": (
        'measures=created&by=month&type=bench_desk&filter={{"op":"eq","left":{{"field":"sort"}},"right":"hydraulic"}}'
    ),
}
_MOST_MERGING_S, _SLICES = 20.0, 250


def follow(report: Report, install: Install, world: w.World, size: int) -> None:
    """What a slice of counting costs the writer, and what a step of merging the search index does."""
    tenant, now = install.tenants.get(w.SLUG), install.clock.now()
    tenant.writer.call(lambda tx: reports.begin_anew(tx, tenant.info, now))
    slices = min(_SLICES, max(1, size // 25))
    times = [_timed(tenant, lambda tx: reports.refresh(tx, tenant.info, now)) for _ in range(slices)]
    details = {"tickets": size, "samples": len(times)}
    report.add(
        Figure("facts, a slice of 25 tickets, p50", percentile(times, 0.5), "ms", database=world.kind, details=details),
        Figure(
            "facts, a slice of 25 tickets, p99", percentile(times, 0.99), "ms", database=world.kind, details=details
        ),
    )
    if world.kind == "sqlite":
        _merge(report, tenant, size)


def _merge(report: Report, tenant: Any, size: int) -> None:
    """Words of rows that are gone are merged away step by step (semantics §2.6); others wait for one step at most."""
    pages, steps = -PAGES, list[float]()
    more = True
    end = time.perf_counter() + _MOST_MERGING_S
    while more and time.perf_counter() < end:
        began = time.perf_counter()
        more = tenant.writer.call(partial(forget_step, name="ticket", pages=pages))
        steps.append((time.perf_counter() - began) * 1e3)
        pages = PAGES
    details = {"tickets": size, "steps": len(steps), "seconds": round(sum(steps) / 1e3, 1), "finished": not more}
    report.add(
        Figure(
            "search index, a step of merging, p50", percentile(steps, 0.5), "ms", database="sqlite", details=details
        ),
        Figure("search index, a step of merging, longest", max(steps), "ms", database="sqlite", details=details),
    )


def _timed(tenant: Any, work: Any) -> float:
    began = time.perf_counter()
    tenant.writer.call(work)
    return (time.perf_counter() - began) * 1e3
