"""Requests for the routes of the portal and of what the company makes for it; importing this adds them to REQUESTS."""

from itertools import count
from typing import Any

from bihuan.modules.portal import messages as portal
from bihuan.modules.portal.interface.doorkeeping import is_solved, puzzle
from tests.http.requests import REQUESTS, Ask
from tests.http.world import World

_FORM: dict[str, Any] = {"type": "check_up", "label": {"zh": "扫码点检"}, "channel": "web", "phone_needed": False}
_DAY_MS = 86_400_000


def _form(world: World) -> str:
    world.send(portal.SavePublicForm(key="scan", **_FORM))
    return "scan"


def _link(world: World) -> str:
    until = world.install.clock.now() + _DAY_MS
    return world.send(portal.IssueLink(ticket=world.ticket, until=until))


def _visit(world: World) -> dict[str, str]:
    keys, minute_ago = world.keys, world.install.clock.now() - 60_000
    given = puzzle(keys, _form(world), str(world.number()), minute_ago)
    answer = next(str(number) for number in count() if is_solved(given, str(number)))
    return {"form": "scan", "puzzle": given, "answer": answer}


def _phone(world: World) -> dict[str, str]:
    return {"phone": f"1380000{world.number():04d}"}


def _time(world: World) -> dict[str, int]:
    tomorrow = world.install.clock.now() + _DAY_MS
    return {"at": tomorrow, "until": tomorrow + 3_600_000}


def _address(world: World, route: str) -> tuple[str, Any]:
    links = f"/tickets/{world.ticket}/access-links"
    return {
        "GET /portal/forms/{key}": lambda: (f"/portal/forms/{_form(world)}", None),
        "POST /portal/visits": lambda: ("/portal/visits", _visit(world)),
        "POST /portal/forms/{key}/tickets": lambda: (f"/portal/forms/{_form(world)}/tickets", {"title": "异响"}),
        "GET /portal/ticket": lambda: ("/portal/ticket", None),
        "POST /portal/ticket/notes": lambda: ("/portal/ticket/notes", {"text": "请周五来"}),
        "POST /portal/ticket/visit-time": lambda: ("/portal/ticket/visit-time", _time(world)),
        "GET /tickets/{key}/visit-time": lambda: (f"/tickets/{world.ticket}/visit-time", None),
        "PUT /tickets/{key}/visit-time": lambda: (f"/tickets/{world.ticket}/visit-time", {"agreed": True, "asked": 1}),
        "POST /portal/ticket/urge": lambda: ("/portal/ticket/urge", None),
        "POST /portal/ticket/actions/{action}": lambda: ("/portal/ticket/actions/withdraw", {}),
        "POST /portal/codes": lambda: ("/portal/codes", _phone(world)),
        "POST /portal/codes/check": lambda: ("/portal/codes/check", {**_phone(world), "code": "000000"}),
        "POST /portal/guests": lambda: ("/portal/guests", {"name": "何先生", **_phone(world)}),
        "GET /public-forms": lambda: ("/public-forms", None),
        "PUT /public-forms/{key}": lambda: ("/public-forms/other", _FORM),
        "GET /public-forms/{key}/code": lambda: (f"/public-forms/{_form(world)}/code", None),
        "GET /tickets/{key}/access-links": lambda: (links, None),
        "POST /tickets/{key}/access-links": lambda: (links, {}),
        "DELETE /tickets/{key}/access-links/{link}": lambda: (f"{links}/{_link(world)}", None),
    }[route]()


def _request(route: str, world: World) -> Ask:
    path, body = _address(world, route)
    return Ask(route.partition(" ")[0], path, {} if body is None else {"json": body})


ROUTES = (
    *("GET /portal/forms/{key}", "POST /portal/visits", "POST /portal/forms/{key}/tickets", "GET /portal/ticket"),
    *("POST /portal/ticket/notes", "POST /portal/ticket/urge", "POST /portal/ticket/actions/{action}"),
    *("POST /portal/codes", "POST /portal/ticket/visit-time"),
    *("GET /tickets/{key}/visit-time", "PUT /tickets/{key}/visit-time"),
    *(
        "POST /portal/codes/check",
        "POST /portal/guests",
        "GET /public-forms",
        "PUT /public-forms/{key}",
        "GET /public-forms/{key}/code",
        "GET /tickets/{key}/access-links",
    ),
    *("POST /tickets/{key}/access-links", "DELETE /tickets/{key}/access-links/{link}"),
)
for _route in ROUTES:
    REQUESTS[_route] = lambda world, _who, route=_route: _request(route, world)  # type: ignore[misc]
