"""A bundle as one zip file. What comes from outside is read with care: names, sizes and numbers have bounds."""

import io
import re
import zipfile
from collections.abc import Mapping

from bihuan.core.values import Refusal
from bihuan.modules.bundles.interface.yaml_text import MAX_BYTES

MAX_FILES = 2_000
MAX_ALL = 32 * 1024 * 1024
# One folder deep, and no path that could lead elsewhere.
_NAME = re.compile(r"(?:[a-z_]{1,40}/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}\.yaml")
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def packed(files: Mapping[str, str]) -> bytes:
    """The files as a zip; the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, _ALWAYS)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, text)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The YAML files of a zipped bundle, also when they lie in one folder; other files are not looked at.

    Refuses `bundle.zip_broken`, `bundle.zip_name`, `bundle.zip_too_large`: whatever a zip says of its own sizes, no
    more is unpacked than that.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Refusal("bundle.zip_broken", reason=str(error)[:200]) from error


def checked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files, their names looked at. Refuses `bundle.zip_name`."""
    for name in files:
        if not _NAME.fullmatch(name):
            raise Refusal("bundle.zip_name", name=name[:120])
    return dict(files)


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    names = [name for name in archive.namelist() if name.endswith(".yaml")]
    if len(archive.namelist()) > MAX_FILES:
        raise Refusal("bundle.zip_too_large", most=MAX_FILES)
    top = _top(names)
    found: dict[str, bytes] = {}
    left = MAX_ALL
    for name in names:
        short = name.removeprefix(top)
        checked({short: b""})
        with archive.open(name) as file:
            text = file.read(min(MAX_BYTES, left) + 1)
        left -= len(text)
        if len(text) > MAX_BYTES or left < 0:
            raise Refusal("bundle.zip_too_large", most=MAX_ALL)
        found[short] = text
    return found


def _top(names: list[str]) -> str:
    """The folder that everything lies in, when somebody zipped the folder and not its files."""
    if "bundle.yaml" in names:
        return ""
    found = [name for name in names if name.count("/") == 1 and name.endswith("/bundle.yaml")]
    return found[0].removesuffix("bundle.yaml") if len(found) == 1 else ""
