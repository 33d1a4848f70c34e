"""A time-stamp authority on 127.0.0.1: `openssl ts` behind HTTP, with certificates made for the test."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.providers import Provider, Request, Said, provider

OPENSSL = "openssl"
_CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
[stamps]
extendedKeyUsage = critical, timeStamping
basicConstraints = CA:FALSE
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[req]
distinguished_name = name
[name]
"""


@dataclass(frozen=True)
class Authority:
    """A running authority: its address and the certificate that its own comes from."""

    provider: Provider
    root: Path

    @property
    def url(self) -> str:
        return self.provider.url


def _openssl(folder: Path, *words: str, content: bytes | None = None) -> bytes:
    run = subprocess.run([OPENSSL, *words], cwd=folder, input=content, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout


def make_certificates(folder: Path, kind: tuple[str, ...] = ("rsa:2048",)) -> None:
    """A root, and a signer issued by it who may stamp times and nothing else."""
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    common = ("-config", "tsa.cnf", "-nodes", "-days", "30")
    _openssl(folder, "req", "-x509", "-newkey", *kind, *common, "-subj", "/CN=Test Root", "-extensions", "root",
             "-keyout", "root.key", "-out", "root.pem")  # fmt: skip
    _openssl(folder, "req", "-new", "-newkey", *kind, *common[:3], "-subj", "/CN=Test TSA", "-keyout", "tsa.key",
             "-out", "tsa.csr")  # fmt: skip
    _openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
             "-days", "30", "-extfile", "tsa.cnf", "-extensions", "stamps", "-out", "tsa.pem")  # fmt: skip


def stamp(folder: Path, query: bytes) -> bytes:
    """The authority's response to a query."""
    (folder / "query.tsq").write_bytes(query)
    _openssl(folder, "ts", "-reply", "-queryfile", "query.tsq", "-config", "tsa.cnf", "-out", "reply.tsr")
    return (folder / "reply.tsr").read_bytes()


@contextmanager
def authority(folder: Path, kind: tuple[str, ...] = ("rsa:2048",)) -> Iterator[Authority]:
    """An authority that runs for as long as the block."""
    folder.mkdir(parents=True, exist_ok=True)
    make_certificates(folder, kind)

    def answer(request: Request) -> Said:
        assert request.headers["content-type"] == "application/timestamp-query"
        return 200, {"Content-Type": "application/timestamp-reply"}, stamp(folder, request.body)

    with provider(answer) as running:
        yield Authority(running, folder / "root.pem")
