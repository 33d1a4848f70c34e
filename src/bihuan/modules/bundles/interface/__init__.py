"""What the entry and other modules may ask of bundles."""

from bihuan.modules.bundles.interface.differing import Difference, differences
from bihuan.modules.bundles.interface.exporting import as_files, by_name, configuration, fingerprint, text_of
from bihuan.modules.bundles.interface.finding import bundle_folder, shipped_bundles
from bihuan.modules.bundles.interface.kinds import KINDS, PieceKind, Unit, commands_of, kind_of, label_of, yaml_files
from bihuan.modules.bundles.interface.packing import checked, packed, unpacked
from bihuan.modules.bundles.interface.places import blamed, placed
from bihuan.modules.bundles.interface.planning import Line, Plan, planned
from bihuan.modules.bundles.interface.reading import read_bundle
from bihuan.modules.bundles.interface.sending import absent_pieces, application_of, pieces_of
from bihuan.modules.bundles.interface.telling import told_changes, told_effect, told_line, told_name, told_plan
from bihuan.modules.bundles.interface.undoing import applications, pieces_before
from bihuan.modules.bundles.interface.yaml_text import read_yaml

__all__ = [
    "KINDS",
    "Difference",
    "Line",
    "PieceKind",
    "Plan",
    "Unit",
    "absent_pieces",
    "application_of",
    "applications",
    "as_files",
    "blamed",
    "bundle_folder",
    "by_name",
    "checked",
    "commands_of",
    "configuration",
    "differences",
    "fingerprint",
    "kind_of",
    "label_of",
    "packed",
    "pieces_before",
    "pieces_of",
    "placed",
    "planned",
    "read_bundle",
    "read_yaml",
    "shipped_bundles",
    "text_of",
    "told_changes",
    "told_effect",
    "told_line",
    "told_name",
    "told_plan",
    "unpacked",
    "yaml_files",
]
