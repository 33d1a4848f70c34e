"""What two people write into one record at the same time, or one of them without a line (semantics §7).

Pure, and the same in the browser: `web/packages/core/src/sync`; both run `spec/vectors/sync`.
"""

from bihuan.core.sync.merging import FieldConflict, Merged, merge_fields

__all__ = ["FieldConflict", "Merged", "merge_fields"]
