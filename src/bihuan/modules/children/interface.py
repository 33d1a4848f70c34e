"""What other modules may ask of parents and children. The platform's own reads: no rights."""

from bihuan.modules.children.queries import children_of, open_children

__all__ = ["children_of", "open_children"]
