"""Under which addresses the portal's pages stand."""

from bihuan.kernel.web import Desk


def portal_address(desk: Desk) -> str:
    """The portal of this tenant, without a `/` at the end."""
    return f"{desk.bus.tenants.settings.address}/t/{desk.info.slug}/portal"
