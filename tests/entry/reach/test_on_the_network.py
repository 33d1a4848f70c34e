"""A phone on the company's network: another host, no loopback, as `bihuan serve --lan` is used.

The two hosts are network namespaces of this machine (network.sh); nothing leaves it.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import segno

from tests.http.process import ROOT, free_port

pytestmark = [pytest.mark.req("TEN-2"), pytest.mark.full]

HERE = Path(__file__).parent
SERVER = "10.77.0.1"


def can_make_hosts() -> bool:
    tried = subprocess.run(
        ["unshare", "--map-root-user", "--net", "ip", "link", "add", "name", "here", "type", "veth"],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


@pytest.fixture(autouse=True)
def hosts() -> None:
    if not can_make_hosts():
        if os.environ.get("CI") == "true":
            pytest.fail("network namespaces must not be skipped in CI (unshare, iproute2)")
        pytest.skip("no network namespaces on this machine")


def ask_from_the_phone(data: Path, serve: str, phone: str, address: str) -> tuple[str, str]:
    """What the phone's commands print, and what the server told whoever started it."""
    told = data.parent / "told.txt"
    command = f"{shlex.quote(sys.executable)} -m bihuan.entry.cli serve --data {shlex.quote(str(data))} {serve}"
    done = subprocess.run(
        [
            "unshare",
            "--map-root-user",
            "--net",
            "sh",
            str(HERE / "network.sh"),
            address,
            f"{command} > {shlex.quote(str(told))} 2>&1",
            phone,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"},
    )
    output = told.read_text() if told.exists() else ""
    assert done.returncode == 0, done.stderr + output
    return done.stdout, output


def test_a_phone_opens_the_address_that_lan_prints(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://{SERVER}:{port}"
    seen, told = ask_from_the_phone(
        tmp_path / "data", f"--lan --port {port}", f"curl -s {address}/healthz", f"{address}/healthz"
    )
    assert '"status":"ok"' in seen
    assert f"闭环 Bihuan  {address}" in told
    assert "▀" in told, "the QR code"


def test_without_lan_nobody_else_gets_in(tmp_path: Path) -> None:
    port = free_port()
    seen, _ = ask_from_the_phone(
        tmp_path / "data",
        f"--port {port}",
        f"curl -s --max-time 5 http://{SERVER}:{port}/healthz || echo closed",
        f"http://127.0.0.1:{port}/healthz",
    )
    assert seen.strip() == "closed"


def test_a_phone_that_installed_the_certificate_has_a_secure_page(tmp_path: Path) -> None:
    port, plain = free_port(), free_port()
    guide, secure = f"http://{SERVER}:{plain}/phone", f"https://{SERVER}:{port}"
    phone = (
        f"curl -s {guide} | grep -q bihuan-ca.crt && echo led; "
        f"curl -s {guide}/bihuan-ca.crt | openssl x509 -inform der -out {tmp_path}/ca.pem; "
        f"curl -s --cacert {tmp_path}/ca.pem {secure}/healthz; "
        f"curl -s {secure}/healthz || echo ' not trusted'; "
        f"curl -s -o {tmp_path}/page -w ' %{{http_code}} %{{redirect_url}}' http://{SERVER}:{plain}/t/acme/x?q=1"
    )
    serve = f"--lan --port {port} --tls local --plain-port {plain}"
    seen, told = ask_from_the_phone(tmp_path / "data", serve, phone, f"{secure}/healthz")
    assert seen.startswith("led\n"), "the guide leads to the certificate"
    assert '{"status":"ok"} not trusted' in seen
    assert seen.endswith(f" 308 {secure}/t/acme/x?q=1")
    assert guide in told


@pytest.mark.req("INT-3", "PTL-1")
def test_without_https_a_code_is_photographed_and_the_place_is_typed(tmp_path: Path) -> None:
    """Chromium on the other host: no secure context, hence no live camera and no position; both reports arrive."""
    port = free_port()
    address = f"http://{SERVER}:{port}"
    photo = tmp_path / "label.png"
    segno.make(f"{address}/portal/r/repair", error="m", micro=False).save(str(photo), scale=8, border=4)
    run = f"{shlex.quote(sys.executable)} -m tests.entry.reach.plain_browser {address} {shlex.quote(str(photo))}"
    phone = f"cd {shlex.quote(str(ROOT))} && {run}"
    seen, _ = ask_from_the_phone(tmp_path / "data", f"--lan --demo --port {port}", phone, f"{address}/healthz")
    assert seen.splitlines() == [
        "secure: False",
        "camera: environment",
        "led to: /portal/r/repair",
        "typed: 二号厂房三楼东侧",
        "asks for a position: 0",
        "reported by a visitor",
        "reported by an engineer: 设备：冷却水泵电机",
    ]
