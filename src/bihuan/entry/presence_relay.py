"""Several processes on one PostgreSQL: each tells the others who is present, by NOTIFY, which stores nothing."""

import json
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import psycopg
import sqlalchemy as sa
import structlog

from bihuan.core.values import JsonObject
from bihuan.kernel.clock import Clock
from bihuan.kernel.presence import Presence

log = structlog.get_logger("bihuan.presence")

CHANNEL = "bihuan_presence"
LISTEN_S = 0.2
RETRY_S = 5.0
# What cannot be told in time is told with the next beat.
MAX_WAITING = 1_000
_NOTIFY = sa.text(f"SELECT pg_notify('{CHANNEL}', :word)")


class PresenceRelay:
    """One thread and one connection: speaks what `presence` notes here, takes in what the others say."""

    def __init__(self, url: str, presence: Presence, clock: Clock, is_stopping: Callable[[], bool]) -> None:
        self._engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._presence = presence
        self._clock = clock
        self._is_stopping = is_stopping
        self._waiting: deque[JsonObject] = deque(maxlen=MAX_WAITING)
        self.hears = threading.Event()
        presence.told = self._waiting.append

    def start(self) -> None:
        """Listen until the server stops."""
        threading.Thread(target=self._run, name="bihuan-presence", daemon=True).start()

    def _run(self) -> None:
        pause = threading.Event()
        while not self._is_stopping():
            try:
                with self._engine.connect() as connection:
                    self._attend(connection)
            except (sa.exc.SQLAlchemyError, psycopg.Error) as error:
                log.warning("presence is not shared between processes", error=str(error))
                self.hears.clear()
                pause.wait(RETRY_S)

    def _attend(self, connection: sa.Connection) -> None:
        driver: Any = connection.connection.driver_connection
        connection.execute(sa.text(f"LISTEN {CHANNEL}"))
        self.hears.set()
        while not self._is_stopping():
            while self._waiting:
                connection.execute(_NOTIFY, {"word": json.dumps(self._waiting.popleft())})
            for notify in driver.notifies(timeout=LISTEN_S):
                self._take(notify.payload)

    def _take(self, payload: str) -> None:
        try:
            word = json.loads(payload)
            self._presence.take(word["thing"], word["person"], word["tab"], word["state"], self._clock.now())
        except (ValueError, KeyError, TypeError):
            log.warning("not a word of ours", channel=CHANNEL)
