"""Pages whose shell lines are run as they stand, against a server that was started for it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_S = 60.0


def shell_lines(page: str) -> str:
    """Every ```sh block of a page of docs/, joined."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.S | re.M)
    assert blocks, f"{page} shows no shell lines"
    return "\n".join(blocks)


@contextmanager
def demo_server(folder: Path) -> Iterator[str]:
    """`bihuan serve --demo` in a process of its own, as `make run` starts it; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}
    environ |= {"BIHUAN_DATA": str(folder / "data"), "BIHUAN_PORT": str(port)}
    with (folder / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "bihuan.entry.cli", "serve", "--demo"]
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", server, folder / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)


def wait_until_ready(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until /readyz says so."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not get ready:\n{log.read_text()}")


def run_shell(lines: str, address: str, folder: Path) -> str:
    """What a shell prints that stops at the first line that fails."""
    environ = {"PATH": os.environ["PATH"], "BIHUAN": address, "LANG": "C.UTF-8"}
    script = f"set -euo pipefail\n{lines}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout
