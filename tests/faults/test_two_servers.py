"""One server owns a SQLite install; on PostgreSQL several share it, and one may die (semantics §2.8)."""

import shutil
from pathlib import Path

import pytest

from tests.faults.clients import Clients, Promises, check_kept
from tests.http.process import ServerProcess, running, wait_until

pytestmark = pytest.mark.req("TEN-2")


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
