"""Several threads attend to one queue (PostgreSQL): each is let go by its own wake."""

import queue
import threading

from bihuan.kernel.unit import Writer


def attend(writer: Writer, stop: threading.Event) -> None:
    while not stop.is_set():
        writer.step()
    while writer.step(wait=0):
        pass


def test_no_thread_swallows_the_wake_of_another() -> None:
    writer = Writer.__new__(Writer)
    writer._queue = queue.SimpleQueue()
    writer._database = type("Postgres", (), {"kind": "postgresql"})()
    stop = threading.Event()
    threads = [threading.Thread(target=attend, args=(writer, stop), daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    stop.set()
    for _ in threads:
        writer.wake()
    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)
