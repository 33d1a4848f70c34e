"""Where the bundles that ship with Bihuan lie: beside the sources in a checkout, in the wheel once installed."""

from importlib.util import find_spec
from pathlib import Path

from bihuan.core.values import Kind, Refusal

_SHIPPED = "bihuan_bundles"


def shipped_bundles() -> tuple[Path, ...]:
    """The folders of all bundles that ship with Bihuan, by name."""
    # The first root has the last word: beside a checkout, an older copy may lie in the environment.
    found = {path.parent.name: path.parent for root in reversed(_roots()) for path in root.glob("*/bundle.yaml")}
    return tuple(found[name] for name in sorted(found))


def bundle_folder(name: str) -> Path:
    """The folder of a bundle that ships with Bihuan. Refuses `bundle.unknown`."""
    shipped = {folder.name: folder for folder in shipped_bundles()}
    if name not in shipped:
        raise Refusal("bundle.unknown", Kind.NOT_FOUND, bundle=name, known=", ".join(shipped))
    return shipped[name]


def _roots() -> list[Path]:
    checkout = Path(__file__).parents[5] / "bundles"
    spec = find_spec(_SHIPPED)
    installed = list(spec.submodule_search_locations or ()) if spec is not None else []
    return [checkout, *map(Path, installed)]
