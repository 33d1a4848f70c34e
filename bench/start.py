"""What the program costs before anybody uses it: start, memory at rest, disk."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from bench import world as w
from bench.figures import Figure, Report, percentile
from bench.servers import running_server

_REST_S = 3.0


def measure(report: Report, url: str, quick: bool) -> None:
    """Cold start to the first page, memory at rest, time to import, size on disk."""
    kind, rounds = ("postgresql" if url else "sqlite"), 2 if quick else 5
    with w.workplace(url) as settings, _bytecode(settings.data.parent / "bytecode"):
        with w.opened(settings) as install:
            world = w.build(install)
        token, started, cpu, at_rest = world.tokens[world.dispatchers[0]], [], [], []
        for _ in range(rounds + 1):
            with running_server(settings, "/api/v1/tickets", token) as server:
                started.append(server.started_in)
                cpu.append(server.cpu_seconds())
                time.sleep(_REST_S)
                at_rest.append(server.pss_mb())
        bare = _seconds("pass", rounds)
        imported = _seconds(
            "import bihuan.entry.cli, bihuan.entry.http, bihuan.entry.wiring as x; x.build_hooks()", rounds
        )
    report.add(
        # The first start compiled the sources, as installing does.
        Figure("cold start to first page", percentile(started[1:], 0.5), "s", 2, False, kind, "python -c pass", bare),
        Figure("cold start, CPU", percentile(cpu[1:], 0.5), "s", 2, database=kind),
        Figure("memory at rest (PSS)", percentile(at_rest, 0.5), "MB", 130, database=kind),
        Figure("imports and registration", imported, "s", None, False, "", "python -c pass", bare),
    )
    if kind == "sqlite":
        sizes = installed_sizes()
        largest = dict(sorted(sizes.items(), key=lambda item: -item[1])[:8])
        report.add(
            Figure("installed", sum(sizes.values()), "MB", 200, details={"largest_mb": largest, "parts": len(sizes)})
        )


@contextlib.contextmanager
def _bytecode(folder: Path) -> Iterator[None]:
    """Processes keep what they compile, below `folder`: an installed program is not compiled at each start."""
    kept = {name: os.environ.pop(name, None) for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")}
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    try:
        yield
    finally:
        del os.environ["PYTHONPYCACHEPREFIX"]
        os.environ.update({name: value for name, value in kept.items() if value is not None})


def _seconds(program: str, rounds: int) -> float:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)
        took.append(time.perf_counter() - began)
    return percentile(took, 0.5)


def installed_sizes() -> dict[str, float]:
    """MB of Bihuan and of every package that it needs at run time, by name: what an install without extras takes."""
    pending, sizes = ["bihuan"], {}
    while pending:
        name = pending.pop()
        if name in sizes:
            continue
        found = metadata.distribution(name)
        sizes[name] = _megabytes(name, found)
        for line in found.requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                pending.append(needed.name.lower().replace("_", "-"))
                pending += [extra_need for extra in needed.extras for extra_need in _of_extra(needed.name, extra)]
    return sizes


def _of_extra(name: str, extra: str) -> list[str]:
    found = (Requirement(line) for line in metadata.distribution(name).requires or ())
    return [need.name for need in found if need.marker is not None and need.marker.evaluate({"extra": extra})]


def _megabytes(name: str, found: metadata.Distribution) -> float:
    if name == "bihuan":
        files = [path for path in Path("src").rglob("*") if path.is_file()]
    else:
        files = [Path(str(found.locate_file(file))) for file in found.files or ()]
    return round(sum(path.stat().st_size for path in files if path.exists()) / 2**20, 2)
