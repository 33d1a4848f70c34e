"""One server owns a SQLite install; on PostgreSQL several share it, and one may die (semantics §2.8)."""

import os
import shutil
import signal
from itertools import islice
from pathlib import Path

import httpx
import pytest

from tests.faults.clients import ALICE, Clients, Promises, check_kept
from tests.http.process import BIHUAN, ServerProcess, running, wait_until

pytestmark = pytest.mark.req("TEN-2")


@pytest.mark.full
def test_a_second_server_on_the_same_data_refuses_and_says_who_has_them(tmp_path: Path) -> None:
    with running(tmp_path / "data") as first:
        second = ServerProcess(first.data)
        second.start(ready=False)
        assert second.wait() != 0
        assert first.process is not None
        assert f"'process': '{first.process.pid}'" in second.log.read_text()
        first.wait_until_ready()
    second.start()
    second.kill()


@pytest.mark.postgres
def test_fifty_clients_on_two_servers_lose_nothing_when_one_is_killed(tmp_path: Path, postgres_url: str) -> None:
    promises = Promises()
    one = ServerProcess(tmp_path / "data", url=postgres_url).start()
    two = ServerProcess(tmp_path / "data", url=postgres_url).start()
    with Clients([one.base_url, two.base_url], 50, promises):
        wait_until(lambda: len(promises.opened) > 60)
        one.kill()
        before = len(promises.opened)
        wait_until(lambda: len(promises.opened) > before + 60)
    two.wait_until_ready()
    two.stop()
    shutil.copy(one.data.with_name("data.key"), tmp_path / "master.key")
    check_kept(one.data, promises, postgres_url)


@pytest.mark.postgres
@pytest.mark.full
def test_several_workers_share_a_port_and_a_dead_one_is_replaced(tmp_path: Path, postgres_url: str) -> None:
    server = ServerProcess(tmp_path / "data", BIHUAN, postgres_url)
    server.start("--workers", "2")
    children = workers_of(server)
    assert len(children) == 2
    os.kill(children[0], signal.SIGKILL)
    wait_until(lambda: len(set(workers_of(server)) - set(children)) == 1)
    server.wait_until_ready()
    assert server.stop() == 0


def workers_of(server: ServerProcess) -> list[int]:
    """The processes that the server started to answer requests."""
    assert server.process is not None
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [int(pid) for pid in listed if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.postgres
@pytest.mark.req("API-1")
def test_an_event_of_one_server_is_told_by_the_other(tmp_path: Path, postgres_url: str) -> None:
    with (
        running(tmp_path / "data", url=postgres_url) as one,
        running(tmp_path / "data", url=postgres_url) as two,
        httpx.Client(headers=ALICE, timeout=20) as client,
        client.stream("GET", f"{two.base_url}/api/v1/events") as stream,
    ):
        lines = stream.iter_lines()
        next(lines)
        for box in ("a", "b", "c"):
            made = httpx.post(f"{one.base_url}/api/v1/boxes", json={"box": box, "label": ""}, headers=ALICE)
            assert made.status_code == 201
        told = list(islice((line for line in lines if line.startswith("data")), 3))
        assert [f"box:{box}" in line for box, line in zip("abc", told, strict=True)] == [True] * 3


@pytest.mark.full
def test_several_workers_are_refused_on_sqlite(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "data", BIHUAN)
    server.start("--workers", "2", ready=False)
    assert server.wait() == 1
    assert "PostgreSQL" in server.log.read_text()
