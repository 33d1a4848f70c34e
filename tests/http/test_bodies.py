"""Bad bodies get a clear 4xx, and nothing is harmed (semantics §10)."""

import http.client
import json

import pytest
from starlette.testclient import TestClient

from bihuan.core.values import depth_of, is_storable
from bihuan.entry.http.bodies import MAX_DEPTH
from tests.http.conftest import ALICE
from tests.http.process import ServerProcess

pytestmark = pytest.mark.req("API-1")
JSON = {**ALICE, "Content-Type": "application/json"}


def post(client: TestClient, content: bytes, headers: dict[str, str] = JSON, path: str = "/api/v1/boxes"):
    response = client.post(path, content=content, headers=headers)
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json().get("code")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "request.json_invalid"),
        (b"", "request.invalid"),
        (b"nonsense", "request.json_invalid"),
        (b'{"box": NaN, "label": ""}', "request.json_invalid"),
        (b'{"box": Infinity, "label": ""}', "request.json_invalid"),
        (b'{"box": 1' + b"0" * 5000 + b"}", "request.json_invalid"),
        (b'\xef\xbb\xbf{"box": "b", "label": ""}', "request.json_invalid"),
        (b'{"box": "\xff\xfe", "label": ""}', "request.not_utf8"),
        ('{"box": "b", "label": "电"}'.encode("gb18030"), "request.not_utf8"),
        ('{"box": "b", "label": "x"}'.encode("utf-16"), "request.not_utf8"),
        (b'{"box": "b", "label": "\xed\xa0\x80"}', "request.not_utf8"),
        (b'{"box": "b", "label": "\\ud800"}', "request.text_invalid"),
        (b'{"box": "b", "label": "\\udc00\\ud800"}', "request.text_invalid"),
        (b'{"box": "b", "label": "a\\u0000b"}', "request.text_invalid"),
        (b'{"box": "b", "label": "a\x00b"}', "request.json_invalid"),
        (b'{"\\ud800": "b"}', "request.text_invalid"),
        (b"[" * 100_000, "request.too_deep"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "request.too_deep"),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "request.too_deep"),
        (b'"' + b"x" * (3 << 20) + b'"', "request.too_large"),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_with_its_reason(toy: TestClient, content: bytes, code: str) -> None:
    status, said = post(toy, content)
    assert said == code
    assert status == (422 if code == "request.invalid" else 413 if code == "request.too_large" else 400)


@pytest.mark.parametrize(
    ("label", "stored"),
    [
        ('"\\ud83d\\ude00"', "😀"),
        ('"a\\\\u0000b"', "a\\u0000b"),
        ('"电机 \\u7535"', "电机 电"),
        ('"\\u202e"', "\u202e"),
    ],
)
def test_a_text_that_only_looks_dangerous_is_kept_exactly(toy: TestClient, label: str, stored: str) -> None:
    assert post(toy, f'{{"box": "b", "label": {label}}}'.encode())[0] == 201
    assert toy.get("/api/v1/boxes/b", headers=ALICE).json()["label"] == stored


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
def test_another_content_type_is_refused(toy: TestClient, content_type: str) -> None:
    headers = {**ALICE, **({"Content-Type": content_type} if content_type else {})}
    assert post(toy, b'{"box": "b", "label": ""}', headers) == (415, "request.content_type")
    assert post(toy, b"x", {**JSON, "Content-Encoding": "gzip"}) == (415, "request.content_type")


def test_a_json_body_may_say_so_in_several_ways(toy: TestClient) -> None:
    for number, kind in enumerate(("application/json; charset=utf-8", "APPLICATION/JSON", "application/problem+json")):
        content = json.dumps({"box": f"b{number}", "label": ""}).encode()
        assert post(toy, content, {**ALICE, "Content-Type": kind})[0] == 201


def test_uploads_are_counted_while_they_stream(toy: TestClient, toy_install) -> None:
    raw = {**ALICE, "Content-Type": "application/octet-stream"}
    assert toy.post("/api/v1/uploads", content=b"x" * 5_000_000, headers=raw).json() == {"size": 5_000_000}
    object.__setattr__(toy_install.settings, "max_upload_mb", 1)

    def chunks():
        for _ in range(50):
            yield b"x" * 100_000

    assert post(toy, chunks(), raw, "/api/v1/uploads") == (413, "request.too_large")
    assert post(toy, b"x" * 5_000_000, raw, "/api/v1/uploads") == (413, "request.too_large")


@pytest.mark.parametrize("path", ["/api/v1/boxes/a%00b", "/api/v1/boxes/b?x=%00"])
def test_a_nul_in_an_address_is_refused(toy: TestClient, path: str) -> None:
    response = toy.get(path, headers=ALICE)
    assert (response.status_code, response.json()["code"]) == (400, "request.text_invalid")


@pytest.mark.full
def test_a_cut_upload_harms_nothing(toy_server: ServerProcess) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", toy_server.port, timeout=10)
    for kind, path in (("application/json", "/api/v1/boxes"), ("application/octet-stream", "/api/v1/uploads")):
        connection.putrequest("POST", path)
        for name, value in {**ALICE, "Content-Type": kind, "Content-Length": "1000"}.items():
            connection.putheader(name, value)
        connection.endheaders(b'{"box": "half')
        connection.close()
    connection.request("GET", "/readyz")
    assert connection.getresponse().status == 200
    assert "Traceback" not in toy_server.log.read_text()


def test_depth_is_counted_without_using_the_stack() -> None:
    deep: list = []
    for _ in range(5_000):
        deep = [deep]
    assert depth_of(deep) == 5_001
    assert depth_of({"a": [{"b": 1}], "c": "[[["}) == 3
    assert depth_of("text") == 0


def test_what_no_database_stores_is_known() -> None:
    assert is_storable("电机 😀 \u202e \ufffe")
    assert not is_storable("a\x00")
    assert not is_storable("\udfff")
