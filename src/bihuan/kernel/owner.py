"""One process owns a SQLite tenant (semantics §2.8): a lock file that the kernel lets go of when its holder dies."""

import os
from pathlib import Path
from typing import IO

from bihuan.core.values import Kind, Refusal


class OwnerLock:
    """Held as long as the process has the tenant open."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    @classmethod
    def take(cls, path: Path, slug: str) -> "OwnerLock":
        """Take the lock or refuse `tenant.owned_elsewhere` with the holder's process id."""
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(path, "a+", encoding="utf-8")  # noqa: SIM115 - it stays open as long as the lock is held
        if not _lock(file):
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise Refusal("tenant.owned_elsewhere", Kind.CONFLICT, slug=slug, process=holder)
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        return cls(file)

    def release(self) -> None:
        """Let another process own the tenant."""
        self._file.close()


if os.name == "posix":
    import fcntl

    def _lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

else:
    import msvcrt

    def _lock(file: IO[str]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
