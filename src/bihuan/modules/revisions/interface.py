"""What other modules may ask of versions."""

from bihuan.modules.revisions.queries import documents_of

__all__ = ["documents_of"]
