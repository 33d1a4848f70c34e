"""A real server in a process of its own, as users run it; killed as users' machines kill it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
START_SECONDS = 40.0
TOY = (sys.executable, "-m", "tests.kernel.shop_server")
BIHUAN = (sys.executable, "-m", "bihuan.entry.cli", "serve")


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class ServerProcess:
    """One server: `start`, `kill` (no goodbye) or `stop` (SIGTERM), then `start` again on the same data."""

    data: Path
    command: Sequence[str] = TOY
    url: str = ""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it wrote to stdout and stderr."""
        return self.data.parent / f"{self.data.name}-{self.port}.log"

    def start(self, *arguments: str, ready: bool = True) -> "ServerProcess":
        """Start it and wait until it is ready."""
        database = () if not self.url else ("--url" if self.command is TOY else "--database-url", self.url)
        everything = [*self.command, "--data", str(self.data), "--port", str(self.port), *database, *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(everything, stdout=log, stderr=log, cwd=ROOT, env=environment)
        if ready:
            self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        """Wait for /readyz to say yes."""
        assert self.process is not None
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(
                    f"the server ended with {self.process.returncode}:\n{self.log.read_text()[-3000:]}"
                )
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.base_url}/readyz", timeout=5).status_code == 200:
                    return
            time.sleep(0.03)
        raise AssertionError(f"not ready after {START_SECONDS} s:\n{self.log.read_text()[-3000:]}")

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to do anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(60)
        self.process = None
        return code


@contextlib.contextmanager
def running(data: Path, *arguments: str, command: Sequence[str] = TOY, url: str = "") -> Iterator[ServerProcess]:
    """A server for the length of a block."""
    server = ServerProcess(data, command, url).start(*arguments)
    try:
        yield server
    finally:
        server.kill()
