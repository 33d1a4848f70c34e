"""An install that shows the portal alone has no other addresses, and takes nobody's sign-in (TEN-2)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.core.values import Refusal
from bihuan.entry.http import create_app
from bihuan.entry.http.faces import check_shown
from tests.http.world import SLUG, World

# Every route: test_schema shows that it is what is served.
SCHEMA = Path(__file__).parents[2] / "spec" / "openapi.json"

pytestmark = pytest.mark.req("TEN-2", "INT-2.server", "AUD-4")


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, whose app is taken for one that shows the portal alone once it is built."""
    with World(tmp_path_factory.mktemp("outside")) as world:
        settings = world.install.settings
        object.__setattr__(settings, "only", "portal")
        yield world
        object.__setattr__(settings, "only", "")


def test_no_other_route_answers(outside: World, whole_table: bool) -> None:
    paths = [
        route
        for route in json.loads(SCHEMA.read_text(encoding="utf-8"))["paths"]
        if not route.startswith(("/api/v1/portal", "/api/v1/files"))
    ]
    assert len(paths) > 100
    prefixes = ("", f"/t/{SLUG}")
    for number, path in enumerate(paths):
        if path in ("/healthz", "/readyz"):
            continue
        for prefix in prefixes if whole_table else prefixes[number % 2 :][:1]:
            answer = outside.request("nobody", "GET", prefix + path.replace("{", "").replace("}", ""))
            assert answer.status_code == 404, path
            assert answer.json()["code"] == "request.not_here", path


@pytest.mark.parametrize("path", ["/", "/tickets", "/work/", "/openapi.json", "/metrics", "/portals", "/t/acme/work"])
def test_neither_do_the_pages_of_staff(path: str) -> None:
    shown = path.removeprefix("/t/acme") if path.startswith("/t/") else path
    with pytest.raises(Refusal):
        check_shown("portal", shown)


@pytest.mark.parametrize("path", ["/portal", "/portal/r/repair", "/portal/assets/x.js", "/api/v1/portal/forms/x"])
def test_the_portal_is_there(path: str) -> None:
    check_shown("portal", path)


def test_staff_cannot_use_their_sign_in_from_outside(outside: World) -> None:
    assert outside.ask("admin", "GET", f"/files/{outside.photo}").status_code == 401
    assert outside.ask("token", "GET", f"/files/{outside.photo}").status_code == 401


def test_a_face_that_no_install_has_is_refused_at_the_start(outside: World) -> None:
    settings = outside.install.settings
    object.__setattr__(settings, "only", "console")
    with pytest.raises(Refusal) as refused:
        create_app(outside.install)
    object.__setattr__(settings, "only", "portal")
    assert refused.value.code == "settings.only"
