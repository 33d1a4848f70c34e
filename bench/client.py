"""A lean HTTP/1.1 client in a process of its own, so that it costs the server's core as little as possible.

Started as `python -m bench.client`; reads one job as JSON from standard input, writes its outcome as JSON.
Closed loop: each client sends its next request when the answer to the last is there. Open loop: requests fall due at a
fixed rate whatever the server does, and a latency counts from the moment a request was due, not from when a connection
was free for it: a server that stalls cannot hide it (no coordinated omission).
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

import uvloop

# Replaced in paths and bodies by eight digits that count up: same length, so Content-Length stays right.
COUNTER = "@@COUNT@"
_LIMIT_S = 300.0
_FAULT = 500


@dataclass(frozen=True)
class Job:
    """What to send. `requests` are taken in turn; each is [method, path, body] or with a token of its own as fourth."""

    port: int
    token: str
    requests: list[list[str]]
    clients: int = 1
    total: int = 0
    rate: float = 0.0
    warm_up: int = 0
    first: int = 0
    keep: bool = False
    # A closed loop ends here, with fewer samples: what is that slow needs no more of them.
    limit_s: float = 30.0


@dataclass
class Outcome:
    """What came of it: latencies in ms in order of completion, seconds from first to last, statuses."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    which: list[int] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Requests answered per second."""
        return len(self.latencies) / self.seconds

    def of(self, *numbers: int) -> list[float]:
        """The latencies of the requests with these numbers in the job's list."""
        wanted = set(numbers)
        return [latency for latency, number in zip(self.latencies, self.which, strict=True) if number in wanted]


def run_job(job: Job, expect: tuple[int, ...] = (200, 201)) -> Outcome:
    """Run `job` in a process of its own. Raises RuntimeError when any answer has another status than expected."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.client"],
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT_S + 30,
    )
    if done.returncode:
        raise RuntimeError(f"the client failed:\n{done.stderr[-3_000:]}")
    outcome = Outcome(**json.loads(done.stdout))
    wrong = {status: count for status, count in outcome.statuses.items() if int(status) not in expect}
    if wrong:
        raise RuntimeError(f"unexpected answers {wrong}: {outcome.bodies[-1:] or ''}")
    return outcome


class Connection(asyncio.Protocol):
    """One kept-alive connection: a request at a time, its answer as (status, body)."""

    def __init__(self) -> None:
        self._buffer = b""
        self._needed = -1
        self._body = 0
        self._status = 0
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: Any) -> None:
        """Remember where to write."""
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        """Whoever waits is told."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionError("closed by the server"))

    def data_received(self, data: bytes) -> None:
        """Collect until the body is complete."""
        self._buffer += data
        if self._needed < 0:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._buffer[:end].lower()
            self._status = int(head[9:12])
            start = head.find(b"content-length:")
            if start < 0:
                raise RuntimeError("an answer without Content-Length")
            stop = head.find(b"\r\n", start)
            self._body = end + 4
            self._needed = self._body + int(head[start + 15 : stop if stop > 0 else None])
        if len(self._buffer) >= self._needed:
            body, self._buffer, self._needed = self._buffer[self._body :], b"", -1
            if self._answer is not None and not self._answer.done():
                self._answer.set_result((self._status, body))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send and wait for the answer."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer


class Sender:
    """Builds the requests of a job and writes down what became of them."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.outcome = Outcome()
        self._sent = 0
        self._wire = [_wire(job, request) for request in job.requests]

    def next(self) -> tuple[int, bytes]:
        """The next request's number in the list, and its bytes."""
        number = self._sent % len(self._wire)
        count = self.job.first + self._sent
        self._sent += 1
        return number, self._wire[number].replace(COUNTER.encode(), b"%08d" % count)

    def note(self, number: int, began: float, answer: tuple[int, bytes]) -> None:
        """An answer is there."""
        status, body = answer
        self.outcome.latencies.append(round((time.perf_counter() - began) * 1e3, 4))
        self.outcome.which.append(number)
        self.outcome.statuses[str(status)] = self.outcome.statuses.get(str(status), 0) + 1
        if self.job.keep or status >= 400:
            self.outcome.bodies.append(body.decode("utf-8", "replace"))


def _wire(job: Job, request: list[str]) -> bytes:
    method, path, body, *token = request
    content = body.encode()
    head = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{job.port}",
        f"Authorization: Bearer {token[0] if token else job.token}",
        "Accept: application/json",
    ]
    if content:
        head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*head, "", ""]).encode() + content


async def closed_loop(job: Job, sender: Sender, total: int) -> None:
    """`total` requests over `job.clients` connections, each always waiting for its answer."""
    left = iter(range(total))
    end = time.perf_counter() + job.limit_s

    async def client(connection: Connection) -> None:
        for _ in left:
            if time.perf_counter() > end:
                return
            number, request = sender.next()
            began = time.perf_counter()
            answer = await connection.ask(request)
            sender.note(number, began, answer)
            if answer[0] >= _FAULT:
                # Servers hang up after a fault: what it was is to be told, not that the line is dead.
                return

    await asyncio.gather(*[client(await connect(job)) for _ in range(job.clients)])


async def open_loop(job: Job, sender: Sender) -> None:
    """`job.total` requests, one every 1/rate seconds; those that find no free connection wait, and it counts."""
    free = deque([await connect(job) for _ in range(job.clients)])
    waiting: deque[tuple[int, bytes, float]] = deque()
    pending: set[asyncio.Task[None]] = set()

    async def serve(connection: Connection) -> None:
        while waiting:
            number, request, due = waiting.popleft()
            sender.note(number, due, await connection.ask(request))
        free.append(connection)

    start = time.perf_counter() + 0.05
    for index in range(job.total):
        due = start + index / job.rate
        delay = due - time.perf_counter()
        if delay > 0:
            await asyncio.sleep(delay)
        number, request = sender.next()
        waiting.append((number, request, due))
        if free:
            task = asyncio.create_task(serve(free.popleft()))
            pending.add(task)
            task.add_done_callback(pending.discard)
    while pending:
        await asyncio.gather(*pending)


async def connect(job: Job) -> Connection:
    """A new connection to the server under test."""
    _, protocol = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", job.port)
    return protocol


async def run(job: Job) -> Outcome:
    """Warm up, then measure."""
    sender = Sender(job)
    if job.warm_up:
        await closed_loop(job, sender, job.warm_up)
        sender.outcome = Outcome()
    began = time.perf_counter()
    async with asyncio.timeout(_LIMIT_S):
        if job.rate:
            await open_loop(job, sender)
        else:
            await closed_loop(job, sender, job.total)
    sender.outcome.seconds = time.perf_counter() - began
    return sender.outcome


def main() -> None:
    """Standard input to standard output."""
    job = Job(**json.loads(sys.stdin.read()))
    json.dump(asdict(uvloop.run(run(job))), sys.stdout)


if __name__ == "__main__":
    main()
