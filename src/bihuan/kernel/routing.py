"""Routes that are worked out when somebody asks for them: a start need not know all the hundreds of them by heart."""

import inspect
from collections.abc import Callable
from typing import Any

from bihuan.kernel import late_models  # noqa: F401  # isort: skip  # before FastAPI declares its models
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import get_name

_USUAL = {
    name: parameter.default
    for name, parameter in inspect.signature(APIRoute.__init__).parameters.items()
    if parameter.default is not inspect.Parameter.empty
}


class LaterRoute(APIRoute):
    """A route that knows at first only what it was told.

    FastAPI works out a route twice: where it is declared, and where its router is included, at the first request for
    that router. The latter needs of the former only what stood in the decorator, so the models of the declaration are
    built when somebody asks for them and not before (a sixth of a cold start).
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        told = _USUAL | given
        told["methods"] = {method.upper() for method in told["methods"] or ("GET",)}
        told["name"] = told["name"] or get_name(endpoint)
        told["tags"], told["responses"] = told["tags"] or [], told["responses"] or {}
        told["dependencies"], told["description"] = list(told["dependencies"] or ()), told["description"] or ""
        told |= {"path": path, "endpoint": endpoint, "stream_item_type": None}
        self.__dict__.update(told, _declared=(path, endpoint, given))

    def __getattr__(self, name: str) -> Any:
        declared = self.__dict__.pop("_declared", None)
        if declared is None:
            raise AttributeError(name)
        path, endpoint, given = declared
        super().__init__(path, endpoint, **given)
        return getattr(self, name)


class Router(APIRouter):
    """FastAPI's router with such routes. `given`: as for `APIRouter`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(route_class=LaterRoute, **given)
