"""A bundle as one zip file. What comes from outside is read with care: names, sizes and numbers have bounds."""

import io
import re
import zipfile
from collections.abc import Mapping

from bihuan.core.values import Refusal
from bihuan.kernel.archives import Archive, Bounds, opened
from bihuan.modules.bundles.interface.yaml_text import MAX_BYTES

MAX_FILES = 2_000
MAX_ALL = 32 * 1024 * 1024
# One folder deep, and no path that could lead elsewhere.
_NAME = re.compile(r"(?:[a-z_]{1,40}/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}\.yaml")
_BOUNDS = Bounds(
    MAX_FILES,
    MAX_ALL,
    lambda reason: Refusal("bundle.zip_broken", reason=reason),
    lambda: Refusal("bundle.zip_too_large", most=f"{MAX_FILES} / {MAX_ALL >> 20} MB"),
)
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
    with opened(content, _BOUNDS) as archive:
        return _read(archive)


def checked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files, their names looked at. Refuses `bundle.zip_name`."""
    for name in files:
        if not _NAME.fullmatch(name):
            raise Refusal("bundle.zip_name", name=name[:120])
    return dict(files)


def _read(archive: Archive) -> dict[str, bytes]:
    names = [name for name in archive.names if name.endswith(".yaml")]
    top = _top(names)
    short = {name: name.removeprefix(top) for name in names}
    checked(dict.fromkeys(short.values(), b""))
    return {short[name]: archive.content(name, MAX_BYTES) for name in names}


def _top(names: list[str]) -> str:
    """The folder that everything lies in, when somebody zipped the folder and not its files."""
    if "bundle.yaml" in names:
        return ""
    found = [name for name in names if name.count("/") == 1 and name.endswith("/bundle.yaml")]
    return found[0].removesuffix("bundle.yaml") if len(found) == 1 else ""
