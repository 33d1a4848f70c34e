"""How tickets belong together (INT-12): duplicates found and merged, ties, one ticket split into two."""
