"""`kill -9` at any instant under load: nothing acknowledged is lost, nothing half applied, the chain is whole."""

import random
import shutil
import time
from functools import partial
from pathlib import Path

import pytest

from tests.faults.clients import Clients, Promises, check_kept
from tests.http.process import ServerProcess, wait_until

pytestmark = pytest.mark.req("AUD-1", "TEN-2")


def kill_again_and_again(folder: Path, times: int) -> None:
    chance = random.Random(20260101)
    server, promises = ServerProcess(folder / "data"), Promises()
    server.start()
    with Clients([server.base_url], 4, promises):
        for _ in range(times):
            wait_until(partial(promises.has_more_than, len(promises.opened)))
            time.sleep(chance.random() * 0.3)
            server.kill()
            server.start()
    server.kill()
    assert promises.repeats >= times
    # The test opens the data itself, with the same key.
    shutil.copy(server.data.with_name("data.key"), folder / "master.key")
    assert check_kept(server.data, promises) >= times


def test_a_killed_server_keeps_every_promise(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 10)


@pytest.mark.full
def test_a_server_killed_two_hundred_times_keeps_every_promise(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 200)
