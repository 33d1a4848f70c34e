"""Bundles and a whole company: choosing among those that ship, export, plan, apply and roll back.

A plan is the application itself, rehearsed: decided on the real data, read, and undone.
"""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bihuan.core.access import SYSTEM
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.entry.wiring import Install
from bihuan.kernel.command import Accepted, Caller, Envelope
from bihuan.kernel.errors import LANGUAGES
from bihuan.kernel.ids import new_id
from bihuan.kernel.tx import Tx
from bihuan.modules.bundles import interface as bundles
from bihuan.modules.bundles.interface import Plan
from bihuan.modules.bundles.messages import ApplyBundle, Bundle, BundleApplied, Document
from bihuan.modules.flows import interface as flows
from bihuan.modules.flows.interface import TicketType
from bihuan.modules.identity.messages import InstallReadyRoles

T = TypeVar("T")
OPERATOR = Caller("operator", None, SYSTEM)


# --- the bundles that ship ------------------------------------------------------------------------------------


def apply_folder(install: Install, slug: str, folder: Path, by: Caller = OPERATOR) -> JsonObject:
    """Read and apply the bundle in `folder`."""
    return apply_bundle(install, slug, bundles.read_bundle(folder), by)


def apply_bundle(install: Install, slug: str, bundle: Bundle, by: Caller = OPERATOR) -> JsonObject:
    """Apply it as `by`, all of it or nothing; returns what changed. What stands already stays as it is.

    Refuses `bundle.rejected`, by file and line.
    """
    return _sent(install, slug, (bundles.application_of(bundle), bundle.documents), by)


def shipped_for(install: Install, slug: str) -> list[JsonObject]:
    """The bundles that ship with Bihuan, each with its ticket types and whether this company has them in use."""
    known = {kind.key: kind for kind in install.bus.read(slug, flows.ticket_types)}
    return [_shipped(bundles.read_bundle(folder), known) for folder in bundles.shipped_bundles()]


def _shipped(bundle: Bundle, known: Mapping[str, TicketType]) -> JsonObject:
    kinds = [item.body for item in bundle.types]
    active = [kind["key"] in known and known[kind["key"]].active for kind in kinds]
    return {
        "key": bundle.key,
        "label": dict(bundle.label),
        "summary": bundle.main.body.get("summary") or {},
        "version": bundle.version,
        "types": [{"key": kind["key"], "label": kind["label"]} for kind in kinds],
        "state": "on" if all(active) else "partly" if any(active) else "off",
        "known": any(kind["key"] in known for kind in kinds),
    }


def switch_off(install: Install, slug: str, name: str, by: Caller) -> None:
    """No new tickets of the bundle's types; those under way go on, and switching it on again loses nothing."""
    bundle = bundles.read_bundle(bundles.bundle_folder(name))
    own = {item.body["key"] for item in bundle.types}
    stands = install.bus.read(slug, bundles.configuration)
    found = [item for item in stands if item.kind == "types" and item.body["key"] in own and item.body["active"]]
    pieces = ({"kind": "types", "key": item.body["key"], "file": item.file, "body": item.body} for item in found)
    gone = tuple({**piece, "gone": True} for piece in pieces)
    command = ApplyBundle(bundle=bundle.key, label=dict(bundle.label), version=bundle.version, pieces=gone, whole=True)
    _sent(install, slug, (command, tuple(found)), by)


def install_ready_roles(install: Install, slug: str) -> None:
    """The roles that ship with Bihuan, on which bundles rely; those that the company changed stay as they are."""
    install.bus.send(slug, _envelope(install, InstallReadyRoles()))


# --- a whole company ------------------------------------------------------------------------------------------


def exported(install: Install, slug: str) -> dict[str, str]:
    """All configuration of the company: file → text."""
    return bundles.as_files(install.bus.read(slug, bundles.configuration))


def plan_bundle(install: Install, slug: str, bundle: Bundle, by: Caller = OPERATOR, *, exact: bool = False) -> Plan:
    """What applying it would do, and to which base. `exact`: what the bundle does not know is taken out of use."""
    command, documents = _application(install, slug, bundle, exact=exact)
    return replace(_rehearsed(install, slug, (command, documents), by), exact=exact)


def apply_planned(
    install: Install, slug: str, bundle: Bundle, base: str, by: Caller = OPERATOR, *, exact: bool = False
) -> JsonObject:
    """Apply what was planned for `base`. Refuses `bundle.base_moved` when the configuration is another by now."""
    command, documents = _application(install, slug, bundle, exact=exact)
    return _sent(install, slug, (replace(command, base=base), documents), by)


