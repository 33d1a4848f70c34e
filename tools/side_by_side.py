"""Run the test files of a folder in several processes, each with its share of the files.

    python -m tools.side_by_side PROCESSES FOLDER COMMAND...

For tests of a millisecond this is half the work of pytest-xdist, where every worker reads all files and hands every
result on. The exit code is the worst of the processes'.
"""

import subprocess
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Give each process its files behind `arguments[2:]`; print what each said, one after the other."""
    processes, folder, command = int(arguments[0]), Path(arguments[1]), arguments[2:]
    running = [
        subprocess.Popen([*command, *map(str, files)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for files in shares(folder, processes)
    ]
    for process in running:
        sys.stdout.write(process.communicate()[0].decode(errors="replace"))
    return max(process.returncode if process.returncode >= 0 else 1 for process in running)


def shares(folder: Path, count: int) -> list[list[Path]]:
    """The folder's test files in at most `count` shares of like size. Raises SystemExit if there are none."""
    found = sorted(folder.rglob("test_*.py"))
    if not found:
        raise SystemExit(f"no tests in {folder}")
    parts: list[list[Path]] = [[] for _ in range(count)]
    sizes = [0] * count
    for file in sorted(found, key=_size, reverse=True):
        smallest = sizes.index(min(sizes))
        parts[smallest].append(file)
        sizes[smallest] += _size(file)
    return [sorted(part) for part in parts if part]


def _size(file: Path) -> int:
    return 1_000 + file.stat().st_size  # also a short file has to be read


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
