"""Pictures are looked at whatever is wrong with them: kept without a small one, or refused in words (S-8)."""

import io
import warnings
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bihuan.core.values import Refusal
from bihuan.kernel.logo import redrawn
from bihuan.kernel.media import examine

pytestmark = pytest.mark.req("S-8")


@cache
def picture(kind: str) -> bytes:
    """A picture that says of itself how it was held and by whom it was made."""
    described = Image.Exif()
    described[274], described[271] = 6, "x" * 20
    out = io.BytesIO()
    made = Image.linear_gradient("L").resize((40, 30)).convert("RGB")
    made.save(out, kind, **({"exif": described} if kind in ("JPEG", "PNG", "WEBP") else {}))
    return out.getvalue()


def looked_at(content: bytes) -> str | None:
    """Nothing comes out but a refusal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert examine("图", [content]).size == len(content)
        try:
            redrawn(content)
        except Refusal as refusal:
            return refusal.code
    return None


def test_a_damaged_description_damages_nothing_else():
    content = bytearray(picture("JPEG"))
    at = content.index(b"\x01\x0f\x00\x02")
    for tag in range(256):
        content[at + 1] = tag
        assert looked_at(bytes(content)) in (None, "company.logo_damaged")


@given(kind=st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "BMP"]), data=st.data())
def test_whatever_is_changed_in_a_picture_it_is_kept_or_refused(kind: str, data: st.DataObject):
    content = bytearray(picture(kind))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, min(len(content), 400) - 1))] = data.draw(st.integers(0, 255))
    code = looked_at(bytes(content[: data.draw(st.integers(1, len(content)))]))
    assert code is None or code.startswith("company.logo_")
