"""A zip that somebody sends is opened with care."""

import io
import zipfile

import pytest

from bihuan.core.values import Refusal
from bihuan.modules.bundles.interface import packed, unpacked
from bihuan.modules.bundles.interface.packing import MAX_FILES

pytestmark = pytest.mark.req("ADM-2")
FILES = {"bundle.yaml": "key: a\n", "forms/a.yaml": "form: 表\n"}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        unpacked(content)
    return caught.value.code


def test_what_was_packed_comes_out_and_the_same_files_are_the_same_bytes():
    assert {name: text.decode() for name, text in unpacked(packed(FILES)).items()} == FILES
    assert packed(FILES) == packed(dict(FILES))


def test_a_zipped_folder_is_the_bundle_in_it_and_other_files_are_not_looked_at():
    found = unpacked(
        zipped({"mine/bundle.yaml": b"key: a\n", "mine/forms/a.yaml": b"form: a\n", "mine/photo.jpg": b"x"})
    )
    assert found.keys() == {"bundle.yaml", "forms/a.yaml"}


@pytest.mark.parametrize(
    "name",
    [
        "../bundle.yaml",
        "/etc/a.yaml",
        "forms/../../a.yaml",
        "C:\\a.yaml",
        "a/b/c.yaml",
        "forms/.hidden.yaml",
        "forms/a\n.yaml",
    ],
)
def test_no_name_leads_out_of_the_bundle(name: str):
    assert refused(zipped({"bundle.yaml": b"key: a\n", name: b"x"})) == "bundle.zip_name"


def test_a_bomb_is_left_packed():
    nothing = bytes(5 * 1024 * 1024)
    assert refused(zipped({"bundle.yaml": nothing})) == "bundle.zip_too_large"
    many = {f"forms/a{at}.yaml": nothing[: 3 * 1024 * 1024] for at in range(12)}
    assert refused(zipped({"bundle.yaml": b"", **many})) == "bundle.zip_too_large"
    assert refused(zipped({f"forms/a{at}.yaml": b"" for at in range(MAX_FILES + 1)})) == "bundle.zip_too_large"


@pytest.mark.parametrize("content", [b"", b"no zip", packed(FILES)[:-30], packed(FILES)[:40]])
def test_what_is_no_zip_is_refused(content: bytes):
    assert refused(content) == "bundle.zip_broken"
