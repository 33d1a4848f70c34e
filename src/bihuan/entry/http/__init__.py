"""The HTTP side of an install: one ASGI app."""

from bihuan.entry.http.app import create_app

__all__ = ["create_app"]
