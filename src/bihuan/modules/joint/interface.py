"""What other modules may ask of sessions and crews. The platform's own reads: no rights."""

from bihuan.modules.joint.queries import double_booking, helpers_of

__all__ = ["double_booking", "helpers_of"]
