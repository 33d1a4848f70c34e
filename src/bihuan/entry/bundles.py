"""Applying a bundle to a tenant: each of its pieces is a command like any other."""

from pathlib import Path

from bihuan.core.access import SYSTEM
from bihuan.core.values import JsonObject, Refusal
from bihuan.entry.wiring import Install
from bihuan.kernel.command import Caller, Envelope
from bihuan.kernel.ids import new_id
from bihuan.modules.bundles import interface as bundles
from bihuan.modules.bundles.messages import Bundle


def apply_folder(install: Install, slug: str, folder: Path) -> JsonObject:
    """Read and apply the bundle in `folder`."""
    return apply_bundle(install, slug, bundles.read_bundle(folder))


def apply_bundle(install: Install, slug: str, bundle: Bundle) -> JsonObject:
    """Send what the bundle consists of; returns what changed. What stands already stays as it is.

    Each piece is a unit of its own: after a refusal (`bundle.rejected`, by file and line) the pieces before it stand,
    and applying the mended bundle goes on from there.
    """
    changed = []
    pieces = bundles.pieces_of(bundle)
    for piece in pieces:
        envelope = Envelope(new_id(install.clock.now()), piece.command, Caller("operator", None, SYSTEM), "cli")
        try:
            accepted = install.bus.send(slug, envelope)
        except Refusal as refusal:
            raise bundles.rejected(piece, refusal) from refusal
        if accepted.events:
            changed.append(accepted.ref)
    return {"bundle": bundle.key, "version": bundle.version, "pieces": len(pieces), "changed": changed}
