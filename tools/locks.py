"""The locked versions still satisfy what pyproject.toml asks for. `make lock` renews them.

python -m tools.locks

Needs no network: it compares names and ranges. The locks pin every package, also those that dependencies bring along;
the wheel keeps the ranges, so that it fits beside other packages.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

# Lock file → the extras of pyproject.toml that it holds beside the plain dependencies.
LOCKS = {"requirements.lock": (), "requirements-web.lock": ("web",), "requirements-dev.lock": ("dev",)}


def main(root: Path) -> int:
    """Compare each lock with pyproject.toml; return the exit code."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    checked = 0
    faults: list[str] = []
    for name, extras in LOCKS.items():
        wanted = [
            *project["dependencies"],
            *(line for extra in extras for line in project["optional-dependencies"][extra]),
        ]
        requirements = [Requirement(line) for line in wanted]
        checked += len(requirements)
        faults += faults_of(name, requirements, read_lock(root / name))
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"locks: {len(faults)} faults in {checked} requirements")
    return 1 if faults or not checked else 0


def read_lock(path: Path) -> dict[str, list[Version]]:
    """Name → the pinned versions; several where a marker tells Python versions or systems apart."""
    pinned: dict[str, list[Version]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", " ")):
            requirement = Requirement(line)
            versions = [Version(pin.version) for pin in requirement.specifier if pin.operator == "=="]
            pinned.setdefault(canonicalize_name(requirement.name), []).extend(versions)
    return pinned


def faults_of(name: str, wanted: list[Requirement], pinned: dict[str, list[Version]]) -> Iterator[str]:
    """Requirements that the lock does not hold, or holds in a version out of range."""
    for requirement in wanted:
        versions = pinned.get(canonicalize_name(requirement.name), [])
        if not versions:
            yield f"{name} lacks {requirement.name}; run `make lock`"
        for version in versions:
            if version not in requirement.specifier:
                yield f"{name} pins {requirement.name} {version}, asked for is {requirement.specifier}; run `make lock`"


if __name__ == "__main__":
    sys.exit(main(Path(".")))
