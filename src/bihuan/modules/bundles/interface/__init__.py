"""What the entry and other modules may ask of bundles."""

from bihuan.modules.bundles.interface.finding import bundle_folder, shipped_bundles
from bihuan.modules.bundles.interface.pieces import pieces_of
from bihuan.modules.bundles.interface.places import rejected
from bihuan.modules.bundles.interface.reading import read_bundle
from bihuan.modules.bundles.interface.yaml_text import read_yaml

__all__ = ["bundle_folder", "pieces_of", "read_bundle", "read_yaml", "rejected", "shipped_bundles"]
