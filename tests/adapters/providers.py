"""Providers on 127.0.0.1 that speak the published protocols and check what they are sent, as the real ones do."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

Said = tuple[int, Mapping[str, str], Any]


@dataclass
class Request:
    """What came in."""

    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Provider:
    """A server that answers by `answer`; keeps what it was sent."""

    answer: Callable[[Request], Said]
    url: str = ""
    requests: list[Request] = field(default_factory=list)


@contextmanager
def provider(answer: Callable[[Request], Said]) -> Iterator[Provider]:
    """A provider that runs for as long as the block."""
    made = Provider(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
            request = Request(self.path, query, {key.lower(): value for key, value in self.headers.items()}, body)
            made.requests.append(request)
            status, headers, content = made.answer(request)
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


# --- the protocols, from the providers' side: written from their documentation, not from our adapters -------------


def wecom(request: Request) -> Said:
    """企业微信: the key in the address, a JSON message of at most 4096 bytes."""
    body = request.json()
    if request.query.get("key") != "good":
        return 200, {}, {"errcode": 93000, "errmsg": "invalid webhook url"}
    if body["msgtype"] != "markdown" or len(body["markdown"]["content"].encode()) > 4096:
        return 200, {}, {"errcode": 40058, "errmsg": "markdown.content exceed max length 4096"}
    return 200, {}, {"errcode": 0, "errmsg": "ok"}


def dingtalk(secret: str, now: int) -> Callable[[Request], Said]:
    """钉钉: timestamp in ms, not an hour off, and its signature in the address."""

    def answer(request: Request) -> Said:
        stamp = request.query.get("timestamp", "")
        expected = base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest())
        if request.query.get("sign") != expected.decode() or abs(int(stamp) - now) > 3_600_000:
            return 200, {}, {"errcode": 310000, "errmsg": "sign not match"}
        assert request.json()["msgtype"] == "markdown"
        return 200, {}, {"errcode": 0, "errmsg": "ok"}

    return answer


def feishu(secret: str, now: int) -> Callable[[Request], Said]:
    """飞书: timestamp in seconds and its signature in the body."""

    def answer(request: Request) -> Said:
        body = request.json()
        stamp = body.get("timestamp", "0")
        key = f"{stamp}\n{secret}".encode()
        expected = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
        if body.get("sign") != expected or abs(int(stamp) - now // 1000) > 3_600:
            return 400, {}, {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        assert body["msg_type"] == "post" and "post" in body["content"]
        return 200, {}, {"code": 0, "msg": "success", "data": {}}

    return answer


def acs3_signature(secret: str, request: Request, signed: list[str]) -> str:
    """What ACS3-HMAC-SHA256 makes of method, path, query, the named headers and body."""
    query = "&".join(
        f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in sorted(request.query.items())
    )
    headers = "".join(f"{name}:{request.headers[name]}\n" for name in signed)
    digest = hashlib.sha256(request.body).hexdigest()
    canonical = f"POST\n/\n{query}\n{headers}\n{';'.join(signed)}\n{digest}"
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def aliyun(secret: str, known: Callable[[dict[str, str]], Any]) -> Callable[[Request], Said]:
    """阿里云 SendSms: everything that matters must be signed; `known` answers what is."""

    def answer(request: Request) -> Said:
        given = dict(part.split("=", 1) for part in request.headers["authorization"].split(" ", 1)[1].split(","))
        names = given["SignedHeaders"].split(";")
        assert {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-version"} <= set(names)
        if acs3_signature(secret, request, names) != given["Signature"]:
            return 400, {}, {"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched"}
        assert request.headers["x-acs-action"] == "SendSms" and request.headers["x-acs-version"] == "2017-05-25"
        return 200, {}, known({key: unquote(value) for key, value in request.query.items()})

    return answer


def tencent(secret: str, known: Callable[[dict[str, Any]], Any]) -> Callable[[Request], Said]:
    """腾讯云 SendSms: TC3-HMAC-SHA256 over content type, host and body; refusals come with HTTP 200."""

    def answer(request: Request) -> Said:
        given = dict(part.split("=", 1) for part in request.headers["authorization"].split(" ", 1)[1].split(", "))
        _, day, service, end = given["Credential"].split("/")
        signed = given["SignedHeaders"].split(";")
        headers = "".join(f"{name}:{request.headers[name].lower()}\n" for name in signed)
        digest = hashlib.sha256(request.body).hexdigest()
        canonical = f"POST\n/\n\n{headers}\n{';'.join(signed)}\n{digest}"
        scope, stamp = f"{day}/{service}/{end}", request.headers["x-tc-timestamp"]
        text = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = f"TC3{secret}".encode()
        for part in (day, service, end):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        if hmac.new(key, text.encode(), hashlib.sha256).hexdigest() != given["Signature"]:
            error = {"Code": "AuthFailure.SignatureFailure", "Message": "check your signature"}
            return 200, {}, {"Response": {"Error": error, "RequestId": "r"}}
        assert request.headers["x-tc-action"] == "SendSms" and request.headers["x-tc-version"] == "2021-01-11"
        return 200, {}, {"Response": known(request.json())}

    return answer
