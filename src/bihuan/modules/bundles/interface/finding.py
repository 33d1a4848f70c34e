"""Where the bundles that ship with Bihuan lie: beside the sources in a checkout, in the wheel once installed."""

from importlib.util import find_spec
from pathlib import Path

from bihuan.core.values import Kind, Refusal

_SHIPPED = "bihuan_bundles"


def bundle_folder(name: str) -> Path:
    """The folder of a bundle that ships with Bihuan. Refuses `bundle.unknown`."""
    for root in _roots():
        if (root / name / "bundle.yaml").is_file():
            return root / name
    raise Refusal("bundle.unknown", Kind.NOT_FOUND, bundle=name)


def _roots() -> list[Path]:
    checkout = Path(__file__).parents[5] / "bundles"
    spec = find_spec(_SHIPPED)
    installed = list(spec.submodule_search_locations or ()) if spec is not None else []
    return [checkout, *map(Path, installed)]
