"""What an operator can do, by name: run in the server through its socket, or by the command line itself.

Arguments and results are JSON. Everything that changes a tenant is a command on the bus, as for any other caller.
"""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import SYSTEM
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.entry import bundles as whole
from bihuan.entry import health, ledger_check
from bihuan.entry.migrations import current_revision
from bihuan.entry.seed import seed_demo
from bihuan.entry.wiring import Install
from bihuan.kernel import backup, ledger_export, outbox, sequencer
from bihuan.kernel.command import Caller, Envelope
from bihuan.kernel.ids import new_id, new_secret
from bihuan.kernel.tables import outbox as outbox_table
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as people
from bihuan.modules.reports import interface as reports
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.trace import interface as trace
from bihuan.modules.witness import interface as witness
from bihuan.modules.witness import messages as outside

Operation = Callable[..., Any]
OPERATIONS: dict[str, Operation] = {}
_YEAR_MS = 365 * 86_400_000


def run_operation(install: Install, name: str, arguments: JsonObject) -> Any:
    """Do the operation. Refuses `owner.unknown_operation` and whatever the operation refuses."""
    operation = OPERATIONS.get(name)
    if operation is None:
        raise Refusal("owner.unknown_operation", Kind.NOT_FOUND, name=name)
    return operation(install, **arguments)


def _operation(name: str) -> Callable[[Operation], Operation]:
    def register(operation: Operation) -> Operation:
        OPERATIONS[name] = operation
        return operation

    return register


def operator() -> Caller:
    """Whoever may run commands on this machine as the server's user."""
    return Caller("operator", None, SYSTEM)


def _send(install: Install, tenant: str, command: Any) -> str:
    envelope = Envelope(new_id(install.clock.now()), command, operator(), "cli")
    return install.bus.send(tenant, envelope).ref


# --- tenants ------------------------------------------------------------------------------------------------


@_operation("tenant.create")
def create_tenant(install: Install, slug: str, name: str, zone: str | None = None) -> JsonObject:
    """Make a tenant with the ready roles; returns the recovery phrase when this install had none yet."""
    phrase = install.tenants.set_up_recovery()
    row = install.tenants.create(slug, name, zone=zone)
    _send(install, slug, people.InstallReadyRoles())
    return {"slug": row.slug, "id": row.id, "phrase": phrase}


@_operation("tenant.list")
def list_tenants(install: Install) -> list[JsonObject]:
    """Every tenant with state and name."""
    return [{"slug": row.slug, "state": row.state, "name": row.name, "id": row.id} for row in install.tenants.rows()]


@_operation("tenant.suspend")
def suspend_tenant(install: Install, slug: str) -> JsonObject:
    """Close a tenant to everyone."""
    install.tenants.suspend(slug)
    return {"slug": slug, "state": "suspended"}


@_operation("tenant.resume")
def resume_tenant(install: Install, slug: str) -> JsonObject:
    """Open it again."""
    install.tenants.resume(slug)
    return {"slug": slug, "state": "active"}


@_operation("tenant.backup")
def back_up_tenant(install: Install, slug: str, path: str) -> JsonObject:
    """Write one file that holds everything of the tenant, and remember when."""
    manifest = backup.back_up(install.tenants, slug, Path(path))
    install.tenants.control.set_setting(f"backed_up_at.{slug}", str(manifest["at"]))
    return {"slug": slug, "path": path, "bytes": Path(path).stat().st_size}


@_operation("tenant.restore")
def restore_tenant(install: Install, path: str, phrase: str | None = None, slug: str | None = None) -> JsonObject:
    """Make a tenant from a backup; with the phrase on any machine."""
    fresh = install.tenants.set_up_recovery()
    row = backup.restore(install.tenants, Path(path), phrase=phrase, slug=slug)
    return {"slug": row.slug, "id": row.id, "phrase": fresh}


@_operation("tenant.erase")
def erase_tenant(install: Install, slug: str) -> JsonObject:
    """Destroy database, files and key."""
    install.tenants.erase(slug)
    return {"slug": slug}


# --- people -------------------------------------------------------------------------------------------------


@_operation("user.create")
def create_user(install: Install, tenant: str, name: str, login: str, roles: list[str], password: str) -> JsonObject:
    """Add a person who must change the password at the first sign-in."""
    identity.check_password(password, login)
    sealed = identity.seal_password(install.tenants.get(tenant).keys, password)
    command = people.CreateUser(name, login=login, roles=tuple(roles), password=sealed, password_expires=True)
    return {"user": _send(install, tenant, command).partition(":")[2], "login": login}


