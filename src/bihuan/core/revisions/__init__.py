"""文件版本: which file of a document is in force, which one a decision saw, and how two texts differ. Pure."""

from bihuan.core.revisions.chain import Chain, Version, chains_of, ids_in
from bihuan.core.revisions.comparison import Comparison, Part, Row, compare_texts
from bihuan.core.revisions.matching import matches

__all__ = [
    "Chain",
    "Comparison",
    "Part",
    "Row",
    "Version",
    "chains_of",
    "compare_texts",
    "ids_in",
    "matches",
]
