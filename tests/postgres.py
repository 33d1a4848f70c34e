"""The PostgreSQL server of the tests: started on a free port, as an ordinary user, thrown away at the end.

Workers of one test run (pytest-xdist) and the test runs they start share one server; the last to leave stops it.
A run that was killed leaves its folder behind; the next run finds that its owner is gone and clears it away.
"""

import contextlib
import fcntl
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

PROGRAMS = ("initdb", "postgres")
FOLDER_PREFIX = "bihuan-postgres-"
RUN_VARIABLE = "BIHUAN_TEST_RUN"
START_SECONDS = 60.0
MEMORY_BYTES = 4 << 30


class PostgresAbsentError(Exception):
    """This machine has no PostgreSQL server programs."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server: where it listens, and a superuser that may create databases."""

    port: int
    user: str
    password: str
    folder: str
    pid: int

    def url(self, database: str) -> str:
        """The address in SQLAlchemy's form, for psycopg 3."""
        return f"postgresql+psycopg://{self.user}:{self.password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """A plain connection in autocommit, for set-up work."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        )

    @contextlib.contextmanager
    def new_database(self, template: str = "template0") -> Iterator[str]:
        """The name of a fresh copy of `template`; dropped afterwards, together with whoever is still connected."""
        name = f"test_{os.getpid()}_{next(_database_numbers)}"
        with self.connect() as connection:
            names = sql.Identifier(name), sql.Identifier(template)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        try:
            yield name
        finally:
            with self.connect() as connection:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


_database_numbers = count(1)


def find_programs() -> Path:
    """The folder that holds the newest `initdb` and `postgres` of this machine, or `PostgresAbsentError`."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major_version, reverse=True)
    on_path = [Path(entry) for entry in os.get_exec_path()]
    for folder in [*debian, *on_path]:
        if all(os.access(folder / program, os.X_OK) for program in PROGRAMS):
            return folder
    raise PostgresAbsentError(
        "no initdb/postgres in /usr/lib/postgresql/*/bin or on PATH (Debian: apt-get install postgresql)"
    )


def _major_version(folder: Path) -> int:
    digits = re.match(r"\d+", folder.parent.name)
    return int(digits.group()) if digits else 0


@contextlib.contextmanager
def shared_server() -> Iterator[PostgresServer]:
    """One server for all processes of this test run. Raises `PostgresAbsentError` when no programs are found."""
    programs = find_programs()
    folder = _run_folder()
    with _locked(folder) as state:
        _clear_left_behind()
        server = _read_server(state) or _start(programs, folder)
        _write_state(state, server, _users(state) + 1)
    try:
        yield server
    finally:
        with _locked(folder) as state:
            users = _users(state) - 1
            _write_state(state, server, users)
            if users <= 0:
                state.unlink()
                _stop(server.pid, folder)


def _run_folder() -> Path:
    """The data folder's parent, named after the process that began the test run."""
    run = os.environ.setdefault(RUN_VARIABLE, str(os.getpid()))
    return _base() / f"{FOLDER_PREFIX}{run}"


def _base() -> Path:
    # A database is six hundred files: on a disk their making costs more than all that tests do with them.
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).total >= MEMORY_BYTES:
        return memory
    # As root the server runs under another account, which may not enter root's own temporary folder.
    return Path("/tmp") if os.geteuid() == 0 else Path(tempfile.gettempdir())


def _account() -> pwd.struct_passwd:
    """Who runs the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresAbsentError("running as root, and there is neither a user 'postgres' nor 'nobody' to run the server")


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[Path]:
    lock = (
        _base() / f"{FOLDER_PREFIX}{os.geteuid()}.lock"
    )  # one for all runs, never removed: a lock file that goes races
    with lock.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder.with_suffix(".json")


def _read_server(state: Path) -> PostgresServer | None:
    if not state.exists():
        return None
    server = PostgresServer(**json.loads(state.read_text())["server"])
    return server if _alive(server.pid) else None


def _users(state: Path) -> int:
    return int(json.loads(state.read_text())["users"]) if state.exists() else 0


def _write_state(state: Path, server: PostgresServer, users: int) -> None:
    state.touch(mode=0o600)
    state.write_text(json.dumps({"server": vars(server), "users": users}))


def _start(programs: Path, folder: Path) -> PostgresServer:
    account = _account()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.chown(folder, account.pw_uid, account.pw_gid)
    password = secrets.token_hex(16)
    _init(programs, folder, account, password)
    for _ in range(3):  # another process may take the free port before the server does
        server = _launch(programs, folder, account, password)
        if server is not None:
            _check_data_folder(server, folder)
            return server
    raise RuntimeError(f"the PostgreSQL server of the tests did not start:\n{_log(folder)}")


def _init(programs: Path, folder: Path, account: pwd.struct_passwd, password: str) -> None:
    password_file = folder / "password"
    password_file.write_text(password)
    os.chown(password_file, account.pw_uid, account.pw_gid)
    command = [
        f"{programs}/initdb",
        f"--pgdata={folder}/data",
        "--username=bihuan",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--lc-collate=C",
        "--lc-ctype=C.UTF-8",  # without it pg_trgm yields nothing for Chinese
        "--no-sync",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **_as(account))
    if done.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{done.stdout}\n{done.stderr}")


def _launch(programs: Path, folder: Path, account: pwd.struct_passwd, password: str) -> PostgresServer | None:
    port = _free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "max_connections": 200,
        "shared_buffers": "64MB",
        "fsync": "on",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [f"{programs}/postgres", "-D", f"{folder}/data", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,  # Ctrl-C in the terminal must not reach it before the tests have cleaned up
            **_as(account),
        )
    server = PostgresServer(port, "bihuan", password, str(folder), process.pid)
    return server if _wait_until_ready(server, process) else None


def _as(account: pwd.struct_passwd) -> dict[str, Any]:
    """Keyword arguments of subprocess that change to the account; none when we already are it."""
    if account.pw_uid == os.geteuid():
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _wait_until_ready(server: PostgresServer, process: "subprocess.Popen[bytes]") -> bool:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            server.connect().close()
            return True
        time.sleep(0.05)
    return False


def _check_data_folder(server: PostgresServer, folder: Path) -> None:
    """Whoever answers on the port must be the server that we started, before anything is written to it."""
    with server.connect() as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    if row is None or Path(str(row[0])) != folder / "data":
        raise RuntimeError(f"port {server.port} answers from {row}, not from {folder}/data")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(pid: int | None, folder: Path) -> None:
    """Stop at once, without a last checkpoint: the data are thrown away."""
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)  # PostgreSQL's "immediate"
        give_up = time.monotonic() + 10
        while time.monotonic() < give_up and _alive(pid):
            time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # our own dead child would otherwise look alive
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return _answers_signal(pid) if not Path("/proc/self").exists() else False


def _answers_signal(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _clear_left_behind() -> None:
    """Stop servers of test runs that were killed; their folders carry the process id of a run that is gone."""
    for folder in _base().glob(f"{FOLDER_PREFIX}*[0-9]"):
        if folder.is_dir() and not _alive(int(folder.name.removeprefix(FOLDER_PREFIX))):
            _stop(_server_process(folder), folder)
            folder.with_suffix(".json").unlink(missing_ok=True)


def _server_process(folder: Path) -> int | None:
    """The process that serves the folder, or None. A stranger may have got the old number, so its arguments count."""
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None
    return pid if os.fsencode(folder) in arguments else None


def _log(folder: Path) -> str:
    log = folder / "server.log"
    return log.read_text(errors="replace")[-3000:] if log.exists() else "(no log)"