@_operation("user.password")
def set_password(install: Install, tenant: str, login: str, password: str) -> JsonObject:
    """A new password, to be changed at the next sign-in; every session ends."""
    identity.check_password(password, login)
    user = _user(install, tenant, login)
    sealed = identity.seal_password(install.tenants.get(tenant).keys, password)
    _send(install, tenant, people.SetPassword(user, sealed, expires=True))
    return {"user": user}


@_operation("token.create")
def create_token(install: Install, tenant: str, login: str, name: str, scopes: list[str], days: int) -> JsonObject:
    """An API token; it is shown once and only its hash is kept. `days` 0 = until revoked."""
    user = _user(install, tenant, login)
    token = identity.new_token(identity.TOKEN_PREFIX, tenant)
    expires = install.clock.now() + days * 86_400_000 if days else None
    _send(install, tenant, people.CreateToken(user, name, identity.hash_token(token), tuple(scopes), expires))
    return {"token": token}


def _user(install: Install, tenant: str, login: str) -> str:
    found: str | None = install.bus.read(tenant, lambda tx: identity.user_by_login(tx, login))
    if found is None:
        raise Refusal("user.not_found", Kind.NOT_FOUND, user=login)
    return found


# --- ledger, outbox, keys, database -------------------------------------------------------------------------


@_operation("ledger.verify")
def verify_ledger(install: Install, tenant: str) -> JsonObject:
    """Check every event, chain, payload and the whole tree of a tenant against its checkpoints."""
    return ledger_check.verify(install.tenants.get(tenant))


@_operation("ledger.export")
def export_ledger(install: Install, tenant: str, path: str, ticket: str | None = None) -> JsonObject:
    """Write what the stand-alone verifier reads: everything, or one ticket's streams with proofs."""
    return ledger_export.export(install.tenants.get(tenant), Path(path), ticket, install.clock.now())


@_operation("ledger.checkpoint")
def sign_checkpoint(install: Install, tenant: str) -> JsonObject:
    """Number what is committed, sign the tree and return the note that must leave this machine."""
    opened, now = install.tenants.get(tenant), install.clock.now()
    while opened.writer.call(sequencer.number_events):
        pass
    note = opened.writer.call(lambda tx: sequencer.sign_checkpoint(tx, opened.info, now))
    return {"note": note}


@_operation("ledger.send")
def send_checkpoint(install: Install, tenant: str) -> list[JsonObject]:
    """Sign, and let the newest checkpoint leave for every destination in use."""
    sign_checkpoint(install, tenant)
    _send(install, tenant, outside.SendCheckpoint())
    found: list[JsonObject] = departures(install, tenant)
    return found


@_operation("ledger.departures")
def departures(install: Install, tenant: str) -> list[JsonObject]:
    """What left when and for whom, newest first."""
    found: list[JsonObject] = install.bus.read(tenant, witness.departures)
    return found


@_operation("facts.rebuild")
def rebuild_facts(install: Install, tenant: str) -> JsonObject:
    """Count the facts of reports anew, in slices that let others in; returns how many there were."""
    opened, now, slices = install.tenants.get(tenant), install.clock.now(), 0
    opened.writer.call(lambda tx: reports.begin_anew(tx, opened.info, now))
    while opened.writer.call(lambda tx: reports.refresh(tx, opened.info, now)):
        slices += 1
    return {"slices": slices}


@_operation("search.rebuild")
def rebuild_search(install: Install, tenant: str) -> JsonObject:
    """Write the search index anew, in slices that let others in; it is searchable meanwhile. Returns how it went."""
    opened, now = install.tenants.get(tenant), install.clock.now
    opened.writer.call(lambda tx: tickets.begin_rebuild(tx, now()))
    while opened.writer.call(lambda tx: tickets.rebuild_some(tx, opened.info, now())):
        pass
    return _search_status(install, tenant)


@_operation("search.status")
def search_status(install: Install, tenant: str) -> JsonObject:
    """How many of the newest tickets the search does not find, and how far a rebuild has come."""
    return _search_status(install, tenant)


def _search_status(install: Install, tenant: str) -> JsonObject:
    opened = install.tenants.get(tenant)
    behind, rebuild = opened.read(lambda tx: (tickets.search_behind(tx), tickets.rebuild_of(tx)))
    return {"behind": behind, "rebuild": None if rebuild is None else asdict(rebuild)}


