"""Routes of the portal: for visitors, for whoever holds a link, and for the company."""

from bihuan.modules.portal.api.codes import PHONE_CODES
from bihuan.modules.portal.api.guests import router as guests_router
from bihuan.modules.portal.api.links import router as links_router
from bihuan.modules.portal.api.own import router as own_router
from bihuan.modules.portal.api.public_forms import router as public_forms_router
from bihuan.modules.portal.api.times import router as times_router
from bihuan.modules.portal.api.visitors import router as visitors_router

__all__ = [
    "PHONE_CODES",
    "guests_router",
    "links_router",
    "own_router",
    "public_forms_router",
    "times_router",
    "visitors_router",
]
