"""Bad input to the real routes: a clear 4xx in the caller's language, every fault at once, and nothing harmed."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import sqlalchemy as sa
from PIL import Image

from bihuan.kernel.tables import event as event_table
from tests.http.world import API, HOST, PNG, SLUG, World

pytestmark = pytest.mark.req("INT-7.api", "API-1", "FRM-2.server")

BLNS = json.loads((Path(__file__).parents[1] / "data" / "strings" / "blns.json").read_text(encoding="utf-8"))
REPORT: dict[str, Any] = {"type": "check_up", "title": "异响", "source": {"channel": "web"}}


def events(world: World) -> int:
    """How many events people have brought about: what was refused wrote none. Meanwhile the platform goes on."""
    of_people = event_table.c.body.not_like('%"caller":{%"kind":"system"}%')
    statement = sa.select(sa.func.count()).select_from(event_table).where(of_people)
    number: int = world.install.bus.read(SLUG, lambda tx: tx.scalar(statement))
    return number


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    return found


# --- every fault at once, in the caller's language ---------------------------------------------------------------


def test_every_fault_of_a_body_is_named_at_once_in_the_callers_language(world: World) -> None:
    before = events(world)
    body = {**REPORT, "title": 7, "priority": "P99999999999", "files": [None], "data": [], "colour": "red", "geo": {}}
    said = {}
    for language, word in (("zh", "必填"), ("en", "required")):
        answer = world.ask("desk", "POST", "/tickets", json=body, headers={"Accept-Language": language})
        assert answer.headers["content-language"] == language
        faults = {fault["path"]: fault["detail"] for fault in problem(answer, 422)["problems"]}
        assert set(faults) == {
            *("title", "priority", "files.0", "data", "colour", "geo.latitude", "geo.longitude"),
        }
        assert word in faults["geo.latitude"].lower(), faults
        said[language] = faults
    assert all(said["zh"][path] != said["en"][path] for path in said["zh"])
    assert events(world) == before


def test_what_only_the_form_and_the_records_know_is_named_at_once_too(world: World) -> None:
    data = {"symptom": "smell", "cost": "viel", "nonsense": 1, "remark": {"zh": "?"}, "photos": ["nobody-has-it"]}
    found = problem(world.ask("desk", "POST", "/tickets", json={**REPORT, "data": data}), 422)
    assert {fault["path"] for fault in found["problems"]} >= {"symptom", "cost", "nonsense", "remark", "photos.0"}
    core = {**REPORT, "title": " ", "priority": "P9", "device": "?", "customer": "?", "region": "?"}
    found = problem(world.ask("desk", "POST", "/tickets", json=core), 422)
    assert {fault["path"] for fault in found["problems"]} == {"title", "priority", "device", "customer", "region"}
    assert all(fault["detail"] != fault["code"] for fault in found["problems"])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/customers", {"name": ""}),
        ("/customers", {"name": "x" * 10_000, "tags": ["y" * 100] * 3, "level": 5}),
        ("/devices", {"name": "泵", "customer": "nobody", "installed_on": "31.02.2026", "state": "broken"}),
        ("/users", {"name": "", "skills": {"x": 9}, "roles": [1]}),
        ("/roles/odd", {"label": {}, "grants": [{"action": "fly", "rows": "mine"}]}),
        ("/departments", {"name": "新", "parent": "nobody"}),
        ("/tokens", {"name": "t", "scopes": ["world:domination"]}),
        ("/ticket-types/odd", {"label": {}, "form": "none", "flow": "none", "prefix": "?"}),
        ("/forms", {"body": {"form": "Ü", "fields": [{"key": "a"}, {"key": "a", "kind": "hologram"}]}}),
        ("/flows", {"body": {"key": "x", "root": [{"id": "a"}]}, "form": "check_up"}),
        ("/me/deputies", [{"deputy": "nobody", "from": 5, "until": 3}]),
    ],
)
def test_each_route_says_what_is_wrong_and_writes_nothing(world: World, path: str, body: Any) -> None:
    before = events(world)
    method = "PUT" if path.count("/") == 2 else "POST"
    for language in ("zh", "en"):
        found = problem(world.ask("admin", method, path, json=body, headers={"Accept-Language": language}), 422)
        assert found["title"] != found["code"]
        assert all(fault["detail"] not in ("", fault["code"]) for fault in found.get("problems") or ())
        assert found.get("problems") or found.get("path"), found
    assert events(world) == before


def test_a_refused_action_leaves_the_task_as_it_was_and_the_rest_can_be_sent_again(world: World) -> None:
    ticket = world.under_way()
    task = world.task_of(ticket)
    before = world.get("engineer", f"/tickets/{ticket}")
    body = {"data": {"remark": "已更换密封圈", "symptom": "smell"}, "comment": "好"}
    path = f"/tasks/{task}/actions/finish"
    assert problem(world.ask("engineer", "POST", path, json=body), 422)["problems"][0]["path"] == "symptom"
    assert world.get("engineer", f"/tickets/{ticket}") == before
    body["data"]["symptom"] = "leak"  # type: ignore[index]
    assert world.ask("engineer", "POST", path, json=body).json()["data"]["remark"] == "已更换密封圈"


# --- strings, numbers, sizes ------------------------------------------------------------------------------------


def _is_kept(world: World, text: str) -> None:
    answer = world.ask("desk", "POST", "/customers", json={"name": "某公司", "note": text})
    if answer.status_code == 201:
        assert answer.json().get("note") in (text, text.strip() or None)
    else:
        assert problem(answer, answer.status_code)["status"] in (400, 422), text


def _is_answered(world: World, text: str) -> None:
    asked, said = quote(text), quote(text, safe="")
    traced = (f"/trace?q={said}", f"/trace?q={said}&as=text::{said}", f"/trace?q=x&as={said}")
    for path in (f"/tickets?q={asked}", f"/customers?q={asked}", f"/tickets/{said}", *traced):
        assert world.ask("desk", "GET", path).status_code in (200, 400, 404, 405, 422), (path, text)


@pytest.mark.parametrize("part", [0, pytest.param(1, marks=pytest.mark.full)])
def test_naughty_strings_are_kept_exactly_or_refused_and_asked_for_without_harm(world: World, part: int) -> None:
    for text in BLNS[part::16]:
        _is_kept(world, text)
        _is_answered(world, text)


@pytest.mark.full
def test_all_naughty_strings_do_no_harm_anywhere(world: World) -> None:
    for text in BLNS:
        _is_kept(world, text)
        _is_answered(world, text)


ODD: tuple[tuple[Any, int], ...] = (
    (None, 422),
    (True, 422),
    (-(10**30), 422),
    (1e308, 422),
    ([[]], 422),
    ("\ufffe\u202e电机\u200b", 201),
    ("x" * 201, 422),
)


@pytest.mark.parametrize(("title", "status"), ODD)
def test_an_odd_title_is_refused_or_taken_as_it_is(world: World, title: Any, status: int) -> None:
    answer = world.ask("desk", "POST", "/tickets", json={**REPORT, "title": title})
    assert answer.status_code == status, answer.text
    assert status != 201 or answer.json()["title"] == title


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b'{"title": "\\ud800"}', "application/json", 400),
        (b'{"title": "a\\u0000b"}', "application/json", 400),
        (b'{"title": "\xff"}', "application/json", 400),
        (b'{"title": 1', "application/json", 400),
        (b"[" * 50_000, "application/json", 400),
        (b"title=1", "application/x-www-form-urlencoded", 415),
        (b"<title/>", "text/xml", 415),
        (b'{"title": "x"}', "", 415),
        (b'{"title": "' + b"x" * (50 << 20) + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_before_anything_looks_at_it(
    world: World, content: bytes, content_type: str, status: int
) -> None:
    before = events(world)
    for language in ("zh", "en"):
        headers = {"Content-Type": content_type, "Accept-Language": language}
        found = problem(world.ask("desk", "POST", "/tickets", content=content, headers=headers), status)
        assert found["title"].isascii() is (language == "en")
    assert events(world) == before


def test_fifty_megabytes_in_pieces_without_a_length_are_cut_off(world: World) -> None:
    sent = 0

    async def pieces() -> Any:
        nonlocal sent
        yield b'{"title": "'
        for _ in range(800):
            sent += 1 << 16
            yield b"x" * (1 << 16)

    headers = {**world.headers["desk"], "Content-Type": "application/json"}
    answer = world.run(lambda client: client.post(f"{API}/tickets", content=pieces(), headers=headers))
    assert problem(answer, 413)["code"] == "request.too_large"
    assert sent < 4 << 20, "the rest must not be read"


@pytest.mark.parametrize("depth", [60, 400, 700, 850, 5_000])
def test_deep_json_in_free_places_is_refused_or_answered(world: World, depth: int) -> None:
    tree = "[" * depth + '"x"' + "]" * depth
    for path in (f"/tickets?filter={quote(tree)}", f"/customers?filter={quote(tree)}"):
        assert world.ask("desk", "GET", path).status_code in (400, 422)
    content = b'{"body": %s}' % tree.encode()
    answer = world.ask("admin", "POST", "/forms", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    "tree", [r'{"\ud800": 1}', r'{"op": "\ud800"}', r'{"op": "eq", "left": {"field": "\udfff"}, "right": 1}']
)
def test_half_a_letter_in_a_filter_is_refused(world: World, tree: str) -> None:
    for path in ("/tickets", "/customers"):
        assert world.ask("desk", "GET", f"{path}?filter={quote(tree)}").status_code in (400, 422)


# --- files ------------------------------------------------------------------------------------------------------


def upload(world: World, name: str, content: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/octet-stream"}
    return world.ask("engineer", "POST", f"/files/content?name={quote(name)}", content=content, headers=headers)


def test_a_photo_whose_description_is_damaged_is_kept(world: World) -> None:
    described = Image.Exif()
    described[274], described[271] = 6, "x" * 20
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=described)
    content = bytearray(out.getvalue())
    content[41] = 0
    answer = upload(world, "图.jpg", bytes(content))
    assert (answer.status_code, answer.json()["kind"]) == (201, "photo"), answer.text


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(document.cookie)</script></svg>'


@pytest.mark.parametrize(("name", "content"), [("图.svg", SVG), ("图.png", SVG), ("页.html", b"<script>1</script>")])
def test_a_picture_that_carries_script_is_no_photo_and_is_never_shown(world: World, name: str, content: bytes) -> None:
    stored = upload(world, name, content).json()
    assert stored["kind"] == "document"
    answer = world.ask("engineer", "GET", f"/files/{stored['id']}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    body = {**REPORT, "data": {"photos": [stored["id"]]}}
    found = problem(world.ask("engineer", "POST", "/tickets", json=body), 422)
    assert found["problems"][0]["path"].startswith("photos")


def test_a_bomb_of_pixels_is_refused_by_its_header_and_a_bomb_of_zeros_is_never_unpacked(world: World) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    pixels = PNG[:8] + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + PNG[33:]
    found = problem(upload(world, "炸弹.png", pixels), 422)
    assert found["code"] == "file.too_many_pixels"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(64 << 20))
    stored = upload(world, "炸弹.zip", packed.getvalue()).json()
    assert (stored["kind"], stored["size"]) == ("document", len(packed.getvalue()))


def test_an_upload_that_is_cut_keeps_what_came_and_goes_on_from_there(world: World) -> None:
    begun = world.ask("engineer", "POST", "/files", json={"name": "现场.png", "size": len(PNG)}).json()
    path = f"{API}/files/{begun['id']}"
    _cut(world, path, PNG[:20])
    told = world.ask("engineer", "HEAD", f"/files/{begun['id']}")
    assert told.headers["upload-offset"] == "20"
    headers = {"Content-Type": "application/octet-stream", "Upload-Offset": "20"}
    stored = world.ask("engineer", "PATCH", f"/files/{begun['id']}", content=PNG[20:], headers=headers).json()
    assert (stored["state"], stored["kind"]) == ("stored", "photo")


def _cut(world: World, path: str, content: bytes) -> None:
    """A PATCH whose client is gone after these bytes."""
    messages = [{"type": "http.request", "body": content, "more_body": True}, {"type": "http.disconnect"}]
    headers = {**world.headers["engineer"], "host": HOST.removeprefix("http://"), "upload-offset": "0"}
    headers |= {"content-type": "application/octet-stream", "content-length": str(len(PNG))}
    scope = {
        "type": "http",
        "method": "PATCH",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "server": ("bihuan.test", 80),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        return None

    world.run(lambda _client: world.app(scope, receive, send))
