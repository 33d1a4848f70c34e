"""An ACME authority on this machine (RFC 8555): checks nonces and signatures, fetches the proof, and signs.

Only what a client with http-01 needs. Whatever it does not like it refuses with a problem document, as real ones do.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from tests.entry.reach.days import TODAY

LIFE = timedelta(days=90)


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class RefusedError(Exception):
    """Answered as a problem document."""


class AcmeServer:
    """`door` is where proofs are fetched: a real authority would look at port 80 of the name itself."""

    def __init__(self, door: str) -> None:
        self.door = door
        self.accounts: dict[str, rsa.RSAPublicKey] = {}
        self.orders: list[dict[str, Any]] = []
        self.key = ec.generate_private_key(ec.SECP256R1())
        self._nonces: set[str] = set()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.directory = f"{self.url}/directory"

    @contextmanager
    def running(self) -> Iterator["AcmeServer"]:
        thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()
            thread.join()

    # --- what is asked ----------------------------------------------------------------------------------

    def answer(self, path: str, body: bytes | None) -> tuple[int, Any, dict[str, str]]:
        if path == "/directory":
            names = ("newNonce", "newAccount", "newOrder", "revokeCert", "keyChange")
            return 200, {name: f"{self.url}/{name}" for name in names}, {}
        if path == "/newNonce":
            return 200, "", {}
        if body is None:
            raise RefusedError("malformed: POST-as-GET only")
        account, payload = self._opened(path, body)
        kind, _, number = path.strip("/").partition("/")
        steps: dict[str, Callable[..., tuple[int, Any, dict[str, str]]]] = {
            "newAccount": lambda: (201, {"status": "valid"}, {"Location": f"{self.url}/account/{account}"}),
            "newOrder": lambda: self._new_order(payload),
            "authorization": lambda: (200, self._authorization(int(number)), {}),
            "challenge": lambda: self._prove(int(number), account),
            "finalize": lambda: self._sign(int(number), payload),
            "order": lambda: self._order(int(number)),
            "certificate": lambda: (200, self.orders[int(number)]["chain"], {}),
        }
        return steps[kind]()

    def _opened(self, path: str, body: bytes) -> tuple[str, dict[str, Any]]:
        """The account and the payload of a signed request (RFC 8555 §6.2)."""
        signed = json.loads(body)
        header = json.loads(decoded(signed["protected"]))
        if header["nonce"] not in self._nonces:
            raise RefusedError("badNonce")
        self._nonces.discard(header["nonce"])
        if header["url"] != self.url + path or header["alg"] != "RS256":
            raise RefusedError("unauthorized: url or alg")
        account = self._enrol(header["jwk"]) if path == "/newAccount" else header["kid"].rsplit("/", 1)[1]
        data = f"{signed['protected']}.{signed['payload']}".encode()
        self.accounts[account].verify(decoded(signed["signature"]), data, padding.PKCS1v15(), hashes.SHA256())
        return account, json.loads(decoded(signed["payload"]) or b"{}")

    def _enrol(self, jwk: dict[str, str]) -> str:
        numbers = rsa.RSAPublicNumbers(*(int.from_bytes(decoded(jwk[part])) for part in ("e", "n")))
        canonical = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
        thumbprint = encoded(hashlib.sha256(canonical.encode()).digest())
        self.accounts[thumbprint] = numbers.public_key()
        return thumbprint

    def _new_order(self, payload: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        self.orders.append(
            {"names": [item["value"] for item in payload["identifiers"]], "token": encoded(secrets.token_bytes(16))}
            | {"state": "pending"}
        )
        number = len(self.orders) - 1
        return 201, self._order(number)[1], {"Location": f"{self.url}/order/{number}"}

    def _order(self, number: int) -> tuple[int, Any, dict[str, str]]:
        order = self.orders[number]
        told = {
            "status": order["state"],
            "identifiers": [{"type": "dns", "value": name} for name in order["names"]],
            "authorizations": [f"{self.url}/authorization/{number}"],
            "finalize": f"{self.url}/finalize/{number}",
        }
        if order["state"] == "valid":
            told["certificate"] = f"{self.url}/certificate/{number}"
        return 200, told, {}

    def _authorization(self, number: int) -> dict[str, Any]:
        order = self.orders[number]
        status = {"pending": "pending", "invalid": "invalid"}.get(order["state"], "valid")
        challenge = {"type": "http-01", "url": f"{self.url}/challenge/{number}", "token": order["token"]}
        challenge["status"] = status
        if status == "invalid":
            challenge["error"] = {"type": "urn:ietf:params:acme:error:unauthorized", "detail": order["seen"]}
        identifier = {"type": "dns", "value": order["names"][0]}
        return {"status": status, "identifier": identifier, "challenges": [challenge]}

    def _prove(self, number: int, account: str) -> tuple[int, Any, dict[str, str]]:
        order = self.orders[number]
        seen = httpx.get(f"{self.door}/.well-known/acme-challenge/{order['token']}").text
        order["seen"] = f"found {seen[:40]!r}"
        order["state"] = "ready" if seen == f"{order['token']}.{account}" else "invalid"
        links = {"Link": f'<{self.url}/authorization/{number}>;rel="up"'}
        return 200, self._authorization(number)["challenges"][0], links

    def _sign(self, number: int, payload: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        order = self.orders[number]
        if order["state"] != "ready":
            raise RefusedError("orderNotReady")
        request = x509.load_der_x509_csr(decoded(payload["csr"]))
        shown = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        if shown.get_values_for_type(x509.DNSName) != order["names"] or not request.is_signature_valid:
            raise RefusedError("badCSR")
        order["chain"] = self._leaf(request, shown)
        order["state"] = "valid"
        return self._order(number)

    def _leaf(self, request: x509.CertificateSigningRequest, shown: x509.SubjectAlternativeName) -> str:
        leaf = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an authority")]))
            .public_key(request.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(TODAY)
            .not_valid_after(TODAY + LIFE)
            .add_extension(shown, critical=True)
            .sign(self.key, hashes.SHA256())
        )
        return leaf.public_bytes(serialization.Encoding.PEM).decode()

    # --- HTTP -------------------------------------------------------------------------------------------

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply(None)

            do_HEAD = do_GET  # noqa: N815

            def do_POST(self) -> None:
                self._reply(self.rfile.read(int(self.headers["Content-Length"])))

            def _reply(self, body: bytes | None) -> None:
                try:
                    status, told, headers = authority.answer(self.path, body)
                    kind = "application/json"
                except RefusedError as refused:
                    status, headers, kind = 400, {}, "application/problem+json"
                    told = {"type": "urn:ietf:params:acme:error:" + str(refused).split(":")[0], "detail": str(refused)}
                content = (told if isinstance(told, str) else json.dumps(told)).encode()
                nonce = secrets.token_urlsafe(16)
                authority._nonces.add(nonce)
                self.send_response(status)
                for name, value in {"Replay-Nonce": nonce, "Content-Type": kind, **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        return Handler
