"""A bundle as the command that applies it."""

from collections.abc import Iterator

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.bundles.interface.exporting import configuration
from bihuan.modules.bundles.interface.kinds import kind_of
from bihuan.modules.bundles.messages import ApplyBundle, Bundle


def pieces_of(bundle: Bundle) -> tuple[JsonObject, ...]:
    """The bundle's pieces as the command carries them, in their order."""
    return tuple(
        {"kind": item.kind, "key": kind_of(item.kind).key_of(item.body), "file": item.file, "body": item.body}
        for item in bundle.documents
    )


def application_of(bundle: Bundle, *, base: str | None = None, also: tuple[JsonObject, ...] = ()) -> ApplyBundle:
    """The command that applies the bundle, and `also` these pieces after its own."""
    return ApplyBundle(
        bundle=bundle.key,
        label=dict(bundle.label),
        version=bundle.version,
        pieces=(*pieces_of(bundle), *also),
        base=base,
        whole=bundle.whole,
    )


def absent_pieces(tx: Tx, bundle: Bundle) -> Iterator[JsonObject]:
    """What the company has in use and the bundle does not know, taken out of use: for applying it exactly."""
    own = {(piece["kind"], piece["key"]) for piece in pieces_of(bundle)}
    for document in configuration(tx):
        kind = kind_of(document.kind)
        key = kind.key_of(document.body)
        if (kind.folder, key) not in own and kind.off is not None and document.body.get("active") is not False:
            yield {"kind": kind.folder, "key": key, "file": document.file, "body": document.body, "gone": True}
