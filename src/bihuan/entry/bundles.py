"""Applying a bundle to a tenant: each of its pieces is a command like any other."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bihuan.core.access import SYSTEM
from bihuan.core.values import JsonObject, Refusal
from bihuan.entry.wiring import Install
from bihuan.kernel.command import Caller, Envelope
from bihuan.kernel.ids import new_id
from bihuan.modules.bundles import interface as bundles
from bihuan.modules.bundles.messages import Bundle, Piece
from bihuan.modules.flows import interface as flows
from bihuan.modules.flows.interface import TicketType
from bihuan.modules.flows.messages import SaveTicketType
from bihuan.modules.identity.messages import InstallReadyRoles
from bihuan.modules.portal.messages import SavePublicForm


def apply_folder(install: Install, slug: str, folder: Path) -> JsonObject:
    """Read and apply the bundle in `folder`."""
    return apply_bundle(install, slug, bundles.read_bundle(folder))


def apply_bundle(install: Install, slug: str, bundle: Bundle) -> JsonObject:
    """Send what the bundle consists of; returns what changed. What stands already stays as it is.

    Each piece is a unit of its own: after a refusal (`bundle.rejected`, by file and line) the pieces before it stand,
    and applying the mended bundle goes on from there.
    """
    local = {kind.key: kind for kind in install.bus.read(slug, flows.ticket_types)}
    changed = []
    pieces = (*bundles.pieces_of(bundle), *_public_forms(bundle))
    for piece in pieces:
        try:
            accepted = install.bus.send(slug, _envelope(install, _with_local(piece.command, local)))
        except Refusal as refusal:
            raise bundles.rejected(piece, refusal) from refusal
        if accepted.events:
            changed.append(accepted.ref)
    return {"bundle": bundle.key, "version": bundle.version, "pieces": len(pieces), "changed": changed}


def _public_forms(bundle: Bundle) -> Iterator[Piece]:
    """Bundles and portal stand side by side and know nothing of each other; they meet here."""
    for at, form in enumerate(bundle.main.body.get("public_forms") or ()):
        values = {**form, "fields": tuple(form.get("fields") or ())}
        yield Piece(bundle.main, SavePublicForm(**values), f"public_forms.{at}")


def install_ready_roles(install: Install, slug: str) -> None:
    """The roles that ship with Bihuan, on which bundles rely; those that the company changed stay as they are."""
    install.bus.send(slug, _envelope(install, InstallReadyRoles()))


def _envelope(install: Install, command: Any) -> Envelope:
    return Envelope(new_id(install.clock.now()), command, Caller("operator", None, SYSTEM), "cli")


def _with_local(command: Any, local: Mapping[str, TicketType]) -> Any:
    """What this company decided about a ticket type and no bundle can know: in whose queue its tickets stand."""
    known = local.get(command.key) if isinstance(command, SaveTicketType) else None
    return replace(command, department=known.department) if known is not None else command
