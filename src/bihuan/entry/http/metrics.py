"""What Prometheus may know: request durations by route, and how far the work behind them has come."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from starlette.types import Scope

from bihuan.entry.wiring import Install
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tables import command_result
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import leaf as leaf_table
from bihuan.kernel.tables import outbox as outbox_table
from bihuan.kernel.tables import timer as timer_table
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.tx import Tx
from bihuan.modules.tickets import interface as tickets

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """Figures of one server process."""

    def __init__(self, install: Install) -> None:
        self._registry = CollectorRegistry()
        self._durations = Histogram(
            "bihuan_request_seconds",
            "Duration of HTTP requests",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._answers = Counter(
            "bihuan_requests", "HTTP requests by status", ("method", "route", "status"), registry=self._registry
        )
        self._registry.register(_Backlog(install))

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one request."""
        method, route = scope["method"], route_template(scope)
        # A method that anyone may invent must not become a time series of its own.
        method = method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"
        self._durations.labels(method, route).observe(seconds)
        self._answers.labels(method, route, str(status)).inc()

    def page(self) -> bytes:
        """The text that Prometheus scrapes. Reads every open tenant: call it off the event loop."""
        return generate_latest(self._registry)


def route_template(scope: Scope) -> str:
    """The route's path as declared (`/api/v1/boxes/{box}`); "none" when nothing matched."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(context, "path_format", None) or getattr(scope.get("route"), "path_format", None)
    return str(path) if path else "none"


class _Backlog:
    """Computed when scraped: queues, lags, dead letters."""

    def __init__(self, install: Install) -> None:
        self._install = install

    def collect(self) -> Iterable[Any]:
        """prometheus_client's way to ask."""
        labels = ["tenant"]
        families = {
            name: GaugeMetricFamily(f"bihuan_{name}", text, labels=labels)
            for name, text in (
                ("queue_depth", "Commands that wait for the writer"),
                ("outbox_lag_seconds", "Age of the oldest due follower"),
                ("outbox_dead", "Followers that gave up and wait for a person"),
                ("timer_lag_seconds", "Age of the oldest timer that is due"),
                ("search_behind", "Of the newest tickets, those that the search does not find"),
                ("leaf_lag", "Committed events without a leaf number"),
                ("units", "Atomic units of work committed since the beginning"),
                ("events", "Events in the ledger"),
            )
        }
        opened = self._install.tenants.open_now()
        for tenant in opened:
            for name, value in self._of(tenant).items():
                families[name].add_metric([tenant.info.slug], value)
        threads = self._install.threads
        plain = {
            "open_tenants": ("Tenants that this process has open", len(opened)),
            "dead_threads": ("Threads that died", len(threads.dead)),
            "unopened_tenants": ("Active tenants that could not be opened", len(threads.unopened)),
            "worker_failures": ("Looks of the worker that failed", threads.failures),
            "refused_timers": ("Timers whose command was refused", len(threads.worker.refused_timers)),
        }
        yield from families.values()
        for name, (text, number) in plain.items():
            yield GaugeMetricFamily(f"bihuan_{name}", text, value=number)

    def _of(self, tenant: Tenant) -> dict[str, float]:
        now = self._install.clock.now()
        hooks = self._install.hooks
        found: dict[str, float] = tenant.read(lambda tx: {**backlog(tx, now), **search_backlog(tx, hooks)})
        return {"queue_depth": tenant.writer.waiting(), **found}


def search_backlog(tx: Tx, hooks: Hooks) -> dict[str, float]:
    """Whether the search finds what was reported last; an install without tickets has none to find."""
    return {"search_behind": float(tickets.search_behind(tx)) if "ticket" in hooks.projections else 0.0}


def backlog(tx: Tx, now: int) -> dict[str, float]:
    """How far followers, timers and the sequencer are behind."""
    waiting = sa.select(sa.func.min(outbox_table.c.due)).where(
        outbox_table.c.state == "waiting", outbox_table.c.due <= now
    )
    oldest = tx.scalar(waiting)
    dead = tx.scalar(sa.select(sa.func.count()).select_from(outbox_table).where(outbox_table.c.state == "dead"))
    timer = tx.scalar(sa.select(sa.func.min(timer_table.c.due)).where(timer_table.c.due <= now))
    newest = tx.scalar(sa.select(sa.func.max(event_table.c.seq))) or 0
    leaves = (tx.scalar(sa.select(sa.func.max(leaf_table.c.idx))) or -1) + 1
    numbered = tx.scalar(sa.select(sa.func.max(leaf_table.c.seq))) or 0
    beyond = sa.select(sa.func.count()).select_from(event_table).where(event_table.c.seq > numbered)
    return {
        "outbox_lag_seconds": 0.0 if oldest is None else (now - oldest) / 1000,
        "outbox_dead": float(dead),
        "timer_lag_seconds": 0.0 if timer is None else (now - timer) / 1000,
        "units": float(tx.scalar(sa.select(sa.func.max(command_result.c.seq))) or 0),
        "leaf_lag": float(tx.scalar(beyond)) if newest > numbered else 0.0,
        "events": float(leaves),
    }
