"""A real server in a process of its own, as users run it; killed as users' machines kill it."""

import contextlib
import importlib
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from multiprocessing.process import BaseProcess
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
BIHUAN = (sys.executable, "-m", "bihuan.entry.cli", "serve")

# Servers are forked from a process that has imported everything once: two hundred starts must not take an hour.
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.kernel.shop_server", "tests.http.product_server"])


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that happens elsewhere."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.01)


def _forked(module: str, arguments: list[str], log: str) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    sys.exit(importlib.import_module(module).main(arguments))


@dataclass
class ServerProcess:
    """One server: `start`, `kill` (no goodbye) or `stop` (SIGTERM), then `start` again on the same data.

    `command` empty = the toy module.
    """

    data: Path
    command: Sequence[str] = ()
    url: str = ""
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | BaseProcess | None" = None

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
        database = () if not self.url else ("--database-url", self.url)
        everything = ["--data", str(self.data), "--port", str(self.port), *database, *arguments]
        # The product is forked too; tests/docs starts it as users do, and so does what makes processes of its own.
        if self.command and (self.command != BIHUAN or "--workers" in arguments):
            paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
            environment = {**os.environ, "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1"}
            with open(self.log, "ab") as log:
                command = [*self.command, *everything]
                self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT, env=environment)
        else:
            module = "tests.http.product_server" if self.command else "tests.kernel.shop_server"
            self.process = _forks.Process(target=_forked, args=(module, everything, str(self.log)), daemon=True)
            self.process.start()
        if ready:
            self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        """Wait for /readyz to say yes."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.exit_code() is not None:
                raise AssertionError(f"it ended with {self.exit_code()}:\n{self.log.read_text()[-3000:]}")
            if self._answers_yes():
                return
            time.sleep(0.03)
        raise AssertionError(f"not ready after {START_SECONDS} s:\n{self.log.read_text()[-3000:]}")

    def _answers_yes(self) -> bool:
        line = HTTPConnection("127.0.0.1", self.port, timeout=5)  # httpx would read all certificates at each try
        try:
            line.request("GET", "/readyz")
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    def exit_code(self) -> int | None:
        """None while it runs."""
        if isinstance(self.process, BaseProcess):
            return self.process.exitcode
        return None if self.process is None else self.process.poll()

    def wait(self, seconds: float = 60) -> int:
        """Wait until it has ended; returns the exit code."""
        if isinstance(self.process, BaseProcess):
            self.process.join(seconds)
        elif self.process is not None:
            self.process.wait(seconds)
        code = self.exit_code()
        assert code is not None, "it goes on"
        return code

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to do anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        if self.process is None or self.process.pid is None:
            return 0
        if self.exit_code() is None:
            os.kill(self.process.pid, number)
        code = self.wait()
        self.process = None
        return code


@contextlib.contextmanager
def running(data: Path, *arguments: str, command: Sequence[str] = (), url: str = "") -> Iterator[ServerProcess]:
    """A server for the length of a block."""
    server = ServerProcess(data, command, url).start(*arguments)
    try:
        yield server
    finally:
        server.kill()
