"""The HTTP side of an install: one ASGI app."""

from bihuan.kernel import late_models  # noqa: F401  # isort: skip  # before FastAPI declares its models
from bihuan.entry.http.app import create_app

__all__ = ["create_app"]
