"""The web apps over HTTP: what is cached, what a page may load, and what is never answered with a page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from bihuan.entry.http.web import WebApps, accepted_encodings

PAGE = {"Accept": "text/html,application/xhtml+xml"}
SCRIPT = "console.log('工单');" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a build leaves behind, on a small scale."""
    for app in ("console", "work", "portal"):
        assets = tmp_path / app / "assets"
        assets.mkdir(parents=True)
        (tmp_path / app / "index.html").write_text(f"<!doctype html><title>{app}</title>", encoding="utf-8")
        (tmp_path / app / "manifest.json").write_text("{}", encoding="utf-8")
        (tmp_path / app / "icon.svg").write_text("<svg/>", encoding="utf-8")
        (assets / "index-a1b2.js").write_text(SCRIPT, encoding="utf-8")
        (assets / "index-a1b2.js.br").write_bytes(b"as brotli")
        (assets / "index-a1b2.js.gz").write_bytes(b"as gzip")
    (tmp_path / "stamp").write_text("1", encoding="utf-8")
    return tmp_path


@pytest.fixture
def web(folder: Path) -> Iterator[TestClient]:
    """The apps behind one route of the API that takes POST only."""
    app = Starlette(routes=[Route("/api/v1/tickets", lambda _: PlainTextResponse("made"), methods=["POST"])])
    app.router.default = WebApps(folder, otherwise=app.router.default)
    with TestClient(app) as client:
        yield client


@pytest.mark.req("INT-1")
@pytest.mark.parametrize(
    ("path", "app"),
    [
        ("/", "console"),
        ("/tickets/WX261122-2MXT3V", "console"),
        ("/workers", "console"),
        ("/work", "work"),
        ("/work/", "work"),
        ("/work/jobs/1", "work"),
        ("/portal/", "portal"),
        ("/portal/r/abc", "portal"),
        ("/t/acme/", "console"),
        ("/t/acme", "console"),
        ("/t/acme/work/jobs/1", "work"),
    ],
)
def test_every_address_of_an_app_gives_its_page(web: TestClient, path: str, app: str):
    answer = web.get(path, headers=PAGE)
    assert answer.status_code == 200
    assert f"<title>{app}</title>" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_a_page_is_asked_for_again_each_time_and_not_sent_twice(web: TestClient):
    first = web.get("/", headers=PAGE)
    assert first.headers["cache-control"] == "no-cache"
    again = web.get("/", headers={**PAGE, "If-None-Match": f"W/{first.headers['etag']}"})
    assert (again.status_code, again.content) == (304, b"")
    assert web.get("/", headers={**PAGE, "If-None-Match": '"other"'}).status_code == 200


def test_what_carries_its_hash_in_its_name_is_kept_for_ever(web: TestClient):
    answer = web.get("/assets/index-a1b2.js", headers={"Accept-Encoding": "identity"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert web.get("/icon.svg").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "encoding", "content"),
    [
        ("gzip, deflate, br", "br", b"as brotli"),
        ("gzip", "gzip", b"as gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", b"as gzip"),
        ("identity", None, SCRIPT.encode()),
        ("", None, SCRIPT.encode()),
    ],
)
def test_a_file_is_sent_as_it_was_compressed_when_built(web: TestClient, accepted: str, encoding: str, content: bytes):
    with web.stream("GET", "/work/assets/index-a1b2.js", headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers.get("content-encoding") == encoding
        assert b"".join(answer.iter_raw()) == content


def test_only_named_encodings_count():
    assert accepted_encodings("BR ; q=1.0, gzip;q=0") == {"br"}


@pytest.mark.req("AUD-6")
@pytest.mark.parametrize("path", ["/", "/work/", "/portal/"])
def test_a_page_runs_no_script_but_its_own_files(web: TestClient, path: str):
    policy = dict(part.strip().split(" ", 1) for part in web.get(path).headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert ("'unsafe-inline'" in policy["style-src"]) is (path == "/")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/index-old.js",
        "/work/assets/gone.css",
        "/favicon.ico",
        "/manifest.json",
        "/wp-login.php",
        "/.env",
        "/assets/%2e%2e/stamp",
        "/assets/index-a1b2.js.br",
    ],
)
def test_a_file_that_is_not_there_is_never_answered_with_a_page(web: TestClient, path: str):
    assert web.get(path, headers=PAGE).status_code == 404


@pytest.mark.parametrize("path", ["/api", "/api/v1/nothing", "/t/acme/api/v1/nothing", "/openapi.json", "/metrics"])
def test_addresses_for_machines_are_never_pages(web: TestClient, path: str):
    assert web.get(path, headers=PAGE).status_code == 404


def test_another_method_is_refused_as_it_was_before(web: TestClient):
    assert web.get("/api/v1/tickets", headers=PAGE).status_code == 405
    assert web.post("/", headers=PAGE).status_code == 404
    assert web.head("/", headers=PAGE).status_code == 200


def test_a_program_that_mistypes_an_address_is_told_so(web: TestClient):
    assert web.get("/tickets/1", headers={"Accept": "application/json"}).status_code == 404
    assert web.get("/", headers={"Accept": "*/*"}).status_code == 200


def test_apps_built_anew_are_served_without_a_restart(web: TestClient, folder: Path):
    assert "console" in web.get("/").text
    (folder / "console/index.html").write_text("<!doctype html><title>newer</title>", encoding="utf-8")
    stamp = folder / "stamp"
    stamp.unlink()
    assert web.get("/").status_code == 503
    stamp.write_text("2", encoding="utf-8")
    assert "newer" in web.get("/").text


def test_without_built_apps_a_page_says_what_to_do(web: TestClient, folder: Path):
    (folder / "stamp").unlink()
    answer = web.get("/tickets", headers={**PAGE, "Accept-Encoding": "identity"})
    assert answer.status_code == 503
    assert "make web" in answer.text
    assert "网页还没有构建" in answer.text
    assert "script" not in re.sub(r"<style>.*</style>", "", answer.text, flags=re.S)
    assert web.get("/api/v1/nothing", headers=PAGE).status_code == 404


def test_the_worker_of_an_app_runs_under_the_policy_of_its_pages_not_of_the_api(web: TestClient, folder: Path) -> None:
    (folder / "work" / "worker.js").write_text("self.x = 1", encoding="utf-8")
    answer = web.get("/work/worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
