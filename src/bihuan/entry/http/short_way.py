"""The short way to the few routes that are asked most: from the gate to the endpoint, past the router and its layers.

An endpoint marked with `kernel.web.hot` stays an ordinary route: schema, refusals and everything unusual are FastAPI's.
Only a request that fits in every part (this very address, a caller, a body that its model accepts) comes this way, and
is answered byte for byte as there; that saves a third of what the event loop does for it.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, get_type_hints

from fastapi import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from bihuan.core.late import dataclass
from bihuan.entry.http.exchange import Exchange
from bihuan.kernel.routing import Router
from bihuan.kernel.web import HOT, Desk


@dataclass(frozen=True, slots=True)
class HotRoute:
    """One route: its model, its endpoint, and how it answers."""

    path_format: str
    model: type[BaseModel]
    endpoint: Callable[..., Awaitable[Any]]
    answers: TypeAdapter[Any]
    exclude_unset: bool
    status: int

    async def serve(self, exchange: Exchange, desk: Desk) -> bool:
        """Answer; False when the body does not fit, and the long way must say why."""
        try:
            body = self.model.model_validate(exchange.body)
        except ValidationError:
            return False
        exchange.scope["route"] = self
        more = Response()
        del more.headers["content-length"]
        more.status_code = 0
        made = await self.endpoint(body=body, desk=desk, response=more)
        content = self.answers.dump_json(made, exclude_unset=self.exclude_unset, by_alias=True)
        response = Response(content, more.status_code or self.status, media_type="application/json")
        response.raw_headers.extend(more.raw_headers)
        await exchange.answer(response)
        return True


class ShortWay:
    """The hot routes of an install by method and address."""

    def __init__(self, prefix: str, routers: Iterable[tuple[str, Router]]) -> None:
        self._routes: dict[tuple[str, str], HotRoute] = {}
        for place, router in routers:
            for route in router.routes:
                if isinstance(route, APIRoute) and getattr(route.endpoint, HOT, False):
                    self._add(f"{prefix}{place}{route.path}", route)

    def _add(self, path: str, route: APIRoute) -> None:
        hints = get_type_hints(route.endpoint)
        if "{" in path or hints.keys() != {"body", "desk", "response", "return"}:
            raise ValueError(f"{path}: a hot endpoint takes body, desk and response, and its address has no parameters")
        answer: Any = hints["return"]
        answers = TypeAdapter(answer)
        for method in route.methods or ():
            self._routes[method, path] = HotRoute(
                path,
                hints["body"],
                route.endpoint,
                answers,
                route.response_model_exclude_unset,
                route.status_code or 200,
            )

    def find(self, exchange: Exchange) -> HotRoute | None:
        """The route for this request; None when it must go the long way."""
        if exchange.body is None:
            return None
        return self._routes.get((exchange.scope["method"], exchange.scope["path"]))
