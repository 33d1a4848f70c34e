"""Where the certificate lies that this install shows. Who makes it writes both files whole, the key readable by us."""

import os
from pathlib import Path

from bihuan.core.late import dataclass
from bihuan.core.values import Kind, Refusal
from bihuan.settings import Settings

OFF, FILES, LOCAL, ACME = "", "files", "local", "acme"
MODES = (OFF, FILES, LOCAL, ACME)


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """A certificate chain and its private key, both PEM."""

    cert: Path
    key: Path

    def exist(self) -> bool:
        """Whether both are there."""
        return self.cert.is_file() and self.key.is_file()

    def stamp(self) -> tuple[int, ...]:
        """Changes whenever one of them is written anew."""
        states = (self.cert.stat(), self.key.stat())
        return tuple(number for state in states for number in (state.st_mtime_ns, state.st_size, state.st_ino))


def tls_files(settings: Settings) -> TlsFiles | None:
    """The files of this install; None where it speaks plain http. Refuses `tls.mode` and `tls.files_missing`."""
    if settings.tls not in MODES:
        raise Refusal("tls.mode", given=settings.tls)
    if settings.tls == OFF:
        return None
    if settings.tls != FILES:
        folder = tls_folder(settings)
        return TlsFiles(folder / "server.crt", folder / "server.key")
    own = TlsFiles(settings.tls_cert, settings.tls_key)
    if not own.exist():
        raise Refusal("tls.files_missing", Kind.CONFLICT, cert=str(own.cert), key=str(own.key))
    return own


def tls_folder(settings: Settings) -> Path:
    """Where certificates lie that Bihuan gets itself: beside the data folder, as the master key does."""
    return settings.data.with_name(settings.data.name + ".tls")


def write_whole(path: Path, content: bytes, *, secret: bool = False) -> None:
    """Replace a file at once, so that no reader sees half of it; a secret is for its owner's eyes only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