def plan_rollback(install: Install, slug: str, application: str, by: Caller = OPERATOR) -> Plan:
    """What rolling back to the state before an application would do."""
    return _rehearsed(install, slug, _rollback(install, slug, application), by)


def roll_back(
    install: Install, slug: str, application: str, by: Caller = OPERATOR, base: str | None = None
) -> JsonObject:
    """Publish anew what stood before an application; a record of its own, nothing is deleted."""
    command, documents = _rollback(install, slug, application)
    return _sent(install, slug, (replace(command, base=base), documents), by)


def history(install: Install, slug: str) -> list[JsonObject]:
    """Every application of a bundle to this company, newest first."""
    return [dict(row) for row in install.bus.read(slug, bundles.applications)]


def from_files(files: Mapping[str, bytes]) -> Bundle:
    """The bundle in these files, as `unpacked` gives them. Refuses `bundle.unreadable`."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text)
        return bundles.read_bundle(Path(folder))


def from_texts(files: Mapping[str, str]) -> Bundle:
    """The same, as the command line sends them. Refuses `bundle.zip_name`."""
    return from_files(bundles.checked({name: text.encode() for name, text in files.items()}))


def told(plan: Plan) -> JsonObject:
    """A plan in words, by language."""
    return {language: list(bundles.told_plan(plan, language)) for language in LANGUAGES}


_Application = tuple[ApplyBundle, Sequence[Document]]


def _application(install: Install, slug: str, bundle: Bundle, *, exact: bool) -> _Application:
    def absent(tx: Tx) -> tuple[JsonObject, ...]:
        return tuple(bundles.absent_pieces(tx, bundle)) if exact else ()

    return bundles.application_of(bundle, also=install.bus.read(slug, absent)), bundle.documents


def _rollback(install: Install, slug: str, application: str) -> _Application:
    def find(tx: Tx) -> _Application:
        row = next((row for row in bundles.applications(tx) if row["id"] == application), None)
        if row is None:
            raise Refusal("bundle.application_unknown", Kind.NOT_FOUND)
        named = {"bundle": row["bundle"], "label": row["label"], "version": row["version"]}
        pieces = bundles.pieces_before(tx, application)
        return ApplyBundle(**named, pieces=pieces, undoes=application, whole=True), ()

    found: _Application = install.bus.read(slug, find)
    return found


def _rehearsed(install: Install, slug: str, what: _Application, by: Caller) -> Plan:
    command, documents = what
    before = install.bus.read(slug, bundles.configuration)

    def read(tx: Tx, _accepted: Accepted) -> tuple[bundles.Line, ...]:
        return bundles.planned(tx, by, before, bundles.configuration(tx))

    base = bundles.fingerprint(before)
    envelope = _envelope(install, replace(command, base=base), by)
    lines = _placed(documents, lambda: install.bus.rehearse(slug, envelope, read))
    named = {(piece["kind"], piece["key"]) for piece in command.pieces}
    beside = () if command.undoes else tuple(_beside(before, named))
    changed = {(line.kind, line.key) for line in lines}
    return Plan(
        base,
        command.bundle,
        dict(command.label),
        command.version,
        lines,
        beside,
        len(named - changed),
        undoes=command.undoes,
        weight="caution" if any(line.weight == "caution" for line in lines) else "harmless",
    )


def _beside(before: Iterable[Document], named: set[tuple[str, str]]) -> Iterable[JsonObject]:
    for (kind, key), body in bundles.by_name(before).items():
        if (kind, key) not in named:
            yield {"kind": kind, "key": key, "label": bundles.label_of(kind, body)}


def _sent(install: Install, slug: str, what: _Application, by: Caller) -> JsonObject:
    command, documents = what
    accepted = _placed(documents, lambda: install.bus.send(slug, _envelope(install, command, by)))
    told = next((stored.event for stored in accepted.events if isinstance(stored.event, BundleApplied)), None)
    return {
        "bundle": command.bundle,
        "version": command.version,
        "pieces": len(command.pieces),
        "changed": list(told.streams) if told is not None else [],
        "different": len(told.changed) if told is not None else 0,
        "application": accepted.ref if told is not None else None,
    }


def _placed(documents: Sequence[Document], work: Callable[[], T]) -> T:
    try:
        return work()
    except Refusal as refusal:
        raise bundles.placed(refusal, documents) from refusal


def _envelope(install: Install, command: object, by: Caller = OPERATOR) -> Envelope:
    return Envelope(new_id(install.clock.now()), command, by, "cli" if by is OPERATOR else "web")