@_operation("trace.drill")
def drill(install: Install, tenant: str, count: int = 100, seed: str | None = None) -> JsonObject:
    """Draw closed tickets by lot: how many can be told whole, which cannot, and how long it took."""
    drawn_by = seed or new_secret(6)
    found = install.bus.read(tenant, lambda tx: trace.drill(tx, install.hooks, operator(), drawn_by, count))
    spent = sorted(one["milliseconds"] for one in found) or [0]
    lacking = [{"number": one["number"], "stations": one["stations"]} for one in found if not one["complete"]]
    times = {"median_ms": spent[len(spent) // 2], "slowest_ms": spent[-1]}
    return {"seed": drawn_by, "drawn": len(found), "complete": len(found) - len(lacking), "lacking": lacking, **times}


@_operation("outbox.list")
def list_outbox(install: Install, tenant: str, state: str = "dead") -> list[JsonObject]:
    """Followers that wait or gave up, oldest first."""
    statement = sa.select(outbox_table).where(outbox_table.c.state == state).order_by(outbox_table.c.at).limit(200)
    found: list[JsonObject] = install.bus.read(tenant, lambda tx: tx.rows(statement))
    return found


@_operation("outbox.replay")
def replay_outbox(install: Install, tenant: str, id: str | None = None) -> JsonObject:
    """Put one dead follower back to work, or all of them."""
    now = install.clock.now()
    ids = [id] if id else [row["id"] for row in list_outbox(install, tenant)]

    def put_back(tx: Tx) -> None:
        for row_id in ids:
            outbox.replay(tx, row_id, now)

    install.bus.write(tenant, put_back)
    return {"replayed": len(ids)}


@_operation("key.rotate")
def rotate_key(install: Install) -> JsonObject:
    """Replace the master key."""
    install.tenants.rotate_master()
    return {"key_file": str(install.settings.key_path)}


@_operation("key.set_up")
def set_up_key(install: Install) -> JsonObject:
    """Make the recovery phrase unless there is one. Alone, so that nothing that fails later can swallow it."""
    return {"phrase": install.tenants.set_up_recovery()}


@_operation("key.phrase")
def renew_phrase(install: Install) -> JsonObject:
    """A new recovery phrase in place of one that was lost."""
    return {"phrase": install.tenants.renew_recovery()}


@_operation("key.confirm")
def confirm_phrase(install: Install, phrase: str) -> JsonObject:
    """Somebody holds the recovery phrase: stop reminding."""
    install.tenants.confirm_recovery(phrase)
    return {"confirmed": True}


@_operation("db.upgrade")
def upgrade(install: Install) -> list[JsonObject]:
    """Open every active tenant, which migrates it; returns the revisions they stand at."""
    active = [row.slug for row in install.tenants.rows() if row.state == "active"]
    return [{"slug": slug, "revision": current_revision(install.tenants.get(slug).database)} for slug in active]


@_operation("health.report")
def report_health(install: Install) -> JsonObject:
    """How every open company is, and the revision of its database, for `bihuan doctor --bundle`."""
    found: JsonObject = {}
    for slug in (row.slug for row in install.tenants.rows() if row.state == "active"):
        tenant = install.tenants.get(slug)
        found[slug] = {"revision": current_revision(tenant.database), **health.report(install, tenant)}
    return found


@_operation("bundle.apply")
def apply(install: Install, tenant: str, folder: str) -> JsonObject:
    """Read the bundle in `folder` and apply it; what stands already stays as it is."""
    return whole.apply_folder(install, tenant, Path(folder))


@_operation("bundle.export")
def export_bundle(install: Install, tenant: str) -> dict[str, str]:
    """All configuration of the company: file → text."""
    return whole.exported(install, tenant)


@_operation("bundle.plan")
def plan_bundle(install: Install, tenant: str, files: dict[str, str], exact: bool = False) -> JsonObject:
    """What applying these files would do, in words, and the base that it was found out on."""
    plan = whole.plan_bundle(install, tenant, whole.from_texts(files), exact=exact)
    return {"base": plan.base, "weight": plan.weight, "lines": len(plan.lines), "told": whole.told(plan)}


@_operation("bundle.apply_planned")
def apply_planned(install: Install, tenant: str, files: dict[str, str], base: str, exact: bool = False) -> JsonObject:
    """Apply these files as one unit; refused when the configuration is no more what the plan was made for."""
    return whole.apply_planned(install, tenant, whole.from_texts(files), base, exact=exact)


@_operation("bundle.history")
def bundle_history(install: Install, tenant: str) -> list[JsonObject]:
    """Every application of a bundle to the company, newest first."""
    return [
        {
            **{name: row[name] for name in ("id", "at", "by", "bundle", "version", "undoes")},
            "changed": len(row["changed"]),
        }
        for row in whole.history(install, tenant)
    ]


@_operation("bundle.rollback")
def roll_back(install: Install, tenant: str, application: str, dry: bool = False) -> JsonObject:
    """Bring back the state before an application; `dry`: only tell what that would do."""
    if dry:
        return {"told": whole.told(whole.plan_rollback(install, tenant, application))}
    return whole.roll_back(install, tenant, application)


@_operation("seed.demo")
def seed(install: Install) -> JsonObject:
    """Demo data of the users' own world; nothing happens when they are there already."""
    return seed_demo(install, again=True)
