"""A real server in a process of its own, and what the operating system says it costs."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bihuan.settings import Settings

_PROGRAM = "import sys; from bihuan.entry.cli import main; sys.exit(main(sys.argv[1:]))"
START_S = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int
    started_in: float

    def cpu_seconds(self) -> float:
        """CPU that the process has used so far, user and system."""
        return cpu_seconds(self.pid)

    def pss_mb(self) -> float:
        """Its memory, shared pages counted by their share."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no Pss in smaps_rollup")


def cpu_seconds(pid: int) -> float:
    """CPU that a process of this machine has used so far, user and system; 0 when there is none with that id."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


@contextlib.contextmanager
def running_server(settings: Settings, page: str = "/readyz", token: str = "") -> Iterator[Server]:
    """`bihuan serve` with these settings; up when `page` answers 200. Stopped at the end, whatever happens."""
    port = free_port()
    environ = {**os.environ, **_environment(settings), "BIHUAN_PORT": str(port)}
    began = time.perf_counter()
    log = settings.data.parent / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "serve"], env=environ, stdout=output, stderr=output, cwd=log.parent
        )
    try:
        _wait(process, port, page, token)
        yield Server(port, process.pid, time.perf_counter() - began)
    except BaseException:
        sys.stderr.write(log.read_text(errors="replace")[-4_000:])
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "BIHUAN_DATA": str(settings.data),
        "BIHUAN_KEY_FILE": str(settings.key_path),
        "BIHUAN_DATABASE_URL": settings.database_url,
        "BIHUAN_HOST": "127.0.0.1",
        # The limit is for strangers; here one caller asks as fast as the server answers.
        "BIHUAN_RATE_PER_MINUTE": "0",
        "BIHUAN_LOG_LEVEL": "warning",
    }


def _wait(process: "subprocess.Popen[bytes]", port: int, page: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    give_up = time.perf_counter() + START_S
    while time.perf_counter() < give_up:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("GET", page, headers=headers)
                if connection.getresponse().status == 200:
                    return
            finally:
                connection.close()
        time.sleep(0.01)
    raise RuntimeError(f"the server did not answer {page} within {START_S:g} s")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
