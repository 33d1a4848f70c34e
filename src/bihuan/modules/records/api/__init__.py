"""Routes of custom tables."""

from bihuan.modules.records.api import definitions, importing, listing, single

router = definitions.router
for _part in (listing.router, importing.router, single.router):
    router.include_router(_part)

__all__ = ["router"]
