"""Which addresses there are for whom, before any right is asked.

A link or a visit opens the portal and files, nothing else. An install that is told to show only the portal has no other
addresses at all, and takes nobody's sign-in: it may stand where the whole internet can reach it (TEN-2).
"""

from bihuan.core.values import Kind, Refusal

PORTAL = "portal"
# Addresses, and those below them.
_PAGES = ("/portal",)
_ROUTES = ("/api/v1/portal", "/api/v1/files")
_MACHINES = ("/healthz", "/readyz")


def check_only(only: str) -> None:
    """Refuse `settings.only` for a face that no install has."""
    if only not in ("", PORTAL):
        raise Refusal("settings.only", given=only)


def check_shown(only: str, path: str) -> None:
    """Refuse `request.not_here` for what an install does not show. `only` is its setting; empty: everything."""
    if only and not _is_below(path, (*_PAGES, *_ROUTES, *_MACHINES)):
        raise Refusal("request.not_here", Kind.NOT_FOUND)


def check_face(only: str, kind: str, path: str) -> None:
    """Refuse `request.not_here` where this kind of caller has no business."""
    if kind == "link" and not _is_below(path, _ROUTES):
        raise Refusal("request.not_here", Kind.NOT_FOUND)
    if only and kind in ("user", "token"):
        raise Refusal("access.credential_invalid", Kind.UNAUTHENTICATED)


def _is_below(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(place + "/") for place in places)
