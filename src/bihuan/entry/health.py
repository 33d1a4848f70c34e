"""How this server and one of its companies are: each sign green, amber or red, with what to do about it (TEN-3)."""

import shutil
from collections.abc import Iterator
from dataclasses import field
from typing import Any, Literal

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject
from bihuan.entry.wiring import Install
from bihuan.kernel import outbox
from bihuan.kernel.clock import monotonic_seconds
from bihuan.kernel.tables import checkpoint as checkpoint_table
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import leaf as leaf_table
from bihuan.kernel.tables import outbox as outbox_table
from bihuan.kernel.tables import timer as timer_table
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations import interface as automations
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.witness import interface as witness

Level = Literal["good", "warn", "bad"]
GOOD: Level = "good"
WARN: Level = "warn"
BAD: Level = "bad"
_RANK: dict[Level, int] = {GOOD: 0, WARN: 1, BAD: 2}
_DAY_MS, _MINUTE_MS = 86_400_000, 60_000
# Work that is due is done within a second; where it waits this long, something is wrong.
LATE_S, STUCK_S = 30, 600
_BACKUP_DAYS = (7, 30)
_FREE_MB = (2_048, 512)
_JUMP_MS = 60_000
_BEAT_S = (10, 60)
_MOST_DEAD = 100


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at; the text `health.<key>_<level>` says what it is and what to do."""

    key: str
    level: Level
    data: JsonObject = field(default_factory=dict)


def worst(signs: list[Sign]) -> Level:
    """The colour of the whole."""
    return max((sign.level for sign in signs), key=_RANK.__getitem__, default=GOOD)


def signs_of(install: Install, tenant: Tenant) -> list[Sign]:
    """Everything about the server and this company. Reads only."""
    now = install.clock.now()
    inside: list[Sign] = tenant.read(lambda tx: list(_inside(tx, install, now)))
    return [*_process(install, tenant, now), *inside, *_upkeep(install, tenant, now)]


def _by(value: float, bounds: tuple[float, float]) -> Level:
    return GOOD if value < bounds[0] else WARN if value < bounds[1] else BAD


# --- the process --------------------------------------------------------------------------------------------------


def sign_of_plugins(install: Install) -> Sign:
    """Whether everything that somebody installed beside Bihuan is in use."""
    broken = ", ".join(f"{one.name} ({one.error})" for one in install.plugins if one.error)
    return Sign("plugins", WARN if broken else GOOD, {"names": broken, "count": len(install.plugins)})


def _process(install: Install, tenant: Tenant, now: Instant) -> Iterator[Sign]:
    threads = install.threads
    silent = 0.0 if threads.beat is None else monotonic_seconds() - threads.beat
    level = BAD if threads.dead else _by(silent, _BEAT_S)
    yield Sign("worker", level, {"seconds": round(silent), "dead": ", ".join(threads.dead)})
    yield Sign("queue", _by(tenant.writer.waiting(), (200, 2_000)), {"count": tenant.writer.waiting()})
    unopened = ", ".join(threads.unopened)
    yield Sign("companies", BAD if unopened else GOOD, {"names": unopened})
    folder = install.settings.data
    free = shutil.disk_usage(folder).free >> 20 if folder.exists() else 0
    yield Sign("disk", GOOD if free >= _FREE_MB[0] else WARN if free >= _FREE_MB[1] else BAD, {"free": free})
    yield sign_of_plugins(install)
    jump = threads.clock_jump(now)
    yield Sign("clock", BAD if abs(jump) >= _JUMP_MS else GOOD, {"seconds": round(jump / 1000)})


# --- the company's database ---------------------------------------------------------------------------------------


def _inside(tx: Tx, install: Install, now: Instant) -> Iterator[Sign]:
    yield from _followers(tx, now)
    lag = _age(tx.scalar(sa.select(sa.func.min(timer_table.c.due)).where(timer_table.c.due <= now)), now)
    refused = len(install.threads.worker.refused_timers)
    level = _by(lag, (LATE_S, STUCK_S)) if not refused else WARN
    yield Sign("timers", level, {"seconds": round(lag), "refused": refused})
    behind = tickets.search_behind(tx)
    yield Sign("search", BAD if behind else GOOD, {"count": behind})
    rebuild = tickets.rebuild_of(tx)
    if rebuild is not None and rebuild.ended_at is None:
        yield Sign("search_rebuild", WARN, {"done": rebuild.done, "total": rebuild.total})
    failing = automations.failing_endpoints(tx)
    yield Sign("webhooks", WARN if failing else GOOD, {"names": ", ".join(failing)})
    yield from _ledger(tx, now)


def _followers(tx: Tx, now: Instant) -> Iterator[Sign]:
    waiting = sa.and_(outbox_table.c.state == "waiting", outbox_table.c.due <= now)
    lag = _age(tx.scalar(sa.select(sa.func.min(outbox_table.c.due)).where(waiting)), now)
    count = tx.scalar(sa.select(sa.func.count()).select_from(outbox_table).where(waiting))
    yield Sign("outbox", _by(lag, (LATE_S, STUCK_S)), {"seconds": round(lag), "count": count})
    dead = tx.scalar(sa.select(sa.func.count()).select_from(outbox_table).where(outbox_table.c.state == "dead"))
    yield Sign("dead", BAD if dead else GOOD, {"count": dead})


def _ledger(tx: Tx, now: Instant) -> Iterator[Sign]:
    newest = tx.scalar(sa.select(sa.func.max(event_table.c.seq))) or 0
    numbered = tx.scalar(sa.select(sa.func.max(leaf_table.c.seq))) or 0
    at = tx.scalar(sa.select(event_table.c.at).where(event_table.c.seq == newest)) if newest else None
    unnumbered = tx.scalar(sa.select(sa.func.min(event_table.c.at)).where(event_table.c.seq > numbered))
    yield Sign("numbers", _by(_age(unnumbered, now), (LATE_S, STUCK_S)), {"seconds": round(_age(unnumbered, now))})
    signed = tx.scalar(sa.select(sa.func.max(checkpoint_table.c.at)))
    # Signed within a minute after something happened; nothing happened, nothing to sign.
    unsigned = at is not None and (signed is None or signed < at) and now - at > 10 * _MINUTE_MS
    yield Sign("checkpoint", WARN if unsigned else GOOD, {"at": signed})
    ahead = 0 if at is None else at - now
    yield Sign("future", BAD if ahead > _JUMP_MS else GOOD, {"seconds": round(ahead / 1000)})
    late = witness.lookout(tx, now).overdue_since
    yield Sign("evidence", WARN if late is not None else GOOD, {"days": (now - (late or now)) // _DAY_MS})


def _age(since: Instant | None, now: Instant) -> float:
    return 0.0 if since is None else max(0, now - since) / 1000


# --- what a person has to look after ------------------------------------------------------------------------------


def _upkeep(install: Install, tenant: Tenant, now: Instant) -> Iterator[Sign]:
    slug = tenant.info.slug
    backed_up = install.tenants.control.setting(f"backed_up_at.{slug}")
    days = None if backed_up is None else (now - int(backed_up)) // _DAY_MS
    level = BAD if days is None else _by(days, _BACKUP_DAYS)
    yield Sign("backup" if days is not None else "no_backup", level, {"slug": slug, "days": days})
    confirmed = install.tenants.recovery_confirmed()
    yield Sign("phrase", GOOD if confirmed else WARN)


# --- followers that gave up ---------------------------------------------------------------------------------------


def dead_followers(tx: Tx) -> list[Row]:
    """The newest followers that gave up: whose event, how often they tried, and why in one line."""
    shown = ("id", "stream", "no", "follower", "attempts", "at", "last_error")
    columns = [outbox_table.c[name] for name in shown]
    dead = sa.select(*columns).where(outbox_table.c.state == "dead").order_by(outbox_table.c.at.desc())
    return tx.rows(dead.limit(_MOST_DEAD))


def try_again(tx: Tx, row_id: str, now: Instant) -> None:
    """Put a follower that gave up back to work. Refuses `outbox.not_dead`."""
    outbox.replay(tx, row_id, now)


def report(install: Install, tenant: Tenant) -> dict[str, Any]:
    """The same for a machine: colours by key with their figures."""
    signs = signs_of(install, tenant)
    return {"level": worst(signs), "signs": {sign.key: {"level": sign.level, **sign.data} for sign in signs}}
